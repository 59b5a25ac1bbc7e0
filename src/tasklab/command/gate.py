"""`tasklab gate`: may this be released, may this version be promoted; reasons a person can act on, and an exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import click
import msgspec

from tasklab.advance.judgement import Judge
from tasklab.command.judging import digests_of, open_policy, todos_of
from tasklab.command.reading import Moment, now, open_workspace, read_platforms
from tasklab.ledger.gate import check_release
from tasklab.watch.window import fold_windows

if TYPE_CHECKING:
    from datetime import datetime

    from tasklab.ledger.gate import GateAnswer

_FORMATS = ("text", "json", "junit", "github", "markdown")


@click.command()
@click.argument("platform", required=False)
@click.argument("version", required=False)
@click.option("--at", type=Moment(), default=None, help="As of a moment: later facts count for nothing.")
@click.option("--format", "output", type=click.Choice(_FORMATS), default="text", help="Shape of the answer.")
def command(platform: str | None, version: str | None, at: datetime | None, output: str) -> int:
    """Answer whether this may be released, or whether VERSION of PLATFORM may be promoted.

    Exit code 0 yes, 1 no, 2 could not tell (which is not a yes), 64 bad usage. It reads evidence and never runs a case.
    """
    if platform is not None and version is None:
        raise click.UsageError("which version? `tasklab gate PLATFORM VERSION`")
    workspace, moment = open_workspace(), at or now()
    policy = open_policy(workspace)
    readings = read_platforms(workspace, moment, [platform] if platform else [])
    if version is not None:
        answer = Judge(workspace, policy, "tasklab gate", digests_of(workspace)).ask(readings[0], version, moment)
    else:
        overdue = [
            f"{window.platform} {window.version}"
            for reading in readings
            for window in fold_windows(reading.state)
            if window.is_overdue
        ]
        answer = check_release(
            [reading.state for reading in readings],
            policy,
            digests_of(workspace),
            moment,
            schemes={
                reading.config.platform: reading.config.watch.scheme for reading in readings if reading.config.watch
            },
            problems=[problem for reading in readings for problem in reading.ledger.problems],
            overdue=overdue,
            find_todo=todos_of(workspace),
        )
    click.echo(render_answer(answer, output))
    return answer.exit_code


def render_answer(answer: GateAnswer, output: str) -> str:
    """Render an answer of the gate."""
    match output:
        case "json":
            return json.dumps(
                {"subject": answer.subject, "answer": answer.answer, "reasons": msgspec.to_builtins(answer.reasons)},
                indent=1,
            )
        case "junit":
            return _render_junit(answer)
        case "github":
            return _render_github(answer)
        case "markdown":
            rows = "".join(f"- {reason}\n" for reason in answer.reasons)
            return f"**May {answer.subject} go?** {answer.answer}\n\n{rows}".rstrip()
    rows = "".join(f"\n  {'·' if reason.effect == 'remark' else '✗'} {reason}" for reason in answer.reasons)
    return f"{answer.subject}: {answer.answer}{rows}"


def _render_junit(answer: GateAnswer) -> str:
    bad = [reason for reason in answer.reasons if reason.effect != "remark"]
    if not bad and not answer.is_yes:
        raise AssertionError("the gate said no without a reason")
    cases = "".join(
        f"<testcase classname={quoteattr('gate ' + answer.subject)} name={quoteattr(reason.method or 'version')}>"
        f"<failure message={quoteattr(reason.text)}>{escape(str(reason))}</failure></testcase>"
        for reason in bad
    )
    cases = cases or f"<testcase classname={quoteattr('gate ' + answer.subject)} name='may go'/>"
    count = max(1, len(bad))
    return f'<testsuite name="tasklab gate" tests="{count}" failures="{len(bad)}" errors="0">{cases}</testsuite>'


def _render_github(answer: GateAnswer) -> str:
    lines = []
    for reason in answer.reasons:
        file, _, line = reason.spec_line.partition(":")
        where = f" file={file},line={line}" if file else ""
        level = "notice" if reason.effect == "remark" else "error"
        text = str(reason).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{level}{where}::{text}")
    return "\n".join([*lines, f"{answer.subject}: {answer.answer}"])
