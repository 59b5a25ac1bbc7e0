"""Blocks of text as Trac's wiki markup; `codec.trac_text` tells what survives."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.rich_markdown import read_markdown
from tasklab.adapter.trac_wiki_read import read_blocks
from tasklab.adapter.trac_wiki_rule import (
    CODE_END,
    DEEPEST,
    LINE_START,
    LINES,
    MARKS,
    PROCESSOR,
    RULE,
    ZERO_WIDTH_SPACE,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FEED, _PLAIN_FEED = "[[BR]]", "\\\\"
"""Another line in an entry; the second form where brackets before it would take the first for their end."""
_STICKY = frozenset("!'`{}[]\\*/,~_^|=")
"""What would belong to a mark that it touches."""
_SPACE = re.compile(r"[^\S \xa0]")


def write_wiki(markdown: str) -> str:
    """Return the text as wiki markup."""
    return "\n\n".join(map(_wiki_exactly, read_markdown(markdown, has_headings=True, levels=DEEPEST)))


def _wiki_exactly(block: r.Block) -> str:
    """Return a block so that Trac reads it: without the marks and links that it would not."""
    clean = _clean(block)
    if isinstance(clean, r.Code) and read_blocks(_wiki(clean)) != [clean]:
        code = frozenset({r.CODE})
        lines: list[r.Line] = [(r.Span(line, code),) if line else () for line in clean.text.split("\n")]
        return "\n\n".join(map(_wiki_exactly, r.paragraphs(lines)))
    unmarked, bare = r.simpler(clean)
    for each in (clean, unmarked):
        if read_blocks(_wiki(each)) == [each]:
            return _wiki(each)
    return _wiki(bare)


def _clean(block: r.Block) -> r.Block:
    """Return a block as Trac can have it: with one kind of line break, and without code in links."""

    def clean(line: r.Line) -> r.Line:
        return r.settle([_clean_span(span) for span in line])

    def clean_lines(lines: Sequence[r.Line]) -> tuple[r.Line, ...]:
        return tuple(found for line in lines if (found := clean(line)))

    def clean_list(found: r.List) -> r.List:
        items = (r.Item(clean_lines(item.lines), tuple(map(clean_list, item.lists))) for item in found.items)
        return r.List(found.is_numbered, tuple(item for item in items if item.lines or item.lists))

    match block:
        case r.Paragraph(lines):
            return r.Paragraph(clean_lines(lines))
        case r.Heading(level, line):
            return r.Heading(level, clean(line))
        case r.Quote(paragraphs):
            return r.Quote(tuple(r.Paragraph(clean_lines(each.lines)) for each in paragraphs))
        case r.Code(text):
            return r.Code("\n".join(LINES.split(text)))
        case r.List():
            return clean_list(block)
        case _:
            return block


def _clean_span(span: r.Span) -> r.Span:
    text = _SPACE.sub(" ", span.text)
    if r.CODE not in span.marks or span.address is not None:
        return span._replace(text=text.replace(ZERO_WIDTH_SPACE, ""), marks=span.marks - {r.CODE})
    return span._replace(text=text)


def _wiki(block: r.Block) -> str:
    match block:
        case r.Paragraph(lines):
            return _lines(lines)
        case r.Heading(level, line):
            return f"{'=' * level} {_started(_joined(_line(line)))} {'=' * level}"
        case r.Quote(paragraphs):
            inner = "\n\n".join(_lines(each.lines) for each in paragraphs)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        case r.Code(text):
            start = "{{{#!default" if PROCESSOR.match(text) else "{{{"
            return f"{start}\n{text}\n{CODE_END}"
        case r.List():
            return "\n".join(_list(block, 1))
        case _:
            return RULE


def _list(block: r.List, depth: int) -> Iterator[str]:
    mark = " " * depth + ("1. " if block.is_numbered else "* ")
    for item in block.items:
        is_bracketed = any("[[" in span.text for line in item.lines for span in line)
        feed = (_PLAIN_FEED if is_bracketed else _FEED, True)
        pieces: list[tuple[str, bool]] = []
        for line in item.lines:
            pieces += [*([feed] if pieces else []), *_line(line)]
        yield mark + _joined(pieces)
        for each in item.lists:
            yield from _list(each, depth + 2)


def _lines(lines: Sequence[r.Line]) -> str:
    return "\n".join(_started(_joined(_line(line))) for line in lines)


def _started(line: str) -> str:
    return ZERO_WIDTH_SPACE + line if LINE_START.match(line) else line


def _joined(pieces: Iterable[tuple[str, bool]]) -> str:
    """Return pieces of text and of markup as one, with a zero width space where they would run into one another."""
    made, was_mark = "", True
    for piece, is_mark in pieces:
        edge = made[-1:] if is_mark else piece[:1]
        made += ZERO_WIDTH_SPACE + piece if made and is_mark is not was_mark and edge in _STICKY else piece
        was_mark = is_mark
    return made


def _line(line: Sequence[r.Span]) -> list[tuple[str, bool]]:
    """Return a line as pieces, each with whether it is markup."""
    return _marked(list(line), list(MARKS))


def _marked(spans: list[r.Span], marks: list[str]) -> list[tuple[str, bool]]:
    if not marks:
        is_ticked = any("`" in span.text for span in spans if r.CODE not in span.marks)
        return [_piece(span, is_ticked=is_ticked) for span in spans]
    first, *others = marks
    made: list[tuple[str, bool]] = []
    for is_marked, group in groupby(spans, lambda span: first in span.marks):
        inner = _marked(list(group), others)
        token = (MARKS[first], True)
        made += [token, *inner, token] if is_marked else inner
    return made


def _piece(span: r.Span, *, is_ticked: bool) -> tuple[str, bool]:
    if span.address is not None:
        return f"[{span.address.replace(']', '%5D')} {_label(span.text)}]", True
    if r.CODE in span.marks:
        return _code(span.text, is_ticked=is_ticked), True
    return _escape(span.text), False


def _escape(text: str) -> str:
    """Return text in which Trac sees no markup; a mark that was put in may make more of what is before it."""
    escaped = tokens().sub(_escaped, text)
    while (
        again := tokens().sub(lambda found: found[0] if found[0][0] == "!" else _escaped(found), escaped)
    ) != escaped:
        escaped = again
    return escaped


def _escaped(found: re.Match[str]) -> str:
    is_passing = (found.lastgroup or "").startswith("passing") and not found[0].startswith("!")
    if is_passing:
        return found[0]
    is_behind_scheme = found.string[: found.start()].endswith(":")  # which would take the mark for its target
    return f"{ZERO_WIDTH_SPACE if is_behind_scheme else ''}!{found[0]}"


def _label(text: str) -> str:
    """Return the text of a link; in quotes where it would end the link, or lose quotes of its own."""
    if "]" not in text and text[:1] not in ("'", '"'):
        return text
    return f"'{text}'" if '"' in text else f'"{text}"'


def _code(text: str, *, is_ticked: bool) -> str:
    """Return code, in the marks that are not in it; in both, one after the other, where both are."""
    if "`" not in text and not (is_ticked and "}" not in text):
        return f"`{text}`"
    if "}" not in text:
        return f"{{{{{{{text}}}}}}}"
    parts = re.findall("`+|[^`]+", text)
    return "".join(f"{{{{{{{part}}}}}}}" if part.startswith("`") else f"`{part}`" for part in parts)
