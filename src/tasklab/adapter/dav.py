"""WebDAV multi-status answers, and the resources that they or a GET give.

The XML comes from outside: a document type or an entity is refused, as is what is too deep or too large.
Source: RFC 4918 sections 13 and 14, RFC 4791.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from xml.parsers import expat

from tasklab.adapter.calendar import parse_calendar
from tasklab.adapter.due import find_due
from tasklab.unified.error import KINDS, PlatformError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.adapter.calendar import Calendar, Component
    from tasklab.adapter.content_line import Property

_PREFIXES = {
    "DAV:": "D",
    "urn:ietf:params:xml:ns:caldav": "C",
    "http://calendarserver.org/ns/": "CS",
    "http://apple.com/ns/ical/": "A",
}
_DEEPEST = 64
_LARGEST_BYTES = 64 * 1024 * 1024
_MOST_ELEMENTS = 2_000_000
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})", re.ASCII)
_OK = range(200, 300)
_GONE = (404, 410)
_FAILED_DEPENDENCY = 424
"""Not set because another property could not be."""
_KINDS = {401: "authentication", 403: "permission", 409: "conflict", 423: "conflict"}


@dataclass(slots=True)
class Element:
    """An XML element: its prefixed name, the text right in it, its children."""

    name: str
    """`D:href`; of an unknown namespace `{uri}name`."""
    parts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text right in it, white space and all."""
        return "".join(self.parts)

    def all(self, name: str) -> Iterator[Element]:
        """Yield the children of one name."""
        return (child for child in self.children if child.name == name)

    def find(self, name: str) -> Element | None:
        """Find the first child of a name."""
        return next(self.all(name), None)


class _Builder:
    """Builds elements from what expat reports, within bounds."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST_ELEMENTS:
            raise PlatformError(f"the platform gave XML of more than {_DEEPEST} levels or {_MOST_ELEMENTS} elements")
        uri, _, local = name.rpartition(" ")
        prefix = _PREFIXES.get(uri)
        element = Element(f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}", attributes=attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].parts.append(text)

    def doctype(self, *_parts: object) -> None:
        raise PlatformError("the platform gave XML with a document type: none is needed, and it may be an attack")


def parse_xml(document: bytes) -> Element:
    """Parse XML from outside.

    Raises: PlatformError for what is not well-formed, has a document type, or is too deep or too large.
    """
    if len(document) > _LARGEST_BYTES:
        raise PlatformError(f"the platform gave {len(document)} bytes of XML: expected at most {_LARGEST_BYTES}")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the others: an encoding that nobody knows
        raise PlatformError(f"the platform gave what is not well-formed XML: {error}") from error
    if builder.root is None:
        raise PlatformError("the platform gave XML without an element")
    return builder.root


@dataclass(frozen=True)
class DavItem:
    """One resource: where it is, and those of its properties that the platform gave."""

    href: str
    """As the platform wrote it: a path or a whole address, percent-encoded in its own way."""
    etag: str | None = None
    status: int = 200
    """Of the resource as a whole."""
    elements: tuple[Element, ...] = ()
    """The properties that it has, as XML."""
    refused: tuple[tuple[str, int], ...] = ()
    """Names and statuses of the properties that it has not, or that could not be set."""
    document: bytes | str | None = None
    """The resource itself, where it was asked for."""

    def _find_all(self, path: str) -> Iterator[Element]:
        found: list[Element] = [Element("", children=list(self.elements))]
        for name in path.split("/"):
            found = [child for element in found for child in element.all(name)]
        return iter(found)

    def text(self, path: str) -> str | None:
        """Find the text of an element or of an attribute: `D:displayname`, `C:calendar-home-set/D:href`, `C:comp@name`.

        Shape: an element without text is the empty text; an address comes without white space around it.
        """
        return next(iter(self.texts(path)), None)

    def texts(self, path: str) -> list[str]:
        """Return the texts of all elements, or of all attributes, at a path."""
        path, _, attribute = path.partition("@")
        if attribute:
            return [
                element.attributes[attribute] for element in self._find_all(path) if attribute in element.attributes
            ]
        is_address = path.endswith("D:href")
        return [element.text.strip() if is_address else element.text for element in self._find_all(path)]

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar object that the resource holds.

        Raises: PlatformError when the platform gave none, or none that can be read.
        """
        if self.document is None:
            raise PlatformError(f"the platform gave no calendar data for {self.href}")
        return parse_calendar(self.document)

    @cached_property
    def todo(self) -> Component:
        """The to-do in the calendar object; of a recurring one what all its instances share.

        Raises: NotFoundError when it holds an event or a journal.
        """
        return self.calendar.todo

    def property(self, name: str) -> Property | None:
        """Find the first property of a name in the to-do. A due date may be given as a start and a duration."""
        return find_due(self.todo) if name == "DUE" else self.todo.find(name)

    def properties(self, name: str) -> list[Property]:
        """Return all properties of a name in the to-do."""
        return self.todo.all(name)


