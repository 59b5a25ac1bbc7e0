"""CommonMark as a tree, and text that means itself in it.

Raw HTML in Markdown is read as the text it is written as: nothing that a person writes becomes markup elsewhere.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_SPECIAL = re.compile(  # each begins with a character, and looks back after it: the search then skips all others
    r"\\|`|\[|\]|<|\*(?:(?<!\s\*)|(?!\s))|_(?:(?<![^\W_]_)(?!\s)|(?<!\s_)(?![^\W_]))|&(?=#?\w+;)"
)
_LINE_START = re.compile(
    r"(?m)^(\s*)(?:(#{1,6}(?=\s|$)|[-+*](?=\s|$)|-(?=-+\s*$)|=(?==*\s*$)|>|~(?=~~))|(\d{1,9})([.)](?=\s|$)))"
)
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_PLAIN = re.compile(r"(?!(?:h[1-6]|bq|p)[^\w\s])[^\W\d_][^\r\n\\`\[\]<>&*_@!\"]*(?<!\s)\Z")
_LAST_MARKS = re.compile(r"(?:^|(?<=\s))#+\Z")


@cache
def find_parser() -> MarkdownIt:
    """Return the parser, made when it is first needed: importing it is slow, and most adapters never do."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - see above

    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})


def parse_markdown(text: str) -> SyntaxTreeNode:
    """Return the tree of a text."""
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - see find_parser

    return SyntaxTreeNode(find_parser().parse(text))


def is_plain(text: str) -> bool:
    """Return whether text surely means itself in CommonMark and in Textile alike.

    That is one line that begins with a letter, is no block of Textile, and has none of the marks of either in it. Most
    text of most people is; asking costs a hundredth of reading it.
    """
    return _PLAIN.match(text) is not None


def escape_markdown(text: str) -> str:
    """Return text in which nothing is read as a mark within a line."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def escape_line_starts(text: str) -> str:
    """Return text in which no line begins as another kind of block does."""
    return _LINE_START.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", text)


def heading(level: int, title: str) -> str:
    """Return a heading; number signs at the end of a title are part of it."""
    escaped = _LAST_MARKS.sub(lambda found: "\\" + found[0], title)
    return f"{'#' * level} {escaped}"


def fence(content: str, language: str = "") -> str:
    """Return a block of code, between fences longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    marks = "`" * max(3, longest + 1)
    body = content if not content or content.endswith("\n") else content + "\n"
    return f"{marks}{language}\n{body}{marks}"


def code_span(content: str) -> str:
    """Return code within a line. Source: CommonMark 0.31 section 6.1."""
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    marks = "`" * (longest + 1)
    edge = content[:1] + content[-1:]
    pad = " " if "`" in edge or (edge == "  " and content.strip()) else ""
    return f"{marks}{pad}{content}{pad}{marks}"


def link(text: str, address: str, title: str = "") -> str:
    """Return a link of text that is CommonMark already; the text alone for an address that runs a program."""
    target = _target(address, title)
    return text if target is None else f"[{text}]({target})"


def image(alternative: str, address: str, title: str = "") -> str:
    """Return an image; the alternative alone for an address that runs a program."""
    target = _target(address, title)
    return escape_markdown(alternative) if target is None else f"![{escape_markdown(alternative)}]({target})"


def _target(address: str, title: str) -> str | None:
    parser = find_parser()
    normal = parser.normalizeLink(address.strip())
    if not parser.validateLink(normal):
        return None
    words = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    safe = normal.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
    safe = _REFERENCE.sub("&amp;", safe)
    end = f' "{words}"' if words else ""
    return (f"<{safe}>" if re.search(r"[\s()]", safe) or not safe else safe) + end
