"""Queries: conditions, alternatives, orders, pages. Held against servers of Trac."""

from __future__ import annotations

import pytest
from tests.twin.platform.trac.caller import CUSTOM, Trac, moment

NOW = "2023-11-14T22:13:20"


@pytest.fixture
def four(each):
    """Four tickets: an open one, a closed one, one of the second administrator's, one with a milestone."""
    each.make("Alpha 100%", "first", keywords="red, big", priority="trivial", cc="zoe")
    each.act(each.make("beta_x", priority="blocker", owner="alice"), "resolve")
    each("ticket.create", "Gamma|d & e", "", {"component": "component2", "type": "task"}, user="alice")
    each.make("delta", milestone="milestone2", version="2.0", keywords="blue", owner="")
    return each


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("status!=closed", [3, 4, 1]),
        ("status=closed", [2]),
        ("status=new|closed", [2, 3, 4, 1]),
        ("status!=new|closed", []),
        ("summary~=A", [2, 3, 4, 1]),
        ("summary^=ALPHA", [1]),
        ("summary$=A", [4]),
        ("summary!~=ta", [3, 1]),
        ("summary!^=a", [2, 3, 4]),
        ("summary!$=a", [2, 3, 1]),
        ("summary~=100%", [1]),
        ("summary~=0_", []),
        ("summary~=a_x", [2]),
        ("summary=alpha 100%", []),
        (r"summary=Gamma\|d \& e", [3]),
        ("summary^=alpha|beta", [2, 1]),
        ("summary=delta&summary=beta_x", [2, 4]),
        ("keywords~=red big", [1]),
        ("keywords~=red -big", []),
        ("keywords~=-red", [2, 3, 4]),
        ("keywords!~=red", [2, 3, 4]),
        ("keywords~=-", [2, 3, 4, 1]),
        ("keywords=", [2, 3]),
        ("keywords!=", [4, 1]),
        ("owner=$USER", []),
        ("reporter=$USER", [2, 4, 1]),
        ("reporter=$USER&status=new", [4, 1]),
        ("status=closed&or&component=component2", [2, 3]),
        ("or&status=closed", [2]),
        ("id=1,3-4", [3, 4, 1]),
        ("id!=1", [2, 3, 4]),
        ("id=4-1", [2, 3, 4, 1]),
        ("id=1|2", [2, 1]),
        ("summary~=", [2, 3, 4, 1]),
        ("nofield=x", [2, 3, 4, 1]),
        ("nofield=x&or&status=closed", [2]),
        ("created=today..", [2, 3, 4, 1]),
        ("time=..2020-01-01", []),
        ("time=2023-11-14T22:13:20Z..2023-11-14 23:13:20+01", []),
        ("time!=today..", []),
        ("modified=1 hour ago..", [2, 3, 4, 1]),
        ("modified=last week..this week", []),
        ("time=11/14/23..", [2, 3, 4, 1]),
        ("time=..", [2, 3, 4, 1]),
        ("report=3&col=id&row=description&format=rss&verbose=1&status=closed", [2]),
    ],
)
def test_conditions(four, text, found):
    assert four.find(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("order=id", [1, 2, 3, 4]),
        ("order=id&desc=1", [4, 3, 2, 1]),
        ("order=id&desc=0", [1, 2, 3, 4]),
        ("order=summary", [1, 3, 2, 4]),
        ("order=priority&desc=yes", [1, 3, 4, 2]),
        ("order=keywords", [4, 1, 2, 3]),
        ("order=keywords&desc=1", [2, 3, 1, 4]),
        ("order=milestone", [4, 1, 2, 3]),
        ("order=version&desc=1", [1, 2, 3, 4]),
        ("order=type", [1, 2, 4, 3]),
        ("order=resolution", [1, 2, 3, 4]),
        ("order=created&desc=1", [4, 3, 2, 1]),
        ("order=nonsense", [2, 3, 4, 1]),
        ("order=id&group=status", [2, 1, 3, 4]),
        ("order=id&group=status&groupdesc=1", [1, 3, 4, 2]),
        ("order=id&group=nonsense", [1, 2, 3, 4]),
        ("order=id&max=2", [1, 2]),
        ("order=id&max=2&page=2", [3, 4]),
        ("order=id&max=3&page=2", [4]),
        ("order=id&max=2&group=component", [3, 1, 2]),
        ("order=id&max=none&page=9", [1, 2, 3, 4]),
        ("order=id&max=&page=", [1, 2, 3, 4]),
        ("order=id&page=9", [1, 2, 3, 4]),
    ],
)
def test_orders_and_pages(four, text, found):
    assert four.find(text) == found


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", 'Query filter requires field and constraints separated by a "="'),
        ("foo", 'Query filter requires field and constraints separated by a "="'),
        ("=x", "Query filter requires field name"),
        ("!~=x", "Query filter requires field name"),
        ("page=x", "Query page x is invalid."),
        ("page=0", "Query page 0 is invalid."),
        ("max=-1", "Query max -1 is invalid."),
        ("max=2&page=3", "Page 3 is beyond the number of pages in the query"),
        ("id=1,x", "Invalid query constraint value"),
        ("time=bogus..", "Invalid query constraint value"),
        ("time=2023-13-01..", "Invalid query constraint value"),
    ],
)
def test_what_cannot_be_read_is_refused(four, text, wrong):
    assert four.refusal("ticket.query", text) == (-32603, wrong)


