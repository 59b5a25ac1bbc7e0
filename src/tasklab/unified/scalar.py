"""The small value types that unified objects and parameters share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, TypeAlias

from msgspec import Meta

Identifier: TypeAlias = Annotated[str, Meta(min_length=1)]
"""A native id as text. Never empty: an empty id would address the collection instead of one object."""

Instant: TypeAlias = Annotated[dt.datetime, Meta(tz=True)]
"""A moment: an aware `datetime`, in UTC in every unified object. In JSON: RFC 3339 with `Z`."""

Position: TypeAlias = int | float | str
"""A place in an order: a number where the platform counts, text where it ranks. Compare only within one platform."""


def as_utc(moment: dt.datetime) -> dt.datetime:
    """Return the same moment in UTC.

    Raises: ValueError when the moment names no time zone, because guessing one would move the date.
    """
    if moment.tzinfo is dt.UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError(f"Expected a date-time with a time zone, got {moment.isoformat()}: add `Z` or an offset")
    return moment.astimezone(dt.UTC)
