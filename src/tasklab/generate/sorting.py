"""What a platform is sent to sort by: plain data, made while generating."""

from __future__ import annotations

from typing import Any


def substitute(value: Any, native: Any) -> Any:
    """Return what the platform is sent to sort by a native name."""
    if isinstance(value, str):
        return native if value in ("$field", "{field}") else value.replace("{field}", str(native))
    if isinstance(value, list):
        return [substitute(item, native) for item in value]
    if isinstance(value, dict):
        return {key: substitute(item, native) for key, item in value.items()}
    return value
