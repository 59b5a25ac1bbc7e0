"""`tasklab report`: writes the reports from the ledger: what is committed, and the site."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab.command.judging import fold_report, open_policy
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.report.table import render_readme_table
from tasklab.report.writer import remove_pages, write_files, write_reports
from tasklab.spec.load import load_spec
from tasklab.spec.problem import InvalidSpecError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tasklab.report.description import SpecDescription
    from tasklab.workspace import Workspace

_SITE = "site"
_AT = click.option("--at", type=Moment(), default=None, help="As of a moment: later facts count for nothing.")


def _out(words: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help=words)


@click.group(invoke_without_command=True)
@_out("Folder; `reports/` when left out.")
@_AT
@click.pass_context
def command(context: click.Context, out: Path | None, at: datetime | None) -> int:
    """Write compatibility.md, compatibility.json and its schema; or the site, or a table for a README."""
    if context.invoked_subcommand is not None:
        if out is not None or at is not None:
            raise click.UsageError(f"options of `{context.invoked_subcommand}` stand behind its name")
        return 0
    workspace, moment = open_workspace(), at or now()
    report = fold_report(workspace, read_platforms(workspace, moment), open_policy(workspace), moment)
    folder = out or workspace.reports
    _tell(folder, write_reports(report, folder))
    return 0


@command.command("site")
@_out("Folder; `reports/site/` when left out.")
@_AT
@click.option("--base", default="", help="Address it will be published at, so that the feed holds whole addresses.")
def site(out: Path | None, at: datetime | None, base: str) -> int:
    """Write the static site: pages, feeds, calendar and badges that open from a file, without a network."""
    # Templates are slow to import, and the other reports do without.
    from tasklab.report.event import fold_events  # noqa: PLC0415
    from tasklab.report.peer import load_peers  # noqa: PLC0415
    from tasklab.report.site import SiteSource, render_site  # noqa: PLC0415

    workspace, moment = open_workspace(), at or now()
    readings = read_platforms(workspace, moment)
    events = [event for reading in readings for event in fold_events(reading.ledger.facts, moment)]
    events.sort(key=lambda event: (event.at, event.subject, event.text), reverse=True)
    report = fold_report(workspace, readings, open_policy(workspace), moment)
    files = render_site(
        SiteSource(report, events, _describer(workspace), load_peers(), partial(_find_notes, workspace), base)
    )
    folder = out or workspace.reports / _SITE
    _tell(folder, write_files(files, folder), remove_pages(folder, files))
    return 0


@command.command("table")
@_AT
def table(at: datetime | None) -> int:
    """Print a Markdown table for a README: each platform, what is supported of it, and what comes next."""
    workspace, moment = open_workspace(), at or now()
    report = fold_report(workspace, read_platforms(workspace, moment), open_policy(workspace), moment)
    click.echo(render_readme_table(report), nl=False)
    return 0


def _describer(workspace: Workspace) -> Callable[[str, str], SpecDescription | None]:
    from tasklab.report.description import describe_spec  # noqa: PLC0415 - builds models of specs, for the site alone

    @cache
    def describe(platform: str, version: str) -> SpecDescription | None:
        try:
            return describe_spec(load_spec(workspace.specs, platform, version, workspace.cache / "spec"))
        except (InvalidSpecError, FileNotFoundError):
            return None  # The version's page says that it has no digest, so no proof that counts.

    return describe


def _find_notes(workspace: Workspace, platform: str) -> str:
    path = workspace.root / "docs" / "platforms" / f"{platform}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _tell(folder: Path, written: Sequence[Path], removed: Sequence[Path] = ()) -> None:
    shown = written if len(written) <= 10 else []  # noqa: PLR2004 - what fits a screen
    for path in shown:
        click.echo(f"written: {path}")
    if written and not shown:
        click.echo(f"written: {len(written)} files in {folder}")
    for path in removed:
        click.echo(f"removed: {path}")
    if not written and not removed:
        click.echo(f"{folder}: nothing new to say")
