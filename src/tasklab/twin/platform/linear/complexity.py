"""What a document costs.

A property costs 0.1 points, an object 1; what a connection holds costs as often as its page is long, 50 where nothing
is said. Source: https://linear.app/developers/rate-limiting (read 2026-11-26); that `pageInfo` counts once
is read off the sums that refusals tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.page import DEFAULT_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.twin.platform.linear.plan import Step

MOST = 10_000
"""Points that one document may cost."""
_PROPERTY, _OBJECT = 0.1, 1.0
_REPEATED = frozenset({"nodes", "edges"})


def measure(steps: Sequence[Step], arguments: list[dict[str, Any]]) -> float:
    """Return how many points fields cost."""
    return sum(_cost(step, arguments) for step in steps)


def render(points: float) -> str:
    """Write points as refusals do: `12305`, `12304.999999999998`."""
    return str(int(points)) if points == int(points) else repr(points)


def _cost(step: Step, arguments: list[dict[str, Any]]) -> float:
    if step.steps is None:
        return _PROPERTY
    if not step.is_connection:
        return _OBJECT + measure(step.steps, arguments)
    given = arguments[step.number]
    size = given.get("first") or given.get("last") or DEFAULT_SIZE
    repeated = [each for each in step.steps if each.name in _REPEATED]
    once = [each for each in step.steps if each.name not in _REPEATED]
    return size * sum(_row_cost(each, arguments) for each in repeated) + measure(once, arguments)


def _row_cost(step: Step, arguments: list[dict[str, Any]]) -> float:
    own = _OBJECT if step.name == "nodes" else 0.0
    return own + measure(step.steps or (), arguments)
