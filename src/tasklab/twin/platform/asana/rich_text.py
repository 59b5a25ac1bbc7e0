"""Rich text: a small XML in `<body>`, what it may hold, and the plain text beside it.

Source: https://developers.asana.com/docs/rich-text and the announcement of headers, rules and images
https://forum.asana.com/t/changes-are-coming-to-rich-text-html-notes-and-html-text-in-asana/113434 (2026-11-26).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from tasklab.twin.platform.asana.refusal import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

_INLINE = frozenset({"strong", "em", "u", "s", "code", "a"})
_LISTS = frozenset({"ul", "ol"})
_COMMENT = _INLINE | _LISTS | {"li", "blockquote", "pre"}
_NOTES = _COMMENT | {"h1", "h2", "hr", "img"}
_EMPTY = frozenset({"hr", "img"})
_ONLY_INLINE = frozenset({"h1", "h2", "pre", "blockquote"})
_IMAGE = ("data-asana-gid", "data-asana-type", "src", "alt", "style", "data-src-width", "data-src-height")
_LINK = (
    "href",
    "data-asana-accessible",
    "data-asana-dynamic",
    "data-asana-type",
    "data-asana-gid",
    "data-asana-project",
    "data-asana-tag",
)
_PLACES: tuple[str, ...] = ("data-asana-project", "data-asana-tag")
_ATTRIBUTES = {"a": frozenset(_LINK), "img": frozenset({*_IMAGE, "data-gid"})}
_ADDRESS = re.compile(r"(https?|mailto|ftp|tel|asana):\S+", re.IGNORECASE)
_LINES = frozenset({"li", "h1", "h2", "blockquote", "pre", "hr"})


def normalise(html: str, name: str, resolve: Callable[[str], dict[str, str] | None], *, is_notes: bool) -> str:
    """Return rich text as Asana keeps it: links to objects are filled in. Raises: RefusalError.

    `resolve` says of a gid its `type`, `name` and `href`, or None where the writer may not see it.
    """
    refused = invalid(name, "XML is invalid")
    if "<!" in html or "<?" in html:
        raise refused  # no comments, declarations or entities of one's own
    try:
        root = ET.fromstring(html)  # noqa: S314 - without declarations there is nothing to expand
    except ET.ParseError as error:
        raise refused from error
    if root.tag != "body" or root.attrib:
        raise refused
    allowed = _NOTES if is_notes else _COMMENT
    for parent, child in _pairs(root):
        if not _fits(parent, child, allowed):
            raise refused
    for element in root.iter("a"):
        if not _fill_link(element, resolve):
            raise refused
    return "".join(_render(root))


def _pairs(root: Element) -> Iterator[tuple[Element, Element]]:
    for parent in root.iter():
        for child in parent:
            yield parent, child


def _fits(parent: Element, child: Element, allowed: frozenset[str]) -> bool:
    if child.tag not in allowed or set(child.attrib) - _ATTRIBUTES.get(child.tag, frozenset()):
        return False
    if child.tag in _EMPTY and (len(child) or child.text):
        return False
    if parent.tag in _LISTS or child.tag == "li":
        return parent.tag in _LISTS and child.tag == "li"
    if parent.tag == "li":
        return child.tag in _INLINE or child.tag in _LISTS
    if parent.tag in _ONLY_INLINE or parent.tag in _INLINE:
        return child.tag in _INLINE
    return True


def _fill_link(element: Element, resolve: Callable[[str], dict[str, str] | None]) -> bool:
    gid = element.get("data-asana-gid")
    target = resolve(gid) if gid else None
    if target is None:
        return bool(_ADDRESS.fullmatch(element.get("href", "")))
    kept: dict[str, str] = {str(name): element.attrib[name] for name in _PLACES if name in element.attrib}
    is_dynamic = element.get("data-asana-dynamic") != "false"
    element.attrib.clear()
    element.attrib.update(
        {
            "href": target["href"],
            "data-asana-accessible": "true",
            "data-asana-dynamic": "true" if is_dynamic else "false",
            "data-asana-type": target["type"],
            "data-asana-gid": gid or "",
            **kept,
        }
    )
    if is_dynamic:
        for child in list(element):
            element.remove(child)
        element.text = target["name"]
    return True


def _render(element: Element) -> Iterator[str]:
    names = _LINK if element.tag == "a" else sorted(element.attrib)
    attributes = "".join(f" {name}={quoteattr(element.attrib[name])}" for name in names if name in element.attrib)
    if element.tag in _EMPTY:
        yield f"<{element.tag}{attributes}/>"
        return
    yield f"<{element.tag}{attributes}>{escape(element.text or '')}"
    for child in element:
        yield from _render(child)
        yield escape(child.tail or "")
    yield f"</{element.tag}>"


def plain_of(html: str) -> str:
    """Return the plain text of rich text that was kept: headers, items and other blocks have lines of their own."""
    text = ""
    for part, is_block in _read(ET.fromstring(html)):  # noqa: S314 - written by `normalise`
        if is_block and text and not text.endswith("\n"):
            text += "\n"
        text += part
    return text.strip("\n")


def _read(element: Element) -> Iterator[tuple[str, bool]]:
    """Yield the texts of an element, each with whether a line begins before it."""
    yield element.text or "", element.tag in _LINES
    for child in element:
        yield from _read(child)
        yield child.tail or "", child.tag in _LINES or child.tag in _LISTS


def rich_of(text: str) -> str:
    """Return plain text as rich text."""
    return f"<body>{escape(text)}</body>"
