"""Properties of iCalendar to-dos. Source: RFC 5545 sections 3.3 and 3.8.

A codec whose native type is a list is given all properties of a name: its path is written `CATEGORIES[]`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from tasklab.adapter.codec.date import require_day
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_value
from tasklab.adapter.content_line import Property, escape_text, split_text_list
from tasklab.adapter.time_zone import find_iana_name, find_iana_zone
from tasklab.unified.objects import TaskDate

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What neither an iCalendar text nor the XML around it can hold."""
_WORD = re.compile(r"[A-Za-z0-9-]+\Z", re.ASCII)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?\Z", re.ASCII)
_RULE = re.compile(r"FREQ=(?:SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)\Z")
_RULE_PART = re.compile(r"(?:[A-Z]+)=[A-Z0-9+,-]+\Z", re.ASCII)
_HIGHEST_PERCENT = 100
_MOMENT_FORM = "a date or date-time, such as 20270131 or 20270131T090000Z"


def _require_text(text: str, field: str) -> str:
    found = _CONTROL.search(text)
    if found:
        raise cannot_carry(field, f"has the control character {found[0]!r}: iCalendar (RFC 5545) cannot hold it")
    return text


def decode_ical_text(native: Property) -> str:
    """Return the text."""
    return native.text


def encode_ical_text(text: str, field: str) -> Property:
    """Return the property.

    Raises: UnsupportedFieldError for a control character.
    """
    return Property(escape_text(_require_text(text, field)))


