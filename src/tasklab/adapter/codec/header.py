"""Values of request headers."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_session(parts: Sequence[object]) -> str:
    """Return the credentials of a session: the parts, joined by colons and in base64, behind `Session`."""
    return "Session " + b64encode(":".join(str(part) for part in parts).encode()).decode()


CODECS = (
    Codec(
        module=__name__,
        name="session",
        summary="The header `Authorization: Session`, of `[user name, user id, session]`.",
        native="str",
        unified="list[object]",
        direction="write",
        is_hook=True,
    ),
)
