"""Mistakes in JSON as Python 2.7's parser words them, out of what Python 3's says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json


def word_mistake(error: json.JSONDecodeError) -> str:
    """Return a mistake in the older words, which tell little of what ends too soon or is no value."""
    doc, at_end = error.doc, error.pos >= len(error.doc)
    if error.msg == "Expecting value":
        is_list_open = at_end and doc.rstrip().endswith(("[", ","))
        return _at("Expecting object", doc, len(doc) - 1) if is_list_open else "No JSON object could be decoded"
    if error.msg == "Extra data":
        first, last = _line(doc, error.pos), _line(doc, len(doc))
        return f"Extra data: {first} - {last} (char {error.pos} - {len(doc)})"
    if error.msg.startswith("Expecting property name"):
        return _at("Expecting object", doc, len(doc) - 1) if at_end else _at("Expecting property name", doc, error.pos)
    if error.msg == "Expecting ',' delimiter":
        return _at("Expecting object", doc, len(doc) - 1) if at_end else _at("Expecting , delimiter", doc, error.pos)
    return str(error).replace("':' delimiter", ": delimiter")


def word_bytes(body: bytes, error: UnicodeDecodeError) -> str:
    """Return what is wrong with bytes: text is decoded string by string, so places count from its quote."""
    start = body.rfind(b'"', 0, error.start) + 1
    end = re.compile(rb'"|$').search(body, error.start)
    try:
        body[start : end.start() if end else len(body)].decode()
    except UnicodeDecodeError as inner:
        return str(inner).replace("'utf-8'", "'utf8'", 1)
    return "No JSON object could be decoded"


def _at(text: str, doc: str, place: int) -> str:
    return f"{text}: {_line(doc, place)} (char {place})"


def _line(doc: str, place: int) -> str:
    return f"line {doc.count(chr(10), 0, place) + 1} column {place - doc.rfind(chr(10), 0, place)}"
