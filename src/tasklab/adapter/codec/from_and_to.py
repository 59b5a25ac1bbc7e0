"""What an action says was changed, where it holds the former object and the new one under two names.

Shape: `{fromList: {id: ..., name: "To do"}, toList: {id: ..., name: "Done"}}`, other members besides. Source:
https://github.com/plankanban/planka/blob/v2.0.3/server/api/models/Action.js (`moveCard`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Mapping


def decode_from_and_to(native: Mapping[str, Any], table: Mapping[str, str]) -> list[Change]:
    """Return a change for each name of the table that has both members, from the one id to the other."""
    return [
        Change(field=field, from_=_id(native[f"from{name}"]), to=_id(native[f"to{name}"]))
        for name, field in table.items()
        if f"from{name}" in native and f"to{name}" in native
    ]


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else None


CODECS = (
    Codec(
        name="from_and_to",
        summary="Members `fromX` and `toX` as changes of ids; the table gives our names of what follows `from`.",
        native="dict[str, Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        takes_table=True,
        direction="read",
        module=__name__,
    ),
)
