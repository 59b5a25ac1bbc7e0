"""Numbers of a platform that writes each of them as text or as a number, as the server's database driver gives it.

PHP before 8.1 reads all columns of a database as text; later versions read numbers as numbers. Source:
https://www.php.net/manual/en/migration81.incompatible.php (PDO). Nought often stands for none there.
"""

from __future__ import annotations

import datetime as dt
from math import isfinite
from typing import TYPE_CHECKING

from tasklab.adapter.codec.duration import encode_estimate_hours
from tasklab.adapter.codec.epoch import decode_epoch_s
from tasklab.adapter.codec.number import decode_text_integer, encode_integer_text
from tasklab.adapter.codec.position import encode_whole_position
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Estimate, TaskDate

if TYPE_CHECKING:
    from collections.abc import Sequence

_FLAGS = {"": False, "0": False, "false": False, "1": True, "true": True}


def decode_loose_id(native: int | str) -> str:
    """Return the id as text.

    Raises: PlatformError for what is neither text nor a whole number.
    """
    if isinstance(native, bool) or not isinstance(native, int | str):
        raise unreadable(native, "an id, as text or as a number")
    return str(native)


def encode_loose_id(text: str, field: str) -> int:
    """Return the number.

    Raises: NotFoundError or ValidationError for other text.
    """
    return encode_integer_text(text, field)


def decode_loose_id_unless_zero(native: int | str) -> str | None:
    """Return the id as text; None for nought, and for no text at all."""
    return None if str(native) in ("", "0") else str(native)


def encode_loose_id_unless_zero(text: str, field: str) -> int:
    """Return the number.

    Raises: NotFoundError or ValidationError for other text, ValidationError for nought.
    """
    number = encode_integer_text(text, field)
    if number == 0:
        raise cannot_carry(field, "is '0': on this platform that stands for none")
    return number


def decode_one_loose_id(native: int | str | None) -> list[str]:
    """Return a list of one; null and nought are the empty one."""
    found = None if native is None else decode_loose_id_unless_zero(native)
    return [] if found is None else [found]


def encode_one_loose_id(texts: Sequence[str], field: str) -> int:
    """Return the only entry; nought for the empty list.

    Raises: UnsupportedFieldError for more than one and for nought, ValidationError for one that is no number.
    """
    if len(texts) > 1:
        raise cannot_carry(field, f"has {len(texts)} entries: this platform keeps at most one")
    return encode_loose_id_unless_zero(texts[0], field) if texts else 0


def decode_loose_integer(native: int | str) -> int:
    """Return the number.

    Raises: PlatformError for text that is none, and for anything else.
    """
    return decode_text_integer(decode_loose_id(native))


def decode_loose_position(native: int | str) -> int:
    """Return the place.

    Raises: PlatformError for text that is no number.
    """
    return decode_loose_integer(native)


def encode_loose_position(position: float | str, field: str) -> int:
    """Return the place, which is counted from 1.

    Raises: UnsupportedFieldError for text, for a fraction, and for a number below 1 or of more than 32 bits.
    """
    place = encode_whole_position(position, field)
    if place < 1:
        raise cannot_carry(field, f"is {place}: this platform counts places from 1")
    return place


def decode_loose_flag(native: bool | int | str) -> bool:
    """Return whether it is true.

    Raises: PlatformError for text that is neither.
    """
    if not isinstance(native, str):
        return bool(native)
    if native.lower() not in _FLAGS:
        raise unreadable(native, "true or false, as 1 or 0")
    return _FLAGS[native.lower()]


def decode_loose_epoch(native: int | str) -> dt.datetime:
    """Return the moment, of seconds since 1970.

    Raises: PlatformError for text that is no number, and for a moment out of range.
    """
    return decode_epoch_s(decode_loose_integer(native))


def decode_loose_epoch_unless_zero(native: int | str) -> dt.datetime | None:
    """Return the moment, of seconds since 1970; None for nought, and for no text at all.

    Raises: PlatformError for other text, and for a moment out of range.
    """
    seconds = decode_loose_integer(native or 0)
    return decode_epoch_s(seconds) if seconds else None


