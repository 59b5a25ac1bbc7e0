"""Custom fields that stand in groups: of a board, of one card, or of a project, which boards and cards take over.

A value is of a field in a group, since two groups may have one field. Its id is made of both: `12-34`.
Source: Planka, https://github.com/plankanban/planka/blob/v2.0.3/server/api/models/CustomFieldGroup.js,
https://github.com/plankanban/planka/blob/v2.0.3/server/api/models/CustomFieldValue.js
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_CHARACTERS = 512


class GroupedValue(Struct, gc=False, rename="camel"):
    """The value of one field of a group, on one card."""

    cardId: str  # noqa: N815 - `by` of the entity names it as the platform does
    custom_field_group_id: str
    custom_field_id: str
    content: str


class _Group(Struct, gc=False, rename="camel"):
    id: str
    board_id: str | None
    card_id: str | None
    base_custom_field_group_id: str | None


class _Field(Struct, gc=False, rename="camel"):
    id: str
    custom_field_group_id: str | None
    base_custom_field_group_id: str | None


def decode_grouped_values(native: Sequence[GroupedValue] | None) -> dict[str, Any]:
    """Return the values by the ids of their fields in their groups."""
    return {f"{each.custom_field_group_id}-{each.custom_field_id}": each.content for each in native or ()}


def encode_grouped_fields(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the fields of groups, `{id, group, field}` for each field of each group.

    Shape: `[groups, fields, owners]`: the groups are those of the boards and cards with these ids, and all where there
    are no owners. A group that was taken over from a project has the fields of the one there.

    Raises: PlatformError for groups and fields of another shape.
    """
    try:
        groups, fields = msgspec.convert(parts[0], list[_Group]), msgspec.convert(parts[1], list[_Field])
    except msgspec.ValidationError as error:
        raise unreadable(parts[:2], "groups and fields") from error
    owners = parts[2]
    return [
        {"id": f"{group.id}-{field.id}", "group": told_group, "field": told_field}
        for group, told_group in zip(groups, parts[0], strict=True)
        if owners is None or group.board_id in owners or group.card_id in owners
        for field, told_field in zip(fields, parts[1], strict=True)
        if _is_in(field, group)
    ]


def _is_in(field: _Field, group: _Group) -> bool:
    if group.base_custom_field_group_id is not None:
        return field.base_custom_field_group_id == group.base_custom_field_group_id
    return field.custom_field_group_id == group.id


def encode_short_texts(values: Mapping[str, Any], field: str) -> dict[str, str | None]:
    """Return values as text by field id: numbers are written out, and empty text is none, as null is.

    Raises: ValidationError for a longer text than is kept, UnsupportedFieldError for a value that has no text.
    """
    return {name: _text(value, field) for name, value in values.items()}


def normalise_short_texts(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Numbers come back as text, and empty text as null."""
    return encode_short_texts(values, "custom_fields")


def _text(value: object, field: str) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            pass
        case str() | int() | float():
            text = str(value)
            if len(text) > _MOST_CHARACTERS:
                said = f"`{field}`: {len(text)} characters; {_MOST_CHARACTERS} are kept"
                raise ValidationError(said, pointer=f"/{field}")
            return text
    raise cannot_carry(field, f"has {value!r}: this platform keeps text, and numbers as text")


CODECS = (
    Codec(
        module=__name__,
        name="grouped_values",
        summary="Custom fields: a list of `{customFieldGroupId, customFieldId, content}` as values by field id.",
        native="list[GroupedValue]",
        unified="dict[str, Any]",
        imports=((__name__, "GroupedValue"), ("typing", "Any")),
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="grouped_fields",
        summary="Of `[groups, fields, owners]`: `{id, group, field}` of each field in groups of the owners, or in all.",
        native="list[dict[str, Any]]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="short_texts",
        summary="Values by field id as text of at most 512 characters; empty text is null.",
        native="dict[str, str | None]",
        unified="Mapping[str, Any]",
        imports=(("collections.abc", "Mapping"), ("typing", "Any")),
        direction="write",
        can_refuse=True,
        has_normalisation=True,
    ),
)
