"""Ids made of two: an object that a platform knows only by the two objects it lies between."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec
from tasklab.unified.error import NotFoundError

_SIGN = "-"


def encode_pair_first(identifier: str) -> str:
    """Return the first id of `first-second`.

    Raises: NotFoundError when it is not two ids, because then no such object can exist.
    """
    return _split(identifier)[0]


def encode_pair_second(identifier: str) -> str:
    """Return the second id of `first-second`.

    Raises: NotFoundError when it is not two ids, because then no such object can exist.
    """
    return _split(identifier)[1]


def _split(identifier: str) -> tuple[str, str]:
    first, sign, second = identifier.partition(_SIGN)
    if not (first and sign and second) or _SIGN in second:
        raise NotFoundError(f"there is nothing with the id {identifier!r}: expected two ids, as in `12-34`")
    return first, second


def _codec(name: str, summary: str) -> Codec:
    return Codec(name=name, summary=summary, native="str", unified="str", module=__name__, direction="write")


CODECS = (
    _codec("pair_first", "First of the two ids in `12-34`."),
    _codec("pair_second", "Second of the two ids in `12-34`."),
)
