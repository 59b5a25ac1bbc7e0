from __future__ import annotations

import json

import pytest
from tests.vendor.sample import CSDL, DISCOVERY, SWAGGER, openapi, parse

from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.finding import RULES
from tasklab.vendor.reading import parse_description
from tasklab.vendor.schema_check import SchemaCheck

JSON = (("Content-Type", "application/json; charset=utf-8"),)
TEAM = (("X-Team", "blue"),)
CARDS = "/api/v1/cards"


def answer(card, status=200, *, path=f"{CARDS}/7", document=None, **options):
    check = ExchangeCheck(parse(document or openapi()), **options)
    return check.check_response("GET", path, status, JSON, json.dumps(card).encode())


def marks(findings):
    return [(each.rule, each.at, each.described_at) for each in findings]


def card(**more):
    return {"id": 7, "name": "Write", **more}


SCHEMA = "/components/schemas/Card"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (card(), []),
        (card(due=None, parent=None, more=1, extra={"any": 1}), []),
        (card(parent=card(parent=card())), []),
        ({"id": 7}, [("member-missing", "body", SCHEMA)]),
        (card(name=3), [("type", "body/name", f"{SCHEMA}/properties/name")]),
        (card(name=None), [("type", "body/name", f"{SCHEMA}/properties/name")]),
        (card(state="lost"), [("enum-value", "body/state", f"{SCHEMA}/properties/state")]),
        (card(due="tomorrow"), [("format", "body/due", f"{SCHEMA}/properties/due")]),
        (card(name="x" * 21), [("limit", "body/name", f"{SCHEMA}/properties/name")]),
        (
            card(labels=[{"text": "a", "b/c": 1}]),
            [("member-unknown", "body/labels/0/b~1c", "/components/schemas/Label")],
        ),
        (card(parent=card(name=1)), [("type", "body/parent/name", f"{SCHEMA}/properties/name")]),
    ],
)
def test_an_answer_is_held_against_its_schema(value, expected):
    assert marks(answer(value)) == expected


def test_strictness_refuses_members_that_are_not_described_also_through_all_of():
    found = marks(answer(card(more=1, parent=card(more=1), extra={"any": 1}), is_strict=True))

    assert sorted(found) == [
        ("member-unknown", "body/more", SCHEMA),
        ("member-unknown", "body/parent/more", SCHEMA),
    ]


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_each_alternative_has_its_own_members(word):
    branches = [
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
        {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}},
    ]
    document = openapi(components__schemas__Card={word: branches})

    assert answer({"a": 1}, document=document, is_strict=True) == []
    found = answer({"a": 1, "c": 1}, document=document, is_strict=True)
    assert [each.rule for each in found] == ["no-alternative"]


def test_a_value_that_fits_several_alternatives_is_a_warning():
    document = openapi(components__schemas__Card={"oneOf": [{"type": "object"}, {"minProperties": 1}]})

    assert [(each.rule, each.severity) for each in answer({"a": 1}, document=document)] == [
        ("alternatives-overlap", "warning")
    ]


def test_no_finding_holds_a_value_of_the_message():
    secret = "hunter2-hunter2-hunter2"
    value = {"name": secret, "state": secret, "due": secret, "id": secret, "labels": [{"text": 1}, secret]}

    found = answer(value)

    assert len(found) == 6
    assert secret not in "".join(map(str, found))


def test_members_of_the_other_side_are_not_asked_for():
    body = json.dumps({"name": "Write"}).encode()

    assert ExchangeCheck(parse(openapi())).check_request("POST", CARDS, headers=JSON, body=body) == []


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ((("page", "2"), ("state", "open"), ("state", "open"), ("filter[name]", "x")), TEAM, []),
        ((("page", "0"),), TEAM, [("parameter-value", "query/page")]),
        ((("page", "two"),), TEAM, [("parameter-value", "query/page")]),
        ((("state", "lost"),), TEAM, [("parameter-value", "query/state/0")]),
        ((("colour", "red"),), TEAM, [("parameter-unknown", "query/colour")]),
        ((), (), [("parameter-missing", "header/X-Team")]),
        ((), (("x-team", "blue"),), []),
    ],
)
def test_parameters_are_held_against_theirs(query, headers, expected):
    found = ExchangeCheck(parse(openapi())).check_request("GET", CARDS, query, headers)

    assert [(each.rule, each.at) for each in found] == expected


