"""What the gate, promotion and the reports share: the policy, and the digests of what is in the repository now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from tasklab.advance.judgement import find_todo
from tasklab.ledger.policy import Policy, PolicyError, load_policy
from tasklab.report.compatibility import Source, fold_compatibility
from tasklab.verify.matrix import find_digests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tasklab.advance.reading import PlatformReading
    from tasklab.ledger.fact import Digests
    from tasklab.report.part import Compatibility
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


def todos_of(workspace: Workspace) -> Callable[[str, str], Sequence[str]]:
    """Return what finds what the spec of a version says is not sure yet."""
    return partial(find_todo, workspace)


def fold_report(
    workspace: Workspace, readings: Sequence[PlatformReading], policy: Policy, at: datetime
) -> Compatibility:
    """Fold everything the reports say."""
    sources = [
        Source(reading.config, reading.state, frozenset(reading.specified), reading.ledger.problems)
        for reading in readings
    ]
    return fold_compatibility(sources, policy, digests_of(workspace), at, find_todo=todos_of(workspace))
