"""The changelog of Jira's issues: which field changed, from what to what, all as text.

A value that is an object has its id under `from` and `to`; of others the text alone is there, or stands under
`fromString` and `toString`. Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Change, Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class IssueChange(Struct, gc=False):
    """One changed field."""

    field: str
    fieldId: str | None = None  # noqa: N815 - the platform's own name
    from_: str | None = msgspec.field(name="from", default=None)
    to: str | None = None
    from_words: str | None = msgspec.field(name="fromString", default=None)
    to_words: str | None = msgspec.field(name="toString", default=None)


def decode_issue_changes(native: Sequence[IssueChange] | None, table: Mapping[str, str]) -> list[Change]:
    """Return the changes, fields named as the table says; custom fields by their ids."""
    return [_change(change, table) for change in native or ()]


def _change(change: IssueChange, table: Mapping[str, str]) -> Change:
    name = change.fieldId or change.field
    named = table.get(name) or table.get(change.field) or name
    shown = f"custom_fields.{name}" if name.startswith("customfield_") else named
    if shown in _WORDS:
        read = _WORDS[shown]
        return Change(field=shown, from_=_value(change.from_words, read), to=_value(change.to_words, read))
    read = _IDS.get(shown, _same)
    before = change.from_words if change.from_ is None else change.from_
    after = change.to_words if change.to is None else change.to
    return Change(field=shown, from_=_value(before, read), to=_value(after, read))


def _value(text: str | None, read: Callable[[str], Any]) -> Any:
    return None if text is None or text == "" else read(text)


def _same(text: str) -> str:
    return text


def _hours(text: str) -> Estimate | str:
    return Estimate(value=int(text) / 3600, unit=EstimateUnit.HOURS) if text.isascii() and text.isdigit() else text


_WORDS: Mapping[str, Callable[[str], Any]] = {"title": _same, "description": _same, "label_ids": str.split}
"""Fields whose value is the text itself."""
_IDS: Mapping[str, Callable[[str], Any]] = {
    "assignee_ids": lambda text: [text],
    "due": lambda text: {"date": text[:10]},
    "estimate": _hours,
}
"""What a value is where it is more than an id."""

CODECS = (
    Codec(
        module=__name__,
        name="issue_changes",
        summary="What an entry of Jira's changelog says was changed; the table gives our names of fields. Reads only.",
        native="list[IssueChange]",
        unified="list[Change]",
        imports=(("tasklab.unified.objects", "Change"), (__name__, "IssueChange")),
        reads_null=True,
        takes_table=True,
        direction="read",
        is_hook=True,
    ),
)