def test_a_value_in_the_path_has_a_type():
    found = ExchangeCheck(parse(openapi())).check_request("GET", f"{CARDS}/seven")

    assert marks(found) == [("parameter-value", "path/id", "/paths/~1cards~1{id}/parameters/0/schema")]


@pytest.mark.parametrize(
    ("verb", "path", "rule"),
    [
        ("GET", "/api/v1/boards", "operation-unknown"),
        ("GET", "/cards", "operation-unknown"),
        ("GET", "/api/v1cards", "operation-unknown"),
        ("PUT", "/api/v1/cards", "verb-unknown"),
    ],
)
def test_what_is_not_described_is_found(verb, path, rule):
    check = ExchangeCheck(parse(openapi()))

    assert [each.rule for each in check.check_request(verb, path)] == [rule]
    assert [each.rule for each in check.check_response(verb, path, 200)] == [rule]


def test_an_installation_may_be_below_a_path():
    check = ExchangeCheck(parse(openapi()), mount="/desk/")

    assert check.check_request("DELETE", "/desk/api/v1/cards/7") == []
    assert [each.rule for each in check.check_request("DELETE", "/api/v1/cards/7")] == ["operation-unknown"]


@pytest.mark.parametrize(
    ("headers", "body", "rule"),
    [
        (JSON, None, "body-missing"),
        (JSON, b"{", "body-syntax"),
        ((("content-type", "text/plain"),), b"{}", "media-type-unknown"),
        ((("content-type", "application/vnd.desk+json"),), b"{}", "member-missing"),
    ],
)
def test_a_body_that_is_sent_is_what_it_should_be(headers, body, rule):
    found = ExchangeCheck(parse(openapi())).check_request("POST", CARDS, headers=headers, body=body)

    assert [each.rule for each in found] == [rule]


@pytest.mark.parametrize(
    ("verb", "status", "body", "rules"),
    [
        ("DELETE", 204, b"", []),
        ("DELETE", 204, b"{}", ["body-undescribed"]),
        ("DELETE", 200, b"", ["status-unknown"]),
        ("DELETE", 404, b"", ["error-status-unknown"]),
        ("GET", 200, b"", ["body-missing"]),
        ("GET", 200, b"<html>", ["body-syntax"]),
    ],
)
def test_a_status_and_its_body_belong_together(verb, status, body, rules):
    found = ExchangeCheck(parse(openapi())).check_response(verb, f"{CARDS}/7", status, JSON, body)

    assert [each.rule for each in found] == rules


def test_a_class_of_statuses_is_described_at_once():
    found = ExchangeCheck(parse(openapi())).check_response("GET", CARDS, 404, JSON, b"{}")

    assert [each.rule for each in found] == ["body-undescribed"]


def test_a_body_of_a_kind_nobody_looks_into_is_not_a_pass():
    media = "paths__/cards/{id}__get__responses__200__content"
    document = openapi(**{media: {"text/csv": {"schema": {"type": "string"}}, "image/png": {}}})
    check = ExchangeCheck(parse(document))

    for kind in ("text/csv", "image/png"):
        found = check.check_response("GET", f"{CARDS}/7", 200, (("content-type", kind),), b"a")
        assert [(each.rule, each.severity) for each in found] == [("not-checked", "unchecked")]


@pytest.mark.parametrize(
    "schema", [{"$ref": "#/components/schemas/None"}, {"pattern": "("}, {"properties": {"a": "text"}}]
)
def test_a_description_that_cannot_be_read_where_it_is_needed_is_not_a_pass(schema):
    found = answer({"a": "b"}, document=openapi(components__schemas__Card=schema))

    assert [(each.rule, each.severity) for each in found] == [("description", "unchecked")]


