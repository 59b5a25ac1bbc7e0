"""Markdown in the form that `Accept` asks for. Source: https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#media-types."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from tasklab.twin.credential import read_header

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call

_MEMBERS = {
    "raw": ("body",),
    "text": ("body_text",),
    "html": ("body_html",),
    "full": ("body_html", "body_text", "body"),
}


def read_form(call: Call) -> str:
    """Return which form is asked for: raw, text, html or full."""
    accept = read_header(call.request, "accept") or ""
    found = re.search(r"application/vnd\.github\.(?:[\w-]+\.)?(raw|text|html|full)\+json", accept)
    return found[1] if found else "raw"


def show_text(call: Call, source: str | None) -> dict[str, Any]:
    """Return a body's members, as Markdown, as HTML, as plain text."""
    return {member: _convert(member, source) for member in _MEMBERS[read_form(call)]}


def _convert(member: str, source: str | None) -> str | None:
    if member == "body" or source is None:
        return source
    html = _markdown().render(source)
    return html if member == "body_html" else re.sub(r"<[^>]+>", "", html).strip()


@cache
def _markdown() -> MarkdownIt:
    """Return the renderer of the dialect that is nearest to GitHub's."""
    return MarkdownIt("gfm-like", {"linkify": False, "html": False})
