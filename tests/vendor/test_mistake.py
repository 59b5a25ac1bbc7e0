"""Known mistakes of vendors: what each explains, what it leaves to be found, and whether it was needed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.vendor.sample import openapi, parse

from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import Mistake

DAY = date(2026, 11, 26)
JSON = (("Content-Type", "application/json"),)
CARDS = "/api/v1/cards"
SCHEMA = "/components/schemas/Card"
EITHER = {
    "paths__/cards/{id}__get__responses__200__content__application/json__schema": {
        "anyOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Note"}]
    },
    "components__schemas__Note": {
        "type": "object",
        "required": ["text", "gone"],
        "properties": {"text": {"type": "string"}, "gone": {"type": "boolean"}},
        "additionalProperties": False,
    },
}
"""A reply that is one of two kinds of object."""


def mistake(rule, at="", **more):
    return Mistake(rule=rule, at=at, wrong="the product does otherwise", source="desk 1.0", reviewed_on=DAY, **more)


def held(value, *mistakes, document=None):
    """Hold an answer against the description; return what is found, and the mistakes that were not needed."""
    check = ExchangeCheck(parse(document or openapi()), mistakes=mistakes, notes_use=True)
    found = check.check_response("GET", f"{CARDS}/7", 200, JSON, json.dumps(value).encode())
    assert found == ExchangeCheck(parse(document or openapi()), mistakes=mistakes).check_response(
        "GET", f"{CARDS}/7", 200, JSON, json.dumps(value).encode()
    ), "what is found does not depend on whether it is noted"
    return {(each.rule, each.described_at) for each in found}, check.sieve.unused


def test_a_reviewed_mistake_silences_its_finding_and_no_other():
    known = mistake("type", f"{SCHEMA}/properties/name")

    assert held({"id": 7, "name": "Write"}, known) == (set(), [known])
    found, unused = held({"name": 1, "state": "lost"}, known)
    assert {rule for rule, _ in found} == {"member-missing", "enum-value"}
    assert unused == []


def test_a_mistake_within_an_alternative_leaves_the_rest_of_it_to_be_found():
    document = openapi(**EITHER)
    known = mistake("member-missing", "/components/schemas/*ote", members=("gone",))

    assert {rule for rule, _ in held({"text": "a"}, document=document)[0]} == {"no-alternative"}
    assert held({"text": "a"}, known, document=document) == (set(), [])
    for wrong in ({"text": 1}, {"gone": True}, {"text": "a", "more": 1}):
        assert {rule for rule, _ in held(wrong, known, document=document)[0]} == {"no-alternative"}


def test_a_member_that_is_not_described_is_let_in_by_its_name():
    document = openapi(**EITHER)
    known = mistake("member-unknown", "/components/schemas/Note", members=("more",))
    note = {"text": "a", "gone": False}

    assert held({**note, "more": 1}, known, document=document) == (set(), [])
    assert {rule for rule, _ in held({**note, "other": 1}, known, document=document)[0]} == {"no-alternative"}
    assert held({**note, "other": 1}, known, document=document)[1] == [known]


@pytest.mark.parametrize(("rule", "more"), [("type", {}), ("member-missing", {"operation": "GET /cards/{id}"})])
def test_members_are_named_by_rules_about_members_alone(rule, more):
    with pytest.raises(ValueError, match="members are named by"):
        mistake(rule, SCHEMA, members=("name",), **more)


def test_a_mistake_of_one_operation_is_not_one_of_another():
    check = ExchangeCheck(parse(openapi()), mistakes=[mistake("operation-unknown", operation="GET /api/v1/lost")])

    assert check.check_request("GET", "/api/v1/lost") == []
    assert [each.rule for each in check.check_request("GET", "/api/v1/found")] == ["operation-unknown"]


def test_a_path_that_nobody_describes_is_explained_by_its_form():
    known = mistake("operation-unknown", operation="GET /api/v1/lost/{id}/files/{name}.txt")
    check = ExchangeCheck(parse(openapi()), mistakes=[known])

    assert check.check_request("GET", "/api/v1/lost/7/files/a.txt") == []
    for other in ("/api/v1/lost/7/files/a.csv", "/api/v1/lost/7/8/files/a.txt"):
        assert [each.rule for each in check.check_request("GET", other)] == ["operation-unknown"]
