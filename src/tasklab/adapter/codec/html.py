"""HTML, and the platforms that keep Markdown itself.

Of CommonMark everything survives in HTML: headings, paragraphs, line breaks, strong and emphasis, code, links, images,
lists, quotes, rules. What changes is only how it is written. Of HTML what CommonMark has no form for becomes its text;
scripts and styles are left out.
"""

from __future__ import annotations

from tasklab.adapter.codec.markdown import find_parser, is_plain
from tasklab.adapter.codec.record import Codec


def decode_html(native: str) -> str:
    """Return the text as CommonMark."""
    if is_plain(native) and "\t" not in native and "  " not in native:  # spaces that HTML shows as one
        return native
    from tasklab.adapter.html_read import render_markdown  # noqa: PLC0415 - slow to import, and few adapters need it

    return render_markdown(native)


def encode_html(markdown: str) -> str:
    """Return the text as HTML. HTML in the text is text: it is escaped."""
    return str(find_parser().render(markdown))


def normalise_html(markdown: str) -> str:
    """Content comes back the same, written in one way."""
    return decode_html(encode_html(markdown))


def decode_markdown(native: str) -> str:
    """Return it as it is."""
    return native


def encode_markdown(markdown: str) -> str:
    """Return it as it is."""
    return markdown


CODECS = (
    Codec(
        module=__name__,
        name="html",
        summary="CommonMark kept as HTML.",
        native="str",
        unified="str",
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="markdown",
        summary="CommonMark as it is, on a platform that keeps Markdown, or plain text that shows it as written.",
        native="str",
        unified="str",
        is_identity=True,
    ),
)
