"""Textile, the default of Redmine up to 5.x.

Survives: headings, paragraphs, hard line breaks, strong and emphasis (around whole words), code in a line and in
blocks with its language, links, images, bullet and numbered lists in one another, quotes, rules; all text.
Changes: a line break that is not meant as one becomes a space; other blocks in a list follow it; a list counts from 1;
titles of links are lost, and so is emphasis of a part of a word.
"""

from __future__ import annotations

from tasklab.adapter.codec.markdown import is_plain
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.textile_read import render_markdown
from tasklab.adapter.codec.textile_write import render_textile


def decode_textile(native: str) -> str:
    """Return the text as CommonMark."""
    return native if is_plain(native) else render_markdown(native)


def encode_textile(markdown: str, field: str) -> str:
    """Return the text as Textile.

    Raises: UnsupportedFieldError for code that holds a tag which would end it.
    """
    return render_textile(markdown, field)


def normalise_textile(markdown: str) -> str:
    """Everything the text of this module calls changed is changed."""
    return decode_textile(encode_textile(markdown, "text"))


CODECS = (
    Codec(
        module=__name__,
        name="textile",
        summary="CommonMark kept as Textile.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
)
