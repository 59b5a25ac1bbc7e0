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


def encode_mime_word(text: str) -> str:
    """Return text that survives where only ASCII does. Source: RFC 2047, section 2."""
    return text if text.isascii() else f"=?UTF-8?B?{b64encode(text.encode()).decode()}?="


CODECS = (
    Codec(
        module=__name__,
        name="mime_word",
        summary="Text as an encoded word of mail where it is more than ASCII.",
        native="str",
        unified="str",
        direction="write",
    ),
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
