"""Notes about a platform, written in Markdown beside the documents, as a part of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

_LOWEST = 6
_SHIFT = 1
"""The page has a heading of its own: those of the notes stand below it."""


def render_notes(text: str) -> Markup:
    """Render notes: their title is left out, markup stays text, and only links to other sites lead anywhere."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        del tokens[:3]
    _adapt(tokens)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - HTML in the text is escaped


def _adapt(tokens: Iterable[Token]) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(_LOWEST, int(token.tag[1]) + _SHIFT)}"
        elif token.type == "link_open":
            if str(token.attrGet("href")).startswith(("https://", "http://")):
                token.attrSet("rel", "external")
            else:
                token.attrs.pop("href", None)
        if token.children:
            _adapt(token.children)
