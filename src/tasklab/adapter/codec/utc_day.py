"""Moments for platforms that compare days."""

from __future__ import annotations

import datetime as dt

from tasklab.adapter.codec.record import Codec


def encode_utc_day(moment: dt.datetime) -> str:
    """Return the day that a moment is in, in UTC."""
    return moment.astimezone(dt.UTC).date().isoformat()


CODECS = (
    Codec(
        name="utc_day",
        summary="The day that a moment is in, in UTC: for filters of days, which are applied again by us.",
        native="str",
        unified="datetime",
        imports=(("datetime", "datetime"),),
        direction="write",
        module=__name__,
    ),
)
