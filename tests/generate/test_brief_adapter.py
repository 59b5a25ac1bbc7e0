"""A spec in short is the spec written out: the same digest, the same adapter."""

from __future__ import annotations

import pytest
from tests.generate.sample import answer, load_document, read_sample, run, sample, text_of

from tasklab.unified.error import NotFoundError, ValidationError
from tasklab.unified.parameter import discussion, task

BRIEF = sample("brief")
TASK = answer({"data": {"id": "7", "name": "Write", "state": "open", "mark": "m", "made": "2026-11-27T10:00:00Z"}})


def test_the_short_form_has_the_digest_and_the_adapter_of_the_long_one():
    short, whole = (load_document("brief", read_sample(name)) for name in ("brief", "brief_whole"))
    assert short.digest == whole.digest
    assert text_of("brief", read_sample("brief")) == text_of("brief", read_sample("brief_whole"))


def test_what_entities_have_in_common_is_read_of_each():
    read = run(BRIEF.task_get(task.TaskGetParameters(id="7")), [TASK]).result
    assert (read.id, read.created_at.hour, read.url) == ("7", 10, "https://example.org/tasks/7")


def test_several_calls_are_read_back_where_there_is_a_get():
    done = run(BRIEF.task_update(task.TaskUpdateParameters(id="7", title="b")), [TASK, answer({}), TASK])
    assert [request.verb for request in done.requests] == ["GET", "PUT", "GET"]
    draft = discussion.CommentCreateParameters(task_id="7", body="b")
    made = run(BRIEF.comment_create(draft), [TASK, answer({"data": {"id": "c", "text": "b"}})])
    assert (len(made.requests), made.result.id) == (2, "c")


@pytest.mark.parametrize(("status", "error", "says"), [(410, NotFoundError, "gone"), (409, ValidationError, "not so")])
def test_a_rule_without_a_kind_has_the_usual_one(status, error, says):
    refused = answer({"message": "gone", "reason": "not so"}, status=status)
    with pytest.raises(error, match=says):
        run(BRIEF.task_get(task.TaskGetParameters(id="7")), [refused])


def test_a_whole_object_is_unavailable():
    assert {f"time_entry.{verb}" for verb in ("list", "create", "update", "delete")} <= BRIEF.unavailable.keys()
