"""Blocks of lines from CommonMark, and back."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.markdown import (
    code_span,
    escape_line_starts,
    escape_markdown,
    fence,
    find_parser,
    heading,
    link,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

_MARKS = {"strong": "**", "em": "*"}
_LANGUAGE = re.compile(r"[\w+#.-]+", re.ASCII)


def read_markdown(markdown: str, *, has_headings: bool, levels: int = 2, is_code_plain: bool = False) -> list[r.Block]:
    """Return the blocks of CommonMark. Images become links, and a line break that is not meant becomes a space."""
    builder = r.BlockBuilder(has_headings=has_headings, levels=levels, is_code_plain=is_code_plain)
    for token in find_parser().parse(markdown):
        if token.type in _BLOCKS:
            _BLOCKS[token.type](builder, token)
    return builder.built()


_BLOCKS: dict[str, Callable[[r.BlockBuilder, Token], None]] = {
    "paragraph_open": lambda builder, _: builder.gap(),
    "paragraph_close": lambda builder, _: builder.gap(),
    "heading_open": lambda builder, token: builder.open("heading", level=int(token.tag[1:])),
    "heading_close": lambda builder, _: builder.close("heading"),
    "blockquote_open": lambda builder, _: builder.open("quote"),
    "blockquote_close": lambda builder, _: builder.close("quote"),
    "bullet_list_open": lambda builder, _: builder.open("list"),
    "bullet_list_close": lambda builder, _: builder.close("list"),
    "ordered_list_open": lambda builder, _: builder.open("list", is_numbered=True),
    "ordered_list_close": lambda builder, _: builder.close("list"),
    "list_item_open": lambda builder, _: builder.item(),
    "list_item_close": lambda builder, _: builder.end_item(),
    "fence": lambda builder, token: builder.code(token.content.removesuffix("\n"), _language(token.info)),
    "code_block": lambda builder, token: builder.code(token.content.removesuffix("\n")),
    "hr": lambda builder, _: builder.rule(),
    "inline": lambda builder, token: _tell_line(builder, token.children or ()),
}


def _language(info: str) -> str:
    words = info.split()
    return words[0] if words and _LANGUAGE.fullmatch(words[0]) else ""


def _tell_line(builder: r.BlockBuilder, tokens: Sequence[Token]) -> None:
    starts: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            starts.append(index)
            builder.link(_address(token, "href"))
        elif token.type == "link_close":
            start = starts.pop()
            _end_link(builder, _address(tokens[start], "href"), is_empty=start == index - 1)
        else:
            _tell_text(builder, token)


def _tell_text(builder: r.BlockBuilder, token: Token) -> None:
    match token.type:
        case "text" | "text_special":
            builder.text(token.content)
        case "softbreak":
            builder.text(" ")
        case "hardbreak":
            builder.line()
        case "code_inline":
            builder.mark(r.CODE)
            builder.text(token.content)
            builder.unmark(r.CODE)
        case "image":
            _tell_link(builder, token.content, _address(token, "src"))
        case "strong_open" | "em_open":
            builder.mark(token.type.removesuffix("_open"))
        case "strong_close" | "em_close":
            builder.unmark(token.type.removesuffix("_close"))


def _address(token: Token, name: str) -> str:
    return str(token.attrs.get(name, ""))


def _tell_link(builder: r.BlockBuilder, text: str, address: str) -> None:
    builder.link(address)
    builder.text(text)
    _end_link(builder, address, is_empty=not text)


def _end_link(builder: r.BlockBuilder, address: str, *, is_empty: bool) -> None:
    """End a link, so that its address can be seen even where it leads nowhere, or has no text."""
    is_link = r.normal_address(address) is not None
    if is_empty and is_link:
        builder.text(address)
    builder.unlink()
    if address and not is_link:
        builder.text(address if is_empty else f" ({address})")


def render_blocks(
    blocks: Sequence[r.Block], *, has_headings: bool, levels: int = 2, is_code_plain: bool = False
) -> str:
    """Return the CommonMark of blocks. Marks and links that it has no form for, where they stand, are left out."""

    def is_exact(markdown: str, block: r.Block) -> bool:
        read = read_markdown(markdown, has_headings=has_headings, levels=levels, is_code_plain=is_code_plain)
        return read == [block]

    return "\n\n".join(_render_exactly(block, is_exact) for block in blocks)


def _render_exactly(block: r.Block, is_exact: Callable[[str, r.Block], bool]) -> str:
    markdown = _render(block)
    if is_exact(markdown, block):
        return markdown
    unmarked, bare = r.simpler(block)
    markdown = _render(unmarked)
    return markdown if is_exact(markdown, unmarked) else _render(bare)


def _render(block: r.Block) -> str:
    match block:
        case r.Paragraph(lines):
            return _lines(lines)
        case r.Heading(level, line):
            return heading(level, _line(line))
        case r.Quote(paragraphs):
            inner = "\n\n".join(_lines(each.lines) for each in paragraphs)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        case r.Code(text, language):
            return fence(text + "\n", language)
        case r.List():
            return "\n".join(_list(block))
        case _:
            return "---"


def _list(block: r.List) -> Iterator[str]:
    mark = "1. " if block.is_numbered else "- "
    for item in block.items:
        inner = [_lines(item.lines)] if item.lines else []
        inner += ["\n".join(_list(each)) for each in item.lists]
        first, *rest = "\n".join(inner).split("\n")
        yield mark + first
        yield from (" " * len(mark) + line for line in rest)


def _lines(lines: Sequence[r.Line]) -> str:
    return "\\\n".join(escape_line_starts(_line(line)) for line in lines)


def _line(line: Sequence[r.Span]) -> str:
    made = ""
    for address, group in groupby(line, lambda span: span.address):
        inner = _marked(list(group), list(_MARKS))
        if address is not None and made.endswith("!"):
            made = made.removesuffix("!") + "\\!"
        made += inner if address is None else link(inner, address)
    return made


def _marked(spans: list[r.Span], marks: list[str]) -> str:
    if not marks:
        return "".join(code_span(span.text) if r.CODE in span.marks else escape_markdown(span.text) for span in spans)
    first, *others = marks
    made = ""
    for is_marked, group in groupby(spans, lambda span: first in span.marks):
        inner = _marked(list(group), others)
        made += f"{_MARKS[first]}{inner}{_MARKS[first]}" if is_marked else inner
    return made
