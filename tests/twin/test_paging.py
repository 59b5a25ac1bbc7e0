"""However a list is cut, its pages put together are the list."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.twin.paging import cut_cursor, cut_offset, cut_page, render_links

NUMBERS = st.lists(st.integers(-1000, 1000), max_size=40, unique=True).map(sorted)
SIZES = st.integers(1, 12)


@settings(deadline=None)
@given(NUMBERS, SIZES)
def test_pages_by_number_and_by_offset_are_the_list(rows, size):
    for cut in (
        lambda turn: cut_page(rows, turn + 1, size),
        lambda turn: cut_offset(rows, turn * size, size),
    ):
        seen, turn = [], 0
        while True:
            page = cut(turn)
            seen += page.items
            assert page.total == len(rows)
            assert len(page.items) <= size
            if not page.has_more:
                break
            assert len(page.items) == size
            turn += 1
        assert seen == rows
        assert list(cut(turn + 1).items) == []


@settings(deadline=None)
@given(NUMBERS, SIZES, st.data())
def test_a_cursor_gives_each_row_once_though_rows_come_and_go(rows, size, data):
    seen, cursor, left = [], None, list(rows)
    while True:
        page = cut_cursor(left, cursor, size, key=lambda row: row)
        assert len(page.items) <= size
        seen += page.items
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
        gone = data.draw(st.sampled_from(seen), label="removed behind the cursor")
        left = [row for row in left if row != gone]

    assert seen == rows


@pytest.mark.parametrize("cursor", ["", "nonsense", "!!", "YWZ0ZXI6", "b3RoZXI6MQ"])
def test_a_cursor_that_was_not_given_out_is_refused(cursor):
    with pytest.raises(ValueError, match="was not given out"):
        cut_cursor([1, 2, 3], cursor, 1, key=lambda row: row)


@pytest.mark.parametrize(
    "cut",
    [
        lambda: cut_offset([], -1, 1),
        lambda: cut_offset([], 0, -1),
        lambda: cut_page([], 0, 1),
        lambda: cut_page([], 1, 0),
        lambda: cut_cursor([], None, 0, key=lambda row: row),
    ],
)
def test_a_bound_below_the_first_is_refused(cut):
    with pytest.raises(ValueError, match=r"negative|begin"):
        cut()


def test_links_lead_to_the_neighbours_and_keep_the_rest_of_the_query():
    def rels(number, last):
        header = render_links("https://x.example/tasks", [("q", "a b"), ("page", "9")], number, last)
        return {rel: url for url, rel in re.findall(r'<([^>]+)>; rel="([a-z]+)"', header)}

    assert rels(2, 3) == {
        "first": "https://x.example/tasks?q=a+b&page=1",
        "prev": "https://x.example/tasks?q=a+b&page=1",
        "next": "https://x.example/tasks?q=a+b&page=3",
        "last": "https://x.example/tasks?q=a+b&page=3",
    }
    assert set(rels(1, 3)) == {"first", "next", "last"}
    assert set(rels(3, 3)) == {"first", "prev", "last"}
    assert set(rels(1, 1)) == {"first", "last"}
