"""Rich text as older interfaces of Jira take it: wiki markup in a text.

Survives: headings of all levels, paragraphs, line breaks, strong and emphasis, code in a line and in blocks with its
language, links, lists in one another, quotes of paragraphs, rules; all text.
Changes: images are links; titles of links are lost, and marks on code; a line break that is not meant becomes a space;
a list counts from 1; what stands in a quote or a list and may not becomes lines of text there. Read only: mentions are
their text, colours and panels are left out around theirs, and so is what has no form in CommonMark.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.markdown import is_plain
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.adapter.codec.rich_markdown import read_markdown, render_blocks
from tasklab.adapter.codec.wiki_read import LEVELS, filled, read_wiki

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MARKS = {"strong": "*", "em": "_"}
_SIGN = re.compile(r"[^\w\s]|_")
_SPECIAL = re.compile(
    r"\\(?=\W|_|\Z)"
    r"|[{}\[\]]"
    r"|(?<!\w)[*_](?=\S|\Z)|(?<!\s)[*_](?!\w)"
    r"|(?<![^\W_])[-+^~](?=\S|\Z)|\?(?=\?)|!(?=\S)"
    r"|\((?=(?:[xyin/!+*?-]|on|off|\*[rgby])\))|(?<=[:;])[()PD](?!\w)"
    r"|&(?=#\d+;)"
)
_BLOCK = re.compile(r"(?:h[1-6]|bq)(?=\.)")
_LINE = re.compile(r"[*#]+\s|-\s|\|")
_UNPLAIN = re.compile(r"[{}\-+^~|#?():;]")


def decode_wiki(native: str) -> str:
    """Return the text as CommonMark."""
    if is_plain(native) and not _UNPLAIN.search(native):
        return native
    return render_blocks(read_wiki(native), has_headings=True, levels=LEVELS, is_code_plain=True)


def encode_wiki(markdown: str, field: str) -> str:
    """Return the text as wiki markup.

    Raises: UnsupportedFieldError for code that holds both of the marks which could end it.
    """
    if is_plain(markdown) and not _UNPLAIN.search(markdown):
        return markdown
    blocks = read_markdown(markdown, has_headings=True, levels=LEVELS, is_code_plain=True)
    return "\n\n".join(_render_exactly(filled(block), field) for block in blocks)


def normalise_wiki(markdown: str) -> str:
    """Everything the text of this module calls changed is changed."""
    return decode_wiki(encode_wiki(markdown, "text"))


def decode_wiki_null(native: str | None) -> str | None:
    """Return the text as CommonMark; None where there is none."""
    return decode_wiki(native or "") or None


def encode_wiki_null(markdown: str | None, field: str) -> str:
    """Return the text as wiki markup; empty text for none.

    Raises: UnsupportedFieldError for code that holds both of the marks which could end it.
    """
    return encode_wiki(markdown or "", field)


def normalise_wiki_null(markdown: str | None) -> str | None:
    """Everything that `wiki` changes is changed, and text with nothing in it is null."""
    return decode_wiki_null(encode_wiki_null(markdown, "text"))


def _render_exactly(block: r.Block, field: str) -> str:
    """Return a block so that it is read as itself: without its marks, or with each sign escaped, if it has to be."""
    _, plain = r.simpler(block)
    for tried, escape in ((block, _escape), (plain, _escape), (plain, _escape_all)):
        text = _Writer(escape, field).block(tried)
        if read_wiki(text) == [tried]:
            return text
    return text


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _escaped(found[0]), text)


def _escape_all(text: str) -> str:
    return _SIGN.sub(lambda found: _escaped(found[0]), text)


def _escaped(sign: str) -> str:
    return f"&#{ord(sign)};" if sign in "\\&" else f"\\{sign}"


class _Writer:
    def __init__(self, escape: Callable[[str], str], field: str) -> None:
        self.escape = escape
        self.field = field

    def block(self, block: r.Block) -> str:
        match block:
            case r.Paragraph(lines):
                return "\n".join(self._start(line) for line in lines)
            case r.Heading(level, line):
                return f"h{level}. {self._line(line)}"
            case r.Quote(paragraphs):
                inner = "\n\n".join(self.block(each) for each in paragraphs)
                return f"{{quote}}\n{inner}\n{{quote}}"
            case r.Code(text, language):
                return self._code(text, language)
            case r.List():
                return "\n".join(self._list(block, ""))
            case _:
                return "----"

    def _code(self, text: str, language: str) -> str:
        if "{code}" not in text:
            option = f":{language}" if language else ""
            return f"{{code{option}}}\n{text}\n{{code}}"
        if "{noformat}" in text:
            raise cannot_carry(self.field, "has code with {code} and {noformat} in it, which would end it")
        return f"{{noformat}}\n{text}\n{{noformat}}"

    def _list(self, found: r.List, outer: str) -> Iterator[str]:
        mark = outer + ("#" if found.is_numbered else "*")
        for item in found.items:
            if item.lines:
                yield f"{mark} " + "\\\\".join(map(self._line, item.lines))
            for inner in item.lists:
                yield from self._list(inner, mark)

    def _start(self, line: r.Line) -> str:
        """Return a line of a paragraph, which must not begin as another block does."""
        text = self._line(line)
        if found := _BLOCK.match(text):
            return f"{found[0]}\\{text[found.end() :]}"
        return f"\\{text}" if _LINE.match(text) else text

    def _line(self, line: Sequence[r.Span]) -> str:
        made = ""
        for address, group in groupby(line, lambda span: span.address):
            inner = self._marked(list(group), list(_MARKS))
            made += inner if address is None else f"[{inner.replace('|', '&#124;')}|{_address(address)}]"
        return made

    def _marked(self, spans: list[r.Span], marks: list[str]) -> str:
        if not marks:
            return "".join(self._text(span) for span in spans)
        first, *others = marks
        made = ""
        for is_marked, group in groupby(spans, lambda span: first in span.marks):
            inner = self._marked(list(group), others)
            made += f"{{{_MARKS[first]}}}{inner}{{{_MARKS[first]}}}" if is_marked else inner
        return _lighter(made)

    def _text(self, span: r.Span) -> str:
        return f"{{{{{_escape_all(span.text)}}}}}" if r.CODE in span.marks else self.escape(span.text)


def _lighter(text: str) -> str:
    """Return text with marks as people write them, where they stand around whole words: `*x*` in place of `{*}x{*}`."""
    return re.sub(
        r"(?<![^\s(])\{([*_])\}([^\s{}*_\\](?:[^{}*_\\\n]*[^\s{}*_\\])?)\{\1\}(?![^\s.,;:)])", r"\1\2\1", text
    )


def _address(address: str) -> str:
    return address.replace("|", "%7C").replace("]", "%5D").replace("[", "%5B").replace("\\", "%5C")


CODECS = (
    Codec(
        module=__name__,
        name="wiki",
        summary="CommonMark kept as the wiki markup of Jira.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="wiki_null",
        summary="CommonMark kept as the wiki markup of Jira; text with nothing in it is null.",
        native="str",
        unified="str | None",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
)
