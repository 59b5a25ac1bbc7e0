"""Texts from outside, kept from becoming markup."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_RICH = re.compile(r"`([^`\n]+)`|(https://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]])")
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


def enrich(text: str) -> Markup:
    """Render a text for a page: addresses as links, what stands between backticks as code, nothing else as markup."""
    parts, start = [], 0
    for found in _RICH.finditer(text):
        code, address = escape(found[1] or ""), escape(found[2] or "")
        parts.append(str(escape(text[start : found.start()])))
        parts.append(f"<code>{code}</code>" if found[1] else f'<a href="{address}" rel="external">{address}</a>')
        start = found.end()
    parts.append(str(escape(text[start:])))
    return Markup("".join(parts))  # noqa: S704 - every part was escaped
