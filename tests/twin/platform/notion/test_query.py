"""Queries and search: filters, sorts and pages."""

from __future__ import annotations

import pytest
from tests.twin.platform.notion.caller import Notion, text

from tasklab.twin.platform.notion.version import VERSIONS

OLD, MIDDLE, NEW = VERSIONS


@pytest.fixture(params=VERSIONS)
def board(request):
    """Three rows: `Apple` full, `Pear` half, `Plum` empty."""
    notion = Notion(request.param)
    notion.task(
        "Apple",
        Status={"status": {"name": "Done"}},
        Priority={"select": {"name": "High"}},
        Tags={"multi_select": [{"name": "Bug"}, {"name": "Feature"}]},
        Assignee={"people": [{"id": notion.facts["person_id"]}]},
        Due={"date": {"start": "2023-11-14T10:00:00Z"}},
        Estimate={"number": 3},
        Urgent={"checkbox": True},
        Link={"url": "https://example.org/a"},
        Description={"rich_text": text("Red and round")},
    )
    notion.twin.clock.advance(60)
    pear = notion.task(
        "Pear",
        Priority={"select": {"name": "Low"}},
        Tags={"multi_select": [{"name": "Bug"}]},
        Due={"date": {"start": "2023-11-20"}},
        Estimate={"number": 1},
    )
    notion.twin.clock.advance(60)
    notion.task("Plum", Parent_task={"relation": [{"id": pear["id"]}]})
    notion.pear = pear["id"]
    return notion


def asked(kind, operator, value=True, name=None):
    return {"property": name or kind.capitalize(), kind: {operator: value}}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (asked("title", "equals", "apple", "Name"), "Apple"),
        (asked("title", "contains", "P", "Name"), "Apple Pear Plum"),
        (asked("title", "starts_with", "p", "Name"), "Pear Plum"),
        (asked("title", "ends_with", "m", "Name"), "Plum"),
        (asked("title", "does_not_contain", "l", "Name"), "Pear"),
        (asked("title", "does_not_equal", "Pear", "Name"), "Apple Plum"),
        (asked("rich_text", "contains", "round", "Description"), "Apple"),
        (asked("rich_text", "is_empty", name="Description"), "Pear Plum"),
        (asked("rich_text", "contains", "example", "Link"), "Apple"),
        (asked("url", "is_not_empty", name="Link"), "Apple"),
        (asked("status", "equals", "Done"), "Apple"),
        (asked("status", "does_not_equal", "Done"), "Pear Plum"),
        (asked("select", "equals", "Low", "Priority"), "Pear"),
        (asked("select", "is_empty", name="Priority"), "Plum"),
        (asked("multi_select", "contains", "Bug", "Tags"), "Apple Pear"),
        (asked("multi_select", "does_not_contain", "Feature", "Tags"), "Pear Plum"),
        (asked("number", "greater_than", 1, "Estimate"), "Apple"),
        (asked("number", "less_than_or_equal_to", 1, "Estimate"), "Pear"),
        (asked("number", "does_not_equal", 1, "Estimate"), "Apple Plum"),
        (asked("unique_id", "equals", 2, "ID"), "Pear"),
        (asked("checkbox", "equals", True, "Urgent"), "Apple"),
        (asked("checkbox", "does_not_equal", True, "Urgent"), "Pear Plum"),
        (asked("date", "equals", "2023-11-14", "Due"), "Apple"),
        (asked("date", "after", "2023-11-14", "Due"), "Pear"),
        (asked("date", "after", "2023-11-14T09:00:00Z", "Due"), "Apple Pear"),
        (asked("date", "on_or_before", "2023-11-20", "Due"), "Apple Pear"),
        (asked("date", "before", "2023-11-20", "Due"), "Apple"),
        (asked("date", "next_week", {}, "Due"), "Apple Pear"),
        (asked("date", "this_week", {}, "Due"), "Apple"),
        (asked("date", "is_empty", name="Due"), "Plum"),
        ({"timestamp": "created_time", "created_time": {"after": "2023-11-14T22:13:30Z"}}, "Pear Plum"),
        (asked("created_time", "on_or_before", "2023-11-14T22:13:00Z", "Created"), "Apple"),
        ({"or": [asked("title", "equals", "Pear", "Name"), asked("checkbox", "equals", True, "Urgent")]}, "Apple Pear"),
        (
            {
                "and": [
                    asked("multi_select", "contains", "Bug", "Tags"),
                    {"or": [asked("status", "equals", "Done"), asked("select", "equals", "High", "Priority")]},
                ]
            },
            "Apple",
        ),
    ],
)
def test_filters(board, given, names):
    assert sorted(board.names(filter=given)) == names.split()


def test_filters_of_people_and_relations(board):
    person, pear = board.facts["person_id"], board.pear

    assert board.names(filter=asked("people", "contains", person, "Assignee")) == ["Apple"]
    assert board.names(filter=asked("people", "does_not_contain", person, "Assignee")) == ["Plum", "Pear"]
    assert board.names(filter=asked("relation", "contains", pear, "Parent task")) == ["Plum"]
    assert len(board.names(filter=asked("created_by", "contains", board.facts["user_id"], "Created by"))) == 3


