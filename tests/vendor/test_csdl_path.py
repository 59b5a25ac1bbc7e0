"""Paths that are made of an OData service's types."""

from __future__ import annotations

import json

import pytest

from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.problem import InvalidDescriptionError
from tasklab.vendor.reading import parse_description

JSON = (("content-type", "application/json"),)
STREAM = (("content-type", "application/octet-stream"),)
TEXT = {"type": "Edm.String"}
DESK = {
    "types": {
        "entity": {"kind": "EntityType", "abstract": True, "properties": {"id": {**TEXT, "nullable": False}}},
        "desk": {
            "kind": "EntityType",
            "baseType": "entity",
            "navigationProperties": {"cards": {"type": "Collection(desk.card)"}, "lamp": {"type": "lamp"}},
        },
        "card": {
            "kind": "EntityType",
            "baseType": "entity",
            "properties": {"name": TEXT, "cover": {"type": "Edm.Stream"}},
            "navigationProperties": {
                "cards": {"type": "Collection(card)"},
                "files": {"type": "Collection(file)"},
            },
        },
        "lamp": {"kind": "EntityType", "baseType": "entity", "properties": {"isOn": {"type": "Edm.Boolean"}}},
        "file": {"kind": "EntityType", "baseType": "entity", "abstract": True, "hasStream": True},
        "photo": {"kind": "EntityType", "baseType": "file", "properties": {"width": {"type": "Edm.Int32"}}},
        "scan": {"kind": "EntityType", "baseType": "file", "properties": {"pages": {"type": "Edm.Int32"}}},
    },
    "boundOperations": [
        {"kind": "Function", "name": "delta", "boundTo": "Collection(card)"},
        {"kind": "Action", "name": "burn", "boundTo": "card"},
    ],
    "userNavigation": {"desk": {"type": "desk"}, "shelf": {"type": "stranger"}},
}


def read(document=DESK):
    return parse_description(json.dumps(document).encode(), "odata-csdl-json")


@pytest.fixture
def check():
    return ExchangeCheck(read(), is_strict=True)


def rules(found):
    return [(each.rule, each.at) for each in found]


def test_paths_follow_what_a_user_leads_to():
    titles = {each.title for each in read().operations}

    for root in ("{+service}/me", "{+service}/users/{user-id}"):
        assert f"GET {root}/desk" in titles
        assert f"DELETE {root}/desk" not in titles
        assert {f"{verb} {root}/desk/cards" for verb in ("GET", "POST")} <= titles
        card = f"{root}/desk/cards/{{card-id}}"
        assert {f"{verb} {card}" for verb in ("GET", "PATCH", "DELETE")} <= titles
        assert {f"GET {card}/cover", f"PUT {card}/cover", f"GET {card}/files/{{file-id}}/$value"} <= titles
        assert {f"GET {root}/desk/cards/{name}" for name in ("$count", "delta", "microsoft.graph.delta()")} <= titles
        assert f"GET {card}/cards" not in titles  # it would go on for ever
        assert f"GET {root}/shelf" not in titles  # its type is not described


def test_without_what_a_user_leads_to_there_are_types_alone():
    bare = {"types": DESK["types"]}
    assert {each.verb for each in read(bare).operations} == {"TYPE"}
    with pytest.raises(InvalidDescriptionError, match="expected a mapping"):
        read({**bare, "userNavigation": ["desk"]})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"@odata.context": "x", "value": [{"@odata.etag": "y", "id": "1", "name": null}]}', []),
        (b'{"value": [{"name": 1}]}', [("no-alternative", "body/value/0/name")]),
        (b'{"value": [{"colour": "red"}]}', [("member-unknown", "body/value/0/colour")]),
        (b'{"value": [], "total": 1}', [("member-unknown", "body/total")]),
        (b'{"cards": []}', [("member-missing", "body"), ("member-unknown", "body/cards")]),
    ],
)
def test_a_collection_is_wrapped(check, body, found):
    for path in ("/v1.0/me/desk/cards", "/odata/v4/users/7/desk/cards/delta"):
        assert sorted(rules(check.check_response("GET", path, 200, JSON, body))) == sorted(found)


def test_an_object_is_sent_and_answered(check):
    path = "/v1.0/me/desk/cards"

    assert check.check_request("POST", path, (), JSON, b'{"name": "a"}') == []
    assert rules(check.check_request("POST", path, (), JSON, b'{"name": []}')) == [("no-alternative", "body/name")]
    assert check.check_response("POST", path, 201, JSON, b'{"id": "1", "name": "a"}') == []
    assert rules(check.check_response("PATCH", f"{path}/1", 200, JSON, b'{"id": null}')) == [("type", "body/id")]
    assert check.check_response("DELETE", f"{path}/1", 204) == []
    assert check.check_response("GET", "/v1.0/me/desk/lamp", 200, JSON, b'{"id": "1", "isOn": true}') == []


def test_a_value_of_an_abstract_type_is_one_of_those_that_stand_on_it(check):
    path = "/v1.0/me/desk/cards/1/files"

    assert check.check_response("GET", f"{path}/2", 200, JSON, b'{"id": "2", "width": 3}') == []
    assert check.check_response("GET", f"{path}/2", 200, JSON, b'{"id": "2", "pages": 3}') == []
    for body in (b'{"id": "2", "width": "wide"}', b'{"id": "2", "width": 3, "pages": 3}'):
        found = check.check_response("GET", f"{path}/2", 200, JSON, body)
        assert ("no-alternative", "/families/file") in {(each.rule, each.described_at) for each in found}


def test_a_stream_is_written_and_answered_with_its_object_or_nothing(check):
    path = "/v1.0/me/desk/cards/1/cover"
    sent = check.check_request("PUT", path, (), STREAM, b"x")

    assert [each for each in sent if each.severity == "error"] == []
    assert check.check_response("PUT", path, 201) == []
    assert rules(check.check_response("PUT", path, 200, JSON, b'{"id": 1}')) == [("type", "body/id")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"error": {"code": "x", "message": "y", "innerError": {}}}', []),
        (b'{"error": {"code": "x"}}', [("member-missing", "body/error")]),
        (b'{"code": "x", "message": "y"}', [("member-missing", "body"), ("member-unknown", "body/code")]),
    ],
)
def test_a_refusal_is_an_error_of_odata(check, body, found):
    said = check.check_response("GET", "/v1.0/me/desk/cards/1", 404, JSON, body)
    assert sorted(each for each in rules(said) if each[1] != "body/message") == found


def test_query_options_are_those_of_odata(check):
    path = "/v1.0/me/desk/cards"

    assert check.check_request("GET", path, (("$top", "1"), ("$filter", "name eq 'a'"), ("$expand", "files"))) == []
    assert rules(check.check_request("GET", path, (("page", "1"),))) == [("parameter-unknown", "query/page")]
    assert rules(check.check_request("GET", f"{path}/1", (("$top", "1"),))) == [("parameter-unknown", "query/$top")]
    assert check.check_request("GET", f"{path}/delta", (("$deltatoken", "x"),)) == []
