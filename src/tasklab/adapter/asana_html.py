"""Asana's HTML as blocks of text and back; `asana_text` tells what survives."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.adapter.codec.rich_markdown import read_markdown, render_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "code": r.CODE, "tt": r.CODE}
_LISTS = {"ul": False, "ol": True}
_PARAGRAPHS = frozenset({"p", "div", "table", "tr", "object"})
_HIDDEN = frozenset({"script", "style"})
_HEADING = re.compile(r"h([1-6])\Z")


class _Reader(HTMLParser):
    """Tells what the elements mean. New ones may come at any time: they are read as their text."""

    def __init__(self, *, has_headings: bool) -> None:
        super().__init__()
        self.builder = r.BlockBuilder(has_headings=has_headings)
        self.code: list[str] | None = None
        """The text of a block of code."""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag == "pre":
            self.code = []
        elif self.code is not None or self._begin_text(tag, dict(attrs)):
            return
        elif found := _HEADING.match(tag):
            self.builder.open("heading", level=int(found[1]))
        elif tag == "blockquote":
            self.builder.open("quote")
        elif tag in _LISTS:
            self.builder.open("list", is_numbered=_LISTS[tag])
        elif tag == "li":
            self.builder.item()
        elif tag == "hr":
            self.builder.rule()
        elif tag in _PARAGRAPHS:
            self.builder.gap()

    def _begin_text(self, tag: str, attributes: dict[str, str | None]) -> bool:
        if tag in _MARKS:
            self.builder.mark(_MARKS[tag])
        elif tag == "a":
            self.builder.link(attributes.get("href") or "")
        elif tag == "img":
            self.builder.link(attributes.get("src") or "")
            self.builder.text(attributes.get("alt") or attributes.get("src") or "")
            self.builder.unlink()
        elif tag == "br":
            self.builder.line()
        elif tag in _HIDDEN:
            self.hidden += 1
        elif tag in ("td", "th"):
            self.builder.text(" ")
        else:
            return False
        return True

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag == "pre" and self.code is not None:
            text, self.code = "".join(self.code), None
            self.builder.code(text.replace("\r\n", "\n").replace("\r", "\n"))
        elif self.code is None:
            self._end_text(tag)

    def _end_text(self, tag: str) -> None:
        if tag in _MARKS:
            self.builder.unmark(_MARKS[tag])
        elif tag == "a":
            self.builder.unlink()
        elif tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif _HEADING.match(tag):
            self.builder.close("heading")
        elif tag == "blockquote":
            self.builder.close("quote")
        elif tag in _LISTS:
            self.builder.close("list")
        elif tag == "li":
            self.builder.end_item()
        elif tag in _PARAGRAPHS:
            self.builder.gap()

    def close(self) -> None:
        """End what nothing ended."""
        super().close()
        if self.code is not None:
            self.handle_endtag("pre")

    def handle_data(self, data: str) -> None:
        """Go on with text."""
        if self.code is not None:
            self.code.append(data)
        elif not self.hidden:
            self.builder.text(data)


def read_html(native: str, *, has_headings: bool) -> str:
    """Return the text as CommonMark; comments have no headings."""
    reader = _Reader(has_headings=has_headings)
    reader.feed(native)
    reader.close()
    return render_blocks(reader.builder.built(), has_headings=has_headings)


def write_html(markdown: str, field: str, *, has_headings: bool) -> str:
    """Return the text as Asana's HTML.

    Raises: UnsupportedFieldError for characters that XML has not.
    """
    wrong = _NOT_XML.search(markdown)
    if wrong is not None:
        raise cannot_carry(field, f"has the character {wrong[0]!r}: this platform keeps text as XML, which has it not")
    blocks = read_markdown(markdown, has_headings=has_headings)
    between = [_between(before, block) for before, block in zip([None, *blocks], blocks, strict=False)]
    return f"<body>{''.join(gap + _xml(block) for gap, block in zip(between, blocks, strict=True))}</body>"


def _between(before: r.Block | None, block: r.Block) -> str:
    return "\n\n" if isinstance(before, r.Paragraph) and isinstance(block, r.Paragraph) else ""


def _xml(block: r.Block) -> str:
    match block:
        case r.Paragraph(lines):
            return _lines(lines)
        case r.Heading(level, line):
            return f"<h{level}>{_line(line)}</h{level}>"
        case r.Quote(paragraphs):
            return "<blockquote>" + "\n\n".join(_lines(each.lines) for each in paragraphs) + "</blockquote>"
        case r.Code(text):
            return f"<pre>{escape(text, quote=False)}</pre>"
        case r.List(is_numbered, items):
            tag = "ol" if is_numbered else "ul"
            inner = "".join(f"<li>{_lines(item.lines)}{''.join(map(_xml, item.lists))}</li>" for item in items)
            return f"<{tag}>{inner}</{tag}>"
        case _:
            return "<hr/>"


def _lines(lines: Sequence[r.Line]) -> str:
    return "\n".join(_line(line) for line in lines)


def _line(line: Sequence[r.Span]) -> str:
    made = ""
    for address, group in groupby(line, lambda span: span.address):
        inner = _marked(list(group), ["strong", "em", r.CODE])
        made += inner if address is None else f'<a href="{escape(address)}">{inner}</a>'
    return made


def _marked(spans: list[r.Span], marks: list[str]) -> str:
    if not marks:
        return escape("".join(span.text for span in spans), quote=False)
    first, *others = marks
    made = ""
    for is_marked, group in groupby(spans, lambda span: first in span.marks):
        inner = _marked(list(group), others)
        made += f"<{first}>{inner}</{first}>" if is_marked else inner
    return made