def test_the_newest_version_asks_for_several_and_for_days(board):
    several = asked("status", "equals", ["Done", "In progress"])
    today = asked("date", "equals", "today", "Due")
    me = asked("created_by", "contains", "me", "Created by")
    if board.version == NEW:
        assert board.names(filter=several) == board.names(filter=today) == ["Apple"]
        assert len(board.names(filter=me)) == 3
    else:
        for given in (several, today, me):
            assert "failed validation" in board.invalid("POST", f"{board.source_path}/query", {"filter": given})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (asked("number", "equals", 1, "Nothing"), "Could not find property with name or id: Nothing"),
        (asked("select", "equals", "Done", "Status"), "database property status does not match filter select"),
        (asked("status", "equals", "Never"), 'status option "Never" not found for property "Status".'),
        (asked("number", "contains", 1, "Estimate"), "body.filter.number.contains should be not present"),
        (asked("date", "before", "soon", "Due"), "body.filter.date.before should be a valid ISO 8601 date string"),
        ({"property": "Due"}, "body.filter.date should be defined"),
        ({"and": [{"or": [{"and": []}]}]}, "body.filter.and[0].or[0].and should be not present"),
        ({"number": {"equals": 1}}, "body.filter.property should be defined"),
    ],
)
def test_filters_that_cannot_be(board, given, message):
    assert message in board.invalid("POST", f"{board.source_path}/query", {"filter": given})


@pytest.mark.parametrize(
    ("sorts", "names"),
    [
        ([], "Plum Pear Apple"),
        ([{"property": "Name", "direction": "ascending"}], "Apple Pear Plum"),
        ([{"property": "Estimate", "direction": "ascending"}], "Pear Apple Plum"),
        ([{"property": "Estimate", "direction": "descending"}], "Apple Pear Plum"),
        ([{"property": "Priority", "direction": "descending"}], "Pear Apple Plum"),
        ([{"property": "Due", "direction": "descending"}], "Pear Apple Plum"),
        ([{"timestamp": "created_time", "direction": "ascending"}], "Apple Pear Plum"),
        (
            [{"property": "Urgent", "direction": "ascending"}, {"property": "Name", "direction": "descending"}],
            "Plum Pear Apple",
        ),
    ],
)
def test_sorts(board, sorts, names):
    assert board.names(sorts=sorts) == names.split()


def test_a_sort_that_cannot_be(board):
    sorts = [{"property": "Nothing", "direction": "ascending"}]

    said = board.invalid("POST", f"{board.source_path}/query", {"sorts": sorts})
    assert said == "Could not find sort property with name or id: Nothing"


def walk(notion, size, between=None, **body):
    names, cursor = [], {}
    while True:
        page = notion.query(page_size=size, **cursor, **body)
        names += [each["id"] for each in page["results"]]
        if not page["has_more"]:
            return names
        cursor = {"start_cursor": page["next_cursor"]}
        if between:
            between(page)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_walk_finds_each_row_once_though_rows_come(board, size):
    before = [each["id"] for each in board.query()["results"]]

    assert walk(board, size, lambda _: board.task("New")) == before


def test_a_walk_goes_on_where_a_row_has_gone(board):
    before = [each["id"] for each in board.query()["results"]]

    def remove(page):
        if page["next_cursor"] == before[1]:
            board.delete(f"/blocks/{before[1]}")

    assert walk(board, 1, remove) == [before[0], before[2]]


def test_pages_that_cannot_be(any_notion):
    path = f"{any_notion.source_path}/query"

    assert "body.page_size should be ≤ `100`, instead was `101`" in any_notion.invalid("POST", path, {"page_size": 101})
    assert any_notion.invalid("POST", path, {"page_size": 0})
    assert "start_cursor provided is invalid" in any_notion.invalid("POST", path, {"start_cursor": any_notion.page})
    assert "should be a valid uuid" in any_notion.invalid("POST", path, {"start_cursor": "x"})
    assert any_notion.invalid("GET", "/users", query={"page_size": "many"})


def test_the_trash_can_be_queried(board):
    board.delete(f"/blocks/{board.pear}")

    assert board.names() == ["Plum", "Apple"]
    assert board.names(in_trash=True) == ["Pear"]


def test_search_goes_by_title_and_newest_edit(board):
    kind = "database" if board.version == OLD else "data_source"
    board.twin.clock.advance(60)
    board.patch(f"/pages/{board.pear}", {"properties": {"Urgent": {"checkbox": True}}})
    found = board.post("/search", {"query": "p", "filter": {"property": "object", "value": "page"}})["results"]
    tasks = board.post("/search", {"query": "TASKS"})["results"]

    assert found[0]["id"] == board.pear
    assert {each["object"] for each in found} == {"page"}
    assert [(each["object"], each["title"][0]["plain_text"]) for each in tasks] == [(kind, "Tasks")]
    wrong = {"filter": {"property": "object", "value": "data_source" if kind == "database" else "database"}}
    assert "body.filter.value should be" in board.invalid("POST", "/search", wrong)
    rising = board.post("/search", {"sort": {"timestamp": "last_edited_time", "direction": "ascending"}})["results"]
    assert rising[-1]["id"] == board.pear
