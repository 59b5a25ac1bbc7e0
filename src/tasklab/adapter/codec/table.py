"""Values through a table that the spec gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Native = TypeVar("Native", bound="Hashable")
UNKNOWN = "unknown"
"""What an open enumeration says of a native value that nobody expected."""


def decode_table(native: Native, table: Mapping[Native, object]) -> object:
    """Return the unified value, or `unknown`."""
    return table.get(native, UNKNOWN)


def encode_table(value: object, table: Mapping[Native, object], field: str) -> Native:
    """Return the first native value that stands for the unified one.

    Raises: UnsupportedFieldError for a value that no native one stands for.
    """
    for native, unified in table.items():
        if unified == value and type(unified) is type(value):
            return native
    known = ", ".join(str(unified) for unified in dict.fromkeys(table.values()))
    raise cannot_carry(field, f"is {value!r}: this platform has {known}")


CODECS = (
    Codec(
        module=__name__,
        name="table",
        summary="A value through a table of native to unified values; a native value not in it is `unknown`.",
        native="Any",
        unified="Any",
        imports=(("typing", "Any"),),
        takes_table=True,
        can_refuse=True,
    ),
)
