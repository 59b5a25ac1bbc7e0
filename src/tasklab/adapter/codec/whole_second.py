"""Whole seconds around a moment, for filters on a platform that keeps finer moments than are read.

A platform may count ten-millionths of a second, of which millionths are read: asked for what is not after the moment
that was read, it leaves out the very object that was read. So a little more is asked for, and the filter is applied
again.
"""

from __future__ import annotations

import datetime as dt

from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.record import Codec


def encode_second_before(moment: dt.datetime) -> str:
    """Return the last whole second that is not after a moment."""
    return rfc_3339(moment.replace(microsecond=0))


def encode_second_after(moment: dt.datetime) -> str:
    """Return the first whole second after a moment; of the last second there is, that second."""
    whole = moment.replace(microsecond=0)
    try:
        return rfc_3339(whole + dt.timedelta(seconds=1))
    except OverflowError:
        return rfc_3339(whole)


def _codec(name: str, summary: str) -> Codec:
    return Codec(
        name=name,
        summary=summary,
        native="str",
        unified="datetime",
        imports=(("datetime", "datetime"),),
        direction="write",
        module=__name__,
    )


CODECS = (
    _codec(
        "second_before",
        "The whole second that a moment is in, for filters that are applied again. Writes only.",
    ),
    _codec("second_after", "The whole second after a moment, for filters that are applied again. Writes only."),
)
