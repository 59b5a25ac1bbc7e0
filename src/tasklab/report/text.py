"""Texts from outside, kept from becoming markup."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_markdown(text: str) -> str:
    """Escape a text for Markdown: on one line, with no sign that means anything."""
    flat = " ".join(text.split())
    for sign in "\\`*_[]<>|":
        flat = flat.replace(sign, f"\\{sign}")
    return flat


def printable(text: str) -> str:
    """Take out what XML cannot carry: control characters and lone surrogates."""
    return _UNPRINTABLE.sub("", text)
