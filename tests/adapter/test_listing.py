from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from tasklab.adapter import filtering
from tasklab.adapter.adapter import Adapter
from tasklab.adapter.connection import Connection
from tasklab.adapter.listing import ListPlan, last_of, listed, walk
from tasklab.adapter.paging import CursorPaging, KeysetPaging, NativePage, OffsetPaging, PagePaging, Window
from tasklab.unified.enumeration import FilterPlace, StatusCategory
from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Task, TaskDate, TaskStatus
from tasklab.unified.parameter.discussion import CommentListParameters
from tasklab.unified.parameter.task import TaskListParameters

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class Shelf(Adapter):
    platform = "shelf"
    version = "1"

    @property
    def base_url(self) -> str:
        return "https://shelf.example"


SHELF = Shelf(Connection("c1", {}))


def task(number: int, **fields: Any) -> Task:
    return Task(
        id=str(number), title=fields.pop("title", f"task {number}"), platform="shelf", platform_version="1", **fields
    )


class Server:
    """A list on a platform, cut into pages in one of the ways there are."""

    def __init__(self, kind: str, tasks: list[Task], largest: int, *, counts: bool = True) -> None:
        self.kind, self.tasks, self.largest, self.counts = kind, tasks, largest, counts
        self.windows: list[Window] = []

    def fetch(self, window: Window):
        self.windows.append(window)
        yield from ()
        return getattr(self, f"_{self.kind}")(window)

    def _cut(self, begin: int, size: int) -> list[Task]:
        return self.tasks[begin : begin + min(size, self.largest)]

    def _offset(self, window: Window) -> NativePage[Task]:
        paging = OffsetPaging(self.largest)
        found = self._cut(paging.offset(window), window.size)
        total = len(self.tasks) if self.counts else None
        return NativePage(found, paging.after(window, len(found), total=total), total)

    def _page(self, window: Window) -> NativePage[Task]:
        paging = PagePaging(self.largest)
        size = min(window.size, self.largest)
        found = self._cut((paging.number(window) - 1) * size, size)
        total = len(self.tasks) if self.counts else None
        return NativePage(found, paging.after(window, len(found), total=total), total)

    def _cursor(self, window: Window) -> NativePage[Task]:
        paging = CursorPaging(self.largest)
        given_cursor = paging.cursor(window)
        begin = 0 if given_cursor is UNSET else int(given_cursor[1:])
        found = self._cut(begin, window.size)
        end = begin + len(found)
        return NativePage(found, paging.after(window, f"c{end}" if end < len(self.tasks) else None))

    def _keyset(self, window: Window) -> NativePage[Task]:
        paging = KeysetPaging(self.largest)
        last = paging.last(window)
        rest = [each for each in self.tasks if last is UNSET or int(each.id) > int(last)]
        found = rest[: min(window.size, self.largest)]
        return NativePage(found, paging.after(window, len(found), found[-1].id if found else None))

    def _whole(self, _: Window) -> NativePage[Task]:
        return NativePage(list(self.tasks))


def run(flow: Any) -> Any:
    try:
        while True:
            flow.send(None)
    except StopIteration as end:
        return end.value


def ask(server: Server, plan: ListPlan, **parameters: Any) -> Any:
    return run(walk(SHELF, TaskListParameters(**parameters), plan, server.fetch))


