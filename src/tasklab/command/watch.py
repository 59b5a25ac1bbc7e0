"""`tasklab watch`: asks every release source once and writes down what is new."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import click

from tasklab.command.reading import load_configs, now, open_workspace, read_platforms
from tasklab.ledger.fact import NotificationFact, ReleaseFact
from tasklab.ledger.store import append_facts
from tasklab.watch.fetch import HttpFetch
from tasklab.watch.notify import find_notices, load_channels, tell_notices
from tasklab.watch.round import Places, RoundReport, run_round
from tasklab.watch.window import fold_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.workspace import Workspace


@click.command()
@click.argument("platforms", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(platforms: Sequence[str], dry_run: bool, as_json: bool) -> int:
    """Ask the release sources of all PLATFORMS what is new. Exit code 2 when a source could not be asked."""
    workspace = open_workspace()
    reports = watch_all(workspace, platforms, is_dry=dry_run)
    if not dry_run:
        _notify(workspace, platforms)
    if as_json:
        click.echo(json.dumps([_as_object(report) for report in reports], indent=1))
    else:
        for report in reports:
            for line in render_round(report):
                click.echo(line)
    return 2 if any(report.result.troubles or report.problems for report in reports) else 0


def watch_all(workspace: Workspace, platforms: Sequence[str], *, is_dry: bool = False) -> list[RoundReport]:
    """Ask the sources of every product, or of those named."""
    places = Places(workspace.ledger, workspace.cache / "watch")
    fetch = HttpFetch()
    return [run_round(config, places, fetch, now, is_dry=is_dry) for config in load_configs(workspace, platforms)]


def render_round(report: RoundReport) -> list[str]:
    """Word what a round found, a line each."""
    lines = [f"{report.platform}: {problem}" for problem in report.problems]
    lines += [f"{report.platform}: {source}: {text}" for source, text in report.result.troubles.items()]
    releases = [fact for fact in report.result.facts if isinstance(fact, ReleaseFact)]
    lines += [
        f"{report.platform}: {fact.release} released {fact.released_at:%Y-%m-%d} ({fact.date_class}, {fact.source})"
        for fact in releases
    ]
    others = len(report.result.facts) - len(releases)
    if others:
        lines.append(f"{report.platform}: {others} other facts")
    return lines or [f"{report.platform}: nothing new"]


def _as_object(report: RoundReport) -> dict[str, object]:
    return {
        "platform": report.platform,
        "new": [type(fact).__struct_config__.tag for fact in report.result.facts],
        "troubles": report.result.troubles,
        "problems": [str(problem) for problem in report.problems],
    }


def _notify(workspace: Workspace, platforms: Sequence[str]) -> None:
    channels = load_channels(os.environ)
    if not channels:
        return
    at = now()
    readings = read_platforms(workspace, at, platforms)
    windows = [window for reading in readings for window in fold_windows(reading.state)]
    states = {reading.config.platform: reading.state for reading in readings}

    def record(fact: NotificationFact) -> None:
        append_facts(workspace.ledger / f"{fact.platform}.jsonl", [fact])

    for text in tell_notices(find_notices(windows, at), states, channels, now, record=record, pause=time.sleep):
        click.echo(text, err=True)
