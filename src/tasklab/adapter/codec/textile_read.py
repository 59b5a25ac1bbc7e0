"""CommonMark from Textile, as Redmine writes it.

Every text can be read: what is no Textile is text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tasklab.adapter.codec.markdown import (
    code_span,
    escape_line_starts,
    escape_markdown,
    fence,
    heading,
    image,
    is_plain,
    link,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRE = re.compile(
    r'<pre[^>]*>\s*?\n?(?:<code(?:\s+class="([\w+#. -]*)")?\s*>\n?)?(.*?)(?:</code>\s*)?</pre>',
    re.DOTALL | re.IGNORECASE,
)
_HEADING = re.compile(r"h([1-6])(?:[({\[][^\n.]*|[<>=]+)?\.\s+(\S.*)\Z", re.DOTALL)
_QUOTE = re.compile(r"bq\.\s+(\S.*)\Z", re.DOTALL)
_BLANK_LINES = re.compile(r"\n[ \t]*\n+")
_QUOTE_EDGE = re.compile(r"(?m)^>.*\n(?=[^>\n])|^[^>\n].*\n(?=>)")
_PARAGRAPH = re.compile(r"p(?:[({\[][^\n.]*|[<>=]+)?\.\s+(\S.*)\Z", re.DOTALL)
_ITEM = re.compile(r"([*#]+)[ \t]+(\S.*)")
_RULE = re.compile(r"-{3,}\s*\Z")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_DEEPEST = 12
"""Quotes in quotes that are read; deeper ones are text."""
APART = re.compile(r"[.,;:!?)]*(?:\s|\Z)")
"""What follows a link or an image; before anything else a space is put."""
_SPANS = re.compile(  # bounds keep text full of marks that nothing closes from taking for ever
    r"<notextile>(?P<plain>.{0,1000}?)</notextile>"
    r"|<code>(?P<tagged>.{0,1000}?)</code>"
    r"|(?<![^\W_])(?<!@)@(?P<code>[^\s@](?:[^@\n]*[^\s@])?)@(?![^\W_]|@)"
    r'|"(?P<text>[^"\n]+?)(?:\([^()"\n]*\))?":(?P<address>[^\s"<]*[\w/=&%#+~*-])'
    r"|(?<!\S)!(?P<source>[^\s!()]+)(?:\((?P<alternative>[^()\n]*)\))?!"
    r"|(?<![^\W_])(?<!\*)\*{1,2}(?P<strong>[^\s*](?:[^\n]{0,1000}?\S)??)\*{1,2}(?![^\W_]|\*)"
    r"|(?<!\w)_{1,2}(?P<em>[^\s_](?:[^\n]{0,1000}?\S)??)_{1,2}(?!\w)",
    re.DOTALL,
)
_MARK = re.compile(r'[<@"!*_]')
"""What each of the spans begins with."""


def render_markdown(textile: str, depth: int = 0) -> str:
    """Return the CommonMark of Textile; `depth` is how many quotes it stands in."""
    return "\n\n".join(block for block in _blocks(textile.replace("\r\n", "\n").replace("\r", "\n"), depth) if block)


def _blocks(text: str, depth: int) -> Iterator[str]:
    end, last = 0, text.lower().rfind("</pre>")
    for found in _PRE.finditer(text, 0, last + len("</pre>") if last >= 0 else 0):
        yield from _plain_blocks(text[end : found.start()], depth)
        yield fence(found[2], (found[1] or "").split(" ")[0])
        end = found.end()
    yield from _plain_blocks(text[end:], depth)


def _plain_blocks(text: str, depth: int) -> Iterator[str]:
    """Yield blocks that are no code. Lists with nothing between them are one."""
    items: list[str] = []
    apart = _QUOTE_EDGE.sub(r"\g<0>\n", text) if ">" in text else text
    for part in _BLANK_LINES.split(apart):
        block = part.strip("\n")
        if _ITEM.match(block):
            items.append(block)
        elif block.strip():
            if items:
                yield _list("\n".join(items))
            items = []
            yield _block(block, depth)
    if items:
        yield _list("\n".join(items))


def _block(block: str, depth: int) -> str:
    """Return the CommonMark of one block."""
    if found := _HEADING.match(block):
        title = _inline(" ".join(found[2].split("\n")).strip())
        return heading(int(found[1]), title)
    if quote := _QUOTE.match(block):
        return _quoted(_lines(quote[1]))
    if block.startswith(">") and depth < _DEEPEST:
        quoted = "\n".join(line.removeprefix(">").removeprefix(" ") for line in block.split("\n"))
        return _quoted(render_markdown(quoted, depth + 1))
    if _RULE.match(block):
        return "---"
    paragraph = _PARAGRAPH.match(block)
    return _lines(paragraph[1] if paragraph else block)


def _quoted(markdown: str) -> str:
    if not markdown:
        return ""
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
        elif items:
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
    lines = [line.strip() for line in text.split("\n")]
    read = [line if is_plain(line) else escape_line_starts(_inline(line)) for line in lines]
    return "\\\n".join(line for line in read if line)


def _inline(text: str, marks: frozenset[str] = frozenset()) -> str:
    """Return the CommonMark of text within a block, or within `marks`."""
    parts, plain, end = list[str](), "", 0
    for found in _spans(text):
        plain += _plain(text[end : found.start()]) + (found["plain"] or "")
        end = found.end()
        if found["plain"] is not None:
            continue
        before = escape_markdown(plain)
        parts += [_no_image(before) if found["address"] else before, _span(found, marks)]
        is_address = found["address"] or found["source"]
        plain = " " if is_address and not APART.match(text, end) else ""
    return "".join([*parts, escape_markdown(plain + _plain(text[end:]))])


def _spans(text: str) -> Iterator[re.Match[str]]:
    """Yield the spans in text. They are tried at marks alone: trying them at each letter takes most of a read."""
    mark = _MARK.search(text)
    while mark:
        found = _SPANS.match(text, mark.start())
        if found:
            yield found
        mark = _MARK.search(text, found.end() if found else mark.end())


def _no_image(text: str) -> str:
    """Return text with which a link behind it is not taken for an image."""
    return text.removesuffix("!") + "\\!" if text.endswith("!") else text


def _plain(text: str) -> str:
    """Return text with what its character references stand for."""
    if "&" not in text:
        return text
    import html  # noqa: PLC0415 - the table of names takes a while to import, and few texts have any

    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def _span(found: re.Match[str], marks: frozenset[str]) -> str:
    """Return what stands between marks; a mark inside of the same says no more."""
    if found["code"] is not None:
        return code_span(found["code"])
    if found["tagged"] is not None:
        return code_span(_plain(found["tagged"]))
    if found["source"]:
        return image(_plain(found["alternative"] or ""), found["source"])
    if found["address"]:
        return link(_inline(found["text"], marks), found["address"])
    mark, inner = ("**", found["strong"]) if found["strong"] else ("_", found["em"])
    if mark in marks:
        return escape_markdown(_plain(inner))
    return f"{mark}{_inline(inner, marks | {mark})}{mark}"