def test_the_usual_query_leaves_closed_tickets_out_and_text_is_needed(four):
    assert four("ticket.query") == [3, 4, 1]
    assert four.refusal("ticket.query", 5) == (-32603, "ServiceException details : expected string or buffer")


def test_a_hundred_are_on_a_page(each):
    each.twin.seed(150)

    assert len(each("ticket.query")) == 100
    assert len(each.find("page=2")) == 50
    assert len(each.find("max=0")) == 150


def test_1_0_knows_no_words_for_the_future():
    told = {}
    for version in ("1.0", "1.2"):
        trac = Trac(version)
        trac.make()
        told[version] = [
            trac.answer({"method": "ticket.query", "params": [f"time=..{text}"]})["error"] is None
            for text in ("tomorrow", "in 2 days", "+1h", "next month", "next year", "now", "yesterday")
        ]

    assert told == {"1.0": [False] * 5 + [True] * 2, "1.2": [True] * 7}


def test_quoted_words_are_one_from_1_2_on():
    found = {}
    for version in ("1.0", "1.2"):
        trac = Trac(version)
        trac.make(keywords="big red")
        trac.make(keywords="red big")
        found[version] = trac.find('keywords~="big red"')

    assert found == {"1.0": [], "1.2": [1]}


def test_what_is_gone_sorts_before_what_has_no_date(each):
    each("ticket.milestone.create", "late", {"due": moment("2030-01-01T00:00:00")})
    each("ticket.milestone.create", "done", {"completed": moment("2020-01-01T00:00:00")})
    for milestone in ("milestone1", "late", "gone", "", "done"):
        each.make(milestone=milestone)

    assert each.find("order=milestone") == [5, 3, 2, 1, 4]
    assert each.find("order=milestone&desc=1") == [4, 1, 2, 3, 5]


def test_custom_fields_are_found_and_sorted_by():
    trac = Trac("1.2", ticket_custom=CUSTOM)
    trac.make("a", effort="5", labels="x y", deadline=moment(NOW))
    trac.make("b", kind="small", done="0", effort="")
    trac.make("c", way="here")

    assert trac.find("effort=3") == [3]
    assert trac.find("effort=&kind=small") == [2]
    assert trac.find("labels~=y x") == [1]
    assert trac.find("done=1&order=effort") == [3, 1]
    assert trac.find("deadline=2023-01-01..") == [1]
    assert trac.find("deadline!=2023-01-01..") == []
    assert trac.find("deadline=") == [2, 3]
    assert trac.find("deadline!=") == [1]
    assert trac.find("order=deadline&desc=1") == [2, 3, 1]


def test_1_0_cannot_tell_the_moments_of_custom_fields():
    trac = Trac("1.0", ticket_custom=CUSTOM)
    trac.make("a", deadline="")
    wrong = "ServiceException details : unsupported type for timedelta microseconds component: unicode"

    assert trac.find("max=0") == [1]
    for text in ("order=deadline", "col=deadline", "group=deadline", "deadline=..today"):
        assert trac.refusal("ticket.query", text) == (-32603, wrong)
