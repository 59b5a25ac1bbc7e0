"""Lists of one or none, between calls that are made for each of a list and values that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_only(values: Sequence[Any]) -> Any:
    """Return the one entry of a list, or of all lists in it together; None where there is none.

    Raises: ValueError where there are several, which only a spec can bring about.
    """
    entries = [entry for value in values for entry in (value if isinstance(value, list) else [value])]
    (found,) = entries or (None,)
    return found


def encode_either(parts: Sequence[Any]) -> Any:
    """Return one of two values, of `[value, wanted, one, other]`: `one` where the value is the wanted one."""
    value, wanted, one, other = parts
    return one if value == wanted else other


def encode_present(values: Sequence[Any]) -> list[Any]:
    """Return the entries that are not null."""
    return [value for value in values if value is not None]


CODECS = (
    Codec(
        module=__name__,
        name="only",
        summary="The one entry of lists that calls with `each` kept; null of none. Writes only.",
        native="Any",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
    ),
    Codec(
        module=__name__,
        name="either",
        summary="Of `[value, wanted, one, other]`: `one` where both are the same, else the other. Writes only.",
        native="Any",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
    ),
    Codec(
        module=__name__,
        name="present",
        summary="The entries of a list that are not null. Writes only.",
        native="list[Any]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
    ),
)
