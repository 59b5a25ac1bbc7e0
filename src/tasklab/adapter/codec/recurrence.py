"""How a task repeats, as a pattern and a range: `{pattern: {type: weekly, ...}, range: {type: noEnd, ...}}`.

The unified rule is the RRULE of RFC 5545. A pattern says the days of a repetition itself, where RRULE may leave them to
the date it starts at; rules that leave them are refused, so that a rule means the same wherever the due date moves.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DAYS = {
    "MO": "monday",
    "TU": "tuesday",
    "WE": "wednesday",
    "TH": "thursday",
    "FR": "friday",
    "SA": "saturday",
    "SU": "sunday",
}
_SHORT = {name: short for short, name in _DAYS.items()}
_INDEXES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_NUMBERS = {name: number for number, name in _INDEXES.items()}
_PART = re.compile(r"(FREQ|INTERVAL|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|WKST|UNTIL|COUNT)=([A-Z0-9,+-]+)\Z")
_BY_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)\Z")
_UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?\Z")
_ALLOWED = {
    "DAILY": frozenset[str](),
    "WEEKLY": frozenset({"BYDAY", "WKST"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}),
}
_ALWAYS = frozenset({"FREQ", "INTERVAL", "UNTIL", "COUNT"})
_LAST_DAY, _LAST_MONTH = 31, 12
_RULE = "an RFC 5545 recurrence rule, such as FREQ=WEEKLY;BYDAY=MO"


class Pattern(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """How often something repeats, and on which days."""

    type: str
    interval: int = 0
    days_of_week: list[str] | None = None
    first_day_of_week: str | None = None
    day_of_month: int | None = None
    month: int | None = None
    index: str | None = None


class Range(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """From when to when something repeats."""

    type: str
    start_date: str | None = None
    end_date: str | None = None
    number_of_occurrences: int | None = None


class Repetition(Struct, omit_defaults=True, kw_only=True):
    """A pattern and a range."""

    pattern: Pattern
    range: Range


def decode_repetition(native: Repetition) -> str:
    """Return the rule.

    Raises: PlatformError for a pattern of a type that nobody knows.
    """
    pattern, span = native.pattern, native.range
    parts = [*_read_pattern(pattern), *_read_range(span)]
    return ";".join(parts)


def encode_repetition(text: str, field: str) -> Repetition:
    """Return the pattern and the range, which begins nowhere yet: `begun` says where.

    Raises: UnsupportedFieldError for a rule that no pattern says; ValidationError for text that is none.
    """
    parts = _parse(text, field)
    return Repetition(pattern=_write_pattern(parts, text, field), range=_write_range(parts, field))


def normalise_repetition(text: str) -> str:
    """Parts come back in one order, without those that say what is meant anyway."""
    return decode_repetition(encode_repetition(text, "recurrence"))


def encode_begun(parts: list[Any]) -> dict[str, Any]:
    """Return the draft of `[draft, name, days, date, rule]` as it is written first.

    Its repetition of that name begins on the day that the draft has under the first of the names of days; without it on
    the date, which is a unified one or null. Where what has a rule already is given another day, the repetition is
    taken away: `begun_again` puts it back. Platforms take a new day of what repeats for one time of it.
    """
    draft, name, days, date, rule = parts
    if _is_moved(draft, name, days, rule):
        return {**draft, name: None}
    repetition = draft.get(name)
    return dict(draft) if repetition is None else {**draft, name: _begin(repetition, draft, days, date)}


def encode_begun_again(parts: list[Any]) -> list[dict[str, Any]]:
    """Return what is written after the draft of `[draft, name, days, date, rule]`: its repetition, or nothing."""
    draft, name, days, date, rule = parts
    if not _is_moved(draft, name, days, rule):
        return []
    return [{name: _begin(draft.get(name) or encode_repetition(rule, "recurrence"), draft, days, date)}]


def _is_moved(draft: Mapping[str, Any], name: str, days: Sequence[str], rule: str | None) -> bool:
    stays = name not in draft or draft[name] is not None
    return rule is not None and stays and any(day in draft for day in days)


def _begin(repetition: Repetition, draft: Mapping[str, Any], days: Sequence[str], date: Any) -> Repetition:
    own = draft.get(days[0])
    if own is not None:
        day = own.date_time[:10]
    else:
        day = None if date is None or date.date is None else date.date.isoformat()
    return replace(repetition, range=replace(repetition.range, start_date=day))


def _read_pattern(pattern: Pattern) -> list[str]:
    kind = pattern.type
    frequency = {"relativeMonthly": "MONTHLY", "absoluteMonthly": "MONTHLY", "daily": "DAILY", "weekly": "WEEKLY"}.get(
        kind, "YEARLY" if kind in ("absoluteYearly", "relativeYearly") else None
    )
    if frequency is None:
        raise unreadable(kind, "a pattern that repeats daily, weekly, monthly or yearly")
    parts = [f"FREQ={frequency}"]
    if pattern.interval > 1:
        parts.append(f"INTERVAL={pattern.interval}")
    if frequency == "YEARLY" and pattern.month:
        parts.append(f"BYMONTH={pattern.month}")
    if kind.startswith("absolute") and pattern.day_of_month:
        parts.append(f"BYMONTHDAY={pattern.day_of_month}")
    if kind == "weekly" or kind.startswith("relative"):
        parts += _read_days(pattern)
    return parts


def _read_days(pattern: Pattern) -> list[str]:
    days = [_short(day) for day in pattern.days_of_week or ()]
    if pattern.type == "weekly":
        # Where weeks begin matters only where some are left out. RFC 5545 section 3.3.10: on Monday unless said.
        first = _short(pattern.first_day_of_week or "sunday")
        week = [f"WKST={first}"] if pattern.interval > 1 and first != "MO" else []
        return [f"BYDAY={','.join(days)}", *week] if days else week
    number = _NUMBERS.get(pattern.index or "first")
    if number is None or not days:
        raise unreadable(pattern.index, "which of the days of a month something repeats on")
    if len(days) == 1:
        return [f"BYDAY={number}{days[0]}"]
    return [f"BYDAY={','.join(days)}", f"BYSETPOS={number}"]


def _short(day: str) -> str:
    try:
        return _SHORT[day.lower()]
    except KeyError:
        raise unreadable(day, "a day of the week") from None


def _read_range(span: Range) -> list[str]:
    if span.type == "numbered" and span.number_of_occurrences:
        return [f"COUNT={span.number_of_occurrences}"]
    if span.type == "endDate" and span.end_date:
        return [f"UNTIL={span.end_date[:10].replace('-', '')}"]
    return []


def _parse(text: str, field: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().rstrip(";").split(";"):
        name, mark, value = part.partition("=")
        if not mark or not name or not value or name in parts:
            raise wrong_value(field, text, _RULE)
        if not _PART.match(part):
            _refuse(field, text)
        parts[name] = value
    frequency = parts.get("FREQ")
    if frequency is None:
        raise wrong_value(field, text, _RULE)
    allowed = _ALLOWED.get(frequency)
    if allowed is None or not set(parts) <= _ALWAYS | allowed:
        _refuse(field, text)
    if "UNTIL" in parts and "COUNT" in parts:
        raise wrong_value(field, text, _RULE)
    return parts


def _write_pattern(parts: Mapping[str, str], text: str, field: str) -> Pattern:
    frequency = parts["FREQ"]
    pattern = Pattern(type=frequency.lower(), interval=_number(parts.get("INTERVAL", "1"), text, field, largest=999))
    if frequency == "WEEKLY":
        pattern.days_of_week = [name for number, name in _days(parts, text, field) if number is None]
        pattern.first_day_of_week = _DAYS.get(parts.get("WKST", "MO")) or _refuse(field, text)
        if len(pattern.days_of_week) != len(parts.get("BYDAY", "").split(",")):
            _refuse(field, text)
    elif frequency != "DAILY":
        is_absolute = "BYMONTHDAY" in parts
        if is_absolute is ("BYDAY" in parts):
            _refuse(field, text)
        pattern.type = f"{'absolute' if is_absolute else 'relative'}{frequency.capitalize()}"
        if frequency == "YEARLY":
            pattern.month = _number(parts.get("BYMONTH", ""), text, field, largest=_LAST_MONTH)
        if is_absolute:
            pattern.day_of_month = _number(parts["BYMONTHDAY"], text, field, largest=_LAST_DAY)
        else:
            pattern.index, pattern.days_of_week = _which(parts, text, field)
    return pattern


def _which(parts: Mapping[str, str], text: str, field: str) -> tuple[str, list[str]]:
    """Return which of the days of a month, and the days: of `2TU`, or of `TU,TH` and a position."""
    days = _days(parts, text, field)
    numbers = {number for number, _ in days}
    position = parts.get("BYSETPOS")
    if position is not None:
        is_number = re.fullmatch(r"[+-]?\d", position) is not None
        index = _INDEXES.get(int(position)) if is_number and numbers == {None} else None
    else:
        only = numbers.pop() if len(days) == 1 else None
        index = _INDEXES.get(only) if only is not None else None
    return index or _refuse(field, text), [name for _, name in days]


def _days(parts: Mapping[str, str], text: str, field: str) -> list[tuple[int | None, str]]:
    found = []
    for day in parts.get("BYDAY", "").split(","):
        match = _BY_DAY.match(day)
        if match is None:
            _refuse(field, text)
        found.append((int(match[1]) if match[1] else None, _DAYS[match[2]]))
    return found


def _write_range(parts: Mapping[str, str], field: str) -> Range:
    if "COUNT" in parts:
        return Range(type="numbered", number_of_occurrences=_number(parts["COUNT"], parts["COUNT"], field))
    if "UNTIL" in parts:
        return Range(type="endDate", end_date=_until(parts["UNTIL"], field))
    return Range(type="noEnd")


def _until(value: str, field: str) -> str:
    match = _UNTIL.match(value)
    try:
        day = dt.datetime.strptime(match[1], "%Y%m%d").date() if match else None  # noqa: DTZ007 - a day
    except ValueError:
        day = None
    if day is None:
        raise wrong_value(field, value, _RULE)
    return day.isoformat()


def _number(value: str, text: str, field: str, *, largest: int = 999) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= largest:
        _refuse(field, text)
    return int(value)


def _refuse(field: str, text: str) -> NoReturn:
    raise cannot_carry(
        field,
        f"is {text!r}: this platform repeats daily; weekly with BYDAY; monthly with BYMONTHDAY from 1 to 31, or BYDAY "
        "and its place from 1 to 4 or -1; yearly with BYMONTH besides",
    )


def _begun(name: str, native: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
    )


CODECS = (
    Codec(
        module=__name__,
        name="repetition",
        summary="A recurrence rule as `{pattern, range}`; rules that leave their days to the start are refused.",
        native="Repetition",
        unified="str",
        imports=((__name__, "Repetition"),),
        can_refuse=True,
        has_normalisation=True,
    ),
    _begun(
        "begun",
        "dict[str, Any]",
        "Of `[draft, name, days, date, rule]`: the draft with its repetition, as written first.",
    ),
    _begun("begun_again", "list[dict[str, Any]]", "Of `[draft, name, days, date, rule]`: what is written after it."),
)
