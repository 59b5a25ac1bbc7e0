"""`tasklab coverage`: how many of the unified methods each platform has, and how strong the proof is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from tasklab.command.judging import fold_report, open_policy
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.command.screen import print_line, print_table
from tasklab.ledger.fact import LEVELS
from tasklab.report.figure import fold_coverage
from tasklab.report.part import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tasklab.report.figure import CoverageRow


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--at", type=Moment(), default=None, help="As of a moment, past or future; now when left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platforms: Sequence[str], at: datetime | None, as_json: bool) -> int:
    """Show how many unified methods each of all PLATFORMS has, on the newest version that is supported.

    Where none is supported, on the newest that was run. Verified methods are counted by the level of their proof.
    """
    workspace, moment = open_workspace(), at or now()
    report = fold_report(workspace, read_platforms(workspace, moment, platforms), open_policy(workspace), moment)
    rows = fold_coverage(report)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode([_as_object(row) for row in rows]), indent=1))
    elif rows:
        verdicts = ("core", "unavailable", "failing", "not known", "waived")
        print_table(("version", "state", "proof", *LEVELS[::-1], "verified", *verdicts), map(_row, rows))
    else:
        print_line("no version of any platform is known: run `tasklab watch`")
    return 0


def _count_levels(row: CoverageRow) -> Iterator[tuple[str, int]]:
    for level in LEVELS[::-1]:
        yield level, sum(cell.verdict == "verified" and cell.level == level for cell in row.version.cells)


def _row(row: CoverageRow) -> Sequence[str]:
    version = row.version
    total = len(version.cells)
    return (
        f"{row.platform.platform} {version.version}",
        version.status + (", stale" if version.freshness == "stale" else ""),
        version.level or "none",
        *(str(count or "") for _, count in _count_levels(row)),
        f"{version.count('verified')} of {total}",
        f"{row.core} of {row.core_total}",
        *(str(version.count(verdict) or "") for verdict in VERDICTS[1:]),
    )


def _as_object(row: CoverageRow) -> dict[str, object]:
    return {
        "platform": row.platform.platform,
        "version": row.version.version,
        "status": row.version.status,
        "level": row.version.level,
        "freshness": row.version.freshness,
        "verified_by_level": dict(_count_levels(row)),
        "core_verified": row.core,
        **{verdict: row.version.count(verdict) for verdict in VERDICTS},
    }
