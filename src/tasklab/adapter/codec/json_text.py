"""JSON inside a text, which is itself a value in JSON or a part of a form."""

from __future__ import annotations

from typing import Any

import msgspec

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.adapter.encode import json_body


def decode_json_text(native: str) -> Any:
    """Return what the text says.

    Raises: PlatformError for a text that is not JSON.
    """
    try:
        return msgspec.json.decode(native)
    except (msgspec.DecodeError, RecursionError) as error:
        raise unreadable(native, "JSON in a text") from error


def encode_json_text(value: Any) -> str:
    """Return a value as JSON in a text.

    Raises: ValidationError for text that is not Unicode.
    """
    return json_body(value).decode()


CODECS = (
    Codec(
        module=__name__,
        name="json_text",
        summary="A value as JSON inside a text.",
        native="str",
        unified="Any",
        imports=(("typing", "Any"),),
    ),
)
