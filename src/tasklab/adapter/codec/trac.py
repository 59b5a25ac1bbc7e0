"""Queries and changes of Trac's tickets.

Source: https://trac.edgewall.org/wiki/TracQuery (query language), https://trac-hacks.org/wiki/XmlRpcPlugin (changes).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.error import ValidationError
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPECIAL = re.compile(r"([\\&|])")
_OPERATORS = ("!", "~", "^", "$")
"""What a word may not begin with: it would be asked for in another way than as it is."""


def encode_trac_word(word: str, field: str) -> str:
    """Return a word as a query takes it literally: what separates words is escaped.

    Raises: ValidationError for one that begins like an operator, which no query can ask for.
    """
    if word.startswith(_OPERATORS):
        raise ValidationError(
            f"`{field}`: {word!r} begins with an operator of the platform's queries", pointer=f"/{field}"
        )
    return _SPECIAL.sub(r"\\\1", word)


def decode_one_change(parts: Mapping[str, Any], table: Mapping[str, str]) -> list[Change]:
    """Return one change as a list, its field named as the table says. Shape: field, before and after, in this order.

    Text is as the platform has it: a description is in its own markup.
    """
    name, before, after = parts.values()
    field = table.get(str(name), str(name))
    return [Change(field=field, from_=_value(field, before), to=_value(field, after))]


def _value(field: str, text: Any) -> Any:
    if field == "follower_ids":
        return [name for part in (text or "").split(",") if (name := part.strip())]
    if field in _OF_ONE:
        return [text] if text else []
    return None if text in {"", None} else text


_OF_ONE = frozenset({"assignee_ids", "label_ids"})

CODECS = (
    Codec(
        name="one_change",
        summary="Of field, before and after: one change as a list; the table gives our names of fields. Reads only.",
        native="dict[str, Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        takes_table=True,
        direction="read",
        module=__name__,
    ),
    Codec(
        name="trac_word",
        summary="A word in a query of tickets, taken literally. Writes only.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
        is_hook=True,
        module=__name__,
    ),
)
