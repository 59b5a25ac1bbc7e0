from __future__ import annotations

import jsonschema
import pytest

from tasklab.spec.node import plain
from tasklab.spec.schema import spec_schema
from tasklab.spec.source import parse_source


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = spec_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def accepts(validator: jsonschema.Draft202012Validator, text: str) -> bool:
    return validator.is_valid(plain(parse_source(text.encode(), "f")))


def test_a_valid_spec_fits(validator, valid):
    assert list(validator.iter_errors(plain(parse_source(valid.encode(), "f")))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: product", "kind: prodct"),
        ("kind: product\n", ""),
        ("released: 2022-03-28", "released: 5"),
        ("connection:", "conection:"),
        ("  task.get:", "  task.gett:"),
        ("  task:\n", "  tsak:\n"),
        ("      due: {", "      dew: {"),
        ("codec: day}", "codec: dai}"),
        ("lookup: status.list", "lookup: task.get"),
        ("kind: validation", "kind: valdation"),
        ("max: 100", "max: '100'"),
        ("page: false", "page: true"),
        ("{get: /home.json", "{gett: /home.json"),
        ("kind: header, name: X-Api-Key", "kind: header"),
    ],
)
def test_a_mistake_does_not_fit(validator, valid, old, new):
    assert old in valid
    assert not accepts(validator, valid.replace(old, new, 1))


PATCH = 'version: "6.0"\nextends: "5.0"\n'


@pytest.mark.parametrize(
    "part",
    [
        "",
        "methods: {task.get: null}",
        "entities: {task: {fields: {due: {codec: moment}, title: null, start: start_date}}}",
        "connection: {auth: {name: X-Other}, parameters: {site: {title: Address}}}",
        "connection: {auth: {kind: bearer, token: $api_key, name: null, value: null}}",
        "paging: {max: 50}",
        "errors: [{kind: conflict, status: 409}]",
        "unavailable: {task.get: null}",
    ],
)
def test_a_file_that_extends_another_says_only_what_is_different(validator, part):
    assert accepts(validator, f"{PATCH}{part}\n")


@pytest.mark.parametrize(
    "part",
    [
        "methods: {task.gett: null}",
        "entities: {task: {fields: {dew: null}}}",
        "paging: {max: '50'}",
        "pagin: {max: 50}",
        "errors: [{path: error}]",
    ],
)
def test_a_mistake_in_a_patch_does_not_fit(validator, part):
    assert not accepts(validator, f"{PATCH}{part}\n")


def test_a_patch_needs_its_version(validator):
    assert not accepts(validator, 'extends: "5.0"\n')
