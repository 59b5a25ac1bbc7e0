"""What an action of Trello says was changed: the former values, and the object as it is after the change.

Shape: `{old: {name: "a"}, card: {id: ..., name: "b"}}`. Source:
https://developer.atlassian.com/cloud/trello/guides/rest-api/action-types/ (`updateCard`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class OldAndNew(Struct, gc=False):
    """The former values by name, and all present ones."""

    old: dict[str, Any] = {}
    card: dict[str, Any] = {}


def decode_old_and_new(native: OldAndNew, table: Mapping[str, str]) -> list[Change]:
    """Return the changes, fields named as the table says and values in the form in which they are written."""
    return [_change(table.get(name, name), old, native.card.get(name)) for name, old in native.old.items()]


def _change(field: str, old: Any, new: Any) -> Change:
    read = _READERS.get(field)
    return Change(field=field, from_=_read(old, read), to=_read(new, read))


def _read(value: Any, read: Callable[[Any], Any] | None) -> Any:
    if value is None or value == "":
        return None
    return value if read is None else read(value)


def _moment(value: Any) -> dict[str, str]:
    return {"datetime": str(value)}


_READERS: dict[str, Callable[[Any], Any]] = {
    "due": _moment,
    "start": _moment,
    "status_id": lambda value: "true" if value else "false",
}
"""What a value is where its native form is another one."""

CODECS = (
    Codec(
        name="old_and_new",
        summary="Former values and the object after a change, as changes; the table gives our names of members.",
        native="OldAndNew",
        unified="list[Change]",
        imports=(("tasklab.unified.objects", "Change"), (__name__, "OldAndNew")),
        takes_table=True,
        direction="read",
        is_hook=True,
        module=__name__,
    ),
)
