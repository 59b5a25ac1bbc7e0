"""Members of a body, held against the described message: unknown names and other types are refused.

Source: the description's schemas; https://protobuf.dev/programming-guides/json/ for what JSON may stand for a type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tasklab.twin.platform.google_tasks.refusal import malformed

Check: TypeAlias = Callable[[Any, str], None]


def check_members(body: Mapping[str, Any], known: Mapping[str, Check], kind: str) -> None:
    """Hold a body against the members of its message; null is always taken. Raises: RefusalError with 400."""
    for name, value in body.items():
        if name not in known:
            text = f"Invalid JSON payload received. Unknown name \"{name}\" at '{kind}': Cannot find field."
            raise malformed(text, kind)
        if value is not None:
            known[name](value, f"{kind}.{name}")


def text(value: Any, path: str) -> None:
    """Hold a value to be text. Raises: RefusalError with 400."""
    if not isinstance(value, str):
        raise _other_type(value, path, "TYPE_STRING")


def flag(value: Any, path: str) -> None:
    """Hold a value to be true or false. Raises: RefusalError with 400."""
    if not isinstance(value, bool):
        raise _other_type(value, path, "TYPE_BOOL")


def anything(_value: Any, _path: str) -> None:
    """Take what is passed over anyway: members that only the product writes."""


def _other_type(value: Any, path: str, kind: str) -> Exception:
    return malformed(f"Invalid value at '{path}' ({kind}), {json.dumps(value, ensure_ascii=False)}", path)
