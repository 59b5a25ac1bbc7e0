"""Names on a platform that takes no special characters in them.

Source: https://learn.microsoft.com/azure/devops/organizations/settings/naming-restrictions
"""

from __future__ import annotations

import re

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

_SPECIAL = re.compile(r"""[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff/:\\~&%;@'"?<>|#$*}{,+=[\]]""")


def decode_plain_name(native: str) -> str:
    """Return the name."""
    return native


def encode_plain_name(name: str, field: str) -> str:
    """Return the name without white space at its ends.

    Raises: UnsupportedFieldError for one with a special character, or that begins with `_` or `.` or ends with `.`.
    """
    trimmed = name.strip()
    wrong = _SPECIAL.search(trimmed)
    if wrong is not None:
        raise cannot_carry(field, f"has the character {wrong[0]!r}, which names here cannot hold")
    if not trimmed or trimmed[0] in "_." or trimmed[-1] == ".":
        raise cannot_carry(field, f"is {name!r}: names here begin with neither `_` nor `.`, and do not end with `.`")
    return trimmed


def normalise_plain_name(name: str) -> str:
    """White space at both ends is lost."""
    return name.strip()


CODECS = (
    Codec(
        module=__name__,
        name="plain_name",
        summary="A name without special characters, of which white space is cut off both ends; others are refused.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
)
