"""What one event of a task changed, on platforms that tell each change as an event with a name.

It is read of the part `event` and of those that have the values. The table says for each name which field it is about
and which parts are its values, as `field former new`: `renamed: title rename.from rename.to`; `-` is nothing. An event
that the table does not name is a change of a field with the event's own name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTHING = "-"


def decode_event_change(native: Mapping[str, Any], table: Mapping[str, str]) -> list[Change]:
    """Return the change that an event tells, as a list of one."""
    name = str(native["event"])
    field, former, new = table.get(name, f"{name} {_NOTHING} {_NOTHING}").split()
    return [Change(field=field, from_=native.get(former), to=native.get(new))]


CODECS = (
    Codec(
        module=__name__,
        name="event_change",
        summary="The change that an event with a name tells; the table gives `field former new`, values by path.",
        native="dict[str, Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        takes_table=True,
        direction="read",
    ),
)
