"""JSON values that name their own class: `{"__class__": "date", "year": 2027, "month": 1, "day": 31}`.

Remote procedures over JSON carry what JSON has no type for this way.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from math import isfinite

from msgspec import Struct, field

from tasklab.adapter.codec.binary import decode_base64, encode_base64
from tasklab.adapter.codec.date import require_day
from tasklab.adapter.codec.duration import encode_estimate_hours
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Estimate, TaskDate


class TaggedDate(Struct, tag_field="__class__", tag="date", gc=False):
    """A day."""

    year: int
    month: int
    day: int


class TaggedDatetime(Struct, tag_field="__class__", tag="datetime", gc=False):
    """A moment in UTC."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0


class TaggedDuration(Struct, tag_field="__class__", tag="timedelta", gc=False):
    """A length of time."""

    seconds: float


class TaggedDecimal(Struct, tag_field="__class__", tag="Decimal", gc=False):
    """A decimal number."""

    decimal: str


class TaggedBytes(Struct, tag_field="__class__", tag="bytes", gc=False):
    """Bytes."""

    content: str = field(name="base64")


def decode_tagged_date(native: TaggedDate) -> TaskDate:
    """Return the day.

    Raises: PlatformError for a day that no calendar has.
    """
    try:
        return TaskDate(date=dt.date(native.year, native.month, native.day))
    except ValueError as error:
        raise unreadable(native, "a day") from error


def encode_tagged_date(date: TaskDate, field: str) -> TaggedDate:
    """Return the day.

    Raises: UnsupportedFieldError for a moment, and for a day that names a time zone.
    """
    day = require_day(date, field)
    return TaggedDate(day.year, day.month, day.day)


def decode_tagged_day_start(native: TaggedDate) -> dt.datetime:
    """Return the first moment of the day in UTC.

    Raises: PlatformError for a day that no calendar has.
    """
    try:
        return dt.datetime(native.year, native.month, native.day, tzinfo=dt.UTC)
    except ValueError as error:
        raise unreadable(native, "a day") from error


def encode_tagged_day_start(moment: dt.datetime, field: str) -> TaggedDate:
    """Return the day.

    Raises: UnsupportedFieldError for a moment that is not the first of its day in UTC.
    """
    utc = moment.astimezone(dt.UTC)
    if utc.time() != dt.time():
        raise cannot_carry(field, "is a moment: this platform keeps the day alone, so give its first moment in UTC")
    return TaggedDate(utc.year, utc.month, utc.day)


def decode_tagged_instant(native: TaggedDatetime) -> dt.datetime:
    """Return the moment.

    Raises: PlatformError for a moment that no calendar has.
    """
    try:
        return dt.datetime(
            native.year,
            native.month,
            native.day,
            native.hour,
            native.minute,
            native.second,
            native.microsecond,
            tzinfo=dt.UTC,
        )
    except ValueError as error:
        raise unreadable(native, "a moment") from error


def encode_tagged_instant(moment: dt.datetime) -> TaggedDatetime:
    """Return the moment."""
    utc = moment.astimezone(dt.UTC)
    return TaggedDatetime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond)


def decode_tagged_seconds(native: TaggedDuration) -> int:
    """Return the nearest whole seconds.

    Raises: PlatformError for an endless duration.
    """
    if not isfinite(native.seconds):
        raise unreadable(native, "a duration")
    return round(native.seconds)


def encode_tagged_seconds(seconds: int) -> TaggedDuration:
    """Return the duration."""
    return TaggedDuration(float(seconds))


def decode_tagged_hours(native: TaggedDuration) -> Estimate:
    """Return the estimate in hours."""
    return Estimate(value=native.seconds / 3600, unit=EstimateUnit.HOURS)


def encode_tagged_hours(estimate: Estimate, field: str) -> TaggedDuration:
    """Return the duration, in whole milliseconds.

    Raises: UnsupportedFieldError for days and points.
    """
    return TaggedDuration(round(encode_estimate_hours(estimate, field) * 3600, 3))


def normalise_tagged_hours(estimate: Estimate) -> Estimate:
    """Minutes come back as hours, and fractions of a millisecond are lost."""
    return decode_tagged_hours(encode_tagged_hours(estimate, "estimate"))


def decode_tagged_decimal(native: TaggedDecimal) -> float:
    """Return the number.

    Raises: PlatformError for text that is no finite number.
    """
    try:
        number = float(Decimal(native.decimal))
    except (InvalidOperation, OverflowError) as error:
        raise unreadable(native.decimal, "a decimal number") from error
    if not isfinite(number):
        raise unreadable(native.decimal, "a finite decimal number")
    return number


def encode_tagged_decimal(number: float) -> TaggedDecimal:
    """Return the shortest decimal that reads back as the same number."""
    return TaggedDecimal(repr(number))


def decode_tagged_bytes(native: TaggedBytes | None) -> bytes:
    """Return the bytes; null is none of them.

    Raises: PlatformError for content that is no base64.
    """
    return b"" if native is None else decode_base64(native.content)


def encode_tagged_bytes(content: bytes) -> TaggedBytes:
    """Return the bytes."""
    return TaggedBytes(encode_base64(content))


CODECS = (
    Codec(
        module=__name__,
        name="tagged_date",
        summary="A day of a task as `{__class__: date}`; a moment is refused.",
        native="TaggedDate",
        unified="TaskDate",
        imports=((__name__, "TaggedDate"), ("tasklab.unified.objects", "TaskDate")),
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="tagged_day_start",
        summary="A day as `{__class__: date}` for its first moment in UTC; another moment is refused.",
        native="TaggedDate",
        unified="datetime",
        imports=((__name__, "TaggedDate"), ("datetime", "datetime")),
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="tagged_instant",
        summary="A moment in UTC as `{__class__: datetime}`.",
        native="TaggedDatetime",
        unified="datetime",
        imports=((__name__, "TaggedDatetime"), ("datetime", "datetime")),
    ),
    Codec(
        module=__name__,
        name="tagged_seconds",
        summary="A duration in seconds as `{__class__: timedelta}`.",
        native="TaggedDuration",
        unified="int",
        imports=((__name__, "TaggedDuration"),),
    ),
    Codec(
        module=__name__,
        name="tagged_hours",
        summary="An estimate as `{__class__: timedelta}`; read as hours, days and points refused.",
        native="TaggedDuration",
        unified="Estimate",
        imports=((__name__, "TaggedDuration"), ("tasklab.unified.objects", "Estimate")),
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="tagged_decimal",
        summary="A number as `{__class__: Decimal}`.",
        native="TaggedDecimal",
        unified="float",
        imports=((__name__, "TaggedDecimal"),),
    ),
    Codec(
        module=__name__,
        name="tagged_bytes",
        summary="Bytes as `{__class__: bytes}`; null is none of them.",
        native="TaggedBytes",
        unified="bytes",
        reads_null=True,
        imports=((__name__, "TaggedBytes"),),
    ),
)
