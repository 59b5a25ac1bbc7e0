"""Web addresses with the key of a task in them, such as `https://linear.app/acme/issue/ENG-12/fix-the-door`."""

from __future__ import annotations

import re

from tasklab.adapter.codec.record import Codec

_KEYED = re.compile(r"(https?://[^?#]*?/([A-Za-z][A-Za-z0-9_]*-[0-9]+))(?:[/?#].*)?\Z", re.ASCII | re.IGNORECASE)


def decode_keyed_address(native: str) -> str:
    """Return an address up to the key: what follows is made of the title, and changes with it."""
    found = _KEYED.match(native)
    return found[1] if found else native


def encode_key_in_address(reference: str) -> str:
    """Return the key in what people paste; text that is no such address as it is, without white space around it."""
    text = reference.strip()
    found = _KEYED.match(text)
    return found[2] if found else text


CODECS = (
    Codec(
        name="keyed_address",
        summary="A web address up to the key of a task in it, without the words of the title behind it.",
        native="str",
        unified="str",
        direction="read",
        module=__name__,
    ),
    Codec(
        name="key_in_address",
        summary="The key of a task in its web address; other text as it is.",
        native="str",
        unified="str",
        direction="write",
        module=__name__,
    ),
)
