"""The journals of Redmine's issues: which attribute changed, from what to what, all as text.

Source: https://www.redmine.org/projects/redmine/wiki/Rest_IssueJournals
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.text import decode_line_feeds
from tasklab.adapter.codec.textile import decode_textile
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Change, Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class JournalDetail(Struct, gc=False):
    """One changed value."""

    property: str
    """`attr`, `cf` (a custom field), `attachment` or `relation`."""
    name: str
    old_value: Any = None
    new_value: Any = None


def decode_journal_changes(native: Sequence[JournalDetail] | None, table: Mapping[str, str]) -> list[Change]:
    """Return the changes, fields named as the table says and values in the form in which they are written."""
    return [_change(detail, table, decode_line_feeds) for detail in native or ()]


def decode_journal_changes_textile(native: Sequence[JournalDetail] | None, table: Mapping[str, str]) -> list[Change]:
    """Return the changes as `decode_journal_changes` does, where descriptions are Textile."""
    return [_change(detail, table, decode_textile) for detail in native or ()]


def _change(detail: JournalDetail, table: Mapping[str, str], read_text: Callable[[str], str]) -> Change:
    if detail.property == "cf":
        return Change(field=f"custom_fields.{detail.name}", from_=detail.old_value, to=detail.new_value)
    if detail.property != "attr":
        return Change(field=f"{detail.property}s", from_=detail.old_value, to=detail.new_value)
    field = table.get(detail.name, detail.name)
    read = read_text if field == "description" else _READERS.get(field, _same)
    return Change(field=field, from_=_value(detail.old_value, read), to=_value(detail.new_value, read))


def _value(text: Any, read: Callable[[str], Any]) -> Any:
    return None if text is None or text == "" else read(str(text))


def _same(text: str) -> str:
    return text


def _hours(text: str) -> Estimate | str:
    try:
        return Estimate(value=float(text), unit=EstimateUnit.HOURS)
    except ValueError:
        return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "assignee_ids": lambda text: [text],
    "label_ids": lambda text: [text],
    "start": lambda text: {"date": text},
    "due": lambda text: {"date": text},
    "percent_done": lambda text: int(text) if text.isdigit() else text,
    "estimate": _hours,
}
"""What a value is where it is more than text."""

_CHANGES = (("tasklab.unified.objects", "Change"), (__name__, "JournalDetail"))

CODECS = (
    Codec(
        module=__name__,
        name="journal_changes",
        summary="What a journal of Redmine says was changed; the table gives our names of attributes.",
        native="list[JournalDetail]",
        unified="list[Change]",
        imports=_CHANGES,
        reads_null=True,
        takes_table=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="journal_changes_textile",
        summary="The same as `journal_changes`, where descriptions are Textile.",
        native="list[JournalDetail]",
        unified="list[Change]",
        imports=_CHANGES,
        reads_null=True,
        takes_table=True,
        direction="read",
        is_hook=True,
    ),
)
