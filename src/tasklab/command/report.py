"""`tasklab report`: writes the reports from the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab.command.judging import fold_report, open_policy
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.report.writer import write_reports

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Folder; `reports/` when left out."
)
@click.option("--at", type=Moment(), default=None, help="As of a moment: later facts count for nothing.")
def command(out: Path | None, at: datetime | None) -> int:
    """Write compatibility.md, compatibility.json and index.html."""
    workspace, moment = open_workspace(), at or now()
    report = fold_report(workspace, read_platforms(workspace, moment), open_policy(workspace), moment)
    folder = out or workspace.reports
    changed = write_reports(report, folder)
    for path in changed:
        click.echo(f"written: {path}")
    if not changed:
        click.echo(f"{folder}: nothing new to say")
    return 0
