"""Instants as GitHub writes and reads them. Source: https://docs.github.com/rest/using-the-rest-api/timezones-and-the-rest-api."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse

_PACIFIC = ZoneInfo("America/Los_Angeles")


def render(at_s: float | None) -> str | None:
    """Write Unix seconds as `2011-04-22T13:33:48Z`; None stays None."""
    return None if at_s is None else datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: str) -> int:
    """Read ISO 8601, UTC where no zone is said, as Unix seconds. Raises: ValueError for other text."""
    moment = isoparse(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def parse_day(text: str) -> tuple[int, int]:
    """Read a date or an instant as a span of Unix seconds, the end outside of it. Raises: ValueError."""
    begin = parse(text)
    return begin, begin + (int(timedelta(days=1).total_seconds()) if len(text) <= len("2026-01-01") else 1)


def to_due(at_s: int) -> int:
    """Return when the day of an instant began in California: all that a milestone keeps of its due date.

    Raises: OverflowError for an instant at the edge of the calendar.

    Source: GitHub's staff, as quoted in https://github.com/microsoft/PowerShellForGitHub/pull/133.
    """
    day = datetime.fromtimestamp(at_s, _PACIFIC)
    return int(day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
