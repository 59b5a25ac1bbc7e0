# ruff: noqa: ARG002 - the library calls every conversion with the same arguments
"""CommonMark from HTML. Importing it is slow: only the codec `html` does, when it is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import Tag
from markdownify import MarkdownConverter

from tasklab.adapter.codec.markdown import code_span, escape_line_starts, escape_markdown, fence, heading, image, link

if TYPE_CHECKING:
    from bs4.element import NavigableString

_LANGUAGE = "language-"
_BREAKS = frozenset(
    {"br", "p", "div", "ul", "ol", "li", "pre", "blockquote", "hr", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
)
"""Elements behind which a line begins."""


class _Converter(MarkdownConverter):
    """The library's converter, exact where the library guesses: escapes, code, addresses, beginnings of lines."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return text in which nothing is read as a mark."""
        return text if "pre" in parent_tags or "code" in parent_tags else escape_markdown(text)

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Return text in which no line begins as another kind of block does."""
        text = str(super().process_text(el, parent_tags=parent_tags))  # type: ignore[misc] # not in the library's types
        if {"pre", "code"} & (parent_tags or set()):
            return text
        following = el.next_sibling
        if text.endswith("!") and isinstance(following, Tag) and following.name == "a":
            text = text.removesuffix("!") + "\\!"
        before = el.previous_sibling
        if isinstance(before, Tag) and before.name not in _BREAKS:
            first, mark, rest = text.partition("\n")
            return first + mark + escape_line_starts(rest)
        return escape_line_starts(text)

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return emphasised text; emphasis in emphasis says no more."""
        return text if {"em", "i"} & parent_tags else str(super().convert_em(el, text, parent_tags))  # type: ignore[misc] # not in the library's types

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a rule, one that underlines nothing."""
        return "\n\n***\n\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802 - the library's name
        """Return a heading."""
        title = " ".join(text.split())
        return title if "_inline" in parent_tags else f"\n\n{heading(n, title)}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link."""
        href = str(el.get("href") or "")
        if "_noformat" in parent_tags or not href or not text.strip():
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return before + link(text.strip(), href, str(el.get("title") or "")) + after

    def convert_img(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Return an image."""
        return image(str(el.get("alt") or ""), str(el.get("src") or ""), str(el.get("title") or ""))

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return code within a line."""
        return text if "pre" in parent_tags or not text else code_span(text)

    def convert_pre(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Return a block of code."""
        code = el.find("code")
        classes: list[str] = list((code.get("class") if code else None) or el.get("class") or ())
        names = [name.removeprefix(_LANGUAGE) for name in classes if name.startswith(_LANGUAGE)]
        content = code.get_text() if code else el.get_text().removeprefix("\n")
        return f"\n\n{fence(content, names[0] if names else '')}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a cell: CommonMark has no tables, so their rows are lines."""
        inner = " ".join(text.split())
        return f"{inner} | " if el.find_next_sibling(["td", "th"]) else inner

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a row."""
        return text.strip() + ("\\\n" if el.find_next("tr") in el.find_next_siblings() else "")

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a paragraph."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        inner = "\n".join(line.strip() for line in text.strip().split("\n"))
        return f"\n\n{inner}\n\n" if inner else ""

    def convert_title(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return nothing: the title of a page is no part of its text."""
        return ""

    def convert_br(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Return a hard line break."""
        return " " if "_inline" in parent_tags else "\\\n"


_CONVERTER = _Converter(heading_style="atx", bullets="-", autolinks=False, strip_document="strip")


def render_markdown(html: str) -> str:
    """Return the CommonMark of HTML; scripts and styles are left out.

    HTML nested too deeply for the library is read as its text.
    """
    try:
        return str(_CONVERTER.convert(html))
    except RecursionError:
        return escape_line_starts(escape_markdown(" ".join(re.sub("<[^>]*>", " ", html).split())))
