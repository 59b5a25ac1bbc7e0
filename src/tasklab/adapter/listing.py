"""Walking a list: every object once at any page size, with the filters and orders that the platform lacks.

A generated list method says in a `ListPlan` what the platform can do, and gives a sub-flow that fetches one native
page; `walk` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import cmp_to_key
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from tasklab.adapter import filtering
from tasklab.adapter.cursor import Cursor, digest_query, parse_cursor, render_cursor
from tasklab.adapter.paging import NativePage, Window
from tasklab.unified.enumeration import FilterPlace
from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError
from tasklab.unified.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.filtering import Key, Test
    from tasklab.adapter.message import Flow
    from tasklab.unified.parameter.common import ListParameters


class Identified(Protocol):
    """Anything with an id: every unified object."""

    id: str


T = TypeVar("T", bound=Identified)
P = TypeVar("P", bound="ListParameters")
Fetch: TypeAlias = Callable[[Window], Generator[Any, Any, NativePage[T]]]
"""A sub-flow that fetches one native page."""

_SIZE = 100
"""Native page that is asked for where the platform names no largest one and we filter."""
_MOST_PAGES = 50
"""Native pages that one call reads; what it found until then is answered, with a cursor."""


class ListPlan(Struct, frozen=True):
    """What the platform can do about one list."""

    method: str
    """`task.list`"""
    native: frozenset[str] = frozenset()
    """Filters that the platform applies."""
    refined: frozenset[str] = frozenset()
    """Native filters that are coarser than ours: we apply them again."""
    sorts: frozenset[str] = frozenset()
    """Unified fields that the platform sorts by."""
    max_size: int | None = None
    """Largest native page."""
    is_whole: bool = False
    """Whether one answer holds the whole list: local filters and orders then cost nothing."""
    is_distinct: bool = False
    """Whether an object may be found more than once: the list is then read whole, and each object given once."""
    is_held: bool = False
    """Whether objects say which others hold them: those that are in several are told from that, page by page."""
    has_order: bool = True
    """Whether the order of a whole list means something and holds still; WebDAV's answers have none (RFC 4918)."""
    unsupported: tuple[str, ...] = ()
    """Unified fields that the platform cannot carry, and that no local filter can look at."""


def walk(
    adapter: Adapter, parameters: ListParameters, plan: ListPlan, fetch: Fetch[T], *, is_across: bool = False
) -> Flow[Page[T]]:
    """Answer one page of a list, as the catalogue promises it.

    A list that goes across others is whole within each of them at most, and read page by page.
    Raises: UnsupportedFieldError for a filter or an order that would need reading everything, unless the caller allows
    it; ValidationError for a cursor of another query.
    """
    walker = _Walk(adapter, parameters, plan, fetch, is_across)
    if walker.is_arranged:
        return (yield from walker.arranged_page())
    return (yield from walker.native_page())


