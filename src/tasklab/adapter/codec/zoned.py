"""Moments on a platform that takes them as the local time of a zone that it tells, to the minute."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasklab.adapter.codec.date import require_moment
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasklab.unified.objects import TaskDate


def encode_whole_minute(date: TaskDate, field: str) -> dt.datetime:
    """Return the moment, for `in_zone` to write.

    Raises: UnsupportedFieldError for a day, for a named time zone, and for a moment that is no whole minute.
    """
    moment = require_moment(date, field)
    if moment.second or moment.microsecond:
        raise cannot_carry(field, f"is {moment.isoformat()}: this platform keeps whole minutes")
    return moment


def encode_in_zone(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with its moments as local time. Shape: of `[draft, name of the zone]`; `2027-01-31 09:30`.

    Raises: UnsupportedFieldError for a moment in the hour that comes a second time when clocks are set back,
    PlatformError for a zone that nobody knows.
    """
    draft, name = parts
    zone = _zone(name)
    given: Mapping[str, Any] = draft or {}
    return {key: _local(value, zone, key) if isinstance(value, dt.datetime) else value for key, value in given.items()}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise unreadable(name, "the name of a time zone") from error


def _local(moment: dt.datetime, zone: ZoneInfo, key: str) -> str:
    local = moment.astimezone(zone)
    if local.fold:
        why = f"is {moment.isoformat()}: in {zone.key} this hour comes twice, and only the first is kept"
        raise cannot_carry(key, why)
    return f"{local:%Y-%m-%d %H:%M}"


CODECS = (
    Codec(
        module=__name__,
        name="whole_minute",
        summary="A moment of a task that is a whole minute, for `in_zone`. Writes only.",
        native="datetime",
        unified="TaskDate",
        imports=(("datetime", "datetime"), ("tasklab.unified.objects", "TaskDate")),
        direction="write",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="in_zone",
        summary="`[draft, name of a time zone]` as the draft with its moments as local time, 2027-01-31 09:30. "
        "Writes only.",
        native="dict[str, Any]",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
    ),
)
