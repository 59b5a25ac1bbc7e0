"""What is sent by what was given: a platform has a procedure for each kind, or refuses to change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.number import encode_integer_text
from tasklab.adapter.codec.record import Codec
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGN = "-"


def encode_differing(parts: Sequence[Any]) -> list[Any]:
    """Return a list of what is wanted, or the empty one where it is none or there already.

    Shape: of `[wanted, present]`, compared as text, so that one may be a number.
    """
    wanted, present = parts
    return [] if wanted is None or str(wanted) == str(present) else [wanted]


def encode_only_if(parts: Sequence[Any]) -> list[Any]:
    """Return a list of a value, or the empty one where two others are not the same.

    Shape: of `[value, one, other]`, compared as text, so that one may be a number.
    """
    value, one, other = parts
    return [value] if one is not None and str(one) == str(other) else []


def encode_when_given(pairs: Sequence[Any]) -> Any:
    """Return the value beside the first thing that is there. Shape: of `[[thing or null, value], ...]`."""
    return next((value for thing, value in pairs if thing is not None), None)


def encode_by_parts(parts: Sequence[Any]) -> Any:
    """Return the value for the number of parts that an id has. Shape: of `[id, [number, value], ...]`; `12-34-web`.

    Raises: NotFoundError when there is none, because then no such object can exist.
    """
    identifier, *choices = parts
    count = len(_split(identifier, choices))
    return next(value for number, value in choices if number == count)


def encode_leading_ids(parts: Sequence[Any], field: str) -> list[int]:
    """Return the ids that an id of several parts begins with. Shape: of `[id, [number of parts, how many], ...]`.

    Raises: NotFoundError for another number of parts; it or ValidationError for a part that is no number.
    """
    identifier, *choices = parts
    split = _split(identifier, choices)
    taken = next(taken for number, taken in choices if number == len(split))
    return [encode_integer_text(part, field) for part in split[:taken]]


def _split(identifier: str, choices: Sequence[Any]) -> list[str]:
    split = identifier.split(_SIGN)
    if len(split) not in {number for number, _ in choices}:
        raise NotFoundError(f"there is nothing with the id {identifier!r}", pointer="/id")
    return split


def _codec(name: str, summary: str, *, native: str = "Any", can_refuse: bool = False) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=f"{summary} Writes only.",
        native=native,
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        can_refuse=can_refuse,
    )


CODECS = (
    _codec(
        "differing",
        "Of `[wanted, present]`: what is wanted as a list of one, or of none where it is there already.",
        native="list[Any]",
    ),
    _codec(
        "only_if",
        "Of `[value, one, other]`: the value as a list of one, or of none where the two others differ.",
        native="list[Any]",
    ),
    _codec("when_given", "Of `[[thing, value], ...]`: the value beside the first thing that is not null."),
    _codec(
        "by_parts", "Of `[id, [number, value], ...]`: the value for the number of parts of an id such as `12-34-a`."
    ),
    _codec(
        "leading_ids",
        "Of `[id, [number, how many], ...]`: the first ids in an id of so many parts, such as `12-34-a`.",
        native="list[int]",
        can_refuse=True,
    ),
)
