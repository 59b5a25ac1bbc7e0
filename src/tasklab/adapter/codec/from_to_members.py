"""What an entry of a history says was changed, where it has a pair of members for each field that could be.

Shape: `{fromTitle: "a", toTitle: "b", fromStateId: null, toStateId: null}`; a pair of nulls says nothing. Source:
https://github.com/linear/linear/blob/master/packages/sdk/src/schema.graphql (`IssueHistory`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def decode_from_to_members(native: Mapping[str, Any], table: Mapping[str, str]) -> list[Change]:
    """Return a change for each name of the table one of whose members has a value, in the form fields are read in."""
    return [
        Change(field=field, from_=_read(native.get(f"from{name}"), field), to=_read(native.get(f"to{name}"), field))
        for name, field in table.items()
        if native.get(f"from{name}") is not None or native.get(f"to{name}") is not None
    ]


def _read(value: Any, field: str) -> Any:
    if field.endswith("_ids"):
        return [] if value is None else [value]
    read = _READERS.get(field)
    return value if value is None or read is None else read(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "priority_id": lambda value: str(int(value)),
    "due": lambda value: {"date": value},
    "start": lambda value: {"date": value},
    "estimate": lambda value: {"value": float(value), "unit": "points"},
}
"""What a value is where its native form is another one."""

CODECS = (
    Codec(
        name="from_to_members",
        summary="Members `fromX` and `toX` with values as changes; the table gives our names of what follows `from`.",
        native="dict[str, Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        takes_table=True,
        direction="read",
        module=__name__,
    ),
)
