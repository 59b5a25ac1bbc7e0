"""Compares what the fixed scenario gave on two versions."""

from __future__ import annotations

from typing import Any

_NOTHING: tuple[object, ...] = (None, [], {}, "unknown")


def find_differences(before: Any, after: Any, at: str = "") -> list[str]:
    """Find what the same scenario gives differently on the next version, as `what.field: before → after`.

    What the next version says where the one before said nothing is no loss.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            problem
            for name, value in before.items()
            for problem in find_differences(value, after.get(name), f"{at}.{name}" if at else name)
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [problem for index, (one, other) in pairs for problem in find_differences(one, other, f"{at}[{index}]")]
    return [] if before == after or before in _NOTHING else [f"{at}: {before!r} → {after!r}"]
