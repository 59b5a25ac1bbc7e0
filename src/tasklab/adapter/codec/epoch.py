"""Moments counted from the beginning of 1970, and platforms where that beginning stands for no date."""

from __future__ import annotations

import datetime as dt

from tasklab.adapter.codec.date import encode_utc_text, require_moment, rfc_3339, utc
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable
from tasklab.unified.objects import TaskDate

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def decode_instant_unless_epoch(native: dt.datetime) -> dt.datetime | None:
    """Return the moment; None for the first second of 1970, which stands for none.

    Raises: PlatformError when it names no offset.
    """
    moment = utc(native)
    return None if moment == _EPOCH else moment


def encode_instant_unless_epoch(moment: dt.datetime) -> str:
    """Return the moment as text."""
    return rfc_3339(moment)


def decode_moment_unless_epoch(native: dt.datetime) -> TaskDate | None:
    """Return the moment; None for the first second of 1970, which stands for none.

    Raises: PlatformError when it names no offset.
    """
    moment = utc(native)
    return None if moment == _EPOCH else TaskDate(datetime=moment)


def encode_moment_unless_epoch(date: TaskDate, field: str) -> str:
    """Return the moment as text.

    Raises: UnsupportedFieldError for a day, for a named time zone, and for the first second of 1970.
    """
    moment = require_moment(date, field)
    if moment == _EPOCH:
        raise cannot_carry(field, "is the first second of 1970: on this platform that stands for no date")
    return rfc_3339(moment)


def encode_utc_moment(date: TaskDate, field: str) -> str:
    """Return the moment of a task as text. Shape: `2026-11-22 23:25:40`, in UTC.

    Raises: UnsupportedFieldError for a day, a named time zone, a fraction of a second, and the first second of 1970.
    """
    moment = require_moment(date, field)
    if moment.microsecond or moment == _EPOCH:
        raise cannot_carry(
            field, f"is {moment.isoformat()}: this platform keeps whole seconds, and 1970 stands for none"
        )
    return encode_utc_text(moment)


def _from_epoch(native: int, unit: dt.timedelta) -> dt.datetime:
    try:
        return _EPOCH + native * unit
    except OverflowError as error:
        raise unreadable(native, "a moment before the year 10000") from error


def decode_epoch_s(native: int) -> dt.datetime:
    """Return the moment.

    Raises: PlatformError for one out of range.
    """
    return _from_epoch(native, dt.timedelta(seconds=1))


def encode_epoch_s(moment: dt.datetime) -> int:
    """Return whole seconds since 1970."""
    return (moment - _EPOCH) // dt.timedelta(seconds=1)


def normalise_epoch_s(moment: dt.datetime) -> dt.datetime:
    """Fractions of a second are lost."""
    return moment.replace(microsecond=0)


def decode_epoch_ms(native: int) -> dt.datetime:
    """Return the moment.

    Raises: PlatformError for one out of range.
    """
    return _from_epoch(native, dt.timedelta(milliseconds=1))


def encode_epoch_ms(moment: dt.datetime) -> int:
    """Return whole milliseconds since 1970."""
    return (moment - _EPOCH) // dt.timedelta(milliseconds=1)


def normalise_epoch_ms(moment: dt.datetime) -> dt.datetime:
    """Fractions of a millisecond are lost."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def decode_epoch_ms_moment(native: int) -> TaskDate:
    """Return the moment.

    Raises: PlatformError for one out of range.
    """
    return TaskDate(datetime=decode_epoch_ms(native))


def encode_epoch_ms_moment(date: TaskDate, field: str) -> int:
    """Return whole milliseconds since 1970.

    Raises: UnsupportedFieldError for a day, and for a named time zone.
    """
    return encode_epoch_ms(require_moment(date, field))


def normalise_epoch_ms_moment(date: TaskDate) -> TaskDate:
    """Fractions of a millisecond are lost."""
    return date if date.datetime is None else TaskDate(datetime=normalise_epoch_ms(date.datetime))


_DATETIME = (("datetime", "datetime"),)
_TASK_DATE = (("tasklab.unified.objects", "TaskDate"),)

CODECS = (
    Codec(
        module=__name__,
        name="utc_moment",
        summary="A moment of a task in UTC as text without an offset, 2026-11-22 23:25:40, on a platform where 1970 "
        "stands for none.",
        native="str",
        unified="TaskDate",
        imports=_TASK_DATE,
        direction="write",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="instant_unless_epoch",
        summary="A moment as RFC 3339 text, on a platform where the first second of 1970 stands for none.",
        native="datetime",
        unified="datetime | None",
        written="str",
        imports=_DATETIME,
    ),
    Codec(
        module=__name__,
        name="moment_unless_epoch",
        summary="A moment of a task as RFC 3339 text, on a platform where the first second of 1970 stands for none.",
        native="datetime",
        unified="TaskDate | None",
        written="str",
        imports=_DATETIME + _TASK_DATE,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="epoch_s",
        summary="A moment as seconds since 1970; fractions of a second are lost.",
        native="int",
        unified="datetime",
        imports=_DATETIME,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="epoch_ms",
        summary="A moment as milliseconds since 1970; smaller fractions are lost.",
        native="int",
        unified="datetime",
        imports=_DATETIME,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="epoch_ms_moment",
        summary="A moment of a task as milliseconds since 1970; a day is refused, and so is a named time zone.",
        native="int",
        unified="TaskDate",
        imports=_TASK_DATE,
        can_refuse=True,
        has_normalisation=True,
    ),
)
