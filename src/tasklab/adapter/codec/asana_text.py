"""Rich text as Asana keeps it: a few elements of HTML, written as strict XML in `<body>`.

A line feed begins another line; there are no paragraphs. Headings have two levels, and comments have neither headings
nor rules. Only links have an attribute; anything else in the text ends in a refusal of the whole. Entries of lists hold
text and lists, quotes hold text. Source: https://developers.asana.com/docs/rich-text and
https://forum.asana.com/t/changes-are-coming-to-rich-text-html-notes-and-html-text-in-asana/113434

Survives: headings of both levels, paragraphs, meant line breaks, strong and emphasis, code in a line and in blocks,
links, lists in one another, quotes, rules; all text.
Changes: deeper headings are of the second level; images are links; languages of code and titles of links are lost; a
line break that is not meant becomes a space; a list counts from 1; what stands in a quote or a list and may not becomes
lines of text there. Read only: underlined and crossed out text is plain, mentions are links.
"""

from __future__ import annotations

from tasklab.adapter.codec.markdown import is_plain
from tasklab.adapter.codec.record import Codec


def decode_asana_notes(native: str | None) -> str | None:
    """Return the text as CommonMark; None where there is none."""
    return _decode(native or "", has_headings=True) or None


def encode_asana_notes(markdown: str, field: str) -> str:
    """Return the text as Asana's HTML.

    Raises: UnsupportedFieldError for characters that XML has not.
    """
    return _encode(markdown, field, has_headings=True)


def normalise_asana_notes(markdown: str | None) -> str | None:
    """Everything the text of this module calls changed is changed."""
    return decode_asana_notes(encode_asana_notes(markdown or "", "text"))


def decode_asana_comment(native: str) -> str:
    """Return the text as CommonMark."""
    return _decode(native, has_headings=False)


def encode_asana_comment(markdown: str, field: str) -> str:
    """Return the text as Asana's HTML, without headings and rules.

    Raises: UnsupportedFieldError for characters that XML has not.
    """
    return _encode(markdown, field, has_headings=False)


def normalise_asana_comment(markdown: str) -> str:
    """Everything the text of this module calls changed is changed."""
    return decode_asana_comment(encode_asana_comment(markdown, "text"))


def _decode(native: str, *, has_headings: bool) -> str:
    inner = native.removeprefix("<body>").removesuffix("</body>")
    if is_plain(inner):
        return inner
    from tasklab.adapter.asana_html import read_html  # noqa: PLC0415 - slow to import, and few texts need it

    return read_html(native, has_headings=has_headings)


def _encode(markdown: str, field: str, *, has_headings: bool) -> str:
    from tasklab.adapter.asana_html import write_html  # noqa: PLC0415 - slow to import, and few calls need it

    return write_html(markdown, field, has_headings=has_headings)


CODECS = (
    Codec(
        module=__name__,
        name="asana_notes",
        summary="CommonMark kept as Asana's HTML; no text is null.",
        native="str",
        unified="str | None",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="asana_comment",
        summary="CommonMark kept as Asana's HTML, on comments: without headings and rules.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
        is_hook=True,
    ),
)
