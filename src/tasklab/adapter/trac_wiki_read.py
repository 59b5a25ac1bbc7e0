"""Trac's wiki markup as blocks of text; `codec.trac_text` tells what survives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r
from tasklab.adapter.codec.rich_markdown import render_blocks
from tasklab.adapter.trac_wiki_rule import (
    CODE_END,
    CODE_START,
    DEEPEST,
    ENTRY,
    HEADING,
    LINES,
    MARKS,
    PROCESSOR,
    QUOTE,
    RULE,
    ZERO_WIDTH_SPACE,
    tokens,
)

if TYPE_CHECKING:
    import re


class _Reader:
    """Tells what the lines mean."""

    def __init__(self) -> None:
        self.builder = r.BlockBuilder(has_headings=True, levels=DEEPEST)
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
                self._toggle(MARKS["strong"])
                self._toggle(MARKS["em"])
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


def read_blocks(native: str) -> list[r.Block]:
    """Return the blocks of wiki text."""
    return _Reader().read(native)


def read_wiki(native: str) -> str:
    """Return the text as CommonMark."""
    return render_blocks(read_blocks(native), has_headings=True, levels=DEEPEST)
