"""`tasklab status`: what is supported, what is late, and what to worry about next."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
import msgspec

from tasklab.command.judging import fold_report, open_policy
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.command.screen import print_line, print_table
from tasklab.report.figure import fold_tiles, is_unchecked
from tasklab.report.word import find_standing, word_validated, word_window
from tasklab.report.worry import find_worries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tasklab.report.part import Compatibility
    from tasklab.report.worry import Worry

_SHOWN = 10


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--at", type=Moment(), default=None, help="As of a moment, past or future; now when left out.")
@click.option("--all", "shows_all", is_flag=True, help="Every version, not only the newest and the newest supported.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platforms: Sequence[str], at: datetime | None, shows_all: bool, as_json: bool) -> int:
    """Show what is supported of all PLATFORMS, what is late, and what to worry about next.

    Exit code 0 all is well, 1 something is late, failing or broken, 2 something could not be told, 64 bad usage.
    """
    workspace, moment = open_workspace(), at or now()
    readings = read_platforms(workspace, moment, platforms)
    report = fold_report(workspace, readings, open_policy(workspace), moment)
    worries = find_worries(report)
    if as_json:
        content = {"on": report.on, "tiles": fold_tiles(report), "worries": [asdict(worry) for worry in worries]}
        click.echo(msgspec.json.format(msgspec.json.encode(content), indent=1))
    else:
        _print(report, worries, shows_all=shows_all)
    return 1 if any(worry.severity == "bad" for worry in worries) else 2 if is_unchecked(report) else 0


def _print(report: Compatibility, worries: Sequence[Worry], *, shows_all: bool) -> None:
    for tile in fold_tiles(report):
        print_line(f"{tile.figure} {tile.words}: {tile.detail}")
    if is_unchecked(report):
        print_line("whether all evidence is still fresh cannot be told on this machine: servers are not installed")
    print_line("")
    print_table(("version", "state", "proof", "description", "methods", "window"), _rows(report, shows_all=shows_all))
    if worries:
        print_line("\nto worry about next", bold=True)
        print_table(("", "what", "run"), _worry_rows(worries), wraps="what")
        if len(worries) > _SHOWN:
            print_line(f"and {len(worries) - _SHOWN} more: --json has all of them")


def _rows(report: Compatibility, *, shows_all: bool) -> Iterator[Sequence[str | tuple[str, str]]]:
    for platform in report.platforms:
        for version in platform.versions:
            if not shows_all and version is not platform.newest and version is not platform.served:
                continue
            tone, words = find_standing(version)
            yield (
                f"{platform.platform} {version.version}",
                (words, tone),
                version.level or "none",
                word_validated(version.run.validated) if version.run else "",
                f"{version.count('verified')} of {len(version.cells)}",
                word_window(version),
            )


def _worry_rows(worries: Sequence[Worry]) -> Iterator[Sequence[str | tuple[str, str]]]:
    for worry in worries[:_SHOWN]:
        what = f"{worry.name} {worry.version}".strip()
        sign = {"bad": "now", "soon": "soon", "note": "later"}[worry.severity]
        yield ((sign, worry.severity), f"{what}: {worry.text}", worry.command)
