"""Rich text as blocks of lines: what simple markups, such as Asana's HTML and Trac's wiki text, and CommonMark have.

Both forms are told to a `BlockBuilder`, one mark after the other, so that whatever is nested deeper than either of them
allows is laid flat in the same way: text is never lost. Marks on white space at the edge of a word are dropped.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tasklab.adapter.codec.markdown import find_parser

if TYPE_CHECKING:
    from collections.abc import Sequence

CODE = "code"
RULE_LINE = "———"
"""A rule, where there can be text alone."""
_SCHEMES = ("http://", "https://", "mailto:")
_DEEPEST = 12
"""Lists in lists that are kept; deeper ones go on in the last of them."""
_SPACE = re.compile(r"(\s+)")


class Span(NamedTuple):
    """Text with the same marks."""

    text: str
    marks: frozenset[str] = frozenset()
    """`strong`, `em` and `code`."""
    address: str | None = None


Line: TypeAlias = tuple[Span, ...]


class Paragraph(NamedTuple):
    """Lines, none of them empty."""

    lines: tuple[Line, ...]


class Heading(NamedTuple):
    """One line, of level 1 or deeper."""

    level: int
    line: Line


class Quote(NamedTuple):
    """Quoted paragraphs."""

    paragraphs: tuple[Paragraph, ...]


class Code(NamedTuple):
    """Text kept as it is, without the line break at its end."""

    text: str
    language: str = ""


class Rule(NamedTuple):
    """A line across."""


class Item(NamedTuple):
    """One entry of a list: lines, and lists within it."""

    lines: tuple[Line, ...]
    lists: tuple[List, ...]


class List(NamedTuple):
    """Entries that are numbered or not."""

    is_numbered: bool
    items: tuple[Item, ...]


Block: TypeAlias = Paragraph | Heading | Quote | Code | Rule | List


class _Holder:
    """What is being filled: the body, a quote, a heading, a list, or an entry of one."""

    def __init__(self, kind: str, *, level: int = 0, is_numbered: bool = False) -> None:
        self.kind = kind
        self.level = level
        self.is_numbered = is_numbered
        self.lines: list[list[Span]] = [[]]
        self.items: list[Item] = []
        self.lists: list[List] = []

    def settled(self) -> list[Line]:
        """Return the lines, the empty ones between paragraphs among them."""
        return [settle(line) for line in self.lines]


class BlockBuilder:
    """Makes blocks of what it is told."""

    def __init__(self, *, has_headings: bool, levels: int = 2, is_code_plain: bool = False) -> None:
        self.has_headings = has_headings
        """Whether there are headings and rules; otherwise they become lines."""
        self.levels = levels
        """How many levels of headings there are; deeper ones are of the last."""
        self.is_code_plain = is_code_plain
        """Whether code in a line has no other mark."""
        self.blocks: list[Block] = []
        self.holders = [_Holder("body")]
        self.opened: list[bool] = []
        """Of each quote, heading and list that is open, whether it became one."""
        self.marks: list[str] = []
        self.addresses: list[str | None] = []

    @property
    def _holder(self) -> _Holder:
        return self.holders[-1]

    def text(self, text: str) -> None:
        """Go on with text, in which a line feed begins another line."""
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._add(first)
        for line in others:
            self.line()
            self._add(line)

    def _add(self, text: str) -> None:
        if text and self._holder.kind != "list":
            address = self.addresses[-1] if self.addresses else None
            marks = frozenset(self.marks)
            alone = self.is_code_plain and CODE in marks
            self._holder.lines[-1].append(Span(text, frozenset({CODE}) if alone else marks, address))

    def line(self) -> None:
        """Begin another line; a heading has one alone."""
        if self._holder.kind == "heading":
            self._add(" ")
        elif self._holder.kind != "list":
            self._holder.lines.append([])

    def gap(self) -> None:
        """End a paragraph."""
        self.line()
        self.line()

    def mark(self, mark: str) -> None:
        """Begin a mark."""
        self.marks.append(mark)

    def unmark(self, mark: str) -> None:
        """End the last mark of its kind."""
        if mark in self.marks:
            del self.marks[len(self.marks) - 1 - self.marks[::-1].index(mark)]

    def link(self, address: str) -> None:
        """Begin a link."""
        self.addresses.append(normal_address(address))

    def unlink(self) -> None:
        """End a link."""
        if self.addresses:
            self.addresses.pop()

    def open(self, kind: str, *, level: int = 0, is_numbered: bool = False) -> None:
        """Begin a quote, a heading or a list; within others than it can stand in it goes on with their text."""
        inside = {"list": ("body", "item")}.get(kind, ("body",))
        depth = sum(holder.kind == "list" for holder in self.holders)
        fits = self._holder.kind in inside and depth < _DEEPEST and (kind != "heading" or self.has_headings)
        self.opened.append(fits)
        if not fits:
            self.gap()
            if kind == "heading":
                self.mark("strong")
            return
        if self._holder.kind == "body":
            self._flush()
        self.holders.append(_Holder(kind, level=min(level, self.levels), is_numbered=is_numbered))

    def close(self, kind: str) -> None:
        """End a quote, a heading or a list."""
        if not self.opened or not self.opened.pop():
            if kind == "heading":
                self.unmark("strong")
            self.gap()
            return
        self.end_item()
        holder = self.holders.pop()
        if holder.kind == "quote":
            self._append(Quote(tuple(paragraphs(holder.settled()))), is_there=holder.settled() != [()])
        elif holder.kind == "heading":
            (line,) = holder.settled()
            self._append(Heading(holder.level, line), is_there=bool(line))
        elif holder.kind == "list":
            self._append_list(List(holder.is_numbered, tuple(holder.items)))

    def item(self) -> None:
        """Begin an entry of a list."""
        self.end_item()
        if self._holder.kind == "list":
            self.holders.append(_Holder("item"))
        else:
            self.gap()

    def end_item(self) -> None:
        """End an entry; one with nothing in it is none."""
        if self._holder.kind != "item":
            return
        holder = self.holders.pop()
        lines = tuple(line for line in holder.settled() if line)
        if lines or holder.lists:
            self._holder.items.append(Item(lines, tuple(holder.lists)))

    def code(self, text: str, language: str = "") -> None:
        """Add a block of code."""
        if self._holder.kind == "body":
            self._flush()
            self.blocks.append(Code(text, language))
            return
        self.gap()
        self.mark(CODE)
        self.text(text)
        self.unmark(CODE)
        self.gap()

    def rule(self) -> None:
        """Add a rule."""
        if self._holder.kind == "body" and self.has_headings:
            self._flush()
            self.blocks.append(Rule())
            return
        self.gap()
        self._add(RULE_LINE)
        self.gap()

    def built(self) -> list[Block]:
        """Return the blocks, those still open ended."""
        while len(self.holders) > 1:
            self.opened.append(True)
            self.close(self._holder.kind)
        self._flush()
        return self.blocks

    def _flush(self) -> None:
        self.blocks += paragraphs(self._holder.settled())
        self._holder.lines = [[]]

    def _append(self, block: Block, *, is_there: bool) -> None:
        if is_there and block != Quote(()):
            self.blocks.append(block)

    def _append_list(self, found: List) -> None:
        """Add a list; one behind another of its kind goes on with it."""
        if not found.items:
            return
        there: list[List] | list[Block] = self._holder.lists if self._holder.kind == "item" else self.blocks
        last = there[-1] if there else None
        if isinstance(last, List) and last.is_numbered is found.is_numbered:
            there[-1] = List(last.is_numbered, last.items + found.items)
        else:
            there.append(found)


def paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Return lines as paragraphs, which empty ones separate."""
    return [Paragraph(tuple(group)) for is_there, group in groupby(lines, bool) if is_there]


