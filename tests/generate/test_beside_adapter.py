"""A platform that answers parts of objects beside them, and values made of answers before a call."""

from __future__ import annotations

import pytest
from tests.generate.sample import answer, load_document, read_sample, run, sample

from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import ValidationError
from tasklab.unified.parameter import discussion, task

SHELF = sample("shelf")
CARDS = [{"id": "1", "name": "a", "listId": "l"}, {"id": "2", "name": "b", "listId": "l"}]
HELPERS = [{"cardId": "2", "userId": "u"}, {"cardId": "2", "userId": "v"}, {"cardId": "7", "userId": "w"}]
LISTS = answer({"included": {"lists": [{"id": "s", "kind": "shut"}, {"id": "o", "kind": "open"}]}})
NEW = answer({"item": {"id": "5"}})
READ = answer({"item": {**CARDS[0], "id": "5"}, "included": {"helpers": [{"cardId": "5", "userId": "u"}]}})


def test_objects_of_a_list_get_the_parts_that_are_theirs() -> None:
    listed = answer({"included": {"cards": CARDS, "helpers": HELPERS}})
    done = run(SHELF.task_list(task.TaskListParameters(project_id="p")), [listed])
    assert [item.assignee_ids for item in done.result.items] == [[], ["u", "v"]]


def test_one_object_gets_its_parts() -> None:
    assert run(SHELF.task_get(task.TaskGetParameters(id="5")), [READ]).result.assignee_ids == ["u"]


def test_nothing_is_known_of_parts_that_are_not_answered() -> None:
    assert run(SHELF.task_get(task.TaskGetParameters(id="1")), [answer({"item": CARDS[0]})]).result.assignee_ids is None


@pytest.mark.parametrize(("given", "path"), [({}, "/lists/o/cards"), ({"section_id": "s"}, "/lists/s/cards")])
def test_a_value_is_made_of_what_was_answered_before(given, path) -> None:
    draft = task.TaskCreateParameters(title="a", project_id="p", **given)
    assert [request.path for request in run(SHELF.task_create(draft), [LISTS, NEW, READ]).requests[1:2]] == [path]


def test_a_value_that_cannot_be_made_names_what_was_given() -> None:
    draft = task.TaskCreateParameters(title="a", project_id="p", section_id="x")
    with pytest.raises(ValidationError) as caught:
        run(SHELF.task_create(draft), [LISTS])
    assert caught.value.pointer == "/section_id"


def test_a_value_made_of_what_is_absent_is_absent() -> None:
    draft = task.TaskCreateParameters(title="a", project_id="p", assignee_ids=["u"])
    made = run(SHELF.task_create(draft), [LISTS, NEW, answer({}), READ]).requests
    assert [request.path for request in made] == ["/boards/p", "/lists/o/cards", "/cards/5/helpers", "/cards/5"]
    without = task.TaskCreateParameters(title="a", project_id="p")
    assert len(run(SHELF.task_create(without), [LISTS, NEW, READ]).requests) == 3


def test_values_made_before_one_call_do_not_stand_on_each_other() -> None:
    document = read_sample("shelf")
    document["methods"]["task.create"]["steps"][1]["let"]["other"] = "$list"
    with pytest.raises(InvalidSpecError, match="other"):
        load_document("shelf", document)


def test_a_list_beside_that_nothing_reads_is_refused() -> None:
    document = read_sample("shelf")
    document["entities"]["task"]["beside"]["marks"] = {"path": "included.marks", "by": "cardId"}
    with pytest.raises(InvalidSpecError, match="marks"):
        load_document("shelf", document)


def test_a_field_that_is_said_to_move_has_to_be_there() -> None:
    document = read_sample("shelf")
    document["entities"]["task"]["fields"]["section_id"]["moves"] = ["status"]
    with pytest.raises(InvalidSpecError, match="status"):
        load_document("shelf", document)


def test_a_file_is_named_in_multipart_bodies_alone() -> None:
    document = read_sample("shelf")
    document["methods"]["task.create"]["steps"][1]["file_name"] = "$title"
    with pytest.raises(InvalidSpecError, match="multipart"):
        load_document("shelf", document)


def test_a_file_is_sent_with_its_name() -> None:
    draft = discussion.AttachmentCreateParameters(task_id="5", name='a "b".txt', content=b"x")
    made = answer({"item": {"id": "9", "name": "a"}})
    (request,) = run(SHELF.attachment_create(draft), [made]).requests
    assert b'name="file"; filename="a %22b%22.txt"' in request.body
