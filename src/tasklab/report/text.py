"""Texts from outside, kept from becoming markup."""

from __future__ import annotations


def escape_markdown(text: str) -> str:
    """Escape a text for Markdown: on one line, with no sign that means anything."""
    flat = " ".join(text.split())
    for sign in "\\`*_[]<>|":
        flat = flat.replace(sign, f"\\{sign}")
    return flat
