"""Trac's wiki markup as blocks of text and back; `codec.trac_text` tells what survives."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.rich_markdown import read_markdown, render_blocks
from tasklab.adapter.trac_wiki_rule import (
    CODE_END,
    CODE_START,
    ENTRY,
    HEADING,
    LINE_START,
    LINES,
    PROCESSOR,
    QUOTE,
    RULE,
    ZERO_WIDTH_SPACE,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DEEPEST = 6
_MARKS = {"strong": "'''", "em": "''"}
_FEED = "[[BR]]"
_STICKY = frozenset("!'`{}[]\\*/,~_^|=")
"""What would belong to a mark that it touches."""
_SPACE = re.compile(r"[^\S \xa0]")


class _Reader:
    """Tells what the lines mean."""

    def __init__(self) -> None:
        self.builder = r.BlockBuilder(has_headings=True, deepest=_DEEPEST)
        self.code: list[str] | None = None
        """The lines of a block of code."""
        self.depth = 0
        """Blocks of code in one another."""
        self.lists: list[tuple[int, bool]] = []
        """The lists that are open: how far in, and whether they are numbered."""
        self.quote: str | None = None
        """What makes a quote of the lines before: `>`, or a space."""
        self.marks: set[str] = set()
        """The tokens that began a mark."""

    def read(self, text: str) -> list[r.Block]:
        """Return the blocks."""
        for line in LINES.split(text):
            if self.code is not None:
                self._code_line(line, self.code)
            else:
                self._line(line.replace("\t", " " * 8))
        if self.code is not None:
            self._end_code(self.code)
        self._end_text()
        return self.builder.built()

    def _line(self, line: str) -> None:
        if line.strip().startswith(">"):
            self._quoted(QUOTE.sub("", line, count=1), ">")
        elif CODE_END not in line and CODE_START.match(line):
            self._begin_code(line)
        elif line.startswith(RULE):
            self._end_text()
            self.builder.rule()
        elif not line.strip():
            self._end_text()
            self.builder.line()
        elif heading := HEADING.match(line):
            self._heading(heading)
        elif entry := ENTRY.match(line):
            self._entry(len(entry["depth"]), line[entry.end() :], is_numbered=entry["number"] is not None)
        elif line.startswith(" "):
            self._indented(line)
        else:
            self._end_lists()
            self._end_quote()
            self._text_line(line)

    def _text_line(self, line: str) -> None:
        if not self._tell(line):
            self.builder.line()

    def _quoted(self, line: str, mark: str) -> None:
        if self.quote != mark:
            self._end_text()
            self.builder.open("quote")
            self.quote = mark
        if line.strip():
            self._text_line(line)
        else:
            self._unmark()
            self.builder.gap()

    def _indented(self, line: str) -> None:
        depth = len(line) - len(line.lstrip())
        while self.lists and self.lists[-1][0] >= depth:
            self._end_list()
        if self.lists:
            self.builder.text(" ")
            self._tell(line.strip())
        else:
            self._quoted(line.strip(), " ")

    def _heading(self, found: re.Match[str]) -> None:
        self._end_text()
        depth = found["depth"]
        self.builder.open("heading", level=len(depth))
        self._tell(found["text"].strip().removesuffix(depth))
        self._unmark()
        self.builder.close("heading")

    def _entry(self, depth: int, text: str, *, is_numbered: bool) -> None:
        self._unmark()
        self._end_quote()
        if not self.lists or depth > self.lists[-1][0]:
            self._begin_list(depth, is_numbered=is_numbered)
        else:
            while self.lists and depth < self.lists[-1][0]:
                self._end_list()
            if self.lists and self.lists[-1][1] is is_numbered:
                self.lists[-1] = depth, is_numbered
            else:
                if self.lists:
                    self._end_list()
                self._begin_list(depth, is_numbered=is_numbered)
        self.builder.item()
        self._tell(text)

    def _begin_list(self, depth: int, *, is_numbered: bool) -> None:
        self.builder.open("list", is_numbered=is_numbered)
        self.lists.append((depth, is_numbered))

    def _end_list(self) -> None:
        self._unmark()
        self.lists.pop()
        self.builder.close("list")

    def _end_lists(self) -> None:
        while self.lists:
            self._end_list()

    def _end_quote(self) -> None:
        if self.quote is not None:
            self._unmark()
            self.quote = None
            self.builder.close("quote")

    def _end_text(self) -> None:
        self._unmark()
        self._end_lists()
        self._end_quote()

    def _begin_code(self, line: str) -> None:
        self._unmark()
        if not (self.lists and line.startswith(" ")):
            self._end_text()
        self.code = [line[: line.index("{")]] if "#!" in line else [line[: line.index("{")], ""]
        self.depth = 1

    def _code_line(self, line: str, code: list[str]) -> None:
        if CODE_END not in line and CODE_START.match(line):
            self.depth += 1
        elif line.strip() == CODE_END:
            self.depth -= 1
            if not self.depth:
                self._end_code(code)
                return
        code.append(line)

    def _end_code(self, code: list[str]) -> None:
        indent, *lines = code
        if lines[:1] == [""] and len(lines) > 1 and PROCESSOR.match(lines[1]):
            lines = lines[2:]
        elif lines[:1] == [""]:
            lines = lines[1:]
        if all(not line or line.startswith(indent) for line in lines):
            lines = [line[len(indent) :] for line in lines]
        self.builder.code("\n".join(lines))
        self.code, self.depth = None, 0

    def _unmark(self) -> None:
        """End the marks that nothing ended."""
        for token in self.marks:
            self.builder.unmark(_mark_of(token))
        self.marks.clear()

    def _tell(self, line: str) -> bool:
        """Tell what stands in a line, and return whether it ended in a mark for the next."""
        end, is_ended = 0, False
        for found in tokens().finditer(line):
            self._text(line[end : found.start()])
            self._token(found)
            end = found.end()
            is_ended = found.lastgroup in ("feed", "feed_macro") and not found[0].startswith("!")
        self._text(line[end:])
        return is_ended and not line[end:].strip()

    def _text(self, text: str) -> None:
        self.builder.text(text.replace(ZERO_WIDTH_SPACE, ""))

    def _token(self, found: re.Match[str]) -> None:
        text = found[0]
        if text.startswith("!"):
            self._text(text[1:])
            return
        match found.lastgroup:
            case "strong" | "em":
                self._toggle(text)
            case "both":
                self._toggle(_MARKS["strong"])
                self._toggle(_MARKS["em"])
            case "shape":
                return
            case "code":
                self.builder.mark(r.CODE)
                self.builder.text(found["braced"] or found["ticked"] or "")
                self.builder.unmark(r.CODE)
            case "link":
                self._link(found["address"], found["label"])
            case "web":
                self._link(found["web_address"], found["web_label"])
            case "feed" | "feed_macro":
                self.builder.line()
            case _:
                self._text(text)

    def _toggle(self, token: str) -> None:
        if token in self.marks:
            self.marks.remove(token)
            self.builder.unmark(_mark_of(token))
        else:
            self.marks.add(token)
            self.builder.mark(_mark_of(token))

    def _link(self, address: str, label: str | None) -> None:
        words = (label or "").strip()
        self.builder.link(address)
        self._text((words[1:-1] if words[:1] in ("'", '"') and words[0] == words[-1] else words) or address)
        self.builder.unlink()


def _mark_of(token: str) -> str:
    return "strong" if token in ("'''", "**") else "em"


def read_wiki(native: str) -> str:
    """Return the text as CommonMark."""
    return render_blocks(_Reader().read(native), has_headings=True, deepest=_DEEPEST)


def write_wiki(markdown: str) -> str:
    """Return the text as wiki markup."""
    return "\n\n".join(map(_wiki_exactly, read_markdown(markdown, has_headings=True, deepest=_DEEPEST)))


def _wiki_exactly(block: r.Block) -> str:
    """Return a block so that Trac reads it: without the marks and links that it would not."""
    clean = _clean(block)
    if isinstance(clean, r.Code) and _Reader().read(_wiki(clean)) != [clean]:
        code = frozenset({r.CODE})
        lines: list[r.Line] = [(r.Span(line, code),) if line else () for line in clean.text.split("\n")]
        return "\n\n".join(map(_wiki_exactly, r.paragraphs(lines)))
    unmarked, bare = r.simpler(clean)
    for each in (clean, unmarked):
        if _Reader().read(_wiki(each)) == [each]:
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
        pieces: list[tuple[str, bool]] = []
        for line in item.lines:
            pieces += [*([(_FEED, True)] if pieces else []), *_line(line)]
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
    return _marked(list(line), list(_MARKS))


def _marked(spans: list[r.Span], marks: list[str]) -> list[tuple[str, bool]]:
    if not marks:
        is_ticked = any("`" in span.text for span in spans if r.CODE not in span.marks)
        return [_piece(span, is_ticked=is_ticked) for span in spans]
    first, *others = marks
    made: list[tuple[str, bool]] = []
    for is_marked, group in groupby(spans, lambda span: first in span.marks):
        inner = _marked(list(group), others)
        token = (_MARKS[first], True)
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
