"""Moments as Planka takes and tells them: ISO 8601 in, UTC with milliseconds out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}(-[0-9]{2}([T ][0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?)?"
)


def render_moment(seconds: float) -> str:
    """Render Unix seconds: `2023-11-14T22:13:20.000Z`."""
    return _render(_EPOCH + timedelta(milliseconds=round(seconds * 1000)))


def is_moment(value: Any) -> bool:
    """Whether a value is a moment in ISO 8601, strictly; a day alone is one too."""
    return isinstance(value, str) and _parse(value) is not None


def normalise_moment(text: str | None) -> str | None:
    """Return a moment as the database gives it back: in UTC, cut to milliseconds. One without an offset is in UTC."""
    parsed = None if text is None else _parse(text)
    return None if parsed is None else _render(parsed)


def _parse(text: str) -> datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    whole = f"{text}-01" if len(text) == len("2024-01") else text
    try:
        found = datetime.fromisoformat(whole.replace(",", "."))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _render(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z".rjust(24, "0")
