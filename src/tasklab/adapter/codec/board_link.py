"""What an item of a board is to others: columns of the types `dependency` and `board_relation` hold ids of items.

A relation has no id there; its id is made of the item, what it is to the other, and the other: `12 blocked_by 34`.
Sources: https://developer.monday.com/api-reference/reference/dependency,
https://developer.monday.com/api-reference/reference/connect
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.codec.board_value import parsed, type_of
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable
from tasklab.unified.error import NotFoundError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_KINDS = {"dependency": "blocked_by", "board_relation": "relates_to", "board-relation": "relates_to"}
"""Types of columns, of today and before 2023-10: what the item is to those in it."""


def decode_board_links(native: Sequence[Any]) -> list[Any]:
    """Return what items are to others: `{id, task, other, kind}`, each once.

    Raises: PlatformError for an item of another shape than documented.
    """
    found = [link for item in native for link in _links(item)]
    return list({link["id"]: link for link in found}.values())


def _links(item: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(item, dict):
        raise unreadable(item, "an item")
    for value in item.get("column_values") or ():
        kind = _KINDS.get(str(value.get("type")))
        for other in _linked(value) if kind else ():
            task = item.get("id")
            yield {"id": f"{task} {kind} {other}", "task": task, "other": other, "kind": kind}


def _linked(value: Mapping[str, Any]) -> list[str]:
    """Return the ids in a column: since 2023-10 in a member of their own, before in its JSON alone."""
    if value.get("linked_item_ids") is not None:
        return [str(each) for each in value["linked_item_ids"]]
    inner = parsed(value.get("value"))
    pulses = inner.get("linkedPulseIds") if isinstance(inner, dict) else None
    return [str(each.get("linkedPulseId")) for each in pulses or ()]


def encode_column_link_added(parts: Sequence[Any]) -> str:
    """Return the values of an item with one more link, by column, as JSON in a text. Shape: `[item, kind, other]`.

    Raises: UnsupportedFieldError where its board has no column for that; ValidationError for a link that is there.
    """
    item, kind, other = parts
    value = _column(item, kind)
    if value is None:
        raise cannot_carry("kind", f"cannot be {kind} here: the board has no column for that")
    linked = _linked(value)
    if other in linked:
        raise ValidationError("`other_task_id` is related in this way already", pointer="/other_task_id")
    return _written(value, [*linked, other])


def encode_column_link_removed(parts: Sequence[Any]) -> str:
    """Return the values of an item without a link, by column, as JSON in a text. Shape: `[item, id of the link]`.

    Raises: NotFoundError for one that is not there.
    """
    item, identifier = parts
    _, kind, other = split_link(identifier)
    value = _column(item, kind, other)
    if value is None:
        raise NotFoundError(f"there is no relation with the id {identifier!r}", pointer="/id")
    return _written(value, [each for each in _linked(value) if each != other])


def encode_column_link_item(identifier: str) -> str:
    """Return the item of a link's id.

    Raises: NotFoundError for an id that no link has.
    """
    return split_link(identifier)[0]


def split_link(identifier: str) -> tuple[str, str, str]:
    """Return the item, the kind and the other of a link's id. Raises: NotFoundError for an id that no link has."""
    task, kind, other = [*identifier.split(" "), "", ""][:3]
    if kind not in _KINDS.values() or not (task.isdigit() and other.isdigit()) or identifier.count(" ") != 2:  # noqa: PLR2004
        raise NotFoundError(f"there is no relation with the id {identifier!r}", pointer="/id")
    return task, kind, other


def _column(item: Mapping[str, Any], kind: str, other: str | None = None) -> Mapping[str, Any] | None:
    """Find the first column for a kind of link, or the one that holds the other item."""
    fitting = (each for each in item.get("column_values") or () if _KINDS.get(type_of(each)) == kind)
    return next((each for each in fitting if other is None or other in _linked(each)), None)


def _written(value: Mapping[str, Any], linked: Sequence[str]) -> str:
    return msgspec.json.encode({str(value.get("id")): {"item_ids": [int(each) for each in linked]}}).decode()


def _writing(name: str, summary: str, unified: str = "Any") -> Codec:
    imports = (("typing", "Any"),) if unified == "Any" else ()
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native="str",
        unified=unified,
        imports=imports,
        direction="write",
        is_hook=True,
    )


CODECS = (
    Codec(
        module=__name__,
        name="board_links",
        summary="What items are to others, by their columns of links. Reads only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="read",
        is_hook=True,
    ),
    _writing("column_link_added", "Of `[item, kind, other]`: its column of links with one more, as JSON. Writes only."),
    _writing("column_link_removed", "Of `[item, id of a link]`: its column of links without it, as JSON. Writes only."),
    _writing("column_link_item", "The item of a link's id, `12 blocked_by 34`. Writes only.", "str"),
)
