"""Looks things up in what is not ours, by the paths of the spec language."""

from __future__ import annotations

from typing import Any

from tasklab.spec.path import Index, Key, parse_path


def look_up(value: Any, path: str) -> Any:
    """Return what is at a path in a JSON document; None where nothing is."""
    for step in parse_path(path).steps:
        match step, value:
            case Key(name), dict():
                value = value.get(name)
            case Index(number), list():
                value = value[number] if number < len(value) else None
            case _:
                return None
    return value
