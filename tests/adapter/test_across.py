"""Lists within others, asked for all of them: what a page costs, and that nothing is lost or comes twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from tests.adapter.test_listing import SHELF, run, task

from tasklab.adapter.across import OuterPage, listed_ids, walk_across, words
from tasklab.adapter.cursor import Cursor, digest_query, render_cursor
from tasklab.adapter.listing import ListPlan, walk
from tasklab.adapter.paging import NativePage, OffsetPaging, Window
from tasklab.unified.error import UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Project, Task
from tasklab.unified.parameter.project import ProjectListParameters
from tasklab.unified.parameter.task import TaskListParameters

if TYPE_CHECKING:
    from tasklab.unified.page import Page

PLAN = ListPlan("task.list")
HELD = ListPlan("task.list", is_distinct=True, is_held=True)


class Shelves:
    """A platform that lists tasks within projects only, and pages of either are as large as it likes."""

    def __init__(self, held: dict[str, list[int]], largest: int = 100, outer: int = 100) -> None:
        self.held, self.largest, self.outer = held, largest, outer
        self.asked: list[str] = []
        """What was asked for: `projects`, or the name of one."""

    def projects(self, parameters: ProjectListParameters) -> Any:
        plan = ListPlan("project.list", max_size=self.outer)
        return walk(SHELF, parameters, plan, self._fetch_projects)

    def _fetch_projects(self, window: Window) -> Any:
        yield from ()
        self.asked.append("projects")
        paging = OffsetPaging()
        begin, names = paging.offset(window), list(self.held)
        found = [
            Project(id=name, name=name, platform="shelf", platform_version="1")
            for name in names[begin : begin + window.size]
        ]
        return NativePage(found, paging.after(window, len(found), total=len(names)))

    def fetch_in(self, name: str, window: Window) -> Any:
        yield from ()
        self.asked.append(name)
        paging = OffsetPaging()
        begin, numbers = paging.offset(window), self.held[name]
        found = numbers[begin : begin + min(window.size, self.largest)]
        holders = [[each for each, numbers in self.held.items() if number in numbers] for number in found]
        following = paging.after(window, len(found), total=len(numbers))
        return NativePage([task(number) for number in found], following, len(numbers), holders)

    def ask(self, plan: ListPlan = PLAN, **parameters: Any) -> Page[Task]:
        self.asked.clear()
        outers = listed_ids(self.projects, ProjectListParameters(limit=self.outer))
        fetch_in = self.fetch_in if plan.is_held else self._fetch_plainly
        return run(walk_across(SHELF, TaskListParameters(**parameters), plan, outers, fetch_in))

    def _fetch_plainly(self, name: str, window: Window) -> Any:
        page = yield from self.fetch_in(name, window)
        return NativePage(page.items, page.next, page.total)

    def walk(self, limits: list[int], plan: ListPlan = PLAN, **parameters: Any) -> list[int]:
        found: list[int] = []
        cursor: Any = UNSET
        for turn in range(2000):
            page = self.ask(plan, limit=limits[turn % len(limits)], cursor=cursor, **parameters)
            assert len(page.items) <= limits[turn % len(limits)]
            found += ids(page)
            if page.next_cursor is None:
                return found
            cursor = page.next_cursor
        raise AssertionError("the walk does not end")


def ids(page: Page[Task]) -> list[int]:
    return [int(item.id) for item in page.items]


def shelves(projects: int, tasks: int, **sizes: int) -> Shelves:
    """So many projects, each with as many tasks: the third of project 2 is 2003."""
    held = {f"p{one}": [one * 1000 + number for number in range(1, tasks + 1)] for one in range(1, projects + 1)}
    return Shelves(held, **sizes)


# What a page costs


def test_a_page_asks_within_as_many_as_fill_it() -> None:
    many = shelves(500, 30)
    first = many.ask(limit=50)
    assert many.asked == ["projects", "p1", "p2"]
    second = many.ask(limit=50, cursor=first.next_cursor)
    assert many.asked == ["projects", "p2", "p3", "p4"]
    assert ids(first) + ids(second) == [number for name in ("p1", "p2", "p3", "p4") for number in many.held[name]][:100]


def test_a_page_in_the_middle_of_one_asks_within_that_one_alone() -> None:
    many = shelves(500, 200)
    cursor = many.ask(limit=50).next_cursor
    many.ask(limit=50, cursor=cursor)
    assert many.asked == ["projects", "p1"]


def test_a_page_far_behind_reads_no_outer_page_before_its_own() -> None:
    many = shelves(500, 1, outer=10)
    page = many.ask(limit=40)
    page = many.ask(limit=3, cursor=page.next_cursor)
    assert many.asked == ["projects", "p41", "p42", "p43"]
    assert ids(page) == [41001, 42001, 43001]


def test_empty_ones_are_not_read_without_end() -> None:
    many = shelves(500, 0)
    page = many.ask(limit=50)
    assert (page.items, page.next_cursor is not None) == ([], True)
    assert len(many.asked) == 51
    assert many.walk([50]) == []


def test_words_of_the_platform_cost_no_request() -> None:
    two = Shelves({"in": [1, 2], "out": [3]})
    page = run(walk_across(SHELF, TaskListParameters(), PLAN, words("in", "out"), two._fetch_plainly))
    assert (ids(page), two.asked, page.next_cursor) == ([1, 2, 3], ["in", "out"], None)
    assert page.approximate_total is None


# Filters and orders


def test_an_order_of_ours_reads_everything() -> None:
    few = shelves(3, 4, largest=3)
    page = few.ask(limit=2, sort="-title", allow_scan=True)
    assert ids(page) == [3004, 3003]
    assert few.asked.count("p1") == 2
    with pytest.raises(UnsupportedFieldError, match="allow_scan"):
        few.ask(sort="title")


def test_a_filter_of_ours_goes_on_until_the_page_is_full() -> None:
    few = shelves(30, 3)
    page = few.ask(limit=2, query="02", allow_scan=True)
    assert (ids(page), few.asked) == ([1002, 2002], ["projects", "p1", "p2"])
    assert few.walk([2], query="02", allow_scan=True) == [one * 1000 + 2 for one in range(1, 31)]
    with pytest.raises(UnsupportedFieldError, match="allow_scan"):
        few.ask(query="02")


def test_a_list_that_is_whole_within_each_goes_on_and_filters_freely() -> None:
    plan = ListPlan("task.list", is_whole=True)
    few = shelves(30, 3)
    page = few.ask(plan, limit=2, query="02")
    assert (ids(page), few.asked) == ([1002, 2002], ["projects", "p1", "p2"])
    assert few.walk([2], plan) == few.walk([1000], plan)


# Objects in several


def test_an_object_in_several_comes_where_it_is_first() -> None:
    both = Shelves({"a": [1, 2], "b": [2, 3], "c": [1, 3, 4]})
    assert both.walk([1000], HELD) == both.walk([1], HELD) == [1, 2, 3, 4]


def test_outer_pages_before_are_read_only_for_an_object_in_several() -> None:
    both = Shelves({"a": [1, 9], "b": [2], "c": [3], "d": [4, 9]}, outer=1)
    cursor = both.ask(HELD, limit=3).next_cursor
    page = both.ask(HELD, limit=1, cursor=cursor)
    assert (ids(page), both.asked) == ([3], ["projects", "c"])
    page = both.ask(HELD, limit=2, cursor=page.next_cursor)
    assert ids(page) == [4]
    assert both.asked == ["projects", "d", "projects", "projects", "projects"]


def test_outer_pages_before_end_where_none_of_this_page_is_among_them_any_more() -> None:
    def outers(cursor: str | None) -> Any:
        yield from ()
        return OuterPage(["b"]) if cursor else OuterPage(["a"], following)

    def fetch_in(_name: str, _window: Window) -> Any:
        yield from ()
        return NativePage([task(1)], holders=[["b", "gone"]])

    def ask(**parameters: Any) -> Page[Task]:
        return run(walk_across(SHELF, TaskListParameters(**parameters), HELD, outers, fetch_in))

    following: str | None = "behind"
    cursor = ask(limit=1).next_cursor
    following = None
    assert ids(ask(cursor=cursor)) == [1]


def test_an_object_that_ones_not_listed_hold_too_comes() -> None:
    one = Shelves({"a": [1]})

    def fetch_in(_name: str, _window: Window) -> Any:
        yield from ()
        return NativePage([task(1)], holders=[["a", "archived"]])

    outers = listed_ids(one.projects, ProjectListParameters())
    assert ids(run(walk_across(SHELF, TaskListParameters(), HELD, outers, fetch_in))) == [1]


def test_objects_that_do_not_say_it_are_read_whole() -> None:
    both = Shelves({"a": [1, 2], "b": [2, 3]})
    plan = ListPlan("task.list", is_distinct=True)
    assert both.walk([1], plan) == [1, 2, 3]
    both.ask(plan, limit=1)
    assert both.asked == ["projects", "a", "b"]


@given(
    sizes=st.lists(st.integers(0, 12), max_size=12),
    largest=st.integers(1, 7),
    outer=st.integers(1, 5),
    limits=st.lists(st.integers(1, 15), min_size=1, max_size=3),
    needle=st.sampled_from(["", "1", "nothing"]),
)
@settings(max_examples=100, deadline=None)
def test_walking_gives_what_reading_at_once_gives(*, sizes, largest, outer, limits, needle) -> None:
    held = {f"p{one}": [one * 1000 + number for number in range(size)] for one, size in enumerate(sizes)}
    query = {"query": needle, "allow_scan": True} if needle else {}
    found = Shelves(held, largest, outer).walk(limits, **query)
    assert found == [number for numbers in held.values() for number in numbers if needle in f"task {number}"]


@given(
    held=st.lists(st.lists(st.integers(0, 9), unique=True, max_size=6), max_size=8),
    largest=st.integers(1, 5),
    outer=st.integers(1, 4),
    limits=st.lists(st.integers(1, 6), min_size=1, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_walking_gives_each_object_once_however_many_hold_it(*, held, largest, outer, limits) -> None:
    named = {f"p{one}": numbers for one, numbers in enumerate(held)}
    found = Shelves(named, largest, outer).walk(limits, HELD)
    assert found == list(dict.fromkeys(number for numbers in held for number in numbers))


# What comes and goes between pages


@given(data=st.data(), limit=st.integers(1, 7), largest=st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_new_outer_objects_and_two_that_are_gone_move_nothing(*, data, limit, largest) -> None:
    many = shelves(6, 5, largest=largest)
    stays = {number for numbers in many.held.values() for number in numbers}
    found: list[int] = []
    cursor: Any = UNSET
    for _ in range(200):
        page = many.ask(limit=limit, cursor=cursor)
        found += ids(page)
        cursor = page.next_cursor
        if cursor is None:
            break
        names = list(many.held)
        match data.draw(st.sampled_from(["nothing", "new", "gone"])):
            case "new" if len(names) < 9:
                place = data.draw(st.integers(0, len(names)))
                names.insert(place, f"n{len(names)}.{len(found)}")
                many.held = {name: many.held.get(name, []) for name in names}
            case "gone" if names:
                for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
                    stays -= set(many.held.pop(name))
    assert cursor is None, "the walk does not end"
    assert len(set(found)) == len(found)
    assert stays <= set(found)


def test_within_one_that_took_the_place_of_another_nothing_is_left_out() -> None:
    few = shelves(3, 4)
    page = few.ask(limit=6)
    del few.held["p2"]
    rest = few.ask(limit=100, cursor=page.next_cursor)
    assert ids(rest) == few.held["p3"]


def test_objects_without_an_order_go_on_after_the_last_id() -> None:
    plan = ListPlan("task.list", is_whole=True, has_order=False)
    numbers = [3, 1, 5, 2, 4]

    def fetch_in(_name: str, _window: Window) -> Any:
        yield from ()
        return NativePage([task(number) for number in numbers])

    def ask(**parameters: Any) -> Page[Task]:
        return run(walk_across(SHELF, TaskListParameters(**parameters), plan, words("a"), fetch_in))

    page = ask(limit=3)
    assert ids(page) == [1, 2, 3]
    numbers = [5, 2, 4]
    assert ids(ask(limit=3, cursor=page.next_cursor)) == [4, 5]


def test_the_last_outer_object_that_is_gone_ends_the_walk() -> None:
    few = shelves(2, 4)
    page = few.ask(limit=6)
    del few.held["p2"]
    rest = few.ask(limit=6, cursor=page.next_cursor)
    assert (rest.items, rest.next_cursor) == ([], None)


@pytest.mark.parametrize("token", ["7", "[1]", "x"])
def test_a_place_that_was_never_given_is_refused(token: str) -> None:
    few = shelves(2, 4)
    query = digest_query((SHELF.connection.id, SHELF.platform, SHELF.version, PLAN.method), TaskListParameters())
    with pytest.raises(ValidationError) as refused:
        few.ask(cursor=render_cursor(Cursor(query, token)))
    assert refused.value.pointer == "/cursor"
