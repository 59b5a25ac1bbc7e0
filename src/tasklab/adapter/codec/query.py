"""Values of filters: bounds and ranges of time, as query languages write them.

The unified value of a range is `[after, before]`, where either may be absent or None: no bound.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SMALLEST = dt.timedelta(microseconds=1)
_MIDNIGHT = dt.time()


def first_day(moment: dt.datetime) -> dt.date:
    """Return the first day whose beginning in UTC is not before a moment."""
    moment = moment.astimezone(dt.UTC)
    begins = moment.time() == _MIDNIGHT
    return moment.date() if begins else moment.date() + dt.timedelta(days=1)


def last_day(moment: dt.datetime) -> dt.date:
    """Return the last day whose beginning in UTC is before a moment."""
    return (moment.astimezone(dt.UTC) - _SMALLEST).date()


def encode_since(moment: dt.datetime) -> str:
    """Return `>=` and the moment."""
    return f">={rfc_3339(moment)}"


def encode_until(moment: dt.datetime) -> str:
    """Return `<=` and the moment: also what is exactly at it, so the caller filters once more."""
    return f"<={rfc_3339(moment)}"


def _between(
    bounds: Sequence[dt.datetime | UnsetType | None],
    lower: Callable[[dt.datetime], str],
    upper: Callable[[dt.datetime], str],
) -> tuple[str | None, str | None]:
    after, before = bounds
    return (lower(after) if after else None), (upper(before) if before else None)


def _with_operators(after: str | None, before: str | None) -> str | UnsetType:
    if after is not None and before is not None:
        return f"><{after}|{before}"
    if after is not None:
        return f">={after}"
    return UNSET if before is None else f"<={before}"


def encode_range(bounds: Sequence[dt.datetime | UnsetType | None]) -> str | UnsetType:
    """Return the range of moments; also what is exactly at its end, so the caller filters once more."""
    return _with_operators(*_between(bounds, rfc_3339, rfc_3339))


def encode_day_range(bounds: Sequence[dt.datetime | UnsetType | None]) -> str | UnsetType:
    """Return the range of days that begin in it, in UTC."""
    return _with_operators(
        *_between(bounds, lambda moment: first_day(moment).isoformat(), lambda moment: last_day(moment).isoformat())
    )


_DATETIME = (("datetime", "datetime"),)
_BOUNDS = (*_DATETIME, ("msgspec", "UnsetType"))

CODECS = (
    Codec(
        module=__name__,
        name="since",
        summary="A filter for what is not before a moment: `>=2027-01-31T09:00:00Z`.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        direction="write",
    ),
    Codec(
        module=__name__,
        name="until",
        summary="A filter for what is not after a moment: `<=2027-01-31T09:00:00Z`.",
        native="str",
        unified="datetime",
        imports=_DATETIME,
        direction="write",
    ),
    Codec(
        module=__name__,
        name="range",
        summary="A filter of moments made of `[after, before]`: `><FROM|TO`, `>=FROM` or `<=TO`.",
        native="str",
        written="str | UnsetType",
        unified="list[datetime | UnsetType | None]",
        imports=_BOUNDS,
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="day_range",
        summary="A filter of days made of the moments `[after, before]`: `><FROM|TO`, `>=FROM` or `<=TO`.",
        native="str",
        written="str | UnsetType",
        unified="list[datetime | UnsetType | None]",
        imports=_BOUNDS,
        direction="write",
        is_hook=True,
    ),
)
