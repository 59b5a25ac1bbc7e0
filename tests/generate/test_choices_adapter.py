"""A platform on which a list is followed by questions for what belongs to its objects."""

from __future__ import annotations

import msgspec
import pytest
from tests.generate.sample import answer, load_document, read_sample, run, sample

from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import ValidationError
from tasklab.unified.parameter import task, vocabulary

CHOICES = sample("choices")
FIELDS = answer(
    {
        "fields": [
            {"ref": "size", "name": "Size", "type": "choice", "list": "l1"},
            {"ref": "note", "name": "Note", "type": "text", "list": None},
            {"ref": "shade", "name": "Shade", "type": "choice", "list": "l2"},
        ]
    }
)
LISTS = (answer({"id": "l1", "words": ["S", "L"]}), answer({"id": "l2", "words": ["light"]}))


def listed(**given: object) -> dict[str, object]:
    done = run(CHOICES.field_list(vocabulary.FieldListParameters(**given)), [FIELDS, *LISTS])
    assert [request.path for request in done.requests] == ["/fields", "/lists/l1", "/lists/l2"]
    return {field.id: field for field in done.result.items if field.is_custom}


def test_a_list_is_the_answer_of_an_earlier_step_and_later_answers_are_kept_by_what_they_are():
    options = {name: [each.id for each in field.options or []] for name, field in listed().items()}
    assert options == {"size": ["S", "L"], "note": [], "shade": ["light"]}


def test_the_native_form_is_that_of_the_earlier_answer():
    natives = {name: msgspec.json.decode(field.raw) for name, field in listed(raw=True).items()}
    assert {name: native["list"] for name, native in natives.items()} == {"size": "l1", "note": None, "shade": "l2"}


@pytest.mark.parametrize("title", ["", " \n", "x" * 11])
def test_a_text_that_a_call_names_itself_has_the_bounds_of_its_lens(title):
    for flow in (
        CHOICES.task_create(task.TaskCreateParameters(title=title)),
        CHOICES.task_update(task.TaskUpdateParameters(id="7", title=title)),
    ):
        with pytest.raises(ValidationError) as refused:
            run(flow, [])
        assert refused.value.pointer == "/title"


def test_a_text_that_is_not_given_has_no_bounds():
    done = run(CHOICES.task_update(task.TaskUpdateParameters(id="7")), [answer({"id": "7", "title": "a"})])
    assert done.body == {}


def test_that_such_a_list_has_no_pages_and_its_step_is_there_and_made_once():
    for change in ({"items_step": 3}, {"items_step": 2}, {"page": {"kind": "offset"}}):
        document = read_sample("choices")
        document["methods"]["field.list"] |= change
        with pytest.raises(InvalidSpecError, match="items_step"):
            load_document("choices", document)


def test_that_one_answer_is_no_mapping():
    document = read_sample("choices")
    document["methods"]["field.list"]["steps"][0]["keep"]["all"] = {"path": "fields", "by": "kind"}
    with pytest.raises(InvalidSpecError, match="mapping of one answer"):
        load_document("choices", document)
