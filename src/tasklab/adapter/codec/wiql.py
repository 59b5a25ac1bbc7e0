"""Values in WIQL, the query language of Azure DevOps.

Text stands between single quotes, of which one inside is doubled. Source:
https://learn.microsoft.com/azure/devops/boards/queries/wiql-syntax
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff]")


def encode_wiql(text: str, field: str) -> str:
    """Return text between quotes.

    Raises: UnsupportedFieldError for control characters, which a query cannot hold.
    """
    wrong = _CONTROL.search(text)
    if wrong is not None:
        raise cannot_carry(field, f"has the character {wrong[0]!r}, which a query cannot hold")
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def encode_wiql_moment(moment: dt.datetime) -> str:
    """Return a moment in UTC between quotes, for queries that are told to have the time of day count."""
    return f"'{rfc_3339(moment)}'"


def encode_wiql_among(parts: Sequence[Any], field: str) -> str:
    """Return the clause that a field has one of some texts; empty where there are none. Shape: `[field, texts]`.

    Raises: UnsupportedFieldError for control characters; PlatformError for what is no text.
    """
    name, texts = parts
    wrong = next((text for text in texts or () if not isinstance(text, str)), None)
    if wrong is not None:
        raise unreadable(wrong, "text")
    return f" AND [{name}] IN ({', '.join(encode_wiql(text, field) for text in texts)})" if texts else ""


CODECS = (
    Codec(
        module=__name__,
        name="wiql_among",
        summary="Of `[field, texts]`: the clause that it has one of them; empty text for none. Writes only.",
        native="str",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="wiql",
        summary="Text between single quotes in WIQL. Writes only.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="wiql_moment",
        summary="A moment between single quotes in WIQL. Writes only.",
        native="str",
        unified="datetime",
        imports=(("datetime", "datetime"),),
        direction="write",
        is_hook=True,
    ),
)