def decode_loose_epoch_moment(native: int | str) -> TaskDate | None:
    """Return the moment of a task, as `decode_loose_epoch_unless_zero` does."""
    moment = decode_loose_epoch_unless_zero(native)
    return None if moment is None else TaskDate(datetime=moment)


def decode_date_unless_blank(native: str) -> dt.date | None:
    """Return the day; None for text without a letter.

    Raises: PlatformError for other text.
    """
    try:
        return dt.date.fromisoformat(native) if native.strip() else None
    except ValueError as error:
        raise unreadable(native, "a day, such as 2027-01-31") from error


def encode_date_unless_blank(date: dt.date) -> str:
    """Return the day as text."""
    return date.isoformat()


def decode_loose_estimate_hours(native: float | str) -> Estimate | None:
    """Return the estimate in hours; None for nought, and for no text at all.

    Raises: PlatformError for text that is no finite number.
    """
    try:
        hours = float(native or 0)
    except ValueError as error:
        raise unreadable(native, "hours, as a number or as text") from error
    if not isfinite(hours):
        raise unreadable(native, "a finite number of hours")
    return Estimate(value=hours, unit=EstimateUnit.HOURS) if hours else None


def encode_loose_estimate_hours(estimate: Estimate, field: str) -> float:
    """Return hours.

    Raises: UnsupportedFieldError for days and points, and for nought.
    """
    hours = encode_estimate_hours(estimate, field)
    if not hours:
        raise cannot_carry(field, "is nought: on this platform that stands for no estimate")
    return hours


def normalise_loose_estimate_hours(estimate: Estimate) -> Estimate:
    """Minutes come back as hours."""
    return Estimate(value=encode_estimate_hours(estimate, "estimate"), unit=EstimateUnit.HOURS)


_EITHER = "as text or as a number"
_DATETIME = (("datetime", "datetime"),)

CODECS = (
    Codec(
        module=__name__,
        name="loose_id",
        summary=f"A whole number, {_EITHER}: ids.",
        native="int | str",
        written="int",
        unified="str",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="loose_id_unless_zero",
        summary=f"A whole number, {_EITHER}, where nought stands for none: ids.",
        native="int | str",
        written="int",
        unified="str | None",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="one_loose_id",
        summary=f"A list of at most one id, on a platform that has a single whole number, {_EITHER}; nought is none.",
        native="int | str",
        written="int",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="loose_integer",
        summary=f"A whole number, {_EITHER}. Reads only.",
        native="int | str",
        unified="int",
        direction="read",
    ),
    Codec(
        module=__name__,
        name="loose_position",
        summary=f"A place in an order, counted from 1, {_EITHER}; fractions and text are refused.",
        native="int | str",
        written="int",
        unified="int",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="loose_flag",
        summary=f"True or false as 1 or 0, {_EITHER}. Reads only.",
        native="bool | int | str",
        unified="bool",
        direction="read",
    ),
    Codec(
        module=__name__,
        name="loose_epoch",
        summary=f"A moment as seconds since 1970, {_EITHER}. Reads only.",
        native="int | str",
        unified="datetime",
        imports=_DATETIME,
        direction="read",
    ),
    Codec(
        module=__name__,
        name="loose_epoch_unless_zero",
        summary=f"A moment as seconds since 1970, {_EITHER}; nought is none. Reads only.",
        native="int | str",
        unified="datetime | None",
        imports=_DATETIME,
        direction="read",
    ),
    Codec(
        module=__name__,
        name="loose_epoch_moment",
        summary=f"A moment of a task as seconds since 1970, {_EITHER}; nought is none. Reads only.",
        native="int | str",
        unified="TaskDate | None",
        imports=(("tasklab.unified.objects", "TaskDate"),),
        direction="read",
    ),
    Codec(
        module=__name__,
        name="date_unless_blank",
        summary="A day outside tasks, such as 2027-01-31, on a platform where empty text stands for none.",
        native="str",
        unified="date | None",
        imports=(("datetime", "date"),),
    ),
    Codec(
        module=__name__,
        name="loose_estimate_hours",
        summary=f"An estimate kept in hours, {_EITHER}; nought is none, days and points are refused.",
        native="float | str",
        written="float",
        unified="Estimate | None",
        imports=(("tasklab.unified.objects", "Estimate"),),
        can_refuse=True,
        has_normalisation=True,
    ),
)
