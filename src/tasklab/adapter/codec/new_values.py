"""What an event of Kanboard says was changed: the new values by name; an empty list where nothing was.

Shape: `{title: "b", date_due: 1801386000}`. Source: https://docs.kanboard.org/v1/api/me_procedures/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.loose import decode_loose_epoch_unless_zero, decode_one_loose_id
from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def decode_new_values(native: dict[str, Any] | list[Any] | None, table: Mapping[str, str]) -> list[Change]:
    """Return the changes, fields named as the table says; what was there before is not told."""
    given = native if isinstance(native, dict) else {}
    return [
        Change(field=table.get(name, name), to=_read(table.get(name, name), value)) for name, value in given.items()
    ]


def _read(field: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    return _READERS[field](value) if field in _READERS else value


def _moment(value: Any) -> dict[str, str] | None:
    moment = decode_loose_epoch_unless_zero(value)
    return None if moment is None else {"datetime": rfc_3339(moment)}


_READERS: dict[str, Callable[[Any], Any]] = {
    "due": _moment,
    "start": _moment,
    "assignee_ids": decode_one_loose_id,
    "priority_id": str,
    "status_id": str,
    "section_id": str,
    "project_id": str,
}
"""What a value is where its native form is another one."""

CODECS = (
    Codec(
        name="new_values",
        summary="New values by name, or an empty list, as changes; the table gives our names of members.",
        native="dict[str, Any] | list[Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        reads_null=True,
        takes_table=True,
        direction="read",
        is_hook=True,
        module=__name__,
    ),
)
