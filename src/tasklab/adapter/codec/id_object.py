"""Ids that a platform takes as an object with one member: `{id: "10001"}`."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec


def encode_id_object(identifier: str) -> dict[str, str]:
    """Return the id as the one member of an object."""
    return {"id": identifier}


CODECS = (
    Codec(
        module=__name__,
        name="id_object",
        summary="An id as the one member of an object, `{id}`. Writes only.",
        native="dict[str, str]",
        unified="str",
        direction="write",
    ),
)