def test_a_schema_that_is_only_itself_ends():
    found = answer(card(), document=openapi(components__schemas__Card={"$ref": "#/components/schemas/Card"}))

    assert [each.severity for each in found] in ([], ["unchecked"])


def test_nulls_and_bounds_are_read_as_each_kind_writes_them():
    properties = {"a": {"type": ["integer", "null"]}, "b": {"type": "integer", "minimum": 1, "exclusiveMinimum": True}}
    document = openapi(openapi="3.1.0", components__schemas__Card={"properties": properties})

    assert answer({"a": None, "b": 2}, document=document) == []
    assert marks(answer({"a": "x", "b": 1}, document=document)) == [
        ("type", "body/a", f"{SCHEMA}/properties/a"),
        ("limit", "body/b", f"{SCHEMA}/properties/b"),
    ]


def test_swagger_lists_forms_and_nulls():
    check = ExchangeCheck(parse(SWAGGER, "swagger2"))
    form = (("content-type", "application/x-www-form-urlencoded"),)

    assert check.check_request("GET", CARDS, (("ids", "1,2"), ("open", "true"))) == []
    assert [each.at for each in check.check_request("GET", CARDS, (("ids", "1,b"), ("open", "yes")))] == [
        "query/ids/1",
        "query/open",
    ]
    assert check.check_request("POST", "/api/v1/login", headers=form, body=b"tries=3") == []
    assert marks(check.check_request("POST", "/api/v1/login", headers=form, body=b"tries=x")) == [
        ("type", "body/tries", "/paths/~1login/post/parameters/0")
    ]
    assert check.check_response("POST", CARDS, 201, JSON, b'{"name": null}') == []


def test_discovery_repeats_names_and_writes_numbers_as_text():
    check = ExchangeCheck(parse(DISCOVERY, "discovery"))
    path = "/v1/lists/a/cards"

    assert check.check_request("POST", path, (("tag", "a"), ("tag", "b"), ("max", "1")), JSON, b'{"name": "x"}') == []
    found = check.check_request("POST", path, (("tag", "c"), ("max", "0")), JSON, b'{"name": 1}')
    assert {each.at for each in found} == {"query/tag/0", "query/max", "body/name"}
    assert marks(check.check_response("POST", path, 200, JSON, b'{"name": 1}')) == [
        ("type", "body/name", "/schemas/Card/properties/name")
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"id": "1", "state": "open", "name": None, "@odata.etag": "x", "state@odata.type": "y"}, []),
        ({"state": "lost"}, [("enum-value", "body/state", "/types/state")]),
        ({"id": None}, [("type", "body/id", "/types/entity/properties/id")]),
        ({"dueAt": "soon"}, [("no-alternative", "body/dueAt", "/types/card/properties/dueAt")]),
        ({"parts": [{"tags": [1]}]}, [("type", "body/parts/0/tags/0", "/types/card/properties/tags/items")]),
        ({"colour": "red"}, [("member-unknown", "body/colour", "/types/card")]),
    ],
)
def test_a_value_of_a_type_without_a_path(value, expected):
    description = parse_description(CSDL, "odata-csdl")
    schema = description.operations[1].detail.replies["200"].schemas["application/json"]

    found = SchemaCheck(description, schema, "reply", is_strict=False).check(value, "TYPE card", "body")

    assert marks(found) == expected


def test_a_segment_may_stand_for_described_ones():
    check = ExchangeCheck(parse(openapi()), aliases={"decks": "cards"})

    assert marks(check.check_response("GET", f"{CARDS}/7".replace("cards", "decks"), 200, JSON, b'{"id": 1}')) == marks(
        check.check_response("GET", f"{CARDS}/7", 200, JSON, b'{"id": 1}')
    )
    found = ExchangeCheck(parse(openapi())).check_request("GET", CARDS.replace("cards", "decks"))
    assert [each.rule for each in found] == ["operation-unknown"]


