"""Which versions of the API there are, from when to when each is served, and what an asked one is answered by.

A version that is gone is not refused: a newer one answers, without a word. Only the query `version` tells.
Source: https://developer.monday.com/api-reference/docs/api-versioning, the changelog's entries on deprecations
(`deprecating-versions-2025-01-and-2024-10-on-february-15th-2026`, `2026-10-is-now-the-current-api-version`).
"""

from __future__ import annotations

import datetime as dt
import re

V2023_07, V2023_10, V2024_10, V2025_04, V2026_10 = "2023-07", "2023-10", "2024-10", "2025-04", "2026-10"
VERSIONS = (V2023_07, V2023_10, V2024_10, V2025_04, V2026_10)
_CURRENT_FROM = {
    V2023_10: dt.date(2024, 1, 16),
    "2024-01": dt.date(2024, 1, 16),
    V2026_10: dt.date(2026, 10, 26),
}
"""Where that is not the first day of the month that the name says."""
_GONE_FROM = {V2023_07: dt.date(2024, 3, 18), V2023_10: dt.date(2025, 1, 15), V2024_10: dt.date(2026, 2, 15)}
_FORM = re.compile(r"20\d\d-(?:01|04|07|10)")
_KINDS = {
    -1: ("release_candidate", "Release Candidate"),
    0: ("current", "Current"),
    1: ("maintenance", "Maintenance"),
    2: ("previous_maintenance", "Previous Maintenance"),
    3: ("old_previous_maintenance", "Old Previous Maintenance"),
}
_DEPRECATED = ("deprecated", "Deprecated")


def at_least(version: str, other: str) -> bool:
    """Whether a version is this one or newer; names sort as they follow each other."""
    return version >= other


def is_form(name: str) -> bool:
    """Whether a name has the form of a version."""
    return _FORM.fullmatch(name) is not None


def current_on(day: dt.date) -> str:
    """Return the version that is current on a day, whether the twin knows it or not."""
    quarter = day.year * 4 + (day.month - 1) // 3
    return next(name for name in map(_name, (quarter, quarter - 1, quarter - 2)) if _begins(name) <= day)


def default_on(day: dt.date) -> str:
    """Return what answers on a day whoever asks for none: the newest that the twin knows and that is out."""
    return max((each for each in VERSIONS if _begins(each) <= day), default=VERSIONS[0])


def served_on(day: dt.date, asked: str) -> str:
    """Return which version answers on a day whoever asks for one.

    One that is gone is answered by the oldest that is still served; one that does not exist, or not yet, by the
    current one. A release candidate can be asked a quarter before its time.
    """
    if asked not in VERSIONS or _first_day(asked) - dt.timedelta(days=92) > day:
        return default_on(day)
    left = [each for each in VERSIONS if each >= asked and day < _GONE_FROM.get(each, dt.date.max)]
    return min(left, default=default_on(day))


def kind_of(version: str, current: str) -> tuple[str, str]:
    """Return the kind of a version and its title, beside the one that is current."""
    return _KINDS.get(_quarter(current) - _quarter(version), _DEPRECATED if version < current else _KINDS[-1])


def neighbours(current: str) -> list[str]:
    """Return the versions that are told of beside a current one, the oldest first."""
    return [_name(_quarter(current) + each) for each in (-2, -1, 0, 1)]


def _begins(version: str) -> dt.date:
    return _CURRENT_FROM.get(version, _first_day(version))


def _first_day(version: str) -> dt.date:
    year, month = version.split("-")
    return dt.date(int(year), int(month), 1)


def _quarter(version: str) -> int:
    year, month = version.split("-")
    return int(year) * 4 + (int(month) - 1) // 3


def _name(quarter: int) -> str:
    return f"{quarter // 4}-{quarter % 4 * 3 + 1:02d}"
