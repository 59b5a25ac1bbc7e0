"""Moments of XML-RPC, which have no offset: on servers that mean UTC. Source: http://xmlrpc.com/spec.md."""

from __future__ import annotations

import datetime as dt

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable


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


CODECS = (
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