@dataclass(slots=True)
class _Walk(Generic[T]):
    """One call of a list."""

    adapter: Adapter
    parameters: ListParameters
    plan: ListPlan
    fetch: Fetch[T]
    is_across: bool = False
    tests: list[Test] = field(default_factory=list)
    filtered: FilterPlace | None = None
    sort: str | None = None
    """Field of an order that we make."""
    is_descending: bool = False
    cursor: Cursor | None = None

    def __post_init__(self) -> None:
        self._plan_filters()
        self._plan_sort()
        if self.parameters.cursor is not UNSET:
            self.cursor = parse_cursor(self.parameters.cursor, self.query)

    @property
    def query(self) -> str:
        """The digest that its cursors carry; a list that fits in one answer has none."""
        if self.cursor is not None:
            return self.cursor.query
        adapter = self.adapter
        site = (adapter.connection.id, adapter.platform, adapter.version, self.plan.method)
        return digest_query(site, self.parameters)

    @property
    def is_arranged(self) -> bool:
        """Whether the whole list is read and put in order before a page is cut from it."""
        plan = self.plan
        is_whole = plan.is_whole and not self.is_across
        return is_whole or (plan.is_distinct and not plan.is_held) or self.sort is not None

    def _plan_filters(self) -> None:
        plan, parameters = self.plan, self.parameters
        given = filtering.given_filters(parameters)
        local = [name for name in given if name not in plan.native and filtering.fields_read(name)]
        for name in local:
            self._require(name, filtering.fields_read(name), "filter")
        again = [name for name in given if name in plan.native and name in plan.refined]
        self.tests = [filtering.make_test(name, getattr(parameters, name)) for name in (*local, *again)]
        if given:
            self.filtered = FilterPlace.LOCAL if self.tests else FilterPlace.NATIVE

    def _plan_sort(self) -> None:
        wanted = self.parameters.sort
        if wanted is UNSET:
            return
        name = wanted.removeprefix("-")
        if name in self.plan.sorts:
            return
        self._require("sort", (name,), "order")
        self.sort, self.is_descending = name, wanted.startswith("-")

    def _require(self, parameter: str, reads: tuple[str, ...], what: str) -> None:
        """Refuse a local filter or order that cannot be had, or costs more than the caller allows."""
        site = f"{self.adapter.platform} {self.adapter.version}"
        if all(name in self.plan.unsupported for name in reads):
            raise UnsupportedFieldError(
                f"`{parameter}`: {site} does not carry `{'` or `'.join(reads)}`, so there is nothing to {what} by",
                method=self.plan.method,
                pointer=f"/{parameter}",
            )
        if not (self.plan.is_whole or self.plan.is_distinct or self.parameters.allow_scan):
            raise UnsupportedFieldError(
                f"{site} has no such {what}, and doing it here would need reading everything: "
                f"leave `{parameter}` out, or send `allow_scan: true`",
                method=self.plan.method,
                pointer=f"/{parameter}",
            )

    # In the platform's own order, page by page

    def native_page(self) -> Flow[Page[T]]:
        """Read native pages until the caller's page is full."""
        limit, tests, cursor = self.parameters.limit, self.tests, self.cursor
        window = Window(cursor.token, cursor.size) if cursor else Window(None, self._size())
        found: list[T] = []
        for _ in range(_MOST_PAGES):
            page = yield from self.fetch(window)
            begin = self._resume_index(page.items, cursor)
            cursor = None
            taken, end = _take(page.items, begin, limit - len(found), tests)
            found += taken
            if end < len(page.items):
                last = page.items[end - 1].id
                return self._page(found, Cursor(self.query, window.token, window.size, end, last), page.total)
            if page.next is None:
                return self._page(found, None, page.total)
            window = _another(page.next, window)
            if len(found) >= limit:
                break
        return self._page(found, Cursor(self.query, window.token, window.size), page.total)

    def _resume_index(self, items: list[T], cursor: Cursor | None) -> int:
        """Return where a page goes on: after the last object given out, or where it stood if it is gone."""
        if cursor is None:
            return 0
        if cursor.last is not None and self.is_across and not self.plan.has_order:
            # What came within one other object is in order of its ids.
            return sum(item.id <= cursor.last for item in items)
        if cursor.last is not None:
            for index, item in enumerate(items):
                if item.id == cursor.last:
                    return index + 1
        return min(cursor.skip, len(items))

    def _size(self) -> int:
        largest = self.plan.max_size
        wanted = _SIZE if self.tests else self.parameters.limit
        if largest is None:
            return wanted
        return largest if self.tests else min(wanted, largest)

    def _page(self, items: list[T], cursor: Cursor | None, total: int | None) -> Page[T]:
        return Page(
            items=items,
            next_cursor=None if cursor is None else render_cursor(cursor),
            approximate_total=None if self.tests and not self.is_arranged else total,
            filtered=self.filtered,
        )

    # In an order of ours, or cut from a whole list

    def arranged_page(self) -> Flow[Page[T]]:
        """Read the whole list, put it in order, and cut the caller's page from it."""
        items = yield from self._everything()
        if self.tests:
            items = [item for item in items if all(test(item) for test in self.tests)]
        field_name = self.sort or (None if self.plan.has_order else "id")
        if field_name is None:
            begin = self._resume_index(items, self.cursor)
            end = begin + self.parameters.limit
            rest = items[begin:end]
            cursor = Cursor(self.query, skip=end, last=rest[-1].id) if end < len(items) and rest else None
            return self._page(rest, cursor, len(items))
        return self._cut(_arrange(items, field_name, is_descending=self.is_descending))

    def _cut(self, keyed: list[tuple[Key, T]]) -> Page[T]:
        total = len(keyed)
        if self.cursor is not None and self.cursor.order is not None:
            done = self.cursor.order
            keyed = [pair for pair in keyed if filtering.is_before(done, pair[0], is_descending=self.is_descending)]
        rest = keyed[: self.parameters.limit]
        cursor = Cursor(self.query, order=rest[-1][0]) if len(keyed) > len(rest) else None
        return self._page([item for _, item in rest], cursor, total)

    def _everything(self) -> Flow[list[T]]:
        window: Window | None = Window(None, self.plan.max_size or _SIZE)
        found: list[T] = []
        while window is not None:
            page = yield from self.fetch(window)
            found += page.items
            window = page.next and _another(page.next, window)
        if not self.plan.is_distinct:
            return found
        # The first of them stands for all, so that what is listed is what stood at its place.
        first: dict[str, T] = {}
        for item in found:
            first.setdefault(item.id, item)
        return list(first.values())


