"""Ids made of those of the objects that an object is in: `list/task` and `list/task/kind/part`.

Platforms that know an object only below its owner ask for the owner's id with every call.
"""

from __future__ import annotations

from typing import Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import wrong_id

_SIGN = "/"
_OF_TWO = "an object and what it is in, such as `list/task`"
_OF_FOUR = "a part and what it is in, such as `list/task/files/part`"


def encode_slashed_first(identifier: str, field: str) -> str:
    """Return the first id of `first/second`: what the object is in.

    Raises: NotFoundError or ValidationError for another text, because then no such object can exist.
    """
    return _split(identifier, field, 2, _OF_TWO)[0]


def encode_slashed_second(identifier: str, field: str) -> str:
    """Return the second id of `first/second`: the object by itself.

    Raises: NotFoundError or ValidationError for another text, because then no such object can exist.
    """
    return _split(identifier, field, 2, _OF_TWO)[1]


def encode_slashed_owner(identifier: str, field: str) -> str:
    """Return `first/second` of `first/second/kind/part`: the object that the part belongs to.

    Raises: NotFoundError or ValidationError for another text, because then no such part can exist.
    """
    return _SIGN.join(_split(identifier, field, 4, _OF_FOUR)[:2])


def encode_slashed_kind(identifier: str, field: str) -> str:
    """Return the third id of `first/second/kind/part`: which of the object's collections the part is in.

    Raises: NotFoundError or ValidationError for another text, because then no such part can exist.
    """
    return _split(identifier, field, 4, _OF_FOUR)[2]


def encode_slashed_part(identifier: str, field: str) -> str:
    """Return the last id of `first/second/kind/part`: the part by itself.

    Raises: NotFoundError or ValidationError for another text, because then no such part can exist.
    """
    return _split(identifier, field, 4, _OF_FOUR)[3]


def encode_slashed(parts: list[Any]) -> str:
    """Return the id made of those of an object and of what it is in, the outermost first."""
    return _SIGN.join(str(part) for part in parts)


def _split(identifier: str, field: str, count: int, expected: str) -> list[str]:
    parts = identifier.split(_SIGN)
    if len(parts) != count or not all(parts):
        raise wrong_id(field, identifier, expected)
    return parts


def _codec(name: str, summary: str) -> Codec:
    return Codec(
        name=name, summary=summary, native="str", unified="str", module=__name__, direction="write", can_refuse=True
    )


CODECS = (
    Codec(
        name="slashed",
        summary="Of `[list, task, ...]`: the id made of them, `list/task`. Writes only.",
        native="str",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        module=__name__,
        direction="write",
    ),
    _codec("slashed_first", "First of the ids in `list/task`. Writes only."),
    _codec("slashed_second", "Second of the ids in `list/task`. Writes only."),
    _codec("slashed_owner", "First two of the ids in `list/task/files/part`. Writes only."),
    _codec("slashed_kind", "Third of the ids in `list/task/files/part`. Writes only."),
    _codec("slashed_part", "Last of the ids in `list/task/files/part`. Writes only."),
)
