"""Dates told as a local moment and the name of its zone: `{dateTime: 2027-01-31T00:00:00, timeZone: UTC}`.

Zones have the names of Windows or of the IANA database. Where such a moment stands for a day, it is midnight in the
zone of whoever chose the day; a platform that tells it in UTC then gives another time of day, often of the day before.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from tasklab.adapter.codec.date import require_day
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.adapter.windows_zone import find_zone
from tasklab.unified.objects import TaskDate

_EASTERN_FROM = dt.time(11)
"""In UTC, midnight of zones east of it is on the day before: of all zones up to UTC+13 it is not before this time.
Midnight of zones west of it, down to UTC-10, is before this time."""


class LocalMoment(Struct, rename="camel", gc=False):
    """A moment by a zone's own clock."""

    date_time: str
    time_zone: str | None = None
    """None means UTC."""


def decode_local_day(native: LocalMoment) -> TaskDate:
    """Return the day that a moment stands for: the one whose midnight it is, somewhere.

    Raises: PlatformError for text that is no moment, or a zone that nobody knows.
    """
    local = _read(native)
    if local.time() == dt.time():
        return TaskDate(date=local.date())
    moment = local.astimezone(dt.UTC)
    later = dt.timedelta(days=1 if moment.time() >= _EASTERN_FROM else 0)
    return TaskDate(date=(moment + later).date())


def encode_local_day(date: TaskDate, field: str) -> LocalMoment:
    """Return midnight of the day in UTC.

    Raises: UnsupportedFieldError for a moment, and for a day that names a time zone.
    """
    return LocalMoment(f"{require_day(date, field).isoformat()}T00:00:00", "UTC")


def decode_local_instant(native: LocalMoment) -> dt.datetime:
    """Return the moment in UTC.

    Raises: PlatformError for text that is no moment, or a zone that nobody knows.
    """
    return _read(native).astimezone(dt.UTC)


def _read(native: LocalMoment) -> dt.datetime:
    zone = find_zone(native.time_zone or "UTC")
    if zone is None:
        raise unreadable(native.time_zone, "the name of a time zone")
    try:
        moment = dt.datetime.fromisoformat(native.date_time)
    except ValueError as error:
        raise unreadable(native.date_time, "a moment such as 2027-01-31T00:00:00.0000000") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


_NATIVE = ((__name__, "LocalMoment"),)

CODECS = (
    Codec(
        module=__name__,
        name="local_day",
        summary="A day of a task as its midnight in a named zone, `{dateTime, timeZone}`; a moment is refused.",
        native="LocalMoment",
        unified="TaskDate",
        imports=(*_NATIVE, ("tasklab.unified.objects", "TaskDate")),
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="local_instant",
        summary="A moment in a named zone, `{dateTime, timeZone}`. Reads only.",
        native="LocalMoment",
        unified="datetime",
        imports=(*_NATIVE, ("datetime", "datetime")),
        direction="read",
    ),
)
