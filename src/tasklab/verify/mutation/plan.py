"""What the process that tries faults is told, and what it says: files, as it runs on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One fault to try."""

    number: int
    """Its place among all that were chosen for the adapter."""
    operator: str
    source: str
    """The mutated module."""
    lines: frozenset[int]
    """Lines of the statements that it bears on."""
    hint: str = ""
    """File of the cases that are about the changed attribute."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What one process does on one target."""

    original: str
    """The module without a fault."""
    reach: str
    """File of what each case runs; where it is missing, the cases run without a fault first, and it is written."""
    outcomes: str
    """File that an outcome is appended to for each fault."""
    faults: tuple[Planned, ...]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a case did without a fault."""

    lines: frozenset[int]
    """Statements of the adapter that it ran."""
    duration_s: float


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one fault."""

    number: int
    """-1 for the adapter without one."""
    caught_by: str = ""
    """The first case that failed; empty when none did."""
    reason: str = ""
    duration_s: float = 0.0


def read_outcomes(path: Path) -> list[Outcome]:
    """Read what has been written so far; a line that is being written does not count."""
    data = path.read_bytes() if path.is_file() else b""
    whole = data[: data.rfind(b"\n") + 1]
    return [msgspec.json.decode(line, type=Outcome) for line in whole.splitlines()]