def test_every_rule_has_a_severity_and_says_what_it_asks_for():
    assert all(
        severity in {"error", "warning", "unchecked"} and text.endswith(".") for severity, text in RULES.values()
    )


def test_strictness_looks_across_the_parts_of_a_whole():
    parts = [{"properties": {"a": {"type": "integer"}}}, {"properties": {"b": {"type": "integer"}}}]
    document = openapi(components__schemas__Card={"allOf": parts})

    assert answer({"a": 1, "b": 1}, document=document, is_strict=True) == []
    assert marks(answer({"a": 1, "c": 1}, document=document, is_strict=True)) == [("member-unknown", "body/c", SCHEMA)]


def test_choices_within_choices_are_compiled_in_time():
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "anyOf": [{"required": ["a"]}]}
    for _ in range(40):  # doubling with every level, this would never end
        schema = {"properties": {"a": schema}, "anyOf": [{"required": ["a"]}, {"required": ["c"]}]}

    found = answer({"c": 1, "d": 1}, document=openapi(components__schemas__Card=schema), is_strict=True)

    assert [each.at for each in found] == ["body/c", "body/d"]


@pytest.mark.parametrize(
    ("schema", "value", "rule", "told"),
    [
        ({"const": "a"}, "b", "enum-value", "not the one described value"),
        ({"pattern": "^a"}, "b", "pattern", "does not fit"),
        ({"not": {"type": "string"}}, "b", "limit", "refused by `not`"),
        ({"type": "string"}, 1.5, "type", "a number; expected string"),
        ({"type": "string"}, True, "type", "a boolean; expected string"),
        ({"type": "string"}, [], "type", "a list; expected string"),
        ({"anyOf": [{"type": "string"}, {"required": ["b"]}]}, {}, "no-alternative", "no member b"),
    ],
)
def test_every_refusal_is_worded(schema, value, rule, told):
    document = openapi(components__schemas__Card={"properties": {"a": schema}})

    found = answer({"a": value}, document=document)

    assert [each.rule for each in found] == [rule]
    assert told in found[0].text


def test_a_member_that_may_never_be_is_told():
    document = openapi(openapi="3.1.0", components__schemas__Card={"properties": {"a": False}})

    assert [(each.rule, each.text) for each in answer({"a": 1}, document=document)] == [
        ("member-unknown", "an integer where nothing is allowed")
    ]


def test_a_long_list_of_complaints_is_cut():
    found = answer([card(name=1)] * 500, path=CARDS, document=openapi())

    assert 50 <= len(found) <= 60


def test_parameters_may_be_of_several_types_and_have_a_media_type():
    parameters = [
        {"name": "a", "in": "query", "schema": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}},
        {"name": "b", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
        {"name": "Accept", "in": "header", "required": True, "schema": {"type": "string"}},
    ]
    check = ExchangeCheck(parse(openapi(**{"paths__/cards/mine__get__parameters": parameters})))
    path = f"{CARDS}/mine"

    assert check.check_request("GET", path, (("a", "1"), ("b", "{}"))) == []
    assert check.check_request("GET", path, (("a", "false"),)) == []
    assert [each.at for each in check.check_request("GET", path, (("a", "x"),))] == ["query/a"]


def test_a_body_where_none_is_described_is_told():
    found = ExchangeCheck(parse(openapi())).check_request("DELETE", f"{CARDS}/7", headers=JSON, body=b"{}")

    assert [each.rule for each in found] == ["body-undescribed"]


def test_a_form_that_is_no_text_is_told():
    check = ExchangeCheck(parse(SWAGGER, "swagger2"))

    found = check.check_request(
        "POST", "/api/v1/login", headers=(("content-type", "application/x-www-form-urlencoded"),), body=b"\xff"
    )
    assert [each.rule for each in found] == ["body-syntax"]


def test_an_alternative_that_says_nothing_allows_everything_also_when_strict():
    document = openapi(components__schemas__Card={"anyOf": [{}, {"type": "string"}], "properties": {"a": {}}})

    assert answer({"a": 1, "b": 1}, document=document, is_strict=True) == []
