"""`tasklab ledger`: whether the facts are in order, and the facts themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tasklab.command.reading import load_configs, now, open_workspace
from tasklab.ledger.check import check_ledger
from tasklab.ledger.fact import render_fact
from tasklab.ledger.store import read_ledger

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.group()
def command() -> None:
    """Check or export the ledger."""


@command.command()
def check() -> int:
    """Check every line: exit code 1 when one cannot be read, or contradicts another."""
    workspace = open_workspace()
    problems = check_ledger(workspace.ledger, now())
    for problem in problems:
        click.echo(f"{problem.severity}: {problem}")
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} notes")
    return 1 if errors else 0


@command.command()
@click.argument("platforms", nargs=-1)
def export(platforms: Sequence[str]) -> int:
    """Print the facts of all PLATFORMS as JSON lines, in the order of their moments."""
    workspace = open_workspace()
    ledgers = [
        read_ledger(workspace.ledger / f"{config.platform}.jsonl") for config in load_configs(workspace, platforms)
    ]
    for fact in sorted((fact for ledger in ledgers for fact in ledger.facts), key=lambda fact: fact.at):
        click.echo(render_fact(fact), nl=False)
    problems = [problem for ledger in ledgers for problem in ledger.problems if problem.severity == "error"]
    for problem in problems:
        click.echo(f"left out: {problem}", err=True)
    return 1 if problems else 0
