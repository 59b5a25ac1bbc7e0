"""`tasklab gate`: may this be released, may this version be promoted; reasons a person can act on, and an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab import __version__
from tasklab.advance.judgement import Judge, find_spec_lines
from tasklab.command.judging import digests_of, todos_of
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.ledger.check import check_future
from tasklab.ledger.fact import UnreadableRunError
from tasklab.ledger.gate import check_release, refuse
from tasklab.ledger.policy import Policy, PolicyError, load_policy
from tasklab.ledger.store import LedgerProblem
from tasklab.report.answer import FORMATS, render_answer
from tasklab.watch.window import fold_windows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from tasklab.advance.reading import PlatformReading
    from tasklab.ledger.gate import GateAnswer
    from tasklab.workspace import Workspace


@click.command()
@click.argument("platform", required=False)
@click.argument("version", required=False)
@click.option("--at", type=Moment(), default=None, help="As of a moment: later facts count for nothing.")
@click.option("--format", "output", type=click.Choice(list(FORMATS)), default="text", help="Shape of the answer.")
@click.option("--explain", is_flag=True, help="Say of every rule how it went, and what the answer rests on.")
@click.option("--dry-run", is_flag=True, help="Answer, and end with 0 whatever the answer is: nothing is stopped.")
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    default=None,
    help="By the table `[policy]` of this file instead of `tasklab.toml`.",
)
def command(
    platform: str | None,
    version: str | None,
    at: datetime | None,
    output: str,
    explain: bool,
    dry_run: bool,
    policy_file: Path | None,
) -> int:
    """Answer whether this may be released, or whether VERSION of PLATFORM may be promoted.

    Exit code 0 yes, 1 no, 2 could not tell (which is not a yes), 64 bad usage. It reads evidence and never runs a case.
    """
    if platform is not None and version is None:
        raise click.UsageError("which version? `tasklab gate PLATFORM VERSION`")
    workspace, moment = open_workspace(), at or now()
    subject = f"{platform} {version}" if version else "the release"
    try:
        policy = load_policy(policy_file or workspace.policy)
        readings = read_platforms(workspace, moment, [platform] if platform else [], sealed=True)
        if version:
            answer = _ask_version(workspace, policy, readings[0], version, moment)
        else:
            answer = _ask_release(workspace, policy, readings, moment)
    except click.UsageError:
        raise
    except (click.ClickException, PolicyError, UnreadableRunError, OSError) as error:
        # What the answer would rest on cannot be read: told in the shape that was asked for, and never a yes.
        answer = refuse(subject, error.format_message() if isinstance(error, click.ClickException) else str(error))
    click.echo(render_answer(answer, output, version=__version__, explain=explain))
    return 0 if dry_run else answer.exit_code


def _ask_version(
    workspace: Workspace, policy: Policy, reading: PlatformReading, version: str, at: datetime
) -> GateAnswer:
    doubts = check_future(reading.ledger, now())
    if doubts:
        return refuse(f"{reading.platform} {version}", str(doubts[0]))
    return Judge(workspace, policy, "tasklab gate", digests_of(workspace)).ask(reading, version, at)


def _ask_release(workspace: Workspace, policy: Policy, readings: Sequence[PlatformReading], at: datetime) -> GateAnswer:
    by_name = {reading.platform: reading for reading in readings}

    def spec_lines(platform: str, version: str) -> Mapping[str, str]:
        return find_spec_lines(workspace, by_name[platform], version)

    overdue = [
        f"{window.platform} {window.version}"
        for reading in readings
        for window in fold_windows(reading.state)
        if window.is_overdue
    ]
    return check_release(
        [reading.state for reading in readings],
        policy,
        digests_of(workspace),
        at,
        schemes={reading.platform: reading.scheme for reading in readings},
        problems=[*_find_problems(readings), *_find_strays(workspace, by_name)],
        overdue=overdue,
        find_todo=todos_of(workspace),
        find_spec_lines=spec_lines,
    )


def _find_problems(readings: Sequence[PlatformReading]) -> Iterator[LedgerProblem]:
    moment = now()
    for reading in readings:
        yield from reading.ledger.problems
        yield from check_future(reading.ledger, moment)


def _find_strays(workspace: Workspace, known: Collection[str]) -> Iterator[LedgerProblem]:
    """Find ledgers that no platform reads: what they say would be passed over in silence."""
    for path in sorted(workspace.ledger.glob("*.jsonl")):
        if path.stem not in known:
            yield LedgerProblem(path, 1, f"facts about {path.stem}, which has no file in `specs/`")
