"""Instants as Graph writes and reads them: in UTC with up to seven digits behind the second, or beside a zone's name.

Source: https://learn.microsoft.com/graph/api/resources/datetimetimezone, the vendor's samples of to-do tasks.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.microsoft_todo.refusal import bad_value, invalid
from tasklab.twin.platform.microsoft_todo.zone import find_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_TICKS = 10_000_000
_TEXT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?)?",
    re.IGNORECASE,
)


def render(at_s: float) -> str:
    """Write Unix seconds as `2020-08-18T09:03:05.8339192Z`, no zeros at the end of the fraction."""
    whole, ticks = divmod(round(at_s * _TICKS), _TICKS)
    fraction = f".{ticks:07}".rstrip("0") if ticks else ""
    return f"{_seconds(datetime.fromtimestamp(whole, UTC))}{fraction}Z"


def render_zoned(at: datetime, zone: tuple[str, ZoneInfo] | None) -> dict[str, str]:
    """Write an instant with the name of its zone: the one that was asked for, or UTC."""
    name, shown = ("UTC", at.astimezone(UTC)) if zone is None else (zone[0], _shift(at, zone[1]))
    return {"dateTime": f"{_seconds(shown)}.{shown.microsecond * 10:07}", "timeZone": name}


def parse(text: object, path: str) -> datetime:
    """Read an instant as `DateTimeOffset`. Raises: RefusalError for other text."""
    found = _parse(text)
    if found is None:
        raise bad_value(text, "Edm.DateTimeOffset", path)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def parse_zoned(value: Any, path: str, *, is_day: bool) -> datetime:
    """Read an instant with its zone's name, UTC where that is left out; of a day, its midnight in that zone.

    It stays in that zone, so that days can be counted on in it.
    Raises: RefusalError for other values, members or zones.
    """
    if not isinstance(value, dict) or {name for name in value if "@" not in name} - {"dateTime", "timeZone"}:
        raise bad_value(value, "Microsoft.Graph.dateTimeTimeZone", path)
    name = value.get("timeZone")
    if name is not None and not isinstance(name, str):
        raise bad_value(name, "Edm.String", f"{path}.timeZone")
    zone = find_zone(name or "UTC")
    if zone is None:
        raise invalid(f"The time zone '{name}' is not supported.", "ErrorInvalidTimeZone")
    found = _parse(value.get("dateTime"))
    if found is None:
        raise bad_value(value.get("dateTime"), "Edm.DateTime", f"{path}.dateTime")
    try:
        there = found.astimezone(zone) if found.tzinfo else found.replace(tzinfo=zone)
        there = there.replace(hour=0, minute=0, second=0, microsecond=0) if is_day else there
        there.astimezone(UTC)  # it has to be one that UTC can tell
    except OverflowError as error:
        raise bad_value(value.get("dateTime"), "Edm.DateTime", f"{path}.dateTime") from error
    return there


def midnight(at_s: float) -> datetime:
    """Return the beginning of a moment's day in UTC."""
    return datetime.fromtimestamp(at_s, UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _shift(at: datetime, zone: ZoneInfo) -> datetime:
    try:
        return at.astimezone(zone)
    except OverflowError:  # at an end of the calendar there may be no such moment in another zone
        return at.astimezone(UTC)


def _parse(text: object) -> datetime | None:
    found = _TEXT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    day, minutes, seconds, fraction, offset = found.groups()
    shown = f"{day}T{minutes or '00:00'}{seconds or ':00'}{(fraction or '')[:7]}{(offset or '').upper()}"
    try:
        return datetime.fromisoformat(shown)
    except ValueError:
        return None


def _seconds(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S").rjust(len("2026-01-01T00:00:00"), "0")