def normalise_ical_text(text: str) -> str:
    """Every line break comes back as a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_ical_word(native: Property) -> str:
    """Return the word in upper case: case says nothing in it."""
    return native.text.strip().upper()


def encode_ical_word(text: str, field: str) -> Property:
    """Return the property.

    Raises: ValidationError for text that is no word.
    """
    if not _WORD.match(text):
        raise wrong_value(field, text, "a word such as IN-PROCESS")
    return Property(text.upper())


def normalise_ical_word(text: str) -> str:
    """Letters come back in upper case."""
    return text.upper()


def decode_ical_integer(native: Property) -> int:
    """Return the number.

    Raises: PlatformError for other text.
    """
    try:
        return int(native.value)
    except ValueError as error:
        raise unreadable(native.value, f"a whole number in {native.name or 'the property'}") from error


def encode_ical_integer(number: int) -> Property:
    """Return the property."""
    return Property(str(number))


def decode_ical_percent(native: Property) -> int:
    """Return the percentage, kept within 0 and 100.

    Raises: PlatformError for other text.
    """
    return min(max(decode_ical_integer(native), 0), _HIGHEST_PERCENT)


def encode_ical_percent(percent: int) -> Property:
    """Return the property."""
    return Property(str(percent))


def decode_ical_priority(native: Property) -> str:
    """Return the priority from 0 to 9 as an id; a number out of range means none.

    Raises: PlatformError for other text.
    """
    number = decode_ical_integer(native)
    return str(number) if number in range(10) else "0"


def encode_ical_priority(text: str, field: str) -> Property:
    """Return the property.

    Raises: ValidationError for other text than one of the ten numbers.
    """
    if text not in set("0123456789"):
        raise wrong_value(field, text, "a priority from 0 (none) over 1 (highest) to 9 (lowest)")
    return Property(text)


def _read_local(native: Property) -> tuple[dt.date, dt.time | None, bool]:
    """Return the date, the time if there is one, and whether it is in UTC."""
    parts = _MOMENT.match(native.value.strip().upper())
    if parts is None:
        raise unreadable(native.value, _MOMENT_FORM)
    day, clock, zone = parts.groups()
    try:
        date = dt.date(int(day[:4]), int(day[4:6]), int(day[6:]))
        if clock is None:
            return date, None, False
        second = min(int(clock[4:]), 59)  # 60 is a leap second, which Python does not have
        return date, dt.time(int(clock[:2]), int(clock[2:4]), second), bool(zone)
    except ValueError as error:
        raise unreadable(native.value, _MOMENT_FORM) from error


def _place(native: Property, local: dt.datetime) -> tuple[dt.datetime, str | None]:
    """Return a local date-time in UTC, and the zone it was meant in."""
    tzid = native.parameter("TZID")
    zone = None
    if tzid is not None:
        zone = native.find_zone(tzid) if native.find_zone else find_iana_zone(tzid)
    if tzid is None or zone is None:
        return local.replace(tzinfo=dt.UTC), None
    try:
        return local.replace(tzinfo=zone).astimezone(dt.UTC), find_iana_name(tzid)
    except OverflowError as error:
        raise unreadable(native.value, _MOMENT_FORM) from error


def decode_ical_moment(native: Property) -> TaskDate:
    """Return the day, or the moment with the zone it was meant in.

    A moment without a zone is by everybody's own clock: it is given as if that clock showed UTC. So is one whose
    TZID names a zone that neither the IANA database nor the calendar itself knows.

    Raises: PlatformError for a value that is no date.
    """
    date, time, is_utc = _read_local(native)
    if time is None:
        return TaskDate(date=date)
    if is_utc:
        return TaskDate(datetime=dt.datetime.combine(date, time, dt.UTC))
    moment, timezone = _place(native, dt.datetime.combine(date, time))
    return TaskDate(datetime=moment, timezone=timezone)


def encode_ical_moment(date: TaskDate, field: str) -> Property:
    """Return the property: a DATE, a date-time in UTC, or one with a TZID where the date names a zone.

    Raises: UnsupportedFieldError for what a local time cannot say; ValidationError for a zone nobody knows.
    """
    if date.datetime is None:
        return Property(require_day(date, field).isoformat().replace("-", ""), (("VALUE", ("DATE",)),))
    if date.timezone is None:
        return Property(_form(date.datetime) + "Z")
    zone = find_iana_zone(date.timezone)
    if zone is None or zone.key != date.timezone:
        raise wrong_value(f"{field}/timezone", date.timezone, "the name of a zone in the IANA database: Europe/Paris")
    local = date.datetime.astimezone(zone)
    if local.fold:
        raise cannot_carry(field, f"is in the hour that {date.timezone} has twice: name no zone, and it is kept in UTC")
    return Property(_form(local), (("TZID", (zone.key,)),))


def _form(moment: dt.datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=None).isoformat().replace("-", "").replace(":", "")


def normalise_ical_moment(date: TaskDate) -> TaskDate:
    """Fractions of a second are lost."""
    if date.datetime is None:
        return date
    return TaskDate(datetime=date.datetime.replace(microsecond=0), timezone=date.timezone)


def decode_ical_instant(native: Property) -> dt.datetime:
    """Return the moment in UTC; a day is its first moment.

    Raises: PlatformError for a value that is no date.
    """
    date, time, is_utc = _read_local(native)
    if time is None or is_utc:
        return dt.datetime.combine(date, time or dt.time(), dt.UTC)
    return _place(native, dt.datetime.combine(date, time))[0]


def encode_ical_instant(moment: dt.datetime) -> Property:
    """Return the property, in UTC."""
    return Property(_form(moment.astimezone(dt.UTC)) + "Z")


def normalise_ical_instant(moment: dt.datetime) -> dt.datetime:
    """Fractions of a second are lost."""
    return moment.replace(microsecond=0)


def decode_ical_categories(native: Sequence[Property]) -> list[str]:
    """Return the categories of one or several lines, each once."""
    words = [word for line in native for word in split_text_list(line.value)]
    return list(dict.fromkeys(word for word in words if word.strip()))


def encode_ical_categories(texts: Sequence[str], field: str) -> list[Property]:
    """Return one line with all of them; no line for none.

    Raises: UnsupportedFieldError for a control character, ValidationError for a blank entry.
    """
    for text in texts:
        if not text.strip():
            raise wrong_value(field, text, "words that are not blank")
    words = dict.fromkeys(escape_text(_require_text(text, field)) for text in texts)
    return [Property(",".join(words))] if words else []


def normalise_ical_categories(texts: Sequence[str]) -> list[str]:
    """Each comes back once, with line feeds for line breaks."""
    return list(dict.fromkeys(normalise_ical_text(text) for text in texts))


def decode_ical_parent(native: Sequence[Property]) -> str | None:
    """Return the UID of the parent: the first relation of the type PARENT, which is also that of no type."""
    parents = (line.text for line in native if (line.parameter("RELTYPE") or "PARENT").upper() == "PARENT")
    return next(parents, None)


def encode_ical_parent(text: str, field: str) -> list[Property]:
    """Return the relation, of no type: that means PARENT.

    Raises: UnsupportedFieldError for a control character.
    """
    return [Property(escape_text(_require_text(text, field)))]


def decode_ical_rrule(native: Property) -> str:
    """Return the rule, in upper case and without a `;` at its end."""
    return native.value.strip().upper().rstrip(";")


def encode_ical_rrule(text: str, field: str) -> Property:
    """Return the property.

    Raises: ValidationError for text that is no recurrence rule.
    """
    parts = text.strip().upper().rstrip(";").split(";")
    names = [part.partition("=")[0] for part in parts]
    is_rule = any(_RULE.match(part) for part in parts) and all(_RULE_PART.match(part) for part in parts)
    if not is_rule or len(set(names)) != len(names):
        raise wrong_value(field, text, "an RFC 5545 recurrence rule, such as FREQ=WEEKLY;BYDAY=MO")
    return Property(";".join(parts))


def normalise_ical_rrule(text: str) -> str:
    """Letters come back in upper case."""
    return text.strip().upper().rstrip(";")


_PROPERTY = (("tasklab.adapter.content_line", "Property"),)
_TASK_DATE = (("tasklab.unified.objects", "TaskDate"),)
_DATETIME = (("datetime", "datetime"),)

CODECS = (
    Codec(
        module=__name__,
        name="ical_text",
        summary="A text property; control characters are refused.",
        native="Property",
        unified="str",
        imports=_PROPERTY,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="ical_word",
        summary="A property that is one word of a fixed set, in any case: STATUS.",
        native="Property",
        unified="str",
        imports=_PROPERTY,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="ical_integer",
        summary="A property that is a whole number.",
        native="Property",
        unified="int",
        imports=_PROPERTY,
    ),
    Codec(
        module=__name__,
        name="ical_percent",
        summary="PERCENT-COMPLETE.",
        native="Property",
        unified="int",
        imports=_PROPERTY,
    ),
    Codec(
        module=__name__,
        name="ical_priority",
        summary="PRIORITY as an id from 0 (none) over 1 (highest) to 9 (lowest).",
        native="Property",
        unified="str",
        imports=_PROPERTY,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="ical_moment",
        summary="DUE and DTSTART: a day, a moment in UTC, or one in a named zone; fractions of a second are lost.",
        native="Property",
        unified="TaskDate",
        imports=_PROPERTY + _TASK_DATE,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="ical_instant",
        summary="COMPLETED, CREATED and the like: a moment in UTC; fractions of a second are lost.",
        native="Property",
        unified="datetime",
        imports=_PROPERTY + _DATETIME,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="ical_categories",
        summary="All CATEGORIES as a list of words, each once.",
        native="list[Property]",
        unified="list[str]",
        imports=_PROPERTY,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="ical_parent",
        summary="The UID of the parent among all RELATED-TO; other relations are kept.",
        native="list[Property]",
        unified="str | None",
        imports=_PROPERTY,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="ical_rrule",
        summary="RRULE as a recurrence rule; it is kept in upper case.",
        native="Property",
        unified="str",
        imports=_PROPERTY,
        can_refuse=True,
        has_normalisation=True,
    ),
)
