"""Our OpenAPI document is what the routes do, kept as a file, and breaks nobody by surprise."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import msgspec
import pytest

from tasklab.service.openapi.document import by_status
from tasklab.service.openapi.drift import find_breaks, render_document
from tasklab.unified.catalogue import METHODS

FILE = Path(__file__).parents[3] / "docs" / "openapi.json"


@pytest.fixture
def document(stage):
    return stage.call("GET", "/v1/openapi.json", key="").json


def operations(document):
    return {each["operationId"]: each for verbs in document["paths"].values() for each in verbs.values()}


def test_the_file_is_what_is_served(document):
    assert FILE.read_text("utf-8") == render_document(document), "run `tasklab admin openapi docs/openapi.json`"


def test_every_route_and_every_method_is_in_it(stage, document):
    assert set(METHODS) <= set(operations(document))
    assert {route.name for route in stage.application.routes} == set(operations(document))


def complaints(document, value, schema):
    """Say what is wrong with a value by a schema of the document; the document itself is checked elsewhere."""
    whole = schema | {"components": document["components"]}
    validator = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    return [error.message for error in validator.iter_errors(value)]


def test_every_method_has_an_example_of_what_it_answers(document):
    for name in METHODS:
        operation = operations(document)[name]
        (content,) = [answer["content"]["application/json"] for status, answer in operation["responses"].items()
                      if status in {"200", "201"} and "example" in answer["content"]["application/json"]]  # fmt: skip
        assert not complaints(document, content["example"], content["schema"]), name
        if "requestBody" in operation:
            body = operation["requestBody"]["content"]["application/json"]
            assert not complaints(document, body["example"], body["schema"]), name


def test_every_schema_is_one(document):
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_kind_of_error_is_shown(document):
    shown = {
        name
        for response in document["components"]["responses"].values()
        for name in response["content"]["application/problem+json"]["examples"]
    }
    assert shown == {kind.kind for kinds in by_status().values() for kind in kinds}


def test_an_answer_fits_the_document(stage, document):
    path = f"/v1/connections/{stage.connect()}"
    stage.twin.seed(2)
    for name, asked in (("task.list", f"{path}/tasks"), ("user.me", f"{path}/me"), ("connection.get", path)):
        schema = operations(document)[name]["responses"]["200"]["content"]["application/json"]["schema"]
        assert not complaints(document, stage.call("GET", asked).json, schema), name


def changed(document, change):
    copy = msgspec.json.decode(msgspec.json.encode(document))
    change(copy)
    return copy


def drop_path(document):
    del document["paths"]["/v1/connections/{connection_id}/tasks"]["get"]


def need_more(document):
    listing = document["paths"]["/v1/connections/{connection_id}/tasks"]["get"]
    next(each for each in listing["parameters"] if each["name"] == "project_id")["required"] = True


def add_path(document):
    document["paths"]["/v1/new"] = document["paths"]["/v1/platforms"]


@pytest.mark.parametrize(("change", "is_break"), [(drop_path, True), (need_more, True), (add_path, False)])
def test_a_breaking_change_is_noticed(document, change, is_break):
    assert bool(find_breaks(document, changed(document, change))) is is_break


def test_a_breaking_change_is_fine_once_the_version_says_so(document):
    def both(document):
        drop_path(document)
        document["info"]["version"] = "2.0.0"

    assert find_breaks(document, changed(document, both)) == []


def test_nothing_breaks_what_was_last_released(document):
    released = FILE.with_name("openapi.released.json")
    assert find_breaks(msgspec.json.decode(released.read_bytes()), document) == []


def test_the_page_is_whole_and_loads_nothing(stage):
    reply = stage.call("GET", "/docs", key="")
    page = reply.body.decode()

    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert all(f'id="{name}"' in page for name in METHODS)
    for word in ("<script", "<link", "<img", "@import", "url("):
        assert word not in page
