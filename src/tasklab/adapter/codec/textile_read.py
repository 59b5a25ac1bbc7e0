"""CommonMark from Textile, as Redmine writes it.

Every text can be read: what is no Textile is text.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from tasklab.adapter.codec.markdown import code_span, escape_line_starts, escape_markdown, fence, link_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PRE = re.compile(
    r'<pre[^>]*>\s*?\n?(?:<code(?:\s+class="([\w+#. -]*)")?\s*>\n?)?(.*?)(?:</code>\s*)?</pre>',
    re.DOTALL | re.IGNORECASE,
)
_HEADING = re.compile(r"h([1-6])(?:[({\[][^\n.]*|[<>=]+)?\.\s+(.*)\Z", re.DOTALL)
_QUOTE = re.compile(r"bq\.\s+(.*)\Z", re.DOTALL)
_QUOTE_EDGE = re.compile(r"(?m)^>.*\n(?=[^>\n])|^[^>\n].*\n(?=>)")
_LAST_MARKS = re.compile(r"(?:^|(?<=\s))#+\Z")
_PARAGRAPH = re.compile(r"p(?:[({\[][^\n.]*|[<>=]+)?\.\s+(.*)\Z", re.DOTALL)
_ITEM = re.compile(r"([*#]+)[ \t]+(.*)")
_RULE = re.compile(r"-{3,}\s*\Z")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPANS = re.compile(
    r"<notextile>(?P<plain>.*?)</notextile>"
    r"|<code>(?P<tagged>.*?)</code>"
    r"|(?<![^\W_])@(?P<code>[^\s@](?:[^@\n]*[^\s@])?)@"
    r'|"(?P<text>[^"\n]+?)(?:\([^()"\n]*\))?":(?P<address>[^\s"<]*[\w/=&%#+~*-])'
    r"|(?<!\S)!(?P<source>[^\s!()]+)(?:\((?P<alternative>[^()\n]*)\))?!"
    r"|(?<![^\W_])\*{1,2}(?P<strong>[^\s*](?:[^\n]*?\S)??)\*{1,2}(?![^\W_])"
    r"|(?<![^\W_])_{1,2}(?P<em>[^\s_](?:[^\n]*?\S)??)_{1,2}(?![^\W_])",
    re.DOTALL,
)


def render_markdown(textile: str) -> str:
    """Return the CommonMark of Textile."""
    return "\n\n".join(_blocks(textile.replace("\r\n", "\n").replace("\r", "\n")))


def _blocks(text: str) -> Iterator[str]:
    end = 0
    for found in _PRE.finditer(text):
        yield from _plain_blocks(text[end : found.start()])
        yield fence(found[2], (found[1] or "").split(" ")[0])
        end = found.end()
    yield from _plain_blocks(text[end:])


def _plain_blocks(text: str) -> Iterator[str]:
    """Yield blocks that are no code. Lists with nothing between them are one."""
    items: list[str] = []
    for part in re.split(r"\n[ \t]*\n+", _QUOTE_EDGE.sub(r"\g<0>\n", text)):
        block = part.strip("\n")
        if _ITEM.match(block):
            items.append(block)
        elif block.strip():
            if items:
                yield _list("\n".join(items))
            items = []
            yield _block(block)
    if items:
        yield _list("\n".join(items))


def _block(block: str) -> str:
    """Return the CommonMark of one block."""
    if heading := _HEADING.match(block):
        title = _inline(" ".join(heading[2].split("\n"))).strip()
        return f"{'#' * int(heading[1])} {_LAST_MARKS.sub(_escaped, title)}"
    if quote := _QUOTE.match(block):
        return _quoted(_lines(quote[1]))
    if block.startswith(">"):
        quoted = "\n".join(line.removeprefix(">").removeprefix(" ") for line in block.split("\n"))
        return _quoted(render_markdown(quoted))
    if _RULE.match(block):
        return "---"
    paragraph = _PARAGRAPH.match(block)
    return _lines(paragraph[1] if paragraph else block)


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _quoted(markdown: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


class _Item(NamedTuple):
    depth: int
    is_numbered: bool
    text: str


def _list(block: str) -> str:
    """Return a list; a line that begins no item goes on with the one before."""
    items: list[_Item] = []
    for line in block.split("\n"):
        if found := _ITEM.match(line):
            items.append(_Item(len(found[1]), found[1][-1] == "#", found[2]))
        else:
            items[-1] = items[-1]._replace(text=f"{items[-1].text}\n{line}")
    return "\n".join(_items(items, items[0].depth))


def _items(items: list[_Item], top: int) -> Iterator[str]:
    """Yield the lines of items, those deeper than the first indented below the one before them."""
    indents: list[tuple[int, int]] = []
    for item in items:
        depth = max(item.depth, top)
        while indents and indents[-1][0] >= depth:
            indents.pop()
        indent = indents[-1][1] if indents else 0
        mark = "1. " if item.is_numbered else "- "
        indents.append((depth, indent + len(mark)))
        first, *rest = _lines(item.text).split("\n")
        yield (" " * indent + mark + first).rstrip()
        yield from (" " * (indent + len(mark)) + line for line in rest)


def _lines(text: str) -> str:
    """Return a paragraph: in Textile every line break is meant."""
    lines = [escape_line_starts(_inline(line.strip())) for line in text.split("\n")]
    return "\\\n".join(line for line in lines if line)


def _inline(text: str) -> str:
    parts, end = [], 0
    for found in _SPANS.finditer(text):
        parts += [_text(text[end : found.start()]), _span(found)]
        end = found.end()
    return "".join([*parts, _text(text[end:])])


def _text(text: str) -> str:
    return escape_markdown(_plain(text))


def _plain(text: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def _span(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind == "alternative":
        kind = "source"
    return _READERS[kind](found)


_READERS: dict[str, Callable[[re.Match[str]], str]] = {
    "plain": lambda found: escape_markdown(found["plain"]),
    "tagged": lambda found: code_span(_plain(found["tagged"])),
    "code": lambda found: code_span(found["code"]),
    "address": lambda found: f"[{_inline(found['text'])}]({link_address(found['address'])})",
    "source": lambda found: f"![{_text(found['alternative'] or '')}]({link_address(found['source'])})",
    "strong": lambda found: f"**{_inline(found['strong'])}**",
    "em": lambda found: f"_{_inline(found['em'])}_",
}
