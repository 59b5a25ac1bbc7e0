"""RELATED-TO properties: what a to-do is to another one, which is named by its UID.

Source: RFC 5545 sections 3.2.15 and 3.8.4.5, RFC 9253 section 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import wrong_value
from tasklab.adapter.content_line import Property, escape_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DEFAULT_TYPE = "PARENT"
_UNKNOWN = "unknown"


def decode_ical_relation_kind(native: Property, table: Mapping[str, str]) -> str:
    """Return what the table says of the type of a relation, which is PARENT where none is given."""
    return table.get((native.parameter("RELTYPE") or _DEFAULT_TYPE).upper(), _UNKNOWN)


def encode_ical_relation(parts: Sequence[object], field: str) -> Property:
    """Return a relation. Shape: `[UID of the other to-do, type]`.

    Raises: ValidationError for a type that is no word.
    """
    uid, kind = parts
    if not isinstance(kind, str) or not kind.replace("-", "").isalnum() or not kind.isascii():
        raise wrong_value(field, kind, "a type of relation, such as PARENT")
    return Property(escape_text(str(uid)), (("RELTYPE", (kind,)),))


_PROPERTY = (("tasklab.adapter.content_line", "Property"),)

CODECS = (
    Codec(
        module=__name__,
        name="ical_relation_kind",
        summary="The type of a RELATED-TO, which the table gives our word for.",
        native="Property",
        unified="str",
        imports=_PROPERTY,
        direction="read",
        takes_table=True,
    ),
    Codec(
        module=__name__,
        name="ical_relation",
        summary="A RELATED-TO, of `[UID, type]`.",
        native="Property",
        unified="list[object]",
        imports=_PROPERTY,
        direction="write",
        can_refuse=True,
    ),
)
