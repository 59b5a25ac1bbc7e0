"""Lists that exist within one other object only, asked for all of them: what a page asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from tests.generate.sample import adapter_of, answer, read_sample, sample, text_of

from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import UnsupportedFieldError
from tasklab.unified.parameter import task

if TYPE_CHECKING:
    from tasklab.adapter.message import Request, Response

MAILBOX = sample("mailbox")


class Lists:
    """The platform `mailbox`: tasks in lists, and fifty of either on a page."""

    def __init__(self, lists: dict[str, list[str]]) -> None:
        self.lists = lists
        self.asked: list[str] = []

    def page(self, adapter: Any = MAILBOX, **parameters: Any) -> Any:
        """Ask for one page, and note the paths that it takes."""
        self.asked.clear()
        flow, sent = adapter.task_list(task.TaskListParameters(**parameters)), None
        try:
            while True:
                sent = self._answer(flow.send(sent))
        except StopIteration as end:
            return end.value

    def _answer(self, request: Request) -> Response:
        path, _, place = request.path.partition("?")
        self.asked.append(path)
        if place:
            begin, size = (int(number) for number in place.split(","))
        else:
            begin, size = 0, int(str(dict(request.query)["$top"]))
        names = list(self.lists) if path == "/lists" else self.lists[path.split("/")[2]]
        end = begin + min(size, 50)
        following = f"/v1{path}?{end},{size}" if end < len(names) else None
        return answer({"value": [self._shown(path, name) for name in names[begin:end]], "@next": following})

    def _shown(self, path: str, name: str) -> dict[str, Any]:
        holders = [{"id": each} for each, names in self.lists.items() if name in names]
        return {"id": name, "name": name} if path == "/lists" else {"id": name, "title": name, "in": holders}

    def walk(self, limit: int, adapter: Any = MAILBOX, **parameters: Any) -> list[str]:
        found: list[str] = []
        cursor: Any = UNSET
        while cursor is not None:
            page = self.page(adapter, limit=limit, cursor=cursor, **parameters)
            assert len(page.items) <= limit
            found += [item.id for item in page.items]
            cursor = page.next_cursor
        return found


def mailbox_with(**members: Any) -> Any:
    document = read_sample("mailbox")
    document["methods"]["task.list"] |= members
    return adapter_of("mailbox", document)


def test_a_page_of_fifty_out_of_five_hundred_lists_takes_few_requests() -> None:
    many = Lists({f"l{number}": ["a", "b", "c", "d", "e"] for number in range(500)})
    page = many.page(limit=50)
    assert many.asked == ["/lists", *(f"/lists/l{number}/tasks" for number in range(10))]
    assert (page.items[0].id, page.items[-1].id) == ("l0/a", "l9/e")
    page = many.page(limit=7, cursor=page.next_cursor)
    assert many.asked == ["/lists", "/lists/l10/tasks", "/lists/l11/tasks"]
    assert (page.items[0].id, page.items[-1].id) == ("l10/a", "l11/b")


def test_further_outer_pages_are_read_as_far_as_needed() -> None:
    many = Lists({f"l{number}": ["a"] for number in range(500)})
    cursor = many.page(limit=49).next_cursor
    many.page(limit=3, cursor=cursor)
    assert many.asked == ["/lists", "/lists/l49/tasks", "/lists", "/lists/l50/tasks", "/lists/l51/tasks"]
    assert len(many.walk(100)) == 500


def test_the_one_that_is_named_is_asked_alone() -> None:
    two = Lists({"a": ["1", "2"], "b": ["3"]})
    page = two.page(project_id="a", limit=1)
    assert ([item.id for item in page.items], two.asked) == (["a/1"], ["/lists/a/tasks"])
    page = two.page(project_id="a", limit=5, cursor=page.next_cursor)
    assert ([item.id for item in page.items], two.asked) == (["a/2"], ["/lists/a/tasks"])


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.sampled_from([0, 1, 3, 50, 51, 120]), max_size=6), limit=st.integers(1, 130))
def test_walking_gives_what_reading_at_once_gives(*, sizes: list[int], limit: int) -> None:
    named = {f"l{one}": [str(number) for number in range(size)] for one, size in enumerate(sizes)}
    found = Lists(named).walk(limit)
    assert found == [f"{one}/{number}" for one, numbers in named.items() for number in numbers]


def test_conditions_hold_on_every_page() -> None:
    for members in ({"where": {"title": ["a", "c"]}}, {"unless": {"title": "b"}}):
        adapter = mailbox_with(**members)
        both = Lists({"x": ["a", "b"], "y": ["b"], "z": ["b", "c"]})
        assert both.walk(1, adapter) == both.walk(9, adapter) == ["x/a", "z/c"]


def test_a_filter_of_ours_needs_leave_to_read_everything() -> None:
    both = Lists({"x": ["a", "b"], "y": ["b", "bb"]})
    with pytest.raises(UnsupportedFieldError, match="allow_scan"):
        both.page(query="b")
    assert both.walk(1, query="b", allow_scan=True) == ["x/b", "y/b", "y/bb"]


def test_an_object_in_several_is_listed_in_the_first() -> None:
    document = read_sample("mailbox")
    document["entities"]["task"]["fields"]["id"] = "id"
    document["methods"]["task.list"] |= {"is_distinct": True, "held_by": "in[].id"}
    adapter = adapter_of("mailbox", document)
    both = Lists({"x": ["a", "b"], "y": ["b", "c"], "z": ["c", "a", "d"]})
    assert both.walk(1, adapter) == both.walk(9, adapter) == ["a", "b", "c", "d"]
    both.page(adapter, limit=2)
    assert both.asked == ["/lists", "/lists/x/tasks"]


def test_what_an_object_says_holds_it_belongs_to_the_objects_that_pass() -> None:
    adapter = mailbox_with(is_distinct=True, held_by="in[].id", unless={"title": "a"})
    both = Lists({"x": ["a", "b"], "y": ["b", "a", "c"]})
    assert both.walk(2, adapter) == ["x/b", "y/c"]


def test_holders_have_to_be_many() -> None:
    with pytest.raises(InvalidSpecError, match="one value"):
        mailbox_with(is_distinct=True, held_by="in.id")


def test_a_list_that_comes_whole_is_read_in_one_page_of_its_own() -> None:
    document = read_sample("mailbox")
    document["methods"]["project.list"]["page"] = False
    assert "ProjectListParameters(limit=1000)" in text_of("mailbox", document)
