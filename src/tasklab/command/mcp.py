"""`tasklab mcp`: the live API as tools of the Model Context Protocol."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec

import click


@click.command()
@click.option("--address", envvar="TASKLAB_ADDRESS", default="http://127.0.0.1:8080", show_default=True)
@click.option("--key", envvar="TASKLAB_KEY", required=True, help="An API key; better given as TASKLAB_KEY.")
def command(address: str, key: str) -> int:
    """Offer the live API at ADDRESS as tools of the Model Context Protocol, on standard input and output."""
    if find_spec("mcp") is None:
        raise click.ClickException("mcp missing: install tasklab[mcp]")
    asyncio.run(_serve(address, key))
    return 0


async def _serve(address: str, key: str) -> None:
    from tasklab.client import AsyncTasklab  # noqa: PLC0415 - heavy, and of an optional extra
    from tasklab.mcp.server import make_server  # noqa: PLC0415

    async with AsyncTasklab(address, key) as api:
        await make_server(api).run_stdio_async()
