"""`tasklab serve`: the live API."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab.command.serving import open_database, require_service

if TYPE_CHECKING:
    from tasklab.service.config import Config
    from tasklab.service.first import First


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes any that is free."
)
@click.option(
    "--processes", type=click.IntRange(1), default=1, show_default=True, help="More than one needs PostgreSQL."
)
@click.option("--sandbox", "has_sandbox", is_flag=True, help="Serve twins inside the process, and connect to one.")
@click.option("--quiet", is_flag=True, help="Tell no requests on standard output.")
def command(host: str, port: int, processes: int, *, has_sandbox: bool, quiet: bool) -> int:
    """Serve the live API until it is interrupted; requests in flight are answered first.

    Without any setting it keeps everything in SQLite below .tasklab/service, and makes an account with a key on its
    first start.
    Exit code 0 when it was asked to stop.
    """
    require_service()
    from tasklab.service.server import load_config, read_environment, serve  # noqa: PLC0415 - an optional extra

    if has_sandbox:
        os.environ["TASKLAB_SANDBOX"] = "true"
    if quiet:
        os.environ["TASKLAB_ACCESS_LOG"] = "false"
    config = load_config(read_environment(os.environ), Path.cwd())
    if processes > 1 and (config.database_url.startswith("sqlite") or config.has_sandbox):
        raise click.UsageError("several processes need PostgreSQL (TASKLAB_DATABASE_URL), and have no sandbox")
    first = _begin(config)
    serve(host, port, processes, lambda address: _tell(address, first))
    return 0


def _begin(config: Config) -> First | None:
    """Bring the database up to date; on the very first start make an account."""
    from tasklab.service.first import begin  # noqa: PLC0415 - an optional extra

    with open_database(config) as database:
        return begin(database, config)


def _tell(address: str, first: First | None) -> None:
    click.echo(f"tasklab at {address}")
    if first is None:
        return
    click.echo(f"account {first.account_id}; its key, shown this once:\n{first.key}")
    if first.connection_id:
        click.echo(f"sandbox of {first.platform} {first.version}: try\n")
        click.echo(f"  curl -H 'Authorization: Bearer {first.key}' \\")
        click.echo(f"    {address}/v1/connections/{first.connection_id}/tasks\n")
