"""Days and moments in the forms that platforms write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_value
from tasklab.unified.objects import TaskDate

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_ROUNDUP = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\.(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\Z", re.ASCII)
_RFC_3339 = "a date-time with an offset, such as 2027-01-31T09:00:00Z"


def utc(moment: dt.datetime) -> dt.datetime:
    """Return a native moment in UTC.

    Raises: PlatformError when it names no offset, because guessing one would move it.
    """
    if moment.tzinfo is dt.UTC:
        return moment
    if moment.tzinfo is None:
        raise unreadable(moment.isoformat(), _RFC_3339)
    return moment.astimezone(dt.UTC)


def rfc_3339(moment: dt.datetime) -> str:
    """Return a moment as RFC 3339 text in UTC, with fractions of a second only where there are some."""
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"


def given_moment(value: Any, field: str) -> dt.datetime:
    """Return a moment that a caller wrote as text, where nothing says that it is one; without an offset it is in UTC.

    Raises: ValidationError
    """
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise wrong_value(field, value, "a moment such as 2027-01-31T09:00:00Z") from error
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment


def require_day(date: TaskDate, field: str) -> dt.date:
    """Return the day of a date that is one.

    Raises: UnsupportedFieldError for a moment, and for a day that names a time zone.
    """
    if date.date is None:
        raise cannot_carry(field, "is a moment: this platform keeps days, without a time")
    _require_no_zone(date, field)
    return date.date


def require_moment(date: TaskDate, field: str) -> dt.datetime:
    """Return the moment of a date that is one.

    Raises: UnsupportedFieldError for a day, and for a moment that names a time zone.
    """
    if date.datetime is None:
        raise cannot_carry(field, "is a day: this platform keeps moments, and has no all-day date")
    _require_no_zone(date, field)
    return date.datetime


def _require_no_zone(date: TaskDate, field: str) -> None:
    if date.timezone is not None:
        raise cannot_carry(field, "names a time zone: this platform keeps none")


def decode_day(native: dt.date) -> TaskDate:
    """Return the day."""
    return TaskDate(date=native)


def encode_day(date: TaskDate, field: str) -> str:
    """Return the day as text.

    Raises: UnsupportedFieldError for a moment, and for a day that names a time zone.
    """
    return require_day(date, field).isoformat()


def decode_calendar_date(native: dt.date) -> dt.date:
    """Return the day."""
    return native


def encode_calendar_date(date: dt.date) -> str:
    """Return the day as text."""
    return date.isoformat()


def decode_day_start(native: dt.date) -> dt.datetime:
    """Return the first moment of the day in UTC."""
    return dt.datetime(native.year, native.month, native.day, tzinfo=dt.UTC)


def encode_day_start(moment: dt.datetime, field: str) -> str:
    """Return the day as text.

    Raises: UnsupportedFieldError for a moment that is not the first of its day in UTC.
    """
    in_utc = moment.astimezone(dt.UTC)
    if in_utc.time() != dt.time():
        raise cannot_carry(field, "is a moment: this platform keeps the day alone, so give its first moment in UTC")
    return in_utc.date().isoformat()


def decode_instant(native: dt.datetime) -> dt.datetime:
    """Return the moment in UTC.

    Raises: PlatformError when it names no offset.
    """
    return native if native.tzinfo is dt.UTC else utc(native)


def encode_instant(moment: dt.datetime) -> str:
    """Return the moment as text."""
    return rfc_3339(moment)


def decode_instant_minute(native: dt.datetime) -> dt.datetime:
    """Return the minute in UTC that the platform tells in place of the moment.

    Raises: PlatformError when it names no offset.
    """
    return decode_instant(native)


def normalise_instant_minute(moment: dt.datetime) -> dt.datetime:
    """Seconds are lost."""
    return moment.replace(second=0, microsecond=0).astimezone(dt.UTC)


def encode_instant_minute(moment: dt.datetime) -> str:
    """Return the moment as text: what is wanted to be after it is at the earliest in its minute."""
    return rfc_3339(moment.replace(second=0, microsecond=0))


def decode_instant_text(native: str) -> dt.datetime:
    """Return the moment in UTC.

    Raises: PlatformError for other text.
    """
    try:
        return utc(dt.datetime.fromisoformat(native))
    except ValueError as error:
        raise unreadable(native, _RFC_3339) from error


def encode_instant_text(moment: dt.datetime) -> str:
    """Return the moment as text."""
    return rfc_3339(moment)


def decode_moment(native: dt.datetime) -> TaskDate:
    """Return the moment in UTC.

    Raises: PlatformError when it names no offset.
    """
    return TaskDate(datetime=utc(native))


def encode_moment(date: TaskDate, field: str) -> str:
    """Return the moment as text.

    Raises: UnsupportedFieldError for a day, and for a named time zone.
    """
    return rfc_3339(require_moment(date, field))


def decode_utc_text(native: str) -> dt.datetime:
    """Return the moment. Shape: `2026-11-22 23:25:40`, in UTC.

    Raises: PlatformError for other text, and for one with an offset.
    """
    try:
        moment = dt.datetime.fromisoformat(native)
    except ValueError as error:
        raise unreadable(native, "a date-time such as 2026-11-22 23:25:40") from error
    if moment.tzinfo is not None:
        raise unreadable(native, "a date-time without an offset, such as 2026-11-22 23:25:40")
    return moment.replace(tzinfo=dt.UTC)


def encode_utc_text(moment: dt.datetime) -> str:
    """Return the moment as text."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat(sep=" ")


