"""`tasklab work`: the background work of the live API."""

from __future__ import annotations

import asyncio
import os
from importlib.util import find_spec
from pathlib import Path

import click

from tasklab.command.serving import open_database, require_service


@click.command()
@click.option("--concurrency", type=click.IntRange(1), default=16, show_default=True, help="Pieces at the same time.")
def command(concurrency: int) -> int:
    """Look at connections for changes and send events to webhooks, until it is interrupted.

    For where `tasklab serve` keeps its state in PostgreSQL; with SQLite it does the work itself. Start as many as you
    like.
    """
    require_service()
    if find_spec("procrastinate") is None:
        raise click.ClickException("procrastinate missing: install tasklab[service,postgresql]")
    from tasklab.service.server import load_config, make_service, read_environment  # noqa: PLC0415 - an optional extra
    from tasklab.service.work.engine import work  # noqa: PLC0415

    config = load_config(read_environment(os.environ), Path.cwd())
    if config.works_here:
        raise click.UsageError("with SQLite `tasklab serve` does the work itself: set TASKLAB_DATABASE_URL")
    with open_database(config):
        click.echo(f"tasklab works, {concurrency} at a time")
    asyncio.run(work(make_service(), concurrency))
    return 0