def walk_all(server: Server, plan: ListPlan, limits: list[int], **parameters: Any) -> list[str]:
    """Walk by cursor, each page with the next of the limits, and return the ids in order."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    for turn in range(1000):
        page = ask(server, plan, limit=limits[turn % len(limits)], **parameters, **cursor)
        assert len(page.items) <= limits[turn % len(limits)]
        found += [each.id for each in page.items]
        if page.next_cursor is None:
            return found
        cursor = {"cursor": page.next_cursor}
    raise AssertionError("the walk does not end")


KINDS = ("offset", "page", "cursor", "keyset", "whole")


def plan_for(kind: str, largest: int, **members: Any) -> ListPlan:
    return ListPlan("task.list", max_size=largest, is_whole=kind == "whole", **members)


@given(
    kind=st.sampled_from(KINDS),
    count=st.integers(0, 40),
    largest=st.integers(1, 12),
    limits=st.lists(st.integers(1, 45), min_size=1, max_size=3),
    counts=st.booleans(),
    needle=st.sampled_from(["", "1", "7", "nothing"]),
    sort=st.sampled_from(["", "title", "-title", "-created_at"]),
    has_order=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_walking_yields_each_object_once(*, kind, count, largest, limits, counts, needle, sort, has_order):
    tasks = [task(number, created_at=NOON if number % 3 else None) for number in range(1, count + 1)]
    query = {"query": needle} if needle else {}
    order = {"sort": sort} if sort else {}
    server = Server(kind, tasks, largest, counts=counts)
    found = walk_all(server, plan_for(kind, largest, has_order=has_order), limits, allow_scan=True, **query, **order)
    expected = [each.id for each in tasks if needle in each.title]
    assert sorted(found) == sorted(expected)
    if not sort and (kind != "whole" or has_order):
        assert found == expected


@given(
    kind=st.sampled_from(["page", "offset"]),
    count=st.integers(0, 60),
    asked=st.integers(1, 20),
    served=st.integers(1, 20),
)
def test_a_server_that_serves_less_than_documented_loses_nothing(kind, count, asked, served):
    server = Server(kind, [task(number) for number in range(count)], min(asked, served))
    assert len(set(walk_all(server, plan_for(kind, asked), [asked]))) == count


def test_one_request_where_one_native_page_is_enough():
    server = Server("offset", [task(number) for number in range(50)], 100)
    page = ask(server, plan_for("offset", 100), limit=10)
    assert [window.size for window in server.windows] == [10]
    assert page.approximate_total == 50
    assert page.filtered is None


def test_what_goes_before_the_last_object_moves_nothing():
    tasks = [task(number) for number in range(1, 9)]
    server = Server("whole", tasks, 100)
    plan = plan_for("whole", 100)
    first = ask(server, plan, limit=3)
    server.tasks = [task(99), *tasks[1:]]
    rest = ask(server, plan, limit=100, cursor=first.next_cursor)
    assert [each.id for each in rest.items] == ["4", "5", "6", "7", "8"]


@pytest.mark.parametrize("kind", ["page", "cursor"])
def test_what_comes_into_a_native_page_moves_nothing(kind):
    tasks = [task(number) for number in range(1, 9)]
    server = Server(kind, tasks, 4)
    plan = plan_for(kind, 4)
    first = ask(server, plan, limit=4)
    second = ask(server, plan, limit=2, cursor=first.next_cursor)
    server.tasks = [*tasks[:4], task(99), *tasks[4:]]
    third = ask(server, plan, limit=1, cursor=second.next_cursor)
    assert [each.id for each in (*second.items, *third.items)] == ["5", "6", "7"]


def test_where_the_last_object_is_gone_its_place_counts():
    tasks = [task(number) for number in range(1, 9)]
    server = Server("cursor", tasks, 8)
    plan = plan_for("cursor", 8)
    first = ask(server, plan, limit=3, query="task", allow_scan=True)
    server.tasks = [tasks[0], tasks[1], task(99), *tasks[3:]]
    second = ask(server, plan, limit=9, query="task", allow_scan=True, cursor=first.next_cursor)
    assert [each.id for each in second.items] == ["4", "5", "6", "7", "8"]


def test_a_list_without_order_survives_being_shuffled():
    tasks = [task(number) for number in range(1, 9)]
    server = Server("whole", tasks, 100)
    plan = plan_for("whole", 100, has_order=False)
    first = ask(server, plan, limit=3)
    server.tasks = [tasks[index] for index in (7, 0, 3, 6, 2, 5, 1, 4)]
    second = ask(server, plan, limit=100, cursor=first.next_cursor)
    assert [each.id for each in (*first.items, *second.items)] == [str(number) for number in range(1, 9)]


def test_an_order_of_ours_survives_objects_that_go():
    tasks = [task(number, title=title) for number, title in enumerate("hgfedcba")]
    server = Server("whole", tasks, 100)
    plan = plan_for("whole", 100)
    first = ask(server, plan, limit=3, sort="title")
    assert [each.title for each in first.items] == ["a", "b", "c"]
    server.tasks = tasks[:5]
    second = ask(server, plan, limit=10, sort="title", cursor=first.next_cursor)
    assert [each.title for each in second.items] == ["d", "e", "f", "g", "h"]


def test_nothing_at_all_is_last_in_both_directions():
    tasks = [task(1, updated_at=None), task(2, updated_at=NOON), task(3, updated_at=NOON + dt.timedelta(days=1))]
    server = Server("whole", tasks, 100)
    plan = plan_for("whole", 100)
    assert [each.id for each in ask(server, plan, sort="updated_at").items] == ["2", "3", "1"]
    assert [each.id for each in ask(server, plan, sort="-updated_at").items] == ["3", "2", "1"]


class TestRefusals:
    def test_a_local_filter_that_would_read_everything(self):
        server = Server("offset", [task(1)], 10)
        with pytest.raises(UnsupportedFieldError, match="leave `query` out, or send `allow_scan: true`") as caught:
            ask(server, plan_for("offset", 10), query="x")
        assert caught.value.pointer == "/query"
        assert server.windows == []

    def test_a_local_order_that_would_read_everything(self):
        with pytest.raises(UnsupportedFieldError) as caught:
            ask(Server("offset", [], 10), plan_for("offset", 10), sort="-due")
        assert caught.value.pointer == "/sort"

    def test_a_filter_by_what_the_platform_cannot_carry_even_with_a_scan(self):
        plan = plan_for("whole", 10, unsupported=("priority",))
        with pytest.raises(UnsupportedFieldError, match="does not carry `priority`"):
            ask(Server("whole", [task(1)], 10), plan, priority_level="high", allow_scan=True)

    def test_one_of_two_fields_is_enough(self):
        plan = plan_for("whole", 10, unsupported=("description",))
        assert len(ask(Server("whole", [task(1)], 10), plan, query="TASK").items) == 1

    @pytest.mark.parametrize("change", [{"query": "y"}, {"sort": "title"}, {"completed": True}])
    def test_a_cursor_of_another_query(self, change):
        server = Server("whole", [task(number) for number in range(9)], 100)
        page = ask(server, plan_for("whole", 100), limit=2)
        with pytest.raises(ValidationError, match="another query") as caught:
            ask(server, plan_for("whole", 100), cursor=page.next_cursor, **change)
        assert caught.value.pointer == "/cursor"

    def test_a_cursor_of_another_connection(self):
        server = Server("whole", [task(number) for number in range(9)], 100)
        page = ask(server, plan_for("whole", 100), limit=2)
        other = Shelf(Connection("c2", {}))
        with pytest.raises(ValidationError):
            run(walk(other, TaskListParameters(cursor=page.next_cursor), plan_for("whole", 100), server.fetch))

    def test_the_same_page_for_ever(self):
        def fetch(_window: Window):
            yield from ()
            return NativePage([task(1)], Window("again", 1))

        with pytest.raises(PlatformError, match="same page twice"):
            run(walk(SHELF, TaskListParameters(limit=9), plan_for("cursor", 1), fetch))


class TestFilters:
    DONE = task(1, status=TaskStatus(id="5", category=StatusCategory.DONE), due=TaskDate(date=dt.date(2026, 3, 1)))
    OPEN = task(
        2,
        title="Größe",
        description="über ALLES",
        status=TaskStatus(id="1", category=StatusCategory.TODO),
        project_id="p",
        assignee_ids=["u", "v"],
        label_ids=["l"],
        creator_id="u",
        due=TaskDate(datetime=NOON),
        created_at=NOON,
        updated_at=NOON,
    )

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"project_id": "p"}, "2"),
            ({"assignee_id": "v"}, "2"),
            ({"assignee_id": "x"}, ""),
            ({"label_id": "l"}, "2"),
            ({"creator_id": "u"}, "2"),
            ({"status_id": "5"}, "1"),
            ({"status_category": "todo"}, "2"),
            ({"completed": True}, "1"),
            ({"completed": False}, "2"),
            ({"query": "GRÖSSE"}, "2"),
            ({"query": "größe"}, "2"),
            ({"query": "Alles"}, "2"),
            ({"query": "alles"}, "2"),
            ({"due_after": NOON}, "2"),
            ({"due_after": NOON - dt.timedelta(hours=12)}, "12"),
            ({"due_before": NOON}, "1"),
            ({"created_after": NOON}, "2"),
            ({"created_before": NOON}, ""),
            ({"modified_after": NOON}, "2"),
            ({"modified_before": NOON + dt.timedelta(seconds=1)}, "2"),
            ({"include_archived": True}, "12"),
            ({"completed": True, "project_id": "p"}, ""),
        ],
    )
    def test_keep_what_the_catalogue_promises(self, wanted, found):
        page = ask(Server("whole", [self.DONE, self.OPEN], 100), plan_for("whole", 100), **wanted)
        assert "".join(each.id for each in page.items) == found

    @pytest.mark.parametrize(
        ("fields", "is_completed"),
        [
            ({"status": TaskStatus(category=StatusCategory.CANCELED)}, True),
            ({"status": TaskStatus(category=StatusCategory.ON_HOLD), "completed_at": NOON}, False),
            ({"status": TaskStatus(category=StatusCategory.UNKNOWN), "completed_at": NOON}, True),
            ({"status": TaskStatus(category=StatusCategory.UNKNOWN)}, False),
            ({"completed_at": NOON}, True),
            ({}, False),
        ],
    )
    def test_closed_is_done_or_canceled(self, fields, is_completed):
        assert filtering.is_completed(task(1, **fields)) is is_completed

    def test_every_filter_of_the_catalogue_has_a_meaning(self):
        for name, _ in filtering.optional_filters(TaskListParameters):
            for field in filtering.fields_read(name):
                assert field in Task.__struct_fields__, name

    def test_say_where_they_were_applied(self):
        server = Server("whole", [self.OPEN], 100)
        plan = plan_for("whole", 100, native=frozenset({"project_id", "due_after"}), refined=frozenset({"due_after"}))
        assert ask(server, plan).filtered is None
        assert ask(server, plan, project_id="p").filtered is FilterPlace.NATIVE
        assert ask(server, plan, project_id="p", query="x").filtered is FilterPlace.LOCAL
        assert ask(server, plan, due_after=NOON).filtered is FilterPlace.LOCAL

    def test_a_coarse_native_filter_is_refined_without_a_scan(self):
        tasks = [task(number, due=TaskDate(datetime=NOON + dt.timedelta(hours=number))) for number in range(10)]
        plan = plan_for("offset", 3, native=frozenset({"due_after"}), refined=frozenset({"due_after"}))
        page = ask(Server("offset", tasks, 3), plan, due_after=NOON + dt.timedelta(hours=6))
        assert [each.id for each in page.items] == ["6", "7", "8", "9"]
        assert page.approximate_total is None

    def test_the_place_of_a_list_is_no_filter(self):
        assert "task_id" not in dict(filtering.optional_filters(CommentListParameters))


def test_a_scan_that_finds_little_answers_what_it_has_and_goes_on_later():
    server = Server("offset", [task(number) for number in range(1000)], 10)
    plan = plan_for("offset", 10)
    page = ask(server, plan, query="task 999", allow_scan=True)
    assert page.items == []
    assert len(server.windows) == 50
    again = ask(server, plan, query="task 999", allow_scan=True, cursor=page.next_cursor)
    assert [each.id for each in again.items] == ["999"]


def test_the_last_object_of_a_list_is_found_behind_its_pages():
    server = Server("offset", [task(number) for number in range(7)], 3)

    def method(parameters: TaskListParameters):
        return walk(SHELF, parameters, plan_for("offset", 3), server.fetch)

    assert run(last_of(method, TaskListParameters(limit=3))).id == "6"
    server.tasks = []
    with pytest.raises(PlatformError):
        run(last_of(method, TaskListParameters()))


def test_an_object_is_found_by_its_id_behind_the_pages_of_a_list():
    server = Server("offset", [task(number) for number in range(7)], 3)

    def method(parameters: TaskListParameters):
        return walk(SHELF, parameters, plan_for("offset", 3), server.fetch)

    assert [run(listed(method, TaskListParameters(limit=3), str(number))).id for number in (0, 2, 6)] == ["0", "2", "6"]
    with pytest.raises(NotFoundError):
        run(listed(method, TaskListParameters(limit=3), "7"))


def test_what_is_found_on_several_pages_is_listed_once():
    numbers = (1, 2, 1, 3, 2)
    server = Server("offset", [task(number) for number in numbers], 2)
    plan = plan_for("offset", 2, is_distinct=True)
    assert walk_all(server, plan, [2]) == ["1", "2", "3"]


def test_the_first_of_those_found_several_times_is_listed():
    found = [task(1, title="first"), task(2), task(1, title="second")]
    server = Server("offset", found, 2)
    plan = plan_for("offset", 2, is_distinct=True)
    page = ask(server, plan, limit=2)
    assert [item.title for item in page.items] == ["first", "task 2"]
