from __future__ import annotations

from datetime import date

import pytest
from tests.vendor.sample import SDL

from tasklab.vendor.graph_check import GraphCheck
from tasklab.vendor.lock import Mistake
from tasklab.vendor.reading import parse_description

ONE = """query($id: ID!) { card(id: $id) { id key: name state ...more parent { name } } }
fragment more on Card { due size }"""
MANY = "{ cards(state: OPEN) { name } }"
NODE = "{ node(id: 1) { __typename id ... on Card { name } ... on Board { title } } }"


@pytest.fixture(scope="module")
def check():
    return GraphCheck(parse_description(SDL.encode(), "graphql"))


@pytest.mark.parametrize(
    ("document", "variables", "rules"),
    [
        (ONE, {"id": "1"}, []),
        (ONE, {}, ["variable"]),
        (ONE, {"id": {"a": 1}}, ["variable"]),
        ("{ card(id: 1) { colour } }", {}, ["document"]),
        ("{ cards(state: LOST) { name } }", {}, ["document"]),
        ("{ cards { name }", {}, ["document"]),
        ("query a { cards { name } } query b { cards { name } }", {}, ["document"]),
        ("fragment a on Card { name }", {}, ["document"]),
        ("mutation($in: CardInput!) { createCard(input: $in) { id } }", {"in": {"name": "x", "state": "OPEN"}}, []),
        (
            "mutation($in: CardInput!) { createCard(input: $in) { id } }",
            {"in": {"state": "x"}},
            ["variable", "variable"],
        ),
        ("mutation($in: CardInput!) { createCard(input: $in) { id } }", {"in": {"name": "x", "a": 1}}, ["variable"]),
    ],
)
def test_a_document_and_its_variables_fit_the_schema(check, document, variables, rules):
    assert [each.rule for each in check.check_request(document, variables)] == rules


def test_no_finding_holds_a_variable(check):
    found = check.check_request(ONE, {"id": {"key": "hunter2"}})

    assert found
    assert "hunter2" not in "".join(map(str, found))


def card(**more):
    return {"id": "1", "key": "Write", "state": "OPEN", "due": {"any": "form"}, "size": 1, "parent": None, **more}


@pytest.mark.parametrize(
    ("document", "data", "expected"),
    [
        (ONE, {"card": card()}, []),
        (ONE, {"card": None}, []),
        (ONE, {"card": card(parent={"name": "x"})}, []),
        (ONE, {"card": card(key=None)}, [("null", "body/data/card/key", "Card.name")]),
        (ONE, {"card": card(key=1)}, [("type", "body/data/card/key", "Card.name")]),
        (ONE, {"card": card(state="LOST")}, [("enum-value", "body/data/card/state", "Card.state")]),
        (ONE, {"card": card(size=True)}, [("type", "body/data/card/size", "Card.size")]),
        (ONE, {"card": card(name="x")}, [("member-unknown", "body/data/card/name", "Card")]),
        (ONE, {"card": card(parent={})}, [("member-missing", "body/data/card/parent/name", "Card.name")]),
        (ONE, {"card": "x"}, [("type", "body/data/card", "Card")]),
        (ONE, {}, [("member-missing", "body/data/card", "Query.card")]),
        (MANY, {"cards": [{"name": "a"}, None]}, [("null", "body/data/cards/1", "Query.cards")]),
        (MANY, {"cards": {}}, [("type", "body/data/cards", "Query.cards")]),
        (NODE, {"node": {"__typename": "Card", "id": "1", "name": "x"}}, []),
        (NODE, {"node": {"__typename": "Card", "id": "1"}}, [("member-missing", "body/data/node/name", "Card.name")]),
        (
            NODE,
            {"node": {"__typename": "Board", "id": "1", "title": 1}},
            [("type", "body/data/node/title", "Board.title")],
        ),
    ],
)
def test_an_answer_has_the_shape_that_was_selected(check, document, data, expected):
    found = check.check_response(document, {"data": data})

    assert [(each.rule, each.at, each.described_at) for each in found] == expected


def test_fields_that_are_left_out_on_demand_may_be_missing(check):
    document = "query($a: Boolean!) { cards { name id @include(if: $a) } }"

    assert check.check_response(document, {"data": {"cards": [{"name": "x"}]}}) == []


def test_an_answer_of_errors_alone_is_one(check):
    assert check.check_response(ONE, {"data": None, "errors": [{"message": "no"}]}) == []
    assert [each.rule for each in check.check_response(ONE, {"error": "no"})] == ["type"]
    assert [each.rule for each in check.check_response(ONE, {"data": None})] == ["type"]
    assert [each.rule for each in check.check_response("{", {"data": {}})] == ["document"]


def test_a_reviewed_mistake_silences_its_finding():
    mistake = Mistake(
        rule="null",
        at="Card.name",
        wrong="cards without a name have null",
        source="desk",
        reviewed_on=date(2026, 11, 26),
    )
    check = GraphCheck(parse_description(SDL.encode(), "graphql"), mistakes=[mistake])

    assert check.check_response(MANY, {"data": {"cards": [{"name": None}]}}) == []
    assert check.sieve.unused == []
