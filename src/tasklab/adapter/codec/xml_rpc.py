"""Values as XML-RPC has them: whole numbers of 32 bits, and moments without an offset, which servers mean in UTC.

Source: http://xmlrpc.com/spec.md.
"""

from __future__ import annotations

import datetime as dt
import re

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_id

_ID = re.compile(r"(?:0|[1-9][0-9]{0,9})\Z", re.ASCII)
_HIGHEST = 2**31 - 1


def decode_xml_rpc_instant(native: str) -> dt.datetime:
    """Return a moment in UTC.

    Raises: PlatformError for a text that is none.
    """
    try:
        moment = dt.datetime.fromisoformat(native)
    except ValueError as error:
        raise unreadable(native, "a moment such as 2027-01-31T09:00:00") from error
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def encode_xml_rpc_instant(moment: dt.datetime) -> dt.datetime:
    """Return the moment, which the body of a call carries as its own type; fractions of a second are lost."""
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def normalise_xml_rpc_instant(moment: dt.datetime) -> dt.datetime:
    """Return what comes back of a moment."""
    return encode_xml_rpc_instant(moment)


def decode_xml_rpc_id(native: int) -> str:
    """Return the number as text."""
    return str(native)


def encode_xml_rpc_id(text: str, field: str) -> int:
    """Return the number, of text that is exactly how it is written.

    Raises: NotFoundError or ValidationError for other text, and for a number that the protocol has no words for.
    """
    if not _ID.match(text) or int(text) > _HIGHEST:
        raise wrong_id(field, text, f"whole numbers up to {_HIGHEST}")
    return int(text)


CODECS = (
    Codec(
        name="xml_rpc_id",
        summary="A number that objects are known by, as XML-RPC carries it; one of more than 32 bits names nothing.",
        native="int",
        unified="str",
        can_refuse=True,
        module=__name__,
    ),
    Codec(
        name="xml_rpc_instant",
        summary="A moment in UTC as XML-RPC's own type; fractions of a second are lost.",
        native="str",
        unified="datetime",
        written="datetime",
        imports=(("datetime", "datetime"),),
        has_normalisation=True,
        module=__name__,
    ),
)