def parse_multistatus(document: bytes) -> list[DavItem]:
    """Parse the answer to PROPFIND, PROPPATCH or REPORT: one item for each resource that is there.

    A resource that the answer itself calls gone is left out: it went while the platform was answering.
    Raises: PlatformError for another kind of answer, and when the platform could not list a resource, or not all.
    """
    root = parse_xml(document)
    if root.name != "D:multistatus":
        raise PlatformError(f"the platform gave {root.name}: expected D:multistatus")
    items = [item for response in root.all("D:response") for item in _items(response)]
    for item in items:
        if item.status not in _OK and item.status not in _GONE:
            raise PlatformError(f"the platform could not list {item.href}: status {item.status}")
    return [item for item in items if item.status in _OK]


def _items(response: Element) -> Iterator[DavItem]:
    hrefs = [href.text.strip() for href in response.all("D:href")]
    if not hrefs:
        raise PlatformError("the platform gave a D:response without D:href")
    status = response.find("D:status")
    if status is not None and response.find("D:propstat") is None:
        yield from (DavItem(href, status=_status(status)) for href in hrefs)
        return
    given: list[Element] = []
    refused: list[tuple[str, int]] = []
    for propstat in response.all("D:propstat"):
        code, prop = propstat.find("D:status"), propstat.find("D:prop")
        children = prop.children if prop is not None else []
        if code is None or _status(code) in _OK:
            given += children
        else:
            refused += [(child.name, _status(code)) for child in children]
    texts = {element.name: element.text for element in given}
    etag = texts.get("D:getetag")
    document = texts.get("C:calendar-data")
    yield DavItem(hrefs[0], etag.strip() if etag else None, 200, tuple(given), tuple(refused), document)


def _status(element: Element) -> int:
    found = _STATUS.match(element.text.strip())
    if found is None:
        raise PlatformError(f"the platform gave the status {element.text[:60]!r}: expected one such as HTTP/1.1 200 OK")
    return int(found[1])


def has_any(values: Sequence[str], wanted: Sequence[str | None]) -> bool:
    """Tell whether one of all values at a path is wanted; None among the wanted means that there may be no value."""
    return any(value in wanted for value in values) or (not values and None in wanted)


def require_set(document: bytes) -> None:
    """Check the answer to PROPPATCH or MKCALENDAR: every property has to be set.

    Raises: MethodError of the kind that the status of the first refused property means.
    """
    root = parse_xml(document)
    answers = list(root.all("D:response")) if root.name == "D:multistatus" else [root]
    for answer in answers:
        for propstat in answer.all("D:propstat"):
            code, prop = propstat.find("D:status"), propstat.find("D:prop")
            status = _status(code) if code is not None else 200
            if status in _OK or status == _FAILED_DEPENDENCY:
                continue
            names = ", ".join(child.name for child in prop.children) if prop is not None else "a property"
            kind = _KINDS.get(status, "platform_error")
            raise KINDS[kind](f"the platform did not set {names}", native_status=status)