def normal_address(address: str) -> str | None:
    """Return an address that a link can lead to, written in one way; None for one that it cannot."""
    parser = find_parser()
    normal = str(parser.normalizeLink(address.strip()))
    return normal if parser.validateLink(normal) and normal.lower().startswith(_SCHEMES) else None


def simpler(block: Block) -> tuple[Block, Block]:
    """Return a block without strong and emphasis, and without any mark and link."""
    marks = frozenset({"strong", "em"})
    return _without(block, marks, keeps_links=True), _without(block, marks | {CODE}, keeps_links=False)


def _without(block: Block, marks: frozenset[str], *, keeps_links: bool) -> Block:
    def plain(line: Line) -> Line:
        return settle([Span(s.text, s.marks - marks, s.address if keeps_links else None) for s in line])

    def plain_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(found for line in lines if (found := plain(line)))

    def plain_list(found: List) -> List:
        return List(
            found.is_numbered,
            tuple(Item(plain_lines(item.lines), tuple(map(plain_list, item.lists))) for item in found.items),
        )

    match block:
        case Paragraph(lines):
            return Paragraph(plain_lines(lines))
        case Heading(level, line):
            return Heading(level, plain(line))
        case Quote(paragraphs):
            return Quote(tuple(Paragraph(plain_lines(each.lines)) for each in paragraphs))
        case List():
            return plain_list(block)
        case _:
            return block


def settle(line: list[Span]) -> Line:
    """Return a line in one way: no white space around it, and marks on it between two marked words alone."""
    pieces = [piece for span in line for piece in _pieces(span)]
    while pieces and _is_space(pieces[0]):
        del pieces[0]
    while pieces and _is_space(pieces[-1]):
        del pieces[-1]
    for index, piece in enumerate(pieces):
        if _is_space(piece):
            before = pieces[index - 1]
            after = next(each for each in pieces[index:] if not _is_space(each))
            address = before.address if before.address == after.address else None
            pieces[index] = Span(piece.text, (before.marks & after.marks) - {CODE}, address)
    return tuple(
        Span("".join(span.text for span in group), marks, address)
        for (marks, address), group in groupby(pieces, lambda span: (span.marks, span.address))
    )


def _pieces(span: Span) -> list[Span]:
    """Return a span with each run of white space by itself; code is kept whole."""
    if CODE in span.marks:
        return [span]
    return [span._replace(text=text) for text in _SPACE.split(span.text) if text]


def _is_space(span: Span) -> bool:
    return CODE not in span.marks and not span.text.strip()
