"""What the gate, promotion and the reports share: the policy, and the digests of what is in the repository now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from tasklab.ledger.gate import check_promotion
from tasklab.ledger.policy import Policy, PolicyError, load_policy
from tasklab.report.compatibility import Compatibility, Source, fold_compatibility
from tasklab.verify.matrix import find_digests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tasklab.command.reading import PlatformReading
    from tasklab.ledger.fact import Digests
    from tasklab.ledger.gate import GateAnswer
    from tasklab.workspace import Workspace


def open_policy(workspace: Workspace) -> Policy:
    """Load the policy; one that cannot be read stops the command."""
    try:
        return load_policy(workspace.policy)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error


def digests_of(workspace: Workspace) -> Callable[[str, str], Digests | None]:
    """Return what computes the digests of a version as the repository has it now."""
    return partial(find_digests, workspace)


def judge(workspace: Workspace, reading: PlatformReading, version: str, policy: Policy, at: datetime) -> GateAnswer:
    """Ask the gate whether one version may be promoted."""
    watch = reading.config.watch
    return check_promotion(
        reading.config.platform,
        version,
        reading.state,
        policy,
        digests=find_digests(workspace, reading.config.platform, version),
        at=at,
        scheme=watch.scheme if watch else "dotted",
        problems=reading.ledger.problems,
        spec_lines=find_spec_lines(workspace, reading, version),
    )


def find_spec_lines(workspace: Workspace, reading: PlatformReading, version: str) -> dict[str, str]:
    """Find where each method of a version stands in the specs, as `file:line`."""
    from tasklab.spec.load import load_spec  # noqa: PLC0415 - only a version with a spec has lines

    if version not in reading.specified:
        return {}
    loaded = load_spec(workspace.specs, reading.config.platform, version, workspace.cache / "spec")
    return {
        key[1]: f"specs/{place.file}:{place.line}"
        for key, place in loaded.positions.items()
        if len(key) == 2 and key[0] in {"methods", "unavailable"} and isinstance(key[1], str)  # noqa: PLR2004
    }


def fold_report(
    workspace: Workspace, readings: Sequence[PlatformReading], policy: Policy, at: datetime
) -> Compatibility:
    """Fold everything the reports say."""
    sources = [
        Source(reading.config, reading.state, frozenset(reading.specified), reading.ledger.problems)
        for reading in readings
    ]
    return fold_compatibility(sources, policy, digests_of(workspace), at)
