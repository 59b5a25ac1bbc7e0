"""`tasklab promote`: marks a version supported, if the gate says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tasklab.command.gate import render_answer
from tasklab.command.judging import judge, open_policy
from tasklab.command.reading import PlatformReading, now, open_workspace, read_platforms
from tasklab.ledger.fact import LEVELS, PromotionFact
from tasklab.ledger.store import append_facts

if TYPE_CHECKING:
    from datetime import datetime

    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.policy import Policy
    from tasklab.workspace import Workspace


@click.command()
@click.argument("platform")
@click.argument("version")
@click.option("--by", default="tasklab promote", help="Who decides.")
def command(platform: str, version: str, by: str) -> int:
    """Mark VERSION of PLATFORM supported, if the gate says yes; its answer is the exit code."""
    workspace, at = open_workspace(), now()
    (reading,) = read_platforms(workspace, at, [platform])
    answer, is_new = promote(workspace, reading, version, open_policy(workspace), at, by)
    if answer.is_yes:
        click.echo(f"{platform} {version}: supported" + ("" if is_new else " already"))
    else:
        click.echo(render_answer(answer, "text"))
    return answer.exit_code


def promote(
    workspace: Workspace, reading: PlatformReading, version: str, policy: Policy, at: datetime, by: str
) -> tuple[GateAnswer, bool]:
    """Ask the gate and write the promotion down; returns its answer, and whether a fact was added.

    A version that stands on the same evidence already is left as it is.
    """
    answer = judge(workspace, reading, version, policy, at)
    state = reading.state.versions.get(version)
    evidence = state.latest_evidence if state else None
    if not answer.is_yes or state is None or evidence is None:
        return answer, False
    if state.status == "supported" and state.promotion and state.promotion.run == evidence.run:
        return answer, False
    levels = [outcome.level for outcome in evidence.methods.values() if outcome.verdict == "verified"]
    platform = reading.config.platform
    fact = PromotionFact(
        platform=platform, at=at, version=version, run=evidence.run, level=min(levels, key=LEVELS.index), by=by
    )
    append_facts(workspace.ledger / f"{platform}.jsonl", [fact])
    return answer, True
