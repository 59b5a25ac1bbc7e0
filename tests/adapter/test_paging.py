from __future__ import annotations

import pytest

from tasklab.adapter.message import Response
from tasklab.adapter.paging import (
    CursorPaging,
    KeysetPaging,
    LinkPaging,
    OffsetPaging,
    PagePaging,
    UrlPaging,
    WholePaging,
    Window,
    find_link,
)
from tasklab.unified.error import ValidationError

FIRST = Window(None, 10)


def test_page_numbers_begin_where_the_platform_says():
    paging = PagePaging(first=0)
    assert paging.number(FIRST) == 0
    assert paging.after(FIRST, 10) == Window("1", 10)
    assert paging.after(Window("1", 10), 3) is None


@pytest.mark.parametrize("paging", [PagePaging(), OffsetPaging()])
def test_counted_pages_end_at_the_total(paging):
    assert paging.after(FIRST, 10, total=10) is None
    assert paging.after(FIRST, 10, total=11) is not None
    assert paging.after(FIRST, 10, more=False) is None
    assert paging.after(FIRST, 2, more=True) is not None
    assert paging.after(FIRST, 0, total=50) is None


def test_offset_counts_what_came():
    assert OffsetPaging().after(Window("20", 10), 7, total=100) == Window("27", 10)


@pytest.mark.parametrize("read", [PagePaging().number, OffsetPaging().offset])
def test_a_forged_number_is_a_validation_error(read):
    with pytest.raises(ValidationError):
        read(Window("-5", 10))


def test_a_cursor_ends_when_there_is_none():
    paging = CursorPaging()
    assert paging.after(FIRST, "x") == Window("x", 10)
    assert [paging.after(FIRST, None), paging.after(FIRST, ""), paging.after(FIRST, "x", more=False)] == [None] * 3


def test_keyset_goes_on_after_the_last_key():
    assert KeysetPaging().after(FIRST, 10, 77) == Window("77", 10)
    assert KeysetPaging().after(FIRST, 9, 77) is None


def test_an_address_takes_the_place_of_the_first():
    assert UrlPaging().address(FIRST, "/tasks") == "/tasks"
    following = UrlPaging().after(FIRST, "https://x.example/tasks?p=2")
    assert UrlPaging().address(following, "/tasks") == "https://x.example/tasks?p=2"
    assert WholePaging().after() is None


def test_a_link_header_is_followed():
    header = '<https://x.example/t?p=1>; rel="first prev", <https://x.example/t?p=3&q=a,b>; title="n;e,xt"; rel=next'
    window = LinkPaging().after(FIRST, Response(status=200, headers={"link": header}))
    assert window == Window("https://x.example/t?p=3&q=a,b", 10)
    assert LinkPaging().after(FIRST, Response(status=200)) is None


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<a>; rel="next"', "a"),
        ("<a>;rel=NEXT", "a"),
        ('<a>; rel="prev", <b>; rel="next"', "b"),
        ('<a>; rel="nextish"', None),
        ("garbage", None),
        ("", None),
    ],
)
def test_relations_are_words(header, target):
    assert find_link(header, "next") == target
