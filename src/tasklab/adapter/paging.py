"""How platforms cut lists into pages: one small class per kind.

A `Window` is one native page that a list asks for; each kind reads from it what a request carries, and answers with
the window of the page after, or None when there is none.

    page      OffsetPaging(max_size=100)
    request   offset=page.offset(window), limit=window.size
    after     page.after(window, count=len(found), total=found.total)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from tasklab.adapter.message import Response

T = TypeVar("T")


class Window(Struct, frozen=True):
    """One native page that a list asks for."""

    token: str | None = None
    """Where it stands, in the form of the paging kind; None for the first page."""
    size: int = 100
    """Most native objects on it."""


class NativePage(Struct, Generic[T], frozen=True):
    """What came of asking for a window: the unified objects on it, in native order."""

    items: list[T]
    next: Window | None = None
    """The window after it; None at the end of the list."""
    total: int | None = None
    """Objects in the whole list, where the platform says so."""
    holders: list[list[str]] | None = None
    """The outer objects that hold each of them, where a list goes across others and its objects say so."""


class WholePaging(Struct, frozen=True):
    """The whole list in one answer."""

    max_size: int | None = None

    def after(self) -> None:
        """Return that nothing follows."""
        return


class PagePaging(Struct, frozen=True):
    """Pages by number."""

    max_size: int | None = None
    first: int = 1

    def number(self, window: Window) -> int:
        """Return the number of the page."""
        return self.first if window.token is None else _number(window.token)

    def after(self, window: Window, count: int, *, total: int | None = None, more: bool | None = None) -> Window | None:
        """Return the window after a page on which `count` native objects stood.

        A server that serves fewer than it was asked for is believed: its own size is asked for from then on.
        """
        number = self.number(window)
        size = window.size
        if number == self.first and 0 < count < size and (more or (total or 0) > count):
            size = count
        if more is None:
            more = count >= size if total is None else (number - self.first) * size + count < total
        return Window(str(number + 1), size) if more and count else None


class OffsetPaging(Struct, frozen=True):
    """Pages by the number of objects before them."""

    max_size: int | None = None

    def offset(self, window: Window) -> int:
        """Return how many objects stand before the page."""
        return 0 if window.token is None else _number(window.token)

    def after(self, window: Window, count: int, *, total: int | None = None, more: bool | None = None) -> Window | None:
        """Return the window after a page on which `count` native objects stood."""
        end = self.offset(window) + count
        if more is None:
            more = count >= window.size if total is None else end < total
        return Window(str(end), window.size) if more and count else None


class CursorPaging(Struct, frozen=True):
    """Pages by a cursor that the platform gives with the page before."""

    max_size: int | None = None

    def cursor(self, window: Window) -> str | UnsetType:
        """Return the cursor to send; UNSET for the first page."""
        return UNSET if window.token is None else window.token

    def after(self, window: Window, following: str | int | None, *, more: bool | None = None) -> Window | None:
        """Return the window that a cursor leads to."""
        if more is False or following is None or following == "":
            return None
        return Window(str(following), window.size)


class UrlPaging(Struct, frozen=True):
    """Pages by an address that the platform gives in the body of the page before."""

    max_size: int | None = None

    def address(self, window: Window, first: str) -> str:
        """Return where the page is; `first` is where the first one is."""
        return first if window.token is None else window.token

    def after(self, window: Window, following: str | None) -> Window | None:
        """Return the window at an address."""
        return Window(following, window.size) if following else None


class LinkPaging(Struct, frozen=True):
    """Pages by an address in the header `Link`. Source: RFC 8288."""

    max_size: int | None = None

    def address(self, window: Window, first: str) -> str:
        """Return where the page is; `first` is where the first one is."""
        return first if window.token is None else window.token

    def after(self, window: Window, response: Response) -> Window | None:
        """Return the window that the header's relation `next` leads to."""
        following = find_link(response.headers.get("link", ""), "next")
        return Window(following, window.size) if following else None


class KeysetPaging(Struct, frozen=True):
    """Pages by the key of the last object before them."""

    max_size: int | None = None

    def last(self, window: Window) -> str | UnsetType:
        """Return the key after which the page begins; UNSET for the first page."""
        return UNSET if window.token is None else window.token

    def after(self, window: Window, count: int, last: str | int | None, *, more: bool | None = None) -> Window | None:
        """Return the window after a page of `count` native objects that ended with the key `last`."""
        if more is None:
            more = count >= window.size
        return Window(str(last), window.size) if more and count and last is not None else None


def _number(token: str) -> int:
    if not token.isdecimal():
        raise ValidationError("not a cursor: pass `next_cursor` as it was given", pointer="/cursor")
    return int(token)


_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]*"|[^",;\s]*))?)*)')
_RELATION = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]*))', re.IGNORECASE)


def find_link(header: str, relation: str) -> str | None:
    """Find the target of the first link with a relation type. Source: RFC 8288, section 3."""
    for target, parameters in _LINK.findall(header):
        found = _RELATION.search(parameters)
        if found and relation in (found[1] or found[2] or "").lower().split():
            return str(target)
    return None
