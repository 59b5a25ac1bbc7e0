from __future__ import annotations

import msgspec
import pytest
from msgspec import Raw

from tasklab.adapter.client import find_method, render_result
from tasklab.unified.error import UnsupportedMethodError, ValidationError
from tasklab.unified.objects import Task
from tasklab.unified.page import Page
from tasklab.unified.parameter.task import TaskGetParameters, TaskListParameters


def test_parameters_come_as_struct_as_values_and_as_json(stage, sheet):
    played = stage(sheet(), sheet(), sheet())
    given = [TaskGetParameters(id="1"), {"id": "1"}, b'{"id": "1"}']
    assert {played.client.call("task.get", each).id for each in given} == {"1"}


def test_a_struct_of_another_method_is_refused(stage):
    with pytest.raises(ValidationError, match=r"task\.get takes TaskGetParameters, not TaskListParameters"):
        stage().client.call("task.get", TaskListParameters())


def test_a_struct_is_checked_like_json(stage):
    with pytest.raises(ValidationError, match="titel") as caught:
        stage().client.call("task.get", TaskGetParameters(id="1", fields=["titel"]))
    assert caught.value.pointer == "/fields/0"


def test_wrong_values_are_refused_before_anything_is_sent(stage):
    with pytest.raises(ValidationError) as caught:
        stage().call("task.get", id="")
    assert caught.value.pointer == "/id"


def test_there_is_no_other_method():
    with pytest.raises(UnsupportedMethodError, match=r"task\.explode"):
        find_method("task.explode")


def test_only_lists_are_walked(stage, sheet):
    with pytest.raises(AttributeError):
        next(stage(sheet()).client.iterate("task.get", {"id": "1"}))


class TestRendering:
    TASK = Task(id="1", title="x", platform="p", platform_version="1", raw=Raw(b'{"native": 1.50}'))

    def test_everything_without_fields(self):
        rendered = render_result(self.TASK, TaskGetParameters(id="1"))
        assert b'"raw":{"native": 1.50}' in rendered
        assert set(msgspec.json.decode(rendered)) == set(Task.__struct_fields__) - {"extensions"}

    def test_the_fields_and_the_id(self):
        rendered = render_result(self.TASK, TaskGetParameters(id="1", fields=["title", "raw"]))
        assert rendered == b'{"id":"1","raw":{"native": 1.50},"title":"x"}'

    def test_the_fields_of_each_object_of_a_page(self):
        page = Page(items=[self.TASK], next_cursor="c")
        rendered = msgspec.json.decode(render_result(page, TaskListParameters(fields=["title"])))
        assert rendered["items"] == [{"id": "1", "title": "x"}]
        assert rendered["next_cursor"] == "c"
