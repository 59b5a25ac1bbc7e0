"""Objects that are made of what an answer has before it is decoded, where values stand in lists by column, say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.message import Response

Making: TypeAlias = "tuple[tuple[str | int, ...], Callable[[list[Any]], list[Any]]]"
"""Where objects stand in an answer, and what makes of them those that are read."""


def remade(response: Response, *makings: Making) -> Response:
    """Return an answer with the objects at some places made anew.

    One that is no JSON, or has something else there, stays as it is: decoding says what is wrong with it.

    Raises: PlatformError of what makes the objects, for one of another shape than documented.
    """
    try:
        document = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return response
    for steps, make in makings:
        document = _made_at(document, steps, make)
    return msgspec.structs.replace(response, body=msgspec.json.encode(document))


def told(response: Response, objects: Any) -> Response:
    """Return an answer that holds objects which were made of several answers, as if the platform had told them."""
    return msgspec.structs.replace(response, body=msgspec.json.encode(objects))


def _made_at(value: Any, steps: tuple[str | int, ...], make: Callable[[list[Any]], list[Any]]) -> Any:
    if not steps:
        return _made(value, make)
    first, *others = steps
    if _has(value, first):
        value[first] = _made_at(value[first], tuple(others), make)
    return value


def _has(value: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(value, list) and len(value) > step
    return isinstance(value, dict) and step in value


def _made(value: Any, make: Callable[[list[Any]], list[Any]]) -> Any:
    if isinstance(value, list):
        return make(value)
    return next(iter(make([value])), None) if isinstance(value, dict) else value
