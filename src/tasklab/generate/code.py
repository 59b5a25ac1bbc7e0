"""Small pieces of Python text, with what is known about the value they give."""

from __future__ import annotations

import io
import json
import tokenize
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable


class Code(msgspec.Struct, frozen=True):
    """An expression in generated code."""

    text: str
    annotation: str = "Any"
    """Python type of the value where it is neither `UNSET` nor `None`."""
    is_nullable: bool = False
    is_trusted: bool = False
    """Whether the platform or the operator gave the value."""
    guarded: tuple[str, str] | None = None
    """The condition under which there is a value, and the value then, where `text` is None otherwise."""

    def mapped(self, text: str, annotation: str) -> Code:
        """Return the code that applies `text` to a value that is not None, and keeps None."""
        if self.is_nullable:
            return replace(self, text=f"(None if {self.text} is None else {text})", annotation=annotation)
        return replace(self, text=text, annotation=annotation)


@lru_cache(4096)
def quoted(text: str) -> str:
    """Return a Python string literal, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def literal(value: Any) -> str:
    """Return the Python text of plain data."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    return repr(value)


def in_f_string(text: str) -> str:
    """Return plain text as it stands inside an f-string in double quotes."""
    return quoted(text)[1:-1].replace("{", "{{").replace("}", "}}")


def unwrapped(text: str) -> str:
    """Return an expression without parentheses around all of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
        if depth == 0 and token.type == tokenize.OP:
            is_whole = token.end[1] == len(text) and token.start[0] == 1
            is_tuple = is_whole and text.endswith(",)")
            return text[1:-1] if is_whole and not is_tuple else text
    return text


def types_of(table: Iterable[Any], *, but_null: bool = False) -> str:
    """Return the annotation of a table's keys."""
    names = {type(key).__name__ for key in table if not (but_null and key is None)}
    return " | ".join(sorted(name.replace("NoneType", "None") for name in names)) or "str"


def joined(lists: list[str]) -> str:
    """Return the source of one list that is made of several."""
    return lists[0] if len(lists) == 1 else f"[{', '.join(f'*({each})' for each in lists)}]"
