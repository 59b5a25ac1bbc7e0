"""Lists that a platform gives within one other object only, asked for all of them: page by page, one after the other.

A cursor of such a list says within which outer object it goes on, and where in that one's list. The outer objects are
read page by page too, and a page of them again for each page asked for: one that is gone is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Struct

from tasklab.adapter.listing import Identified, ListPlan, walk
from tasklab.adapter.paging import NativePage, Window
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow
    from tasklab.unified.page import Page
    from tasklab.unified.parameter.common import ListParameters

T = TypeVar("T", bound=Identified)
O = TypeVar("O", bound=Identified)  # noqa: E741 - the outer object
P = TypeVar("P", bound="ListParameters")


class OuterPage(Struct, frozen=True):
    """Some of the objects that a list goes across."""

    names: list[str]
    following: str | None = None
    """Cursor of the ones after them; None where these are the last."""


Outers: TypeAlias = Callable[[str | None], Generator[Any, Any, OuterPage]]
"""A sub-flow that reads the outer objects at a cursor."""
FetchIn: TypeAlias = Callable[[str, Window], Generator[Any, Any, NativePage[T]]]
"""A sub-flow that fetches one native page of the list within one outer object."""


class _Place(Struct, frozen=True, array_like=True):
    """Where a walk stands. Shape: a JSON array, as the token of a window."""

    outers: str | None = None
    """Cursor of the page of outer objects."""
    name: str | None = None
    """The outer object; None for the first of the page."""
    index: int = 0
    """Where on the page it stood."""
    token: str | None = None
    """Token of the window within it."""
    before: str | None = None
    """The outer object before it on the page."""

    def index_now(self, names: list[str]) -> int:
        """Return where on the page it stands now; if it is gone, what came after it. What was before it may be, too."""
        if self.name in names:
            return names.index(self.name)
        if self.before in names:
            return names.index(self.before) + 1
        return max(self.index - 1, 0)


_DECODER = msgspec.json.Decoder(_Place)


def words(*names: str) -> Outers:
    """Return words of the platform's as what a list goes across."""

    def read(_cursor: str | None) -> Flow[OuterPage]:
        yield from ()
        return OuterPage(list(names))

    return read


def listed_ids(method: Callable[[P], Flow[Page[O]]], parameters: P) -> Outers:
    """Return the objects of another list as what a list goes across."""

    def read(cursor: str | None) -> Flow[OuterPage]:
        page = yield from method(msgspec.structs.replace(parameters, cursor=UNSET if cursor is None else cursor))
        return OuterPage([item.id for item in page.items], page.next_cursor)

    return read


def walk_across(
    adapter: Adapter, parameters: ListParameters, plan: ListPlan, outers: Outers, fetch_in: FetchIn[T]
) -> Flow[Page[T]]:
    """Answer one page of a list that goes across others: see `walk`, which it raises the errors of."""
    across = _Across(outers, fetch_in, has_order=plan.has_order)
    return (yield from walk(adapter, parameters, plan, across.fetch, is_across=True))


@dataclass(slots=True)
class _Across(Generic[T]):
    """One call of a list that goes across others."""

    outers: Outers
    fetch_in: FetchIn[T]
    has_order: bool
    read: dict[str | None, OuterPage] = field(default_factory=dict)
    """Pages of outer objects that this call has read, by their cursors."""

    def fetch(self, window: Window) -> Flow[NativePage[T]]:
        """Fetch the native page at a place; an empty one where the place is no more."""
        place = _place_of(window)
        outer = yield from self._outer_page(place.outers)
        names = outer.names
        index = place.index_now(names)
        if index >= len(names) or place.name not in (None, names[index]):
            # What a cursor says of the page within it is not true of the one that took its place.
            return NativePage([], _window(_place_at(place.outers, outer, index), window.size))
        page = yield from self.fetch_in(names[index], Window(place.token, window.size))
        if page.next is None:
            following = _window(_place_at(place.outers, outer, index + 1), window.size)
        else:
            following = _window(_place_at(place.outers, outer, index, page.next.token), page.next.size)
        items = page.items if page.holders is None else (yield from self._first_here(page, place.outers, outer, index))
        return NativePage(items if self.has_order else sorted(items, key=_id_of), following)

    def _outer_page(self, cursor: str | None) -> Flow[OuterPage]:
        if cursor not in self.read:
            self.read[cursor] = yield from self.outers(cursor)
        return self.read[cursor]

    def _first_here(self, page: NativePage[T], cursor: str | None, outer: OuterPage, index: int) -> Flow[list[T]]:
        """Return the objects that no outer object before this one holds, by what they say themselves."""
        before, behind = set(outer.names[:index]), set(outer.names[index:])
        holders = [set(each) - behind for each in page.holders or ()]
        if cursor is not None and any(each and before.isdisjoint(each) for each in holders):
            before |= yield from self._names_before(outer)
        return [item for item, each in zip(page.items, holders, strict=True) if before.isdisjoint(each)]

    def _names_before(self, outer: OuterPage) -> Flow[set[str]]:
        """Return the outer objects that are listed before a page of them."""
        found: set[str] = set()
        here, cursor = set(outer.names), None
        while True:
            page = yield from self._outer_page(cursor)
            for name in page.names:
                if name in here:
                    return found
                found.add(name)
            if page.following is None:
                return found
            cursor = page.following


def _id_of(item: Identified) -> str:
    return item.id


def _place_at(cursor: str | None, outer: OuterPage, index: int, token: str | None = None) -> _Place | None:
    """Return the place within an outer object of a page, or at the beginning of the page after it."""
    if index < len(outer.names):
        return _Place(cursor, outer.names[index], index, token, outer.names[index - 1] if index else None)
    return None if outer.following is None else _Place(outer.following)


def _window(place: _Place | None, size: int) -> Window | None:
    return None if place is None else Window(msgspec.json.encode(place).decode(), size)


def _place_of(window: Window) -> _Place:
    if window.token is None:
        return _Place()
    try:
        return _DECODER.decode(window.token)
    except msgspec.DecodeError as error:
        raise ValidationError("not a cursor: pass `next_cursor` as it was given", pointer="/cursor") from error