def last_of(
    method: Callable[[P], Flow[Page[T]]], parameters: P, where: Mapping[str, object] = MappingProxyType({})
) -> Flow[T]:
    """Return the last object of a list: the newest, where a platform adds at the end and gives no address.

    With `where` it is the last one whose fields have these values: others may add to the same list meanwhile.
    Raises: PlatformError when there is none.
    """
    last: T | None = None
    cursor: str | UnsetType | None = UNSET
    while cursor is not None:
        page = yield from method(msgspec.structs.replace(parameters, cursor=cursor))
        for item in page.items:
            if all(getattr(item, field) == value for field, value in where.items()):
                last = item
        cursor = page.next_cursor
    if last is None:
        raise PlatformError("what was just written is not in the list that it was added to")
    return last


def found_in(
    method: Callable[[P], Flow[Page[T]]], parameters: P, where: Mapping[str, object], parameter: str
) -> Flow[T]:
    """Return the first object of a list whose fields have these values, where a platform cannot be asked for it.

    Raises: NotFoundError about the parameter when the list has no such object.
    """
    cursor: str | UnsetType | None = UNSET
    while cursor is not None:
        page = yield from method(msgspec.structs.replace(parameters, cursor=cursor))
        for item in page.items:
            if all(getattr(item, field) == value for field, value in where.items()):
                return item
        cursor = page.next_cursor
    raise NotFoundError("there is no such object, or this account may not know of it", pointer=f"/{parameter}")


def listed(method: Callable[[P], Flow[Page[T]]], parameters: P, identifier: str) -> Flow[T]:
    """Return the object of a list that has an id, where a platform has no call that reads it alone.

    Raises: NotFoundError when the list has no such object.
    """
    cursor: str | UnsetType | None = UNSET
    while cursor is not None:
        page = yield from method(msgspec.structs.replace(parameters, cursor=cursor))
        for item in page.items:
            if item.id == identifier:
                return item
        cursor = page.next_cursor
    raise NotFoundError(f"there is no object with the id {identifier!r}", pointer="/id")


def _another(following: Window, window: Window) -> Window:
    """Return the window after one.

    Raises: PlatformError when it is the same one.
    """
    if following.token == window.token:
        raise PlatformError("the platform answered with the same page twice: the list has no end")
    return following


def _take(items: list[T], begin: int, room: int, tests: list[Test]) -> tuple[list[T], int]:
    """Return the objects that pass, as many as there is room for, and the index after the last one looked at."""
    if not tests:
        end = min(len(items), begin + room)
        return (items if end - begin == len(items) else items[begin:end]), end
    taken: list[T] = []
    for index in range(begin, len(items)):
        if len(taken) == room:
            return taken, index
        if all(test(items[index]) for test in tests):
            taken.append(items[index])
    return taken, len(items)


def _arrange(items: list[T], field_name: str, *, is_descending: bool) -> list[tuple[Key, T]]:
    def compare(one: tuple[Key, T], other: tuple[Key, T]) -> int:
        if filtering.is_before(one[0], other[0], is_descending=is_descending):
            return -1
        return 1 if filtering.is_before(other[0], one[0], is_descending=is_descending) else 0

    return sorted(((filtering.sort_key(item, field_name), item) for item in items), key=cmp_to_key(compare))
