"""Strange input: whatever comes, an answer goes, and it is a refusal."""

from __future__ import annotations

import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.adapter.message import Request
from tasklab.twin.platform.monday.opening import TOKENS

STRANGE = [
    [],
    [[]],
    [{}],
    {"a": []},
    {"label": {}},
    True,
    -1,
    1.5,
    "\u0000",
    {"index": "²"},
    {"ids": {}},
    {"checked": []},
]
COLUMNS = ("person", "status", "date4", "tags", "dropdown", "timeline", "dependency", "files", "checkbox", "long_text")
OTHERS = {
    "link": ("https://example.com Words", "Words - https://example.com", [{"url": "ftp://x"}, "x", {"url": 1}]),
    "email": ("a@example.com Ann", "Ann", [{"email": "x"}, {"email": 1}]),
    "phone": ("11231234567 US", "11231234567", [{"phone": "1"}, {"phone": "11231234567", "countryShortName": "usa"}]),
    "rating": ("4", "4", [{"rating": 9}, {"rating": "many"}, {"rating": None}]),
    "hour": ({"hour": 14, "minute": 30}, "02:30 PM", [{"hour": 24}, {"hour": "2"}, "14:30", {"hour": 1, "minute": 60}]),
}


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize("column", COLUMNS)
def test_a_strange_value_is_refused(monday, column, value):
    text, variables = monday.write(monday.make()["id"], {column: value})

    answer = monday.answer(text, **variables)
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "ColumnValueException"
    else:
        assert column == "long_text"
        assert isinstance(value, str)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_columns_take_their_own_and_refuse_the_rest(paged_monday, kind):
    monday, (good, told, bad) = paged_monday, OTHERS[kind]
    made = f'mutation {{ create_column(board_id: {monday.board}, title: "X", column_type: {kind}) {{ id }} }}'
    column = monday.ask(made)["id"]
    item = monday.make(values={column: good})["id"]

    assert monday.value(item, column)["text"] == told
    for each in bad:
        text, variables = monday.write(item, {column: each})
        assert monday.code(text, **variables) == "ColumnValueException"


@pytest.mark.parametrize("value", ["{", "nope", "NaN", '"\\ud800"', "[" * 100_000, ""])
def test_text_that_is_no_json_is_refused(monday, value):
    text = 'mutation($b: ID!, $v: JSON!) { create_item(board_id: $b, item_name: "a", column_values: $v) { id } }'

    assert monday.code(text, b=monday.board, v=value) == "JsonParseException"


@pytest.mark.parametrize("value", ["1" * 5000, "²", "-1", "a", "", "1.5"])
def test_ids_that_are_none_are_not_found(monday, value):
    assert monday.ask("query($i: [ID!]) { items(ids: $i) { id } }", i=[value]) == []
    assert monday.ask("query($i: [ID!]) { boards(ids: $i) { id } }", i=[value]) == []
    assert monday.code("mutation($i: ID!) { archive_board(board_id: $i) { id } }", i=value) == "InvalidBoardIdException"
    assert monday.code("mutation($i: ID) { delete_item(item_id: $i) { id } }", i=value) == "InvalidItemIdException"
    assert monday.code("mutation($i: ID!) { delete_update(id: $i) { id } }", i=value) == "ResourceNotFoundException"


@pytest.mark.parametrize("column", ["numbers", "date4", "timeline", "status", "name", "__last_updated__", "group"])
def test_a_strange_rule_is_answered_or_refused(monday, column):
    monday.make(values={"numbers": "1", "date4": "2023-11-14", "timeline": {"from": "2023-11-01", "to": "2023-11-02"}})
    text = "query($b: [ID!], $q: ItemsQuery) { boards(ids: $b) { items_page(query_params: $q) { items { id } } } }"
    for operator in ("any_of", "between", "greater_than", "within_the_last", "contains_text", "is_empty"):
        for value in ([], [[]], [{}], {}, "x", ["x", None], [1.5], [True], None):
            rule = {"column_id": column, "compare_value": value, "operator": operator}
            response = monday.send(text, {"b": [monday.board], "q": {"rules": [rule]}})
            assert response.status == (400 if value is None else 200), (operator, value)


@pytest.mark.parametrize(
    ("kind", "defaults"),
    [
        ("status", {"labels": 5}),
        ("status", {"labels": {"a": "b"}}),
        ("status", {"labels": {"1": "a"}, "done_colors": 5}),
        ("status", {"labels": [{"label": "a"}]}),
        ("status", {"labels": ["a"]}),
        ("dropdown", {"labels": 5}),
        ("dropdown", {"labels": [{}]}),
        ("numbers", {"unit": 5}),
        ("board_relation", {"boardIds": 5}),
        ("text", []),
        ("text", "[]"),
        ("text", "{"),
    ],
)
def test_strange_settings_are_refused(monday, kind, defaults):
    text = (
        "mutation($b: ID!, $t: ColumnType!, $d: JSON)"
        ' { create_column(board_id: $b, title: "Phase", column_type: $t, defaults: $d) { id } }'
    )

    assert monday.code(text, b=monday.board, t=kind, d=defaults) in ("InvalidArgumentException", "JsonParseException")


@pytest.mark.parametrize("place", ["nan", "inf", "x", ""])
def test_a_strange_place_of_a_group_is_refused(monday, place):
    at = f'board_id: {monday.board}, group_id: "topics", group_attribute: position, new_value: "{place}"'

    assert monday.code(f"mutation {{ update_group({at}) {{ id }} }}") == "InvalidArgumentException"


def test_a_negative_page_is_refused(monday):
    assert monday.code("{ boards(limit: -1) { id } }") == "InvalidArgumentException"
    assert monday.ask("{ boards(page: -1) { id } }") == monday.ask("{ boards { id } }")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b'{"query": 5}',
        b'{"query": "{ me { id } }", "variables": 5}',
        b"\xff",
        b'{"query": null}',
    ],
)
def test_a_strange_body_is_refused(any_monday, body):
    headers = (("authorization", TOKENS["main"]), ("content-type", "application/json"))
    response = any_monday.twin.handle(Request(verb="POST", path="/v2", headers=headers, body=body))

    assert response.status == 400


def test_another_kind_of_body_is_refused(any_monday):
    headers = (("authorization", TOKENS["main"]), ("content-type", "text/plain"))
    response = any_monday.twin.handle(Request(verb="POST", path="/v2", headers=headers, body=b"{ me { id } }"))

    assert response.status == 400


@pytest.mark.parametrize("depth", [50, 5000])
def test_a_deep_document_is_answered_or_refused(any_monday, depth):
    response = any_monday.send("{ me " + "{ account " * depth)

    assert response.status in (200, 400)
    assert b"errors" in response.body


def test_a_form_with_strange_bytes_is_refused():
    monday = Monday()
    parts = [("query", None, b"\xff\xfe"), ("variables", None, b"\xff"), ("map", None, b"5")]

    assert monday.upload("", parts=parts)[0] == 400
