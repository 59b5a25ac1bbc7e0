"""A platform whose tasks have values that the list of fields tells the types of."""

from __future__ import annotations

import pytest
from tests.generate.sample import answer, run, sample

from tasklab.unified.error import ValidationError
from tasklab.unified.parameter import task

FORM = sample("form")
FIELDS = answer(
    [
        {"name": "summary", "label": "Summary", "type": "text"},
        {"name": "done", "label": "Done", "type": "checkbox", "custom": True},
        {"name": "note", "label": "Note", "type": "text", "custom": True},
    ]
)
ROW = answer(["7", {"summary": "a", "done": "1", "note": "", "stamp": "12"}])


def test_values_are_read_as_the_list_of_fields_says():
    read = run(FORM.task_get(task.TaskGetParameters(id="7")), [FIELDS, ROW]).result
    assert (read.title, read.custom_fields) == ("a", {"done": True, "note": None})


def test_what_is_looked_up_and_what_is_remembered_by_the_same_name_are_two_things():
    wanted = task.TaskUpdateParameters(id="7", custom_fields={"done": False})
    done = run(FORM.task_update(wanted), [FIELDS, FIELDS, ROW])
    assert done.body == {"done": "0"}
    assert done.result.custom_fields == {"done": True, "note": None}


def test_a_field_that_nobody_lists_is_refused_before_anything_is_sent():
    wanted = task.TaskUpdateParameters(id="7", custom_fields={"stamp": "13"})
    with pytest.raises(ValidationError):
        run(FORM.task_update(wanted), [FIELDS, FIELDS])
