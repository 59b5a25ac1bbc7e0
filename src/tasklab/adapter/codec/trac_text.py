"""Rich text as Trac keeps it: wiki markup, in tickets, where a line feed begins another line.

Source: https://trac.edgewall.org/wiki/WikiFormatting and the rules of `trac.wiki.parser` in Trac 1.0 and 1.2.

Survives: headings of six levels, paragraphs, meant line breaks, strong and emphasis, code in a line and in blocks,
links, lists in one another, quotes, rules; all text. What Trac would take for markup of its own is escaped by `!`, and
at the start of a line by a zero width space, since Trac has no sign for it. Addresses of the web and of mail are not
escaped: they are shown as they are.
Changes: images are links; languages of code and titles of links are lost; code within links is plain; a line break that
is not meant becomes a space; a list counts from 1; what stands in a quote or a list and may not becomes lines of text
there; code that would end its own block becomes lines of code; zero width spaces are lost. Where marks of a block touch
so that Trac would read them otherwise, the block goes without them.
Read only: underlined, struck, raised and lowered text is plain; indented text is a quote; links to Trac's own pages,
macros and tables are the text they are written as.
"""

from __future__ import annotations

import re

from tasklab.adapter.codec.record import Codec

_PLAIN = re.compile(r"[A-Za-z][a-z]+(?:,? (?:[A-Za-z][a-z]*|[0-9]+))*[.?]?\Z")
"""Words that surely mean themselves in both markups. Most titles are; reading them takes a hundred times longer."""


def decode_trac_text(native: str) -> str:
    """Return the text as CommonMark."""
    if _PLAIN.match(native):
        return native
    from tasklab.adapter.trac_wiki_read import read_wiki  # noqa: PLC0415 - slow to import, and few texts need it

    return read_wiki(native)


def encode_trac_text(markdown: str) -> str:
    """Return the text as wiki markup."""
    if _PLAIN.match(markdown):
        return markdown
    from tasklab.adapter.trac_wiki_write import write_wiki  # noqa: PLC0415 - slow to import, and few calls need it

    return write_wiki(markdown)


def normalise_trac_text(markdown: str) -> str:
    """Everything the text of this module calls changed is changed."""
    return decode_trac_text(encode_trac_text(markdown))


def decode_trac_text_null(native: str | None) -> str | None:
    """Return the text as CommonMark; None where there is none."""
    return decode_trac_text(native or "") or None


def encode_trac_text_null(markdown: str) -> str:
    """Return the text as wiki markup."""
    return encode_trac_text(markdown)


def normalise_trac_text_null(markdown: str | None) -> str | None:
    """Everything the text of this module calls changed is changed."""
    return decode_trac_text_null(encode_trac_text(markdown or ""))


CODECS = (
    Codec(
        module=__name__,
        name="trac_text",
        summary="CommonMark kept as Trac's wiki markup.",
        native="str",
        unified="str",
        has_normalisation=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="trac_text_null",
        summary="CommonMark kept as Trac's wiki markup; no text is null.",
        native="str",
        unified="str | None",
        reads_null=True,
        has_normalisation=True,
        is_hook=True,
    ),
)