def normalise_utc_text(moment: dt.datetime) -> dt.datetime:
    """Fractions of a second are lost."""
    return moment.replace(microsecond=0)


def encode_utc_offset(moment: dt.datetime) -> str:
    """Return the moment in UTC, with thousandths of a second and an offset without a colon."""
    moment = moment.astimezone(dt.UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}+0000"


def decode_day_or_instant(native: str) -> TaskDate:
    """Return the day or the moment.

    Raises: PlatformError for text that is neither.
    """
    if not _DAY.match(native):
        return TaskDate(datetime=decode_instant_text(native))
    try:
        return TaskDate(date=dt.date.fromisoformat(native))
    except ValueError as error:
        raise unreadable(native, "a day, such as 2027-01-31") from error


def encode_day_or_instant(date: TaskDate, field: str) -> str:
    """Return the day or the moment as text.

    Raises: UnsupportedFieldError for a named time zone.
    """
    return require_day(date, field).isoformat() if date.date else rfc_3339(require_moment(date, field))


def decode_day_or_utc_text(native: str) -> TaskDate:
    """Return the day or the moment. Shape: `2026-11-22`, or `2026-11-22 23:25:40` in UTC.

    Raises: PlatformError for text that is neither.
    """
    if _DAY.match(native):
        return decode_day_or_instant(native)
    return TaskDate(datetime=decode_utc_text(native))


def encode_day_or_utc_text(date: TaskDate, field: str) -> str:
    """Return the day or the moment as text.

    Raises: UnsupportedFieldError for a named time zone.
    """
    return require_day(date, field).isoformat() if date.date else encode_utc_text(require_moment(date, field))


def normalise_day_or_utc_text(date: TaskDate) -> TaskDate:
    """Fractions of a second are lost."""
    return date if date.datetime is None else TaskDate(datetime=normalise_utc_text(date.datetime))


def decode_roundup_date(native: str) -> dt.datetime:
    """Return the moment. Shape: `2026-11-22.23:25:40`, in UTC; seconds may have a fraction or be missing.

    Raises: PlatformError for other text.
    """
    parts = _ROUNDUP.match(native)
    if parts is None:
        raise unreadable(native, "a date such as 2026-11-22.23:25:40")
    year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError as error:
        raise unreadable(native, "a date such as 2026-11-22.23:25:40") from error


def encode_roundup_date(moment: dt.datetime) -> str:
    """Return Roundup's form of the moment."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat(sep=".")


def normalise_roundup_date(moment: dt.datetime) -> dt.datetime:
    """Fractions of a second are lost."""
    return moment.replace(microsecond=0)


_DATE = (("datetime", "date"),)
_DATETIME = (("datetime", "datetime"),)
_TASK_DATE = (("tasklab.unified.objects", "TaskDate"),)

CODECS = (
    Codec(
        module=__name__,
        name="day",
        summary="A day of a task, such as 2027-01-31; a moment is refused.",
        native="date",
        unified="TaskDate",
        written="str",
        imports=_DATE + _TASK_DATE,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="calendar_date",
        summary="A day outside tasks, such as 2027-01-31.",
        native="date",
        unified="date",
        written="str",
        imports=_DATE,
    ),
    Codec(
        module=__name__,
        name="day_start",
        summary="A day as its first moment in UTC; another moment is refused.",
        native="date",
        unified="datetime",
        written="str",
        imports=(*_DATE, ("datetime", "datetime")),
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="instant",
        summary="A moment as RFC 3339 text with any offset, in UTC.",
        native="datetime",
        unified="datetime",
        written="str",
        imports=_DATETIME,
    ),
    Codec(
        module=__name__,
        name="instant_minute",
        summary="A moment as RFC 3339 text, on a platform that tells its minute alone.",
        native="datetime",
        unified="datetime",
        written="str",
        imports=_DATETIME,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="instant_text",
        summary="The same as `instant`, where the value is text already: in a header, in XML.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
    ),
    Codec(
        module=__name__,
        name="moment",
        summary="A moment of a task as RFC 3339 text; a day is refused, and so is a named time zone.",
        native="datetime",
        unified="TaskDate",
        written="str",
        imports=_DATETIME + _TASK_DATE,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="utc_text",
        summary="A moment in UTC as text without an offset, 2026-11-22 23:25:40; fractions of a second are lost.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="utc_offset",
        summary="A moment as text with thousandths and `+0000`: 2026-11-22T23:25:40.000+0000. Writes only.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        direction="write",
    ),
    Codec(
        module=__name__,
        name="day_or_instant",
        summary="A day or a moment of a task, told apart by the text; a named time zone is refused.",
        native="str",
        unified="TaskDate",
        imports=_TASK_DATE,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="day_or_utc_text",
        summary="A day or a moment of a task in UTC, told apart by the text: 2026-11-22 or 2026-11-22 23:25:40; "
        "fractions of a second are lost.",
        native="str",
        unified="TaskDate",
        imports=_TASK_DATE,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="roundup_date",
        summary="Roundup's own form of a moment, 2026-11-22.23:25:40 in UTC; fractions of a second are lost.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        is_hook=True,
        has_normalisation=True,
    ),
)
