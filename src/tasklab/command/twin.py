"""`tasklab twin`: serve an imitation of a platform on loopback."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Any

import click

from tasklab.twin.catalogue import find_platform, list_platforms, open_twin
from tasklab.twin.clock import wall_clock
from tasklab.twin.control import Control
from tasklab.twin.server import HOST, Server
from tasklab.twin.site import TwinError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasklab.twin.twin import Twin


@click.command()
@click.argument("platform", required=False)
@click.option("--version", "version", default=None, help="The version to be; the newest when left out.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8700, show_default=True, help="0 takes any that is free."
)
@click.option("--control", metavar="PATH", default=None, help="Serve reset, seed, faults, clock and log below PATH.")
@click.option("--seed", "tasks", type=click.IntRange(0), default=0, help="Start with so many tasks.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="Set an option of the twin.")
@click.option("--list", "is_list", is_flag=True, help="Name the twins, their versions and options, and stop.")
def command(
    platform: str | None,
    version: str | None,
    port: int,
    control: str | None,
    tasks: int,
    options: Sequence[str],
    is_list: bool,
) -> int:
    """Serve a twin of PLATFORM over HTTP on this machine, until it is interrupted.

    A twin imitates a version of the platform and keeps in memory what is written to it.
    Exit code 0 when it was asked to stop.
    """
    if is_list:
        click.echo("\n".join(map(render_platform, list_platforms())))
        return 0
    if platform is None:
        raise click.UsageError(f"name a platform: {', '.join(list_platforms())}")
    address = f"http://{HOST}:{port}"
    try:
        twin = open_twin(platform, version, clock=wall_clock(), address=address, options=parse_options(options))
        steered = None if control is None else Control(twin, control)
    except TwinError as error:
        raise click.UsageError(str(error)) from error
    if tasks:
        click.echo(f"seeded: {_render_facts(twin.seed(tasks))}")
    try:
        asyncio.run(_serve(twin, steered, port))
    except TwinError as error:
        raise click.ClickException(str(error)) from error
    return 0


def render_platform(name: str) -> str:
    """Render what there is to choose for one platform."""
    platform = find_platform(name)
    options = "".join(f"\n  --option {option}=…  {meaning}" for option, meaning in platform.options.items())
    return f"{name}  {' '.join(platform.versions)}{options}"


def parse_options(words: Sequence[str]) -> dict[str, str]:
    """Read `name=value` words. Raises: UsageError for a word without `=`."""
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not equals:
            raise click.UsageError(f"--option {name}: it is NAME=VALUE")
    return {name: value for name, _, value in pairs}


async def _serve(twin: Twin, control: Control | None, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def tell(bound: int) -> None:
        click.echo(f"{twin.platform.title} {twin.version} at http://{HOST}:{bound}")
        click.echo(f"account: {_render_facts(twin.account())}")
        if control is not None:
            click.echo(f"control: http://{HOST}:{bound}{control.prefix}/state")

    await Server(twin, control).run(port, stop, tell)


def _render_facts(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())
