"""`tasklab windows`: what is due when, and how each window stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.command.screen import print_table
from tasklab.watch.window import Window, fold_windows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--at", type=Moment(), default=None, help="As of a moment, past or future; now when left out.")
@click.option("--open", "only_open", is_flag=True, help="Only those in which support is still owed.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platforms: Sequence[str], at: datetime | None, only_open: bool, as_json: bool) -> int:
    """Show the support windows of all PLATFORMS: opened by a release, due two calendar months later."""
    moment = at or now()
    windows = [
        window
        for reading in read_platforms(open_workspace(), moment, platforms)
        for window in fold_windows(reading.state)
        if window.is_open or not only_open
    ]
    windows.sort(key=lambda window: (not window.is_open, window.first_due_at, window.platform))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(windows), indent=1))
    elif windows:
        _print_table(windows, moment)
    else:
        click.echo("no windows: run `tasklab watch` first" if not only_open else "no open windows")
    return 1 if any(window.is_overdue for window in windows) else 0


def _print_table(windows: list[Window], at: datetime) -> None:
    columns = ("version", "released", "noticed", "due", "window", "closed", "who says so")
    print_table(columns, [_row(window, at) for window in windows], wraps="who says so")


def _row(window: Window, at: datetime) -> tuple[str | tuple[str, str], ...]:
    tone = {"overdue": "bad", "missed": "wait", "met": "good"}.get(window.result, "")
    return (
        f"{window.platform} {window.version}",
        f"{window.opened_at:%Y-%m-%d}",
        f"{window.noticed_at:%Y-%m-%d}",
        f"{window.first_due_at:%Y-%m-%d}",
        (render_result(window, at), tone),
        f"{window.closed_at:%Y-%m-%d}" if window.closed_at else "",
        f"{window.opened_by.date_class}, {window.opened_by.source}",
    )


def render_result(window: Window, at: datetime) -> str:
    """Word how a window stands: met, missed, or the days that are left or over."""
    if not window.is_open:
        return window.result
    days = window.time_left(at).days
    return f"{days} days left" if days >= 0 else f"{-days} days late"
