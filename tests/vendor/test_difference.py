from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vendor.sample import CARD, CSDL, DISCOVERY, SDL, SWAGGER, openapi, parse
from tests.vendor.test_distillate import shuffle, usages

from tasklab.vendor.change import RULES
from tasklab.vendor.difference import compare_distillates
from tasklab.vendor.distillate import distil
from tasklab.vendor.reading import parse_description
from tasklab.vendor.usage import UsageError, parse_usage

GET, POST = "GET /api/v1/cards/{}", "POST /api/v1/cards"
MINE = "paths__/cards/mine__get"


def changed_card(**changes):
    card = copy.deepcopy(CARD)
    for name, value in changes.items():
        if name == "required":
            card["required"] = value
        elif value is None:
            del card["properties"][name]
        else:
            card["properties"][name] = value
    return openapi(components__schemas__Card=card)


def compare(new, old=None, lines=None):
    usage = parse_usage(lines) if lines else None
    return compare_distillates(distil(parse(old or openapi()), usage), distil(parse(new), usage), usage)


def rules(new, lines, old=None):
    return [(each.severity, each.rule, each.subject.partition(": ")[2]) for each in compare(new, old, lines)]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("openapi3", json.dumps(openapi()).encode()),
        ("swagger2", json.dumps(SWAGGER).encode()),
        ("discovery", json.dumps(DISCOVERY).encode()),
        ("odata-csdl", CSDL),
        ("graphql", SDL.encode()),
    ],
)
def test_a_description_does_not_differ_from_itself(kind, content):
    found = distil(parse_description(content, kind))

    assert found.operations
    assert compare_distillates(found, found) == []


