"""Identifiers that hold the second they were made in. Source: MongoDB's specification of ObjectId, `timestamp`."""

from __future__ import annotations

import datetime as dt
import re

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable

_FORM = re.compile(r"[0-9a-fA-F]{24}")
_TIME_DIGITS = 8


def decode_object_id_instant(native: str) -> dt.datetime:
    """Return the moment in which an object got its id, in whole seconds, UTC.

    Raises: PlatformError for a text that is no such id.
    """
    if not _FORM.fullmatch(native):
        raise unreadable(native, "an id of 24 hexadecimal digits")
    return dt.datetime.fromtimestamp(int(native[:_TIME_DIGITS], 16), dt.UTC)


CODECS = (
    Codec(
        name="object_id_instant",
        summary="The second in which an id of 24 hexadecimal digits was made. Reads only.",
        native="str",
        unified="datetime",
        imports=(("datetime", "datetime"),),
        direction="read",
        module=__name__,
    ),
)
