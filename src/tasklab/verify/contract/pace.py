"""How much is tried on a target: many examples where it answers in milliseconds, few where it takes long.

Declared with the target and not measured, so that the same target is tried with the same examples on each run.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Bounds on what one case tries."""

    name: str
    examples: int
    """Examples that Hypothesis makes for one property."""
    steps: int
    """Steps of one run of the model."""
    runs: int
    """Runs of the model."""
    values: int
    """Fixed values tried in one field."""
    ids: int
    """Strange ids tried on one method."""
    sizes: int
    """Page sizes tried on one list."""


PACES = {
    pace.name: pace
    for pace in (
        Pace("fast", examples=5, steps=14, runs=2, values=4, ids=8, sizes=3),
        Pace("steady", examples=4, steps=14, runs=2, values=4, ids=4, sizes=3),
        Pace("slow", examples=3, steps=12, runs=2, values=2, ids=2, sizes=2),
    )
}
"""By name: `fast` is some 5 ms a request, `steady` 10, `slow` 20 and more."""
