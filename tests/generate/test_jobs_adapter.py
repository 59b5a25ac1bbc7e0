"""A platform that makes things by jobs, is served from several hosts, and names its version in every query."""

from __future__ import annotations

import msgspec
import pytest
from tests.generate.sample import answer, run, sample

from tasklab.adapter.message import Pause
from tasklab.unified.error import PlatformError
from tasklab.unified.parameter import people, project, vocabulary

PRESS = sample("press")
JOB = answer({"job": "j1"})
DONE = answer({"state": "done", "made": "p1"})


def test_a_job_is_asked_about_until_it_is_done() -> None:
    answers = [
        JOB,
        answer({"state": "queued"}),
        answer({"state": "running"}),
        DONE,
        answer({"id": "p1", "name": "New"}),
    ]
    done = run(PRESS.project_create(project.ProjectCreateParameters(name="New")), answers)
    assert [request.path for request in done.requests] == ["/projects", *["/jobs/j1"] * 3, "/projects/p1"]
    assert done.result.id == "p1"


def test_it_waits_between_two_questions() -> None:
    flow = PRESS.project_create(project.ProjectCreateParameters(name="New"))
    next(flow)
    flow.send(JOB)
    assert flow.send(answer({"state": "queued"})) == Pause()
    assert flow.send(None).path == "/jobs/j1"


def test_a_state_of_another_type_is_the_platforms_fault() -> None:
    with pytest.raises(PlatformError):
        run(PRESS.project_create(project.ProjectCreateParameters(name="New")), [JOB, answer({"state": ["queued"]})])


def test_another_host_of_the_platform_keeps_its_address() -> None:
    assert PRESS.origins == ("https://people.example",)
    users = [answer({"value": [{"id": "1", "name": "a"}]}, X_Next="c2"), answer({"value": [{"id": "2", "name": "b"}]})]
    done = run(PRESS.user_list(people.UserListParameters(limit=2)), [_lower(users[0]), users[1]])
    assert [user.id for user in done.result.items] == ["1", "2"]
    assert [(request.path, request.query) for request in done.requests] == [
        ("https://people.example/v1/users", ()),
        ("https://people.example/v1/users", (("after", "c2"),)),
    ]


def _lower(response):
    return msgspec.structs.replace(response, headers={name.lower(): text for name, text in response.headers.items()})


def test_every_query_has_what_the_connection_says() -> None:
    assert PRESS.query == (("version", "7.1"),)


def test_objects_of_several_lists_are_one_list() -> None:
    states = [{"states": [{"name": "New", "kind": "open"}]}, {"states": [{"name": "Done", "kind": "shut", "more": 1}]}]
    done = run(PRESS.status_list(vocabulary.StatusListParameters(raw=True)), [answer({"value": states})])
    assert [(status.name, status.category) for status in done.result.items] == [("New", "todo"), ("Done", "done")]
    assert msgspec.json.decode(done.result.items[1].raw) == states[1]["states"][0]


def test_what_is_made_before_the_last_call_says_whether_it_is_made() -> None:
    listed = vocabulary.LabelListParameters()
    answers = [answer({"words": ["a", "b"]}), answer({"known": ["a", "b"]}), answer({"words": ["a", "b"]})]
    done = run(PRESS.label_list(listed), answers)
    assert [label.name for label in done.result.items] == ["a", "b"]
    assert done.requests[1].query == (("words", "a, b"),)


@pytest.mark.parametrize("raw", [False, True])
def test_a_missing_list_is_an_empty_one_where_the_spec_says_so(raw: bool) -> None:
    listed = vocabulary.LabelListParameters(raw=raw)
    done = run(PRESS.label_list(listed), [answer({"words": ["a"]}), answer({})])
    assert done.result.items == []
