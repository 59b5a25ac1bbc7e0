"""A platform whose objects have members that each customer names."""

from __future__ import annotations

import msgspec
import pytest
from tests.generate.sample import answer, load_document, read_sample, run, sample, text_of

from tasklab.adapter.connection import Connection
from tasklab.generate.problem import GenerationError
from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import NotFoundError, PlatformError
from tasklab.unified.parameter import task, vocabulary

SHEET = sample("sheet")
OPTIONS = [{"id": "o", "name": "Open"}, {"id": "c", "name": "Shut"}]
STATUS = {"options": OPTIONS, "groups": [{"option_ids": ["o"]}, {}, {"option_ids": ["c"]}]}
STATE = {"id": "s", "type": "status", "status": STATUS}
ROW = {
    "id": "1",
    "sheet": "p",
    "cells": {
        "Title": {"id": "title", "text": "a"},
        "State": {"id": "s", "option": {"id": "c", "name": "Shut"}},
        "Who": {"id": "w", "people": [{"id": "u"}, {"id": "v"}]},
        "More": {"id": "m", "type": "text", "text": "x"},
    },
}


def _read(row):
    answers = [answer(row), answer({"state": STATE})]
    return run(SHEET.task_get(task.TaskGetParameters(id="1", raw=True)), answers).result


def test_members_are_found_by_the_names_that_the_customer_says():
    read = _read(ROW)
    assert (read.title, read.status.id, read.status.name, read.status.category) == ("a", "c", "Shut", "done")
    assert read.assignee_ids == ["u", "v"]
    assert read.custom_fields == {"m": "x"}
    assert msgspec.json.decode(read.raw) == ROW


def test_a_customer_may_have_none_of_them():
    read = _read({**ROW, "cells": {"Any": {"id": "title", "text": "a"}}})
    assert (read.title, read.status, read.assignee_ids, read.custom_fields) == ("a", None, [], {})


def test_a_member_that_is_something_else_is_told_so():
    with pytest.raises(PlatformError):
        _read({**ROW, "cells": {"State": {"option": {"id": 7}}}})


def test_a_step_may_answer_that_is_not_the_last():
    with pytest.raises(NotFoundError):
        run(SHEET.task_get(task.TaskGetParameters(id="1")), [answer({**ROW, "is_gone": True})])


def test_lists_may_stand_in_such_members():
    asked = vocabulary.StatusListParameters(project_id="p", raw=True)
    columns = {"State": {"options": OPTIONS}, "Any": {"id": "m", "name": "Any"}}
    done = run(SHEET.status_list(asked), [answer({"columns": columns, "state": STATE})]).result
    assert [(item.name, item.category) for item in done.items] == [("Open", "todo"), ("Shut", "done")]
    assert [msgspec.json.decode(item.raw) for item in done.items] == OPTIONS
    assert run(SHEET.status_list(asked), [answer({"columns": {}, "state": None})]).result.items == []


def test_all_members_may_be_the_list():
    asked = vocabulary.FieldListParameters(project_id="p", raw=True)
    columns = {"State": {"id": "s", "name": "State"}, "Any": {"id": "m", "name": "Any"}}
    listed = run(SHEET.field_list(asked), [answer({"columns": columns})]).result.items
    assert [item.name for item in listed if item.is_custom] == ["Any"]


def test_a_parameter_has_a_default():
    assert SHEET._state_column == "State"
    for given, meant in ((" Stand ", "Stand"), (" ", "State")):
        assert type(SHEET)(Connection("c", {"state_column": given}))._state_column == meant


def test_a_path_names_a_connection_parameter_that_is_no_secret():
    for name in ("nothing", "token"):
        document = read_sample("sheet")
        document["entities"]["task"]["fields"]["title"] = f"cells.{{{name}}}.text"
        with pytest.raises(InvalidSpecError, match=name):
            load_document("sheet", document)


def test_a_default_is_of_what_is_optional_and_no_secret():
    document = read_sample("sheet")
    document["connection"]["parameters"]["token"]["default"] = "x"
    with pytest.raises(InvalidSpecError, match="default"):
        load_document("sheet", document)


def test_a_list_in_a_list_of_such_objects_is_refused():
    document = read_sample("sheet")
    document["entities"]["task"]["fields"]["label_ids"] = "rows[].{state_column}.id"
    with pytest.raises(GenerationError):
        text_of("sheet", document)
