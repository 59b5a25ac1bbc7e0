"""`tasklab verify`: runs the contract suite on real servers and records the evidence."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import msgspec

from tasklab.advance.schedule import Ended, Name, Schedule
from tasklab.advance.verifier import Ran
from tasklab.command.lab import make_tools
from tasklab.command.progress import open_progress
from tasklab.command.reading import now, open_checkout, read_platforms
from tasklab.ledger.version import sort_versions
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.ledger.fact import MethodOutcome
    from tasklab.workspace import Workspace

_SHOWN_REASONS = 5
_VERDICTS = ("verified", "unavailable", "failing", "unverified")


@click.command()
@click.argument("platform", required=False)
@click.argument("version", required=False)
@click.option(
    "--method",
    "methods",
    multiple=True,
    metavar="METHOD",
    type=click.Choice(list(METHODS)),
    help="Run only the cases of this method, and keep no evidence; may be repeated.",
)
@click.option("--again", is_flag=True, help="Run also what is unchanged since its last run.")
@click.option("--debian", is_flag=True, help="Also run the servers that come from Debian: needs root and mmdebstrap.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(
    platform: str | None, version: str | None, methods: Sequence[str], again: bool, debian: bool, as_json: bool
) -> int:
    """Run the contract on VERSION of PLATFORM, on all its versions, or on everything.

    What is unchanged since its last run is not run again.
    Exit code 0 nothing fails, 1 something does, 2 something could not be told, 64 bad usage.
    """
    workspace = open_checkout()
    names = _find_names(workspace, platform, version)
    ended = _run(workspace, names, tuple(methods), is_forced=again or bool(methods), is_debian=debian)
    found = _with_evidence(workspace, sorted(ended, key=lambda each: names.index(each.name)))
    if as_json:
        click.echo(json.dumps([_as_object(each, methods) for each in found], indent=1))
    else:
        click.echo(render_all(found, methods))
    return find_exit(found, methods, is_named=platform is not None)


def _run(
    workspace: Workspace, names: Sequence[Name], methods: tuple[str, ...], *, is_forced: bool, is_debian: bool
) -> list[Ended]:
    judge, verifier = make_tools(workspace, "tasklab verify", is_debian=is_debian, methods=methods)
    ended: list[Ended] = []
    with open_progress(sys.stderr) as progress:

        def end(each: Ended) -> None:
            ended.append(each)
            progress.ended(each)

        def is_current(name: Name) -> bool:
            return not is_forced and judge.is_current(name.platform, name.version, now())

        obstacles = {name: verifier.find_obstacle(name.platform, name.version) for name in names}
        for name, obstacle in obstacles.items():
            if obstacle is not None:
                end(Ended(name, "not run", obstacle))
        Schedule(verifier, is_current, progress.note, end).run([name for name in names if obstacles[name] is None])
    return ended


def render_all(found: Sequence[Ended], methods: Sequence[str]) -> str:
    """Render what every version amounts to, with what fails and how to see it again."""
    lines: list[str] = []
    for ended in found:
        lines.append(f"{ended.name}: {_summarise(ended, methods)}")
        for method, outcome in _outcomes(ended, methods).items():
            lines += [
                f"    {method}: {outcome.verdict}: {' '.join(reason.text.split())} [{reason.case}]"
                for reason in outcome.reasons[:_SHOWN_REASONS]
                if outcome.verdict in {"failing", "unverified"}
            ]
    return "\n".join(lines) if lines else "no version has a spec"


def find_exit(found: Sequence[Ended], methods: Sequence[str], *, is_named: bool) -> int:
    """Find the exit code; what was not asked for does not count, unless it was named."""
    verdicts = {outcome.verdict for ended in found for outcome in _outcomes(ended, methods).values()}
    if "failing" in verdicts:
        return 1
    not_run = any(ended.kind == "not run" and (is_named or not ended.ran.is_left_out) for ended in found)
    return 2 if not_run or not found or "unverified" in verdicts else 0


def _summarise(ended: Ended, methods: Sequence[str]) -> str:
    if ended.ran.evidence is None:
        return f"not run: {ended.reason}"
    verdicts = [outcome.verdict for outcome in _outcomes(ended, methods).values()]
    counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in _VERDICTS if verdict in verdicts]
    unchanged = ", unchanged since its last run" if ended.kind == "current" else ""
    return f"{', '.join(counts)}, on {ended.ran.evidence.target.name}{unchanged}"


def _outcomes(ended: Ended, methods: Sequence[str]) -> dict[str, MethodOutcome]:
    evidence = ended.ran.evidence
    if evidence is None:
        return {}
    return {name: outcome for name, outcome in evidence.methods.items() if not methods or name in methods}


def _find_names(workspace: Workspace, platform: str | None, version: str | None) -> list[Name]:
    """Find the versions that are meant, oldest first."""
    names = [
        Name(reading.platform, each)
        for reading in read_platforms(workspace, now(), [platform] if platform else [])
        for each in sort_versions(reading.specified, reading.scheme)
    ]
    chosen = [name for name in names if version is None or name.version == version]
    if version is not None and not chosen:
        there = ", ".join(name.version for name in names) or "none"
        raise click.UsageError(f"{platform} has no spec {version!r}; there are {there}")
    return chosen


def _with_evidence(workspace: Workspace, ended: Sequence[Ended]) -> list[Ended]:
    """Add what the ledger has for versions that did not have to run."""
    unchanged = {each.name.platform for each in ended if each.kind == "current"}
    readings = (
        {each.platform: each for each in read_platforms(workspace, now(), sorted(unchanged))} if unchanged else {}
    )
    return [
        replace(each, ran=Ran(readings[each.name.platform].state.versions[each.name.version].latest_evidence))
        if each.kind == "current"
        else each
        for each in ended
    ]


def _as_object(ended: Ended, methods: Sequence[str]) -> dict[str, object]:
    return {
        "platform": ended.name.platform,
        "version": ended.name.version,
        "kind": ended.kind,
        "reason": ended.reason,
        "run": ended.ran.evidence.run if ended.ran.evidence else None,
        "methods": msgspec.to_builtins(_outcomes(ended, methods)),
    }
