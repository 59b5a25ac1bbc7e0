"""A platform of the common kind: REST, JSON, offsets, statuses looked up once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec import UNSET
from tests.generate.sample import answer, run, sample

from tasklab.unified.enumeration import FilterPlace, PriorityLevel, StatusCategory
from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import TaskDate, TaskPriority, TaskStatus
from tasklab.unified.page import Deleted
from tasklab.unified.parameter import discussion, project, task, vocabulary

STATUSES = answer(
    {"issue_statuses": [{"id": 1, "name": "New", "is_closed": False}, {"id": 5, "name": "Closed", "is_closed": True}]}
)
ISSUE: dict[str, Any] = {
    "id": 7,
    "subject": "Write",
    "description": None,
    "status": {"id": 1, "name": "New"},
    "priority": {"id": 2},
    "project": {"id": 3},
    "labels": [{"id": 1}, {"id": 2}],
    "due_date": "2027-01-31",
    "done_ratio": 40,
    "created_on": "2026-01-02T03:04:05+02:00",
    "is_private": True,
    "tracker": {"id": 1, "name": "Bug"},
    "something_else": {"deep": [1, 2, 3]},
}
TRACKER = sample("tracker")


def test_reads_every_field_of_a_task() -> None:
    done = run(TRACKER.task_get(task.TaskGetParameters(id="7")), [STATUSES, answer({"issue": ISSUE})])
    read = done.result
    assert [request.path for request in done.requests] == ["/issue_statuses.json", "/issues/7.json"]
    assert (read.id, read.title, read.description, read.percent_done) == ("7", "Write", None, 40)
    assert read.status == TaskStatus(id="1", name="New", category=StatusCategory.IN_PROGRESS)
    assert read.priority == TaskPriority(id="2", name="High", level=PriorityLevel.HIGH)
    assert (read.project_id, read.assignee_ids, read.label_ids) == ("3", [], ["1", "2"])
    assert read.due == TaskDate(date=dt.date(2027, 1, 31))
    assert read.created_at == dt.datetime(2026, 1, 2, 1, 4, 5, tzinfo=dt.UTC)
    assert read.url == "https://example.org/issues/7"
    assert read.extensions == {"is_private": True, "tracker": "Bug"}
    assert (read.connection_id, read.platform, read.platform_version) == ("c1", "tracker", "1.0")
    assert "recurrence" in read.unsupported
    assert "due" not in read.unsupported
    assert read.raw is UNSET


def test_missing_values_are_null() -> None:
    bare = {"id": 7, "subject": "Write"}
    read = run(TRACKER.task_get(task.TaskGetParameters(id="7")), [STATUSES, answer({"issue": bare})]).result
    assert (read.status, read.priority, read.due, read.label_ids, read.created_at) == (None,) * 5
    assert read.extensions is UNSET


def test_raw_is_the_native_object() -> None:
    wanted = task.TaskGetParameters(id="7", raw=True)
    read = run(TRACKER.task_get(wanted), [STATUSES, answer({"issue": ISSUE})]).result
    assert b'"deep"' in bytes(read.raw)


@pytest.mark.parametrize(
    "native", [{"subject": 1}, {"subject": None}, {"id": None}, {"labels": {}}, {"due_date": "soon"}]
)
def test_a_reply_of_the_wrong_type_is_an_error_that_names_the_path(native: dict[str, Any]) -> None:
    with pytest.raises(PlatformError, match=rf"\$\.issue\.{next(iter(native))}"):
        run(TRACKER.task_get(task.TaskGetParameters(id="7")), [STATUSES, answer({"issue": ISSUE | native})])


def test_nothing_in_the_place_of_the_object_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        run(TRACKER.task_get(task.TaskGetParameters(id="7")), [STATUSES, answer({"issue": None})])


def test_an_id_stays_one_path_segment() -> None:
    done = run(TRACKER.task_delete(task.TaskDeleteParameters(id="a/../b?c")), [answer(status=204)])
    assert done.request.path == "/issues/a%2F..%2Fb%3Fc.json"
    assert done.result == Deleted(id="a/../b?c")


def test_what_deletes_by_another_request_may_be_sent_twice_as_well() -> None:
    gone = answer(None, 404)
    parameters = discussion.CommentDeleteParameters(id="9")
    assert run(TRACKER.comment_delete(parameters), [type(gone)(status=404, is_repeat=True)]).result == Deleted(id="9")
    with pytest.raises(NotFoundError):
        run(TRACKER.comment_delete(parameters), [gone])


def test_create_sends_what_was_given_and_nothing_else() -> None:
    draft = task.TaskCreateParameters(
        title="Write", project_id="3", due=TaskDate(date=dt.date(2027, 1, 31)), label_ids=["1"]
    )
    done = run(TRACKER.task_create(draft), [STATUSES, answer({"issue": ISSUE}, 201)])
    assert done.body == {"issue": {"subject": "Write", "project_id": 3, "due_date": "2027-01-31", "label_ids": [1]}}
    assert done.requests[-1].is_write
    assert not done.requests[-1].is_repeatable
    assert ("Content-Type", "application/json") in done.requests[-1].headers


def test_null_clears_and_absent_leaves() -> None:
    draft = task.TaskUpdateParameters(id="7", due=None, assignee_ids=None, description="")
    done = run(TRACKER.task_update(draft), [answer(status=204), STATUSES, answer({"issue": ISSUE})])
    assert done.body == {"issue": {"due_date": "", "assigned_to_id": None, "description": ""}}
    assert [request.verb for request in done.requests] == ["PUT", "GET", "GET"]


def test_what_cannot_be_carried_is_refused_by_name_before_any_request() -> None:
    draft = task.TaskCreateParameters(title="Write", project_id="3", recurrence="FREQ=DAILY")
    with pytest.raises(UnsupportedFieldError, match="recurrence"):
        run(TRACKER.task_create(draft), [])


@pytest.mark.parametrize(
    ("draft", "pointer"),
    [
        ({"title": "Write"}, "/project_id"),
        ({"title": "x" * 256, "project_id": "3"}, "/title"),
        ({"title": "Write", "project_id": "three"}, "/project_id"),
        ({"title": "Write", "project_id": "3", "priority_id": "9"}, "/priority_id"),
    ],
)
def test_what_the_platform_would_refuse_is_refused_before_any_request(draft: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ValidationError) as raised:
        run(TRACKER.task_create(task.TaskCreateParameters(**draft)), [])
    assert raised.value.pointer == pointer


def test_one_of_several_assignees_is_not_dropped() -> None:
    with pytest.raises(UnsupportedFieldError, match="assignee_ids"):
        run(TRACKER.task_create(task.TaskCreateParameters(title="W", project_id="3", assignee_ids=["1", "2"])), [])


def test_a_list_asks_for_what_was_given() -> None:
    wanted = task.TaskListParameters(project_id="3", completed=True, sort="-due", limit=2)
    page = {"issues": [ISSUE, ISSUE | {"id": 8, "tracker": {"id": 3}}], "total_count": 2}
    done = run(TRACKER.task_list(wanted), [STATUSES, answer(page)])
    assert done.requests[-1].query == (
        ("project_id", "3"), ("sort", "due_date:desc"), ("status_id", "closed"), ("limit", "2"), ("offset", "0"),
    )  # fmt: skip
    assert [item.id for item in done.result.items] == ["7"], "the other one is of a tracker that is not ours"
    assert done.result.filtered == FilterPlace.NATIVE
    assert done.result.next_cursor is None


def test_a_list_walks_by_offset_and_brings_raw() -> None:
    first = run(
        TRACKER.task_list(task.TaskListParameters(limit=1, raw=True)),
        [STATUSES, answer({"issues": [ISSUE], "total_count": 2})],
    )
    assert ("status_id", "*") in first.requests[-1].query
    assert b'"deep"' in bytes(first.result.items[0].raw)
    following = task.TaskListParameters(limit=1, raw=True, cursor=first.result.next_cursor)
    second = run(TRACKER.task_list(following), [STATUSES, answer({"issues": [ISSUE | {"id": 8}], "total_count": 2})])
    assert ("offset", "1") in second.requests[-1].query
    assert second.result.next_cursor is None
    assert second.result.approximate_total == 2


def test_a_coarse_native_filter_is_applied_again() -> None:
    page = {"issues": [ISSUE, ISSUE | {"id": 8, "subject": "Read"}], "total_count": 2}
    done = run(TRACKER.task_list(task.TaskListParameters(query="WRITE")), [STATUSES, answer(page)])
    assert ("subject", "~WRITE") in done.requests[-1].query
    assert [item.id for item in done.result.items] == ["7"]
    assert done.result.filtered == FilterPlace.LOCAL


def test_a_filter_that_would_scan_is_refused() -> None:
    with pytest.raises(UnsupportedFieldError, match="label_id"):
        run(TRACKER.task_list(task.TaskListParameters(label_id="1")), [STATUSES])


def test_complete_picks_the_status_by_its_category() -> None:
    answers = [STATUSES, answer({"issue": ISSUE}), answer(status=204), answer({"issue": ISSUE})]
    done = run(TRACKER.task_complete(task.TaskCompleteParameters(id="7")), answers)
    assert done.body == {"issue": {"status_id": 5}}


def test_complete_leaves_a_task_that_is_done() -> None:
    answers = [STATUSES, answer({"issue": ISSUE | {"status": {"id": 5}}})]
    done = run(TRACKER.task_complete(task.TaskCompleteParameters(id="7")), answers)
    assert not any(request.is_write for request in done.requests)
    assert done.result.status.category == StatusCategory.DONE


def test_complete_says_when_no_status_fits() -> None:
    none_done = answer({"issue_statuses": [{"id": 1, "name": "New", "is_closed": False}]})
    with pytest.raises(PlatformError, match=r"status\.list"):
        run(TRACKER.task_complete(task.TaskCompleteParameters(id="7")), [none_done, answer({"issue": ISSUE})])


def test_move_refuses_what_it_cannot_carry() -> None:
    with pytest.raises(UnsupportedFieldError, match="section_id"):
        run(TRACKER.task_move(task.TaskMoveParameters(id="7", section_id="1")), [])


def test_constants_are_listed_without_a_request() -> None:
    done = run(TRACKER.priority_list(vocabulary.PriorityListParameters()), [])
    assert [(item.id, item.level, item.connection_id) for item in done.result.items] == [
        ("1", "low", "c1"),
        ("2", "high", "c1"),
    ]


def test_statuses_of_one_project_are_all_where_projects_have_none_of_their_own() -> None:
    done = run(TRACKER.status_list(vocabulary.StatusListParameters(project_id="3")), [STATUSES])
    assert [item.name for item in done.result.items] == ["New", "Closed"]


def test_a_child_knows_its_task_from_the_call() -> None:
    journals = {"issue": {"journals": [{"id": 1, "notes": "Hello", "user": {"id": 4}}]}}
    done = run(TRACKER.comment_list(discussion.CommentListParameters(task_id="7")), [answer(journals)])
    assert [(item.id, item.task_id, item.body, item.author_id) for item in done.result.items] == [
        ("1", "7", "Hello", "4")
    ]


def test_steps_hand_on_what_they_keep() -> None:
    answers = [answer(status=204), answer({"issue": {"journals": [{"id": 12}]}}), answer({"id": 12, "notes": "Hello"})]
    draft = discussion.CommentCreateParameters(task_id="7", body="Hello", is_private=False)
    done = run(TRACKER.comment_create(draft), answers)
    assert done.body == {"issue": {"notes": "Hello", "private_notes": False}}
    assert done.requests[-1].path == "/journals/12.json"
    assert done.result.task_id == "7"
    assert [request.is_write for request in done.requests] == [True, False, False]


def test_a_table_reads_a_number_and_an_unknown_one_is_null() -> None:
    native = {"id": 1, "name": "Web", "identifier": "web", "status": 9}
    read = run(TRACKER.project_get(project.ProjectGetParameters(id="1")), [answer({"project": native})]).result
    assert read.is_archived is True
    other = run(
        TRACKER.project_get(project.ProjectGetParameters(id="1")), [answer({"project": native | {"status": 2}})]
    ).result
    assert other.is_archived is None


def test_the_status_a_method_expects_is_the_only_success() -> None:
    draft = project.ProjectCreateParameters(name="Web", key="web")
    with pytest.raises(PlatformError):
        run(TRACKER.project_create(draft), [answer({"project": {"id": 1, "name": "Web"}}, 200)])


def test_a_list_of_plain_words_is_one_of_objects() -> None:
    words = answer({"labels": ["late", "big job"], "total_count": 2})
    done = run(TRACKER.label_list(vocabulary.LabelListParameters()), [words])
    assert [(label.id, label.name) for label in done.result.items] == [("late", "late"), ("big job", "big job")]
