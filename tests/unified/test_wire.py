from __future__ import annotations

import datetime as dt
from contextlib import suppress

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import ValidationError
from tasklab.unified.parameter.task import TaskListParameters, TaskUpdateParameters
from tasklab.unified.wire import parse_parameters, require_field_names


def refused(name, document):
    with pytest.raises(ValidationError) as caught:
        parse_parameters(METHODS[name], document)
    assert caught.value.method == name
    return caught.value


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_parameters_survive_json_with_absent_null_and_empty_apart(name, any_of, data):
    method = METHODS[name]
    given_ = data.draw(any_of(method.parameters))
    names = {field: msgspec.UNSET for field in ("fields", "sort") if hasattr(given_, field)}
    parameters = msgspec.structs.replace(given_, **names)
    assert parse_parameters(method, msgspec.json.encode(parameters)) == parameters
    assert parse_parameters(method, msgspec.to_builtins(parameters)) == parameters


@pytest.mark.parametrize(
    ("said", "means"),
    [("", msgspec.UNSET), (',"description":null', None), (',"description":""', ""), (',"description":"x"', "x")],
)
def test_absent_null_and_empty_are_three_things(said, means):
    document = f'{{"id":"7"{said}}}'.encode()
    parameters = parse_parameters(METHODS["task.update"], document)
    assert isinstance(parameters, TaskUpdateParameters)
    assert parameters.description is means if means in {None, msgspec.UNSET} else parameters.description == means


def test_an_update_says_only_what_changes():
    said = msgspec.json.decode(msgspec.json.encode(TaskUpdateParameters(id="7", due=None, label_ids=[])))
    assert said == {"id": "7", "due": None, "label_ids": [], "dry_run": False, "raw": False}


@pytest.mark.parametrize(
    ("name", "document", "pointer", "words"),
    [
        ("task.create", b"{}", "/title", "missing required field"),
        ("task.create", b'{"titel":"x"}', "/titel", "did you mean `title`?"),
        ("task.create", b'{"title":null}', "/title", "Expected `str`, got `null`"),
        ("task.create", b'{"title":"x","label_ids":["a",3]}', "/label_ids/1", "Expected `str`, got `int`"),
        ("task.create", b'{"title":"x","due":{"datetime":"2026-03-01T00:00:00"}}', "/due/datetime", "timezone"),
        ("task.create", b'{"title":"x","due":{}}', "/due", "exactly one of `date`"),
        ("task.create", b'{"title":"x","due":{"date":"2026-03-01","tz":"UTC"}}', "/due/tz", "unknown field"),
        ("task.create", b'{"title":"x","percent_done":101}', "/percent_done", "<= 100"),
        ("task.create", b'{"title":"x","estimate":{"value":1,"unit":"parsecs"}}', None, "minutes, hours, days, points"),
        ("task.list", b'{"status_category":"dnoe"}', "/status_category", "expected one of backlog, canceled, done"),
        ("task.list", b'{"limit":0}', "/limit", ">= 1"),
        ("task.list", b'{"limit":1001}', "/limit", "<= 1000"),
        ("task.list", b'{"limit":"5"}', "/limit", "Expected `int`, got `str`"),
        ("task.list", b'{"sort":"-titel"}', "/sort", "did you mean `title`?"),
        ("task.list", b'{"sort":"--title"}', "/sort", "not a field of Task"),
        ("task.list", b'{"sort":"title\\n"}', "/sort", "not a field of Task"),
        ("task.list", b'{"fields":["title","duo"]}', "/fields/1", "did you mean `due`?"),
        ("task.get", b'{"id":""}', "/id", "length >= 1"),
        ("task.move", b'{"id":"7"}', None, "at least one of `project_id`"),
        ("task.batch", b'{"operations":[{"method":"task.get","parameters":{}}]}', "/operations/0/method", "task.move"),
        ("task.batch", b'{"operations":[]}', "/operations", "length >= 1"),
        ("attachment.create", b'{"task_id":"7","name":"a"}', None, "exactly one of `content`"),
        ("attachment.create", b'{"task_id":"7","name":"a","content":"","url":"x:y"}', None, "exactly one of `content`"),
        ("relation.create", b'{"task_id":"1","other_task_id":"2","kind":"unknown"}', "/kind", "relates_to"),
        ("task.list", b"[]", None, "Expected `object`, got `array`"),
        ("task.list", b'{"limit":', None, "truncated"),
        ("task.list", b"\xff\xfe", None, "malformed"),
        ("task.create", b'{"title":"\xff"}', None, "utf-8"),
        ("task.create", b'{"title":"x","custom_fields":{"a":' + b"[" * 100_000, None, "Nested too deeply"),
    ],
)
def test_what_is_wrong_is_pointed_at(name, document, pointer, words):
    error = refused(name, document)
    assert words in error.detail
    assert error.pointer == pointer


def test_a_pointer_escapes_what_json_pointer_reserves():
    assert refused("task.create", {"title": "x", "a/b~c": 1}).pointer == "/a~1b~0c"


@given(
    name=st.sampled_from(list(METHODS)),
    document=st.binary(max_size=40) | st.recursive(st.none() | st.text(), st.lists).map(msgspec.json.encode),
)
def test_garbage_is_refused_and_never_a_crash(name, document):
    with suppress(ValidationError):
        assert isinstance(parse_parameters(METHODS[name], document), METHODS[name].parameters)


def test_moments_with_an_offset_become_utc():
    document = b'{"modified_after":"2026-03-01T01:00:00+02:00","due_before":"2026-03-01T00:00:00-01:00"}'
    parameters = parse_parameters(METHODS["task.list"], document)
    assert isinstance(parameters, TaskListParameters)
    assert parameters.modified_after.isoformat() == "2026-02-28T23:00:00+00:00"
    assert parameters.due_before.isoformat() == "2026-03-01T01:00:00+00:00"
    assert parameters.modified_after.tzinfo is dt.UTC


def test_names_are_checked_on_parameters_made_in_python_too():
    with pytest.raises(ValidationError, match="`owner` is not a field of Task"):
        require_field_names(METHODS["task.list"], TaskListParameters(fields=["id", "owner"]))
    require_field_names(METHODS["task.list"], TaskListParameters(fields=["id", "due"], sort="-updated_at"))
    require_field_names(METHODS["task.delete"], parse_parameters(METHODS["task.delete"], {"id": "7"}))
