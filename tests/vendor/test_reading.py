from __future__ import annotations

import json

import pytest
import yaml
from tests.vendor.sample import CSDL, DISCOVERY, SDL, SWAGGER, openapi, parse

from tasklab.vendor.problem import InvalidDescriptionError
from tasklab.vendor.reading import load_description, parse_description


def operation(description, title):
    return next(each for each in description.operations if each.title == title)


def test_openapi_has_operations_with_their_places():
    found = operation(parse(openapi()), "GET /cards")

    assert found.at == "/paths/~1cards/get"
    assert found.name == "listCards"
    assert [(each.name, each.place, each.is_required) for each in found.detail.parameters][-1] == (
        "X-Team",
        "header",
        True,
    )
    assert found.detail.replies["200"].schemas["application/json"].at == (
        "/paths/~1cards/get/responses/200/content/application~1json/schema"
    )


def test_parameters_of_a_path_are_those_of_its_operations():
    assert [each.at for each in operation(parse(openapi()), "GET /cards/{id}").detail.parameters] == [
        "/paths/~1cards~1{id}/parameters/0"
    ]


def test_what_is_referred_to_has_the_place_where_it_stands():
    assert operation(parse(openapi()), "POST /cards").detail.request.at == "/components/requestBodies/Card"


def test_servers_give_the_paths_before_all_others():
    assert parse(openapi()).base_paths == ("/api/v1",)
    assert parse(openapi(servers=None)).base_paths == ("",)


def test_only_a_3_1_lets_words_stand_beside_a_reference():
    assert not parse(openapi()).dialect.has_siblings
    assert parse(openapi(openapi="3.1.0")).dialect.has_siblings


def test_swagger_has_bodies_forms_and_lists():
    description = parse(SWAGGER, "swagger2")

    assert description.base_paths == ("/api/v1",)
    assert operation(description, "GET /cards").detail.parameters[0].separator == ","
    post = operation(description, "POST /cards").detail
    assert post.request.is_required
    assert post.replies["201"].at == "/responses/Card"
    form = operation(description, "POST /login").detail.request
    assert list(form.schemas) == ["application/x-www-form-urlencoded"]


def test_discovery_has_the_methods_of_its_resources():
    found = operation(parse(DISCOVERY, "discovery"), "POST /v1/lists/{list}/cards")

    assert found.at == "/resources/cards/methods/insert"
    assert {each.name for each in found.detail.parameters} == {"list", "max", "tag", "alt"}
    assert set(found.detail.replies) == {"2XX"}


def test_csdl_has_types_with_what_they_inherit():
    description = parse_description(CSDL, "odata-csdl")

    assert [each.title for each in description.operations] == ["TYPE entity", "TYPE card"]
    members = description.document["types"]["card"]["properties"]
    assert members["id"] == {"$ref": "#/types/entity/properties/id"}
    assert members["name"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}


def test_a_graphql_schema_is_built_when_it_is_asked_for():
    assert "Card" in parse_description(SDL.encode(), "graphql").schema.type_map


def test_yaml_is_read_too():
    assert len(parse_description(yaml.safe_dump(openapi()).encode(), "openapi3").operations) == 5


def test_the_same_file_is_read_once(tmp_path):
    path = tmp_path / "desk.json"
    path.write_text(json.dumps(openapi()))

    first = load_description(path, "openapi3")
    assert load_description(path, "openapi3") is first
    path.write_text(json.dumps(openapi(paths={})))
    assert load_description(path, "openapi3").operations == ()


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"[]", "openapi3", "expected a mapping"),
        (b"a: [", "openapi3", "neither JSON nor YAML"),
        (b'{"swagger": "2.0"}', "openapi3", "expected 3.0 or 3.1"),
        (b'{"swagger": "1.2"}', "swagger2", "expected 2.0"),
        (b'{"kind": "x"}', "discovery", "discovery#restDescription"),
        (b"{}", "odata-csdl-json", "expected a mapping"),
        (b'{"types": {"a": {"baseType": "b"}, "b": {"baseType": "a"}}}', "odata-csdl-json", "stands on itself"),
        (b"<a/>", "odata-csdl", "without an element Schema"),
        (b"<!DOCTYPE a><a/>", "odata-csdl", "document type"),
        (b"type {", "graphql", "no schema definition language"),
        (b"\xff", "graphql", "no UTF-8"),
        (b'{"openapi": "3.0.0", "paths": [1]}', "openapi3", "expected a mapping"),
    ],
)
def test_what_cannot_be_read_says_why(content, kind, told):
    with pytest.raises(InvalidDescriptionError) as caught:
        parse_description(content, kind)

    assert told in str(caught.value)


def test_types_that_do_not_fit_together_are_an_error():
    with pytest.raises(InvalidDescriptionError, match="do not fit together"):
        assert parse_description(b"type Query { a: Missing }", "graphql").schema


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InvalidDescriptionError, match="No such file"):
        load_description(tmp_path / "none.json", "openapi3")


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("#/components/schemas/None", "nothing stands there"),
        ("other.json#/a", "out of this document"),
        ("#/paths/~1cards~1mine/get/responses/200", "leads back to itself"),
    ],
)
def test_a_reference_that_leads_nowhere_is_an_error_of_that_operation_alone(reference, told):
    changed = openapi(**{"paths__/cards/mine__get__responses__200": {"$ref": reference}})

    description = parse(changed)

    assert operation(description, "GET /cards").detail
    with pytest.raises(InvalidDescriptionError, match=told):
        assert operation(description, "GET /cards/mine").detail
