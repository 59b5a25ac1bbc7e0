"""Days that a platform writes as moments: as the midnight in UTC with which they begin."""

from __future__ import annotations

import datetime as dt

from tasklab.adapter.codec.date import require_day, rfc_3339, utc
from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import TaskDate


def decode_midnight(native: dt.datetime) -> TaskDate:
    """Return the day that a moment is in, in UTC; its time says nothing.

    Raises: PlatformError when it names no offset.
    """
    return TaskDate(date=utc(native).date())


def encode_midnight(date: TaskDate, field: str) -> str:
    """Return midnight of the day in UTC.

    Raises: UnsupportedFieldError for a moment, and for a day that names a time zone.
    """
    return f"{require_day(date, field).isoformat()}T00:00:00.000Z"


def encode_midnight_before(moment: dt.datetime) -> str:
    """Return the midnight with which the day that a moment is in begins, in UTC."""
    return rfc_3339(_midnight(moment))


def encode_midnight_after(moment: dt.datetime) -> str:
    """Return the midnight with which the day that a moment is in ends, in UTC; of the last day there is, its first."""
    begun = _midnight(moment)
    try:
        return rfc_3339(begun + dt.timedelta(days=1))
    except OverflowError:
        return rfc_3339(begun)


def _midnight(moment: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(moment.astimezone(dt.UTC).date(), dt.time(), dt.UTC)


_DATETIME = ("datetime", "datetime")


def _bound(name: str, summary: str) -> Codec:
    return Codec(
        name=name,
        summary=summary,
        native="str",
        unified="datetime",
        imports=(_DATETIME,),
        direction="write",
        module=__name__,
    )


CODECS = (
    Codec(
        module=__name__,
        name="midnight",
        summary="A day of a task as its midnight in UTC, 2027-01-31T00:00:00.000Z; a moment is refused.",
        native="datetime",
        unified="TaskDate",
        written="str",
        imports=(_DATETIME, ("tasklab.unified.objects", "TaskDate")),
        can_refuse=True,
    ),
    _bound(
        "midnight_before",
        "The first moment of a moment's day in UTC, for filters that are applied again.",
    ),
    _bound("midnight_after", "The first moment of the day after in UTC, for filters that are applied again."),
)