@given(usages, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_in_a_file_is_no_difference_and_no_part_of_a_fingerprint(usage, chance):
    old, new = openapi(), changed_card(name=None, state={"type": "string", "enum": ["done", "lost"]}, mark={})
    plain = compare_distillates(distil(parse(old), usage), distil(parse(new), usage), usage)
    mixed = [distil(parse(shuffle(document, chance)), usage) for document in (old, new)]

    assert [each.fingerprint for each in compare_distillates(*mixed, usage)] == [each.fingerprint for each in plain]
    assert compare_distillates(mixed[0], distil(parse(old), usage), usage) == []


@pytest.mark.parametrize(
    ("changes", "answered", "sent"),
    [
        ({"state": None}, ("breaking", "field-removed", "state"), ("breaking", "field-removed", "state")),
        ({"mark": {}}, ("info", "field-added", "mark"), ("info", "field-added", "mark")),
        ({"required": ["id"]}, ("warning", "field-may-be-missing", "name"), ("info", "field-required-removed", "name")),
        (
            {"required": ["id", "name", "state"]},
            ("info", "field-always-there", "state"),
            ("breaking", "field-required-added", "state"),
        ),
        (
            {"name": {"type": "integer", "maxLength": 20}},
            ("breaking", "field-type-changed", "name"),
            ("breaking", "field-type-changed", "name"),
        ),
        (
            {"name": {"type": "string", "maxLength": 20, "nullable": True}},
            ("warning", "field-may-be-null", "name"),
            ("info", "field-null-changed", "name"),
        ),
        (
            {"due": {"type": "string", "format": "date-time"}},
            ("info", "field-null-changed", "due"),
            ("breaking", "field-null-refused", "due"),
        ),
        (
            {"state": {"type": "string", "enum": ["open"]}},
            ("info", "enum-value-gone", 'state.="done"'),
            ("breaking", "enum-value-removed", 'state.="done"'),
        ),
        (
            {"state": {"type": "string", "enum": ["open", "done", "lost"]}},
            ("warning", "enum-value-new", 'state.="lost"'),
            ("info", "enum-value-added", 'state.="lost"'),
        ),
        ({"state": {"type": "string"}}, ("info", "enum-removed", "state"), ("info", "enum-removed", "state")),
        (
            {"name": {"type": "string", "maxLength": 9}},
            ("warning", "limit-changed", "name"),
            ("warning", "limit-changed", "name"),
        ),
        (
            {"due": {"type": "string", "format": "date", "nullable": True}},
            ("warning", "field-format-changed", "due"),
            ("warning", "field-format-changed", "due"),
        ),
    ],
)
def test_what_a_change_means_depends_on_who_sends(changes, answered, sent):
    new = changed_card(**changes)

    assert rules(new, [GET]) == [answered]
    assert next(each for each in compare(new, lines=[POST]) if each.subject.startswith("reply")).rule == answered[1]
    found = [each for each in compare(new, lines=[POST]) if each.subject.startswith("request")]
    assert [(each.severity, each.rule, each.subject.partition(": ")[2]) for each in found] == [sent]


def test_a_change_in_a_type_is_told_once_although_the_type_holds_itself():
    found = compare(changed_card(state=None), lines=[GET])

    assert [(each.old_at, each.new_at) for each in found] == [
        ("/components/schemas/Card/properties/state", "/components/schemas/Card")
    ]


@pytest.mark.parametrize(
    ("changes", "line", "expected"),
    [
        ({MINE: None}, "GET /api/v1/cards/mine", ("breaking", "operation-removed")),
        ({"paths__/new": {"get": {"responses": {}}}}, "GET /api/v1/new", ("info", "operation-added")),
        ({f"{MINE}__deprecated": True}, "GET /api/v1/cards/mine", ("warning", "operation-deprecated")),
        ({f"{MINE}__responses__200": None}, "GET /api/v1/cards/mine", ("breaking", "status-removed")),
        ({f"{MINE}__responses__202": {}}, "GET /api/v1/cards/mine", ("warning", "status-added")),
        ({f"{MINE}__responses__429": {}}, "GET /api/v1/cards/mine", ("info", "error-status-added")),
        (
            {f"{MINE}__parameters": [{"name": "a", "in": "query", "required": True}]},
            "GET /api/v1/cards/mine",
            ("breaking", "parameter-required-added"),
        ),
        (
            {f"{MINE}__parameters": [{"name": "a", "in": "query"}]},
            "GET /api/v1/cards/mine",
            ("info", "parameter-added"),
        ),
        ({"paths__/cards__get__parameters": []}, "GET /api/v1/cards", ("breaking", "parameter-removed")),
        ({"paths__/cards__post__requestBody": None}, POST, ("breaking", "body-removed")),
        (
            {"components__requestBodies__Card__content": {"text/xml": {}}},
            POST,
            ("breaking", "media-type-removed"),
        ),
        (
            {f"{MINE}__requestBody": {"content": {}, "required": True}},
            "GET /api/v1/cards/mine",
            ("breaking", "body-required-added"),
        ),
    ],
)
def test_operations_parameters_and_bodies_come_and_go(changes, line, expected):
    found = compare(openapi(**changes), lines=[line])

    assert (found[0].severity, found[0].rule) == expected
    assert compare(openapi(**changes), lines=["DELETE /api/v1/cards/{id}"]) == []


def test_what_parameters_of_a_path_are_called_is_no_difference():
    document = json.loads(json.dumps(openapi()).replace("{id}", "{card}").replace('"name": "id"', '"name": "card"'))

    assert compare(document) == []


def test_a_member_that_is_not_used_is_not_our_break():
    new = changed_card(state=None, name=None, parent=None)

    assert [each.subject for each in compare(new, lines=[f"{GET} name id"])] == ["reply 200 application/json: name"]
    assert compare(new, lines=[f"{GET} id labels.text"]) == []
    assert rules(changed_card(state=None), [f"{GET} parent.parent.state"]) == [
        ("breaking", "field-removed", "parent.parent.state")
    ]


def test_a_member_that_has_to_be_sent_is_a_break_whatever_is_used():
    new = changed_card(owner={"type": "string"}, required=["id", "name", "owner"])

    found = compare(new, lines=[f"{POST} name"])

    assert ("field-required-added", "request application/json: owner") in {(e.rule, e.subject) for e in found}


def test_forms_come_and_go():
    old, new = (
        openapi(components__schemas__Card={"oneOf": [{"type": kind} for kind in kinds]})
        for kinds in (("string", "integer"), ("string", "boolean"))
    )

    assert rules(new, [GET], old) == [
        ("breaking", "alternative-removed", "<integer>"),
        ("info", "alternative-added", "<boolean>"),
    ]


def test_arguments_and_fields_of_a_graph():
    changed = SDL.replace("card(id: ID!)", "card(id: ID!, team: ID!)").replace(
        "name: String!  state: State!", "state: State"
    )
    old, new = (distil(parse_description(text.encode(), "graphql")) for text in (SDL, changed))

    found = {(each.rule, each.operation, each.old_at, each.new_at) for each in compare_distillates(old, new)}

    assert ("parameter-required-added", "QUERY card", "Query.card", "Query.card(team:)") in found
    assert ("field-removed", "QUERY card", "Card.name", "Card") in found
    assert ("field-may-be-null", "QUERY card", "Card.state", "Card.state") in found


def test_fingerprints_tell_changes_apart():
    found = compare(changed_card(state=None, name=None, due=None))

    assert len({each.fingerprint for each in found}) == len(found) > 3


def test_a_line_that_names_no_operation_is_an_error():
    assert parse_usage(["# GET", "", "GET /a b", "GET /a c"]).operations == {"GET /a": {("b",), ("c",)}}
    assert parse_usage(["GET /a b", "GET /a"]).operations == {"GET /a": None}
    with pytest.raises(UsageError, match="names no operation"):
        parse_usage(["GET"])


def test_every_rule_has_a_severity_and_says_what_it_means():
    assert all(grade in {"breaking", "warning", "info"} and text.endswith(".") for grade, text in RULES.values())


def test_parts_of_a_whole_are_compared_as_one():
    def whole(*names, kind="string"):
        parts = [{"required": [name], "properties": {name: {"type": kind}}} for name in names]
        return openapi(components__schemas__Card={"type": "object", "properties": {"id": {}}, "allOf": parts})

    assert compare(whole("a", "b"), whole("b", "a"), [GET]) == []
    assert rules(whole("a"), [GET], whole("a", "b")) == [("breaking", "field-removed", "b")]
    assert rules(whole("a", kind="integer"), [GET], whole("a")) == [("breaking", "field-type-changed", "a")]


def test_a_whole_that_is_part_of_itself_ends():
    parts = [{"properties": {"inner": {"$ref": "#/components/schemas/Card"}}}, {"$ref": "#/components/schemas/Card"}]
    document = openapi(components__schemas__Card={"allOf": parts})

    assert compare(document, document) == []
    assert ("info", "field-added", "inner") in rules(document, [GET], openapi(components__schemas__Card={"allOf": []}))


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ({"type": "integer"}, {"type": "number"}, GET, ["field-type-changed"]),
        ({"type": "number"}, {"type": "integer"}, GET, ["field-type-accepted"]),
        ({"type": "integer"}, {"type": ["integer", "string"]}, GET, ["field-type-widened"]),
        ({}, {"type": "string"}, GET, []),
        ({"type": "object"}, {"type": "object", "deprecated": True}, GET, ["field-deprecated"]),
        (
            {"additionalProperties": {"type": "string"}},
            {"additionalProperties": {"type": "integer"}},
            GET,
            ["field-type-changed"],
        ),
        ({"properties": {"a": {}}}, {"additionalProperties": {"type": "string"}}, GET, []),
        ({"properties": {"a": {}}}, {"properties": {"a": {}}, "additionalProperties": False}, POST, ["fields-closed"]),
        ({"properties": {"a": {}}}, {"properties": {"a": {"readOnly": True}}}, POST, ["field-read-only"]),
        ({"type": "string"}, {"type": "string", "enum": ["a"]}, POST, ["enum-added"]),
        ({"type": "string"}, {"oneOf": [{"type": "string"}, {"type": "null"}]}, GET, ["field-may-be-null"]),
        ({"type": "string"}, {"oneOf": [{"enum": ["a"]}, {"type": "integer"}]}, GET, ["alternative-added"]),
        (
            {"oneOf": [{"required": ["k"], "properties": {"k": {"const": "a"}, "x": {}}}, {"type": "string"}]},
            {"oneOf": [{"required": ["k"], "properties": {"k": {"const": "a"}}}, {"type": "string"}]},
            GET,
            ["field-removed"],
        ),
    ],
)
def test_values_are_compared(old, new, line, expected):
    documents = [openapi(openapi="3.1.0", components__schemas__Card=schema) for schema in (old, new)]
    start = "request" if line == POST else "reply"

    found = compare(documents[1], documents[0], [line])

    assert [each.rule for each in found if each.subject.startswith(start)] == expected


def test_a_body_may_become_optional_or_be_new():
    body = "components__requestBodies__Card__required"

    assert [each.rule for each in compare(openapi(), openapi(**{body: False}), [POST])] == ["body-required-added"]
    optional = openapi(**{f"{MINE}__requestBody": {"content": {}}})
    assert [each.rule for each in compare(optional, lines=["GET /api/v1/cards/mine"])] == ["body-added"]
    more = openapi(components__requestBodies__Card__content={"application/json": {}, "text/xml": {}})
    assert "media-type-added" in {each.rule for each in compare(more, lines=[POST])}
