from __future__ import annotations

import json

import msgspec
import pytest

from tasklab.unified.catalogue import METHODS, json_schema
from tasklab.unified.enumeration import ObjectName
from tasklab.unified.objects import Entity, Task
from tasklab.unified.page import Deleted, Page

_CORE = """
user.me user.list workspace.list project.list project.get section.list status.list priority.list label.list field.list
task.list task.get task.create task.update task.delete task.complete task.reopen
comment.list comment.create attachment.list
"""
_EXTENDED = """
user.get team.list project.create project.update project.delete section.create section.update section.delete
task_type.list label.create task.find task.move task.schema task.batch comment.update comment.delete
attachment.create attachment.download attachment.delete relation.list relation.create relation.delete
time_entry.list time_entry.create time_entry.update time_entry.delete activity.list
"""
CORE, EXTENDED = _CORE.split(), _EXTENDED.split()
LIST_CONTROLS = "limit cursor sort modified_after modified_before created_after created_before fields raw allow_scan"
TASK_FILTERS = (
    "project_id section_id assignee_id creator_id status_id status_category priority_level label_id parent_id "
    "completed due_after due_before query include_archived"
)
each_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def test_there_are_20_core_and_27_extended_methods():
    assert sorted(name for name, method in METHODS.items() if method.tier == "core") == sorted(CORE)
    assert sorted(name for name, method in METHODS.items() if method.tier == "extended") == sorted(EXTENDED)
    assert (len(CORE), len(EXTENDED)) == (20, 27)


@each_method
def test_a_method_is_named_after_its_object_and_verb(method):
    assert f"{method.object}.{method.verb}" == method.name
    assert method.object in list(ObjectName)
    words = method.name.replace(".", "_").split("_")
    assert method.parameters.__name__ == "".join(word.capitalize() for word in words) + "Parameters"
    assert method.python_name.isidentifier()
    assert METHODS[method.name] is method


@each_method
def test_a_method_answers_with_its_own_object(method):
    expected = method.name.partition(".")[0].replace("_", "")
    if issubclass(method.item, Entity):
        assert method.item.__name__.lower() == expected
    assert method.is_list == (method.verb == "list")
    assert (method.item is Deleted) == (method.verb == "delete")


@each_method
def test_writes_take_a_key_and_a_dry_run_and_reads_do_not(method):
    takes = {"idempotency_key", "dry_run"} & set(method.parameters.__struct_fields__)
    reads = {"me", "list", "get", "find", "schema", "download"}
    assert method.is_write == (method.verb not in reads)
    assert takes == ({"idempotency_key", "dry_run"} if method.is_write else set())


@each_method
def test_whoever_answers_with_objects_gives_them_raw_on_request(method):
    asks = {"fields", "raw"} <= set(method.parameters.__struct_fields__)
    assert asks == issubclass(method.item, Entity)


@each_method
def test_lists_take_the_common_parameters(method):
    assert (set(LIST_CONTROLS.split()) <= set(method.parameters.__struct_fields__)) == method.is_list
    assert bool(method.filters) == method.is_list


def test_the_filters_of_tasks_are_the_designed_ones():
    windows = {"modified_after", "modified_before", "created_after", "created_before"}
    assert set(METHODS["task.list"].filters) == windows | set(TASK_FILTERS.split())
    assert METHODS["task.list"].result == Page[Task]
    assert METHODS["task.list"].item is Task


def test_only_what_makes_something_new_is_not_idempotent():
    new = {name for name, method in METHODS.items() if not method.is_idempotent}
    assert new == {name for name in METHODS if name.endswith(".create")} | {"task.batch"}


@each_method
def test_nothing_but_the_necessary_is_required(method):
    required = {field.name for field in msgspec.structs.fields(method.parameters) if field.required}
    owned = {"comment", "attachment", "relation", "activity"}
    expected = set()
    if method.verb in {"get", "update", "delete", "complete", "reopen", "move", "download"}:
        expected = {"id"}
    elif method.verb in {"list", "create"} and method.object in owned:
        expected = {"task_id"}
    elif method.name in {"section.list", "section.create"}:
        expected = {"project_id"}
    assert expected <= required
    assert required - expected <= {
        "project.create": {"name"},
        "section.create": {"name"},
        "label.create": {"name"},
        "task.create": {"title"},
        "task.find": {"reference"},
        "task.batch": {"operations"},
        "comment.create": {"body"},
        "attachment.create": {"name"},
        "relation.create": {"other_task_id", "kind"},
        "time_entry.create": {"task_id"},
    }.get(method.name, set())


@each_method
def test_a_summary_is_one_sentence(method):
    assert method.summary[0].isupper()
    assert method.summary.count(".") == 1
    assert method.summary.endswith(".")


def test_the_catalogue_cannot_be_changed():
    with pytest.raises(TypeError):
        METHODS["task.list"] = METHODS["task.get"]


def references(node):
    if isinstance(node, dict):
        found = [node["$ref"]] if "$ref" in node else []
        return found + [ref for value in node.values() for ref in references(value)]
    return [ref for value in node for ref in references(value)] if isinstance(node, list) else []


def test_the_json_schema_covers_every_method_and_refers_to_nothing_missing():
    schema = json.loads(json.dumps(json_schema()))
    assert list(schema["methods"]) == list(METHODS)
    assert {ref.removeprefix("#/$defs/") for ref in references(schema)} == set(schema["$defs"])
    for method in METHODS.values():
        parameters = schema["$defs"][method.parameters.__name__]
        assert schema["methods"][method.name]["parameters"] == {"$ref": f"#/$defs/{method.parameters.__name__}"}
        assert set(parameters["properties"]) == set(method.parameters.__struct_fields__)
        assert parameters["additionalProperties"] is False


def test_the_json_schema_says_what_types_and_bounds_hold():
    definitions = json_schema()["$defs"]
    assert definitions["TaskListParameters"]["properties"]["limit"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "default": 100,
    }
    assert definitions["TaskStatus"]["description"] == "The status a task is in: the platform's own, and what it means."
    assert definitions["TaskCreateParameters"]["required"] == ["title"]
    assert all("\n" not in definition.get("description", "") for definition in definitions.values())
