"""Bytes, as they are and in base64."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable


def decode_bytes(native: bytes) -> bytes:
    """Return them as they are."""
    return native


def encode_bytes(content: bytes) -> bytes:
    """Return them as they are."""
    return content


def decode_base64(native: str) -> bytes:
    """Return the bytes; white space between the letters, as in mail, says nothing.

    Raises: PlatformError for text that is no base64.
    """
    try:
        return b64decode("".join(native.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise unreadable(native, "text in base64") from error


def encode_base64(content: bytes) -> str:
    """Return the text. Source: RFC 4648 section 4."""
    return b64encode(content).decode()


CODECS = (
    Codec(
        module=__name__,
        name="bytes",
        summary="Bytes as they are.",
        native="bytes",
        unified="bytes",
        is_identity=True,
    ),
    Codec(
        module=__name__,
        name="base64",
        summary="Bytes as text in base64.",
        native="str",
        unified="bytes",
    ),
)
