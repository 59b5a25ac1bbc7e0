"""What Asana wants of drafts: the day and the moment of a date have names of their own, and no start is without due.

Source: https://developers.asana.com/reference/updatetask (`due_on`, `due_at`, `start_on`, `start_at`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATES = ("start", "due")
_DAY = len("2027-01-31")
_ADDRESS = re.compile(
    r"https?://app\.asana\.com/(?:0/[0-9]+/([0-9]+)(?:/f)?|1/[0-9]+/(?:[a-z]+/[0-9]+/)*task/([0-9]+))/?(?:[?#].*)?\Z",
    re.ASCII,
)


def encode_asana_task(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with its dates under their native names, of `[draft, due day, due moment]` as the task has them.

    A start is sent with the due date that goes with it: the new one, or the one that is there.
    """
    draft, day, moment = parts
    dates = {name: draft[name] for name in _DATES if name in draft}
    if "start" in dates and "due" not in dates:
        dates["due"] = moment or day
    others = {name: value for name, value in draft.items() if name not in _DATES}
    return others | {_native_name(name, value): value for name, value in dates.items()}


def _native_name(name: str, value: str | None) -> str:
    return f"{name}_on" if value is None or len(value) == _DAY else f"{name}_at"


def encode_asana_values(parts: Sequence[Any]) -> dict[str, Any] | None:
    """Return values of custom fields in the form that each field's type wants, of `[values by field id, fields]`.

    A day and a moment are an object; everything else is sent as it is. None where no values are given. Source:
    https://developers.asana.com/docs/custom-fields-guide
    """
    values, fields = parts
    dated = {field["gid"] for field in fields or () if field.get("resource_subtype") == "date"}
    return values and {key: _date(value) if key in dated else value for key, value in values.items()}


def encode_asana_external(address: str) -> str:
    """Return the word for an attachment that is a link, of its address."""
    del address
    return "external"


def encode_asana_reference(reference: str) -> str:
    """Return the id of the task at a web address: `/0/1/2/f`, `/0/1/2` or `/1/3/project/1/task/2`.

    Raises: NotFoundError for text that is no such address.
    """
    found = _ADDRESS.match(reference)
    if found is None:
        raise NotFoundError(f"no task is found by {reference!r}: expected its address", pointer="/reference")
    return found[1] or found[2]


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"date": value} if len(value) == _DAY else {"date_time": value}


def _codec(name: str, native: str, unified: str, summary: str) -> Codec:
    return Codec(
        name=name,
        summary=summary,
        native=native,
        unified=unified,
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
        module=__name__,
    )


_DICT, _PARTS = "dict[str, Any]", "Sequence[Any]"

CODECS = (
    _codec("asana_task", _DICT, _PARTS, "`[draft, due day, due moment]` as the draft, its dates by kind. Writes only."),
    _codec("asana_values", _DICT, _PARTS, "`[values by field id, fields]` as each field wants its value. Writes only."),
    _codec("asana_external", "str", "str", "The word `external`, of the address of a link. Writes only."),
    _codec("asana_reference", "str", "str", "The id of a task in its web address. Writes only."),
)
