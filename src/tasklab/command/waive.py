"""`tasklab waive`: somebody accepts, until a day, that a method is not verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tasklab.command.reading import now, open_workspace, read_platforms
from tasklab.ledger.fact import WaiverFact
from tasklab.ledger.store import append_facts
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.argument("platform")
@click.argument("version")
@click.argument("method", type=click.Choice(list(METHODS)), metavar="METHOD")
@click.option("--because", required=True, help="Why, for everybody who meets it.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day it counts (UTC).")
def command(platform: str, version: str, method: str, because: str, owner: str, until: datetime) -> int:
    """Waive METHOD on a version until a day. It is shown wherever the version is shown."""
    workspace, at = open_workspace(), now()
    (reading,) = read_platforms(workspace, at, [platform])
    if version not in reading.state.versions:
        raise click.UsageError(f"{platform} has no version {version!r}; there are {', '.join(reading.state.versions)}")
    if not because.strip() or not owner.strip():
        raise click.UsageError("a waiver needs a reason and an owner")
    if until.date() < at.date():
        raise click.UsageError(f"{until.date()} has passed: a waiver cannot end before it begins")
    fact = WaiverFact(
        platform=platform,
        at=at,
        version=version,
        method=method,
        because=because.strip(),
        owner=owner.strip(),
        expires_on=until.date(),
    )
    append_facts(workspace.ledger / f"{platform}.jsonl", [fact])
    click.echo(f"waived: {platform} {version} {method} until {until.date()}, owner {owner}")
    return 0
