"""A platform that answers strangers, drops values in silence, and tells relations from one end."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.generate.sample import answer, run, sample

from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Estimate
from tasklab.unified.page import Deleted
from tasklab.unified.parameter import discussion, people, task, vocabulary, work

SILENT = sample("silent")
ME = answer({"user": {"id": 3, "login": "me"}})
STATUSES = answer(
    {"statuses": [{"id": 1, "name": "New", "is_closed": False}, {"id": 5, "name": "Closed", "is_closed": True}]}
)
NOTHING = answer(status=204)


def issue(**members: Any) -> Any:
    bare = {"id": 7, "subject": "Write", "status": {"id": 1, "is_closed": False}, "project": {"id": 2}}
    return answer({"issue": bare | members})


CLOSED = {"id": 5, "is_closed": True}


def test_a_credential_is_proved_by_what_is_remembered() -> None:
    proof = SILENT.proof
    assert proof is not None
    assert proof.name == "me"
    assert run(proof.make(), [ME]).request.path == "/me.json"


def test_a_field_counts_only_where_the_rest_says_so() -> None:
    times = {"closed_on": "2026-01-02T03:04:05Z"}
    opened = run(SILENT.task_get(task.TaskGetParameters(id="7")), [STATUSES, issue(**times)]).result
    closed = run(SILENT.task_get(task.TaskGetParameters(id="7")), [STATUSES, issue(status=CLOSED, **times)]).result
    bare = run(SILENT.task_get(task.TaskGetParameters(id="7")), [STATUSES, issue(status=None, **times)]).result
    assert opened.completed_at is None
    assert closed.completed_at is not None
    assert bare.completed_at is None


def test_raw_comes_without_credentials() -> None:
    native = {"id": 3, "login": "me", "api_key": "secret", "token": "other", "mail": "a@example.org"}
    one = run(SILENT.user_me(people.UserMeParameters(raw=True)), [answer({"user": native})]).result
    listed = run(SILENT.user_list(people.UserListParameters(raw=True)), [answer({"users": [native]})]).result
    for raw in (one.raw, listed.items[0].raw):
        assert msgspec.json.decode(raw) == {"id": 3, "login": "me", "mail": "a@example.org"}


@pytest.mark.parametrize("seen", ["1", "2"])
def test_a_relation_is_told_from_the_task_that_asks(seen: str) -> None:
    native = {"id": 9, "from": 1, "to": 2, "kind": "blocks"}
    wanted = work.RelationListParameters(task_id=seen)
    (found,) = run(SILENT.relation_list(wanted), [answer({"relations": [native]})]).result.items
    assert (found.task_id, found.other_task_id) == (seen, "2" if seen == "1" else "1")
    assert found.kind == ("blocks" if seen == "1" else "blocked_by")


def test_a_new_relation_is_told_from_the_task_that_was_named() -> None:
    native = {"id": 9, "from": 2, "to": 1, "kind": "blocks"}
    wanted = work.RelationCreateParameters(task_id="1", other_task_id="2", kind="relates_to")
    made = run(SILENT.relation_create(wanted), [answer({"relation": native})]).result
    assert (made.task_id, made.other_task_id, made.kind) == ("1", "2", "blocked_by")


def test_one_object_of_each_answer_makes_a_list() -> None:
    answers = [answer({"groups": [{"id": 1}, {"id": 2}]})]
    answers += [answer({"group": {"id": number, "name": "G", "users": [{"id": 5}]}}) for number in (1, 2)]
    found = run(SILENT.team_list(people.TeamListParameters()), answers).result.items
    assert [(team.id, team.member_ids) for team in found] == [("1", ["5"]), ("2", ["5"])]


FIELDS = answer(
    {
        "fields": [
            {"id": 1, "name": "Box", "of": "issue", "format": "string", "is_required": True, "multiple": False},
            {"id": 2, "name": "Other", "of": "project", "format": "string", "is_required": False, "multiple": False},
            {"id": 3, "name": "Many", "of": "issue", "format": "string", "is_required": False, "multiple": True},
        ]
    }
)


def test_fields_of_the_platform_stand_before_those_of_its_users() -> None:
    found = run(SILENT.field_list(vocabulary.FieldListParameters()), [FIELDS]).result.items
    assert [field.is_custom for field in found] == sorted(field.is_custom for field in found)
    assert "title" in [field.id for field in found]
    assert [(field.id, field.key, field.is_required) for field in found if field.is_custom] == [
        ("1", "cf_1", True),
        ("3", "cf_3", False),
    ]
    schema = run(SILENT.task_schema(task.TaskSchemaParameters()), [FIELDS]).result
    assert [field.id for field in schema.fields] == [field.id for field in found]


def test_a_meaning_that_does_not_count_is_unknown() -> None:
    found = run(SILENT.field_list(vocabulary.FieldListParameters()), [FIELDS]).result.items
    assert {field.name: field.type for field in found if field.is_custom} == {"Box": "text", "Many": "unknown"}


def test_what_an_account_may_not_list_is_nothing() -> None:
    found = run(SILENT.field_list(vocabulary.FieldListParameters()), [answer(status=403)]).result.items
    assert [field.id for field in found if field.is_custom] == []
    assert "title" in [field.id for field in found]


def test_an_id_that_no_list_has_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        run(SILENT.task_update(task.TaskUpdateParameters(id="7", status_id="6")), [STATUSES])
    assert refused.value.pointer == "/status_id"


def test_null_is_refused_in_a_field_that_always_has_a_value() -> None:
    with pytest.raises(UnsupportedFieldError) as refused:
        run(SILENT.task_update(task.TaskUpdateParameters(id="7", project_id=None)), [STATUSES])
    assert refused.value.pointer == "/project_id"


def test_an_update_with_nothing_writes_nothing() -> None:
    done = run(SILENT.task_update(task.TaskUpdateParameters(id="7")), [STATUSES, issue()])
    assert [request.verb for request in done.requests] == ["GET", "GET"]


def test_what_reads_back_normalised_is_kept() -> None:
    wanted = task.TaskUpdateParameters(id="7", estimate=Estimate(value=90, unit="minutes"), percent_done=None)
    done = run(SILENT.task_update(wanted), [STATUSES, NOTHING, issue(hours=1.5, done_ratio=0)])
    assert done.body == {"issue": {"hours": 1.5, "done_ratio": 0}}
    assert done.result.estimate == Estimate(value=1.5, unit="hours")


def test_what_is_not_kept_is_told() -> None:
    with pytest.raises(ValidationError) as refused:
        run(SILENT.task_update(task.TaskUpdateParameters(id="7", status_id="5")), [STATUSES, NOTHING, issue()])
    assert refused.value.pointer == "/status_id"


@pytest.mark.parametrize(("method", "status"), [("task_complete", CLOSED), ("task_reopen", {"id": 2})])
def test_a_task_that_is_there_already_stays(method: str, status: dict[str, Any]) -> None:
    statuses = answer({"statuses": [{"id": number, "name": "x", "is_closed": number == 5} for number in (1, 2, 5)]})
    parameters = {"task_complete": task.TaskCompleteParameters, "task_reopen": task.TaskReopenParameters}[method]
    done = run(getattr(SILENT, method)(parameters(id="7")), [statuses, issue(status=status)])
    assert {request.verb for request in done.requests} == {"GET"}
    assert done.result.status.id == str(status["id"])


def journal(number: int, author: int, notes: str = "said") -> dict[str, Any]:
    return {"id": number, "user": {"id": author}, "notes": notes}


def test_a_new_comment_is_the_last_one_of_ours() -> None:
    journals = [journal(1, 3), journal(2, 3), journal(3, 8)]
    wanted = discussion.CommentCreateParameters(task_id="7", body="said")
    made = run(SILENT.comment_create(wanted), [ME, NOTHING, answer({"issue": {"journals": journals}})]).result
    assert made.id == "2"


def test_a_new_comment_that_is_not_there_is_an_error() -> None:
    wanted = discussion.CommentCreateParameters(task_id="7", body="said")
    with pytest.raises(PlatformError):
        run(SILENT.comment_create(wanted), [ME, NOTHING, answer({"issue": {"journals": [journal(3, 8)]}})])


@pytest.mark.parametrize("body", ["", " \n\t"])
def test_a_comment_without_a_word_is_refused(body: str) -> None:
    with pytest.raises(ValidationError) as refused:
        run(SILENT.comment_create(discussion.CommentCreateParameters(task_id="7", body=body)), [ME])
    assert refused.value.pointer == "/body"


def test_nothing_is_changed_where_the_list_does_not_have_it() -> None:
    journals = answer({"issue": {"journals": [journal(1, 3)]}})
    gone = run(SILENT.comment_delete(discussion.CommentDeleteParameters(id="1", task_id="7")), [journals, NOTHING])
    assert gone.result == Deleted(id="1")
    with pytest.raises(NotFoundError):
        run(SILENT.comment_delete(discussion.CommentDeleteParameters(id="2", task_id="7")), [journals])


def test_the_field_that_the_platform_speaks_of_is_pointed_at() -> None:
    words = {"errors": ["Priority cannot be blank"]}
    with pytest.raises(ValidationError) as refused:
        run(SILENT.task_create(task.TaskCreateParameters(title="x")), [STATUSES, answer(words, status=422)])
    assert refused.value.pointer == "/priority_id"
