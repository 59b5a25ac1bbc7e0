"""Blocks of lines from the wiki markup of Jira.

Every text can be read: what is no markup is text. Source:
https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from tasklab.adapter.codec import rich_block as r

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = 6
_CODE = re.compile(r"(?<![\\{])\{(code|noformat)(?::([^}\n]*))?\}(?!\})(.*?)(?<![\\{])\{\1\}", re.DOTALL)
_QUOTE_MARK = re.compile(r"(?<!\\)\{quote\}")
_HEADING = re.compile(r"\s*h([1-6])\.\s+(\S.*)\Z")
_QUOTE = re.compile(r"\s*bq\.\s+(\S.*)\Z")
_ITEM = re.compile(r"\s*([*#]+|-)\s+(\S.*)\Z")
_RULE = re.compile(r"\s*-{4,5}\s*\Z")
_LANGUAGE = re.compile(r"[\w+#.-]+\Z", re.ASCII)
_DECORATION = r"\{(?:color|panel|anchor|section|column)(?::[^}\n]*)?\}"
_SPANS = re.compile(  # bounds keep text full of marks that nothing closes from taking for ever
    r"(?P<break>\\\\)"
    r"|\\(?P<escaped>[^\w\s]|_)"
    r"|&#(?P<number>\d{1,7});"
    r"|\{\{(?P<code>(?:\\[^\n]|[^\\\n]){1,1000}?)\}\}"
    rf"|(?P<decoration>{_DECORATION})"
    r"|\[(?P<text>(?:\\[^\n]|[^\]\\\n|])+)\|(?P<address>[^\]\n|]+)(?:\|[^\]\n]*)?\]"
    r"|\[~(?:accountid:)?(?P<person>[^\]\n|]+)\]"
    r"|\[(?P<bare>(?:https?://|mailto:)[^\]\s|]+)\]"
    r"|!(?P<image>[^!\s|\\]+\.[^!\s|\\]+)(?:\|[^!\n]*)?!"
    r"|\{\*\}(?P<strong_within>[^\n]{1,1000}?)\{\*\}"
    r"|\{_\}(?P<em_within>[^\n]{1,1000}?)\{_\}"
    r"|(?<![^\W_])\*(?P<strong>(?=[^\s*])(?:\\[^\n]|[^\\\n]){1,1000}?)(?<!\s)\*(?![^\W_])"
    r"|(?<!\w)_(?P<em>(?=[^\s_])(?:\\[^\n]|[^\\\n]){1,1000}?)(?<!\s)_(?!\w)"
)
_DEEPEST = 12
"""Marks in marks that are read; deeper ones are text."""


def read_wiki(text: str) -> list[r.Block]:
    """Return the blocks of wiki markup."""
    reader = _Reader()
    end = 0
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    for found in _CODE.finditer(normal):
        reader.text(normal[end : found.start()])
        reader.code(found[3], found[2] or "")
        end = found.end()
    reader.text(normal[end:])
    return [filled(block) for block in reader.built()]


def filled(block: r.Block) -> r.Block:
    """Return a block in which every entry of a list has a line: the lists of one without any are in its place."""
    return _filled(block) if isinstance(block, r.List) else block


def _filled(found: r.List) -> r.List:
    items: list[r.Item] = []
    for item in found.items:
        lists = tuple(map(_filled, item.lists))
        items += [r.Item(item.lines, lists)] if item.lines else [each for inner in lists for each in inner.items]
    return r.List(found.is_numbered, tuple(items))


class _Reader:
    def __init__(self) -> None:
        self.builder = r.BlockBuilder(has_headings=True, levels=LEVELS, is_code_plain=True)
        self.lists: list[bool] = []
        """Whether each list that is open is numbered, from the outside in."""
        self.is_quoting = False

    def built(self) -> list[r.Block]:
        self._end_lists()
        return self.builder.built()

    def code(self, text: str, options: str) -> None:
        self._end_lists()
        first = options.partition("|")[0]
        language = first if _LANGUAGE.match(first) else ""
        self.builder.code(text.removeprefix("\n").removesuffix("\n"), language)

    def text(self, text: str) -> None:
        for index, part in enumerate(_QUOTE_MARK.split(text)):
            if index:
                self._end_lists()
                self._turn_quote()
            for line in part.split("\n"):
                self._line(line)

    def _turn_quote(self) -> None:
        if self.is_quoting:
            self.builder.close("quote")
        else:
            self.builder.open("quote")
        self.is_quoting = not self.is_quoting

    def _line(self, line: str) -> None:
        if not line.strip():
            self._end_lists()
            self.builder.gap()
        elif found := _HEADING.match(line):
            self._end_lists()
            self.builder.open("heading", level=int(found[1]))
            self._inline(found[2])
            self.builder.close("heading")
        elif found := _QUOTE.match(line):
            self._end_lists()
            self.builder.open("quote")
            self._inline(found[1])
            self.builder.close("quote")
        elif _RULE.match(line):
            self._end_lists()
            self.builder.rule()
        elif found := _ITEM.match(line):
            self._item([mark == "#" for mark in found[1]], found[2])
        else:
            self.builder.line()
            self._inline(line)

    def _item(self, kinds: list[bool], text: str) -> None:
        common = 0
        while common < min(len(kinds), len(self.lists)) and kinds[common] is self.lists[common]:
            common += 1
        while len(self.lists) > common:
            self.lists.pop()
            self.builder.close("list")
        for is_numbered in kinds[common:]:
            if self.lists and not self._is_in_item:
                self.builder.item()
            self.builder.open("list", is_numbered=is_numbered)
            self.lists.append(is_numbered)
        self.builder.item()
        self._inline(text)

    @property
    def _is_in_item(self) -> bool:
        return self.builder.holders[-1].kind == "item"

    def _end_lists(self) -> None:
        while self.lists:
            self.lists.pop()
            self.builder.close("list")

    def _inline(self, text: str, depth: int = 0) -> None:
        end = 0
        for found in _SPANS.finditer(text) if depth < _DEEPEST else ():
            self.builder.text(text[end : found.start()])
            self._span(found, depth)
            end = found.end()
        self.builder.text(text[end:])

    def _span(self, found: re.Match[str], depth: int) -> None:
        for name, mark in (("strong", "strong"), ("strong_within", "strong"), ("em", "em"), ("em_within", "em")):
            if found[name] is not None:
                self.builder.mark(mark)
                self._inline(found[name], depth + 1)
                self.builder.unmark(mark)
                return
        if found["break"]:
            self.builder.line()
        elif found["code"] is not None:
            self.builder.mark(r.CODE)
            self.builder.text(unescape(found["code"]))
            self.builder.unmark(r.CODE)
        elif address := found["address"] or found["bare"] or found["image"]:
            self._link(address, found["text"], depth)
        else:
            self.builder.text("".join(_plain(found)))

    def _link(self, address: str, text: str | None, depth: int) -> None:
        self.builder.link(unescape(address))
        if text is None:
            self.builder.text(unescape(address))
        else:
            self._inline(text, depth + 1)
        self.builder.unlink()


def unescape(text: str) -> str:
    """Return text without the signs that keep others from being marks."""
    return re.sub(r"\\([^\w\s]|_)|&#(\d{1,7});", lambda found: found[1] or _letter(found[2]), text)


def _letter(number: str) -> str:
    letter = chr(int(number)) if 0 < int(number) <= sys.maxunicode else ""
    return letter if letter.isprintable() and letter else f"&#{number};"


def _plain(found: re.Match[str]) -> Iterator[str]:
    if found["escaped"]:
        yield found["escaped"]
    elif found["number"]:
        yield _letter(found["number"])
    elif found["person"]:
        yield f"@{found['person']}"
