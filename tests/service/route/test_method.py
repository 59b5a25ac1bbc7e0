"""Unified methods over HTTP."""

from __future__ import annotations

import asyncio
from base64 import b64encode

import pytest

from tasklab.twin.fault import Fault


@pytest.fixture
def at(stage):
    return f"/v1/connections/{stage.connect()}"


@pytest.fixture
def task(stage, at):
    return stage.call("POST", f"{at}/tasks", {"title": "Write"}).json["id"]


def test_a_task_is_made_read_changed_done_and_deleted(stage, at):
    made = stage.call("POST", f"{at}/tasks", {"title": "Write", "assignee_ids": ["1"]})
    path = f"{at}/tasks/{made.json['id']}"

    assert made.status == 201
    assert stage.call("GET", path).json["assignee_ids"] == ["1"]
    assert stage.call("PATCH", path, {"title": "Read"}).json["title"] == "Read"
    assert stage.call("POST", f"{path}/complete").json["status"]["category"] == "done"
    assert stage.call("DELETE", path).json == {"id": made.json["id"]}
    assert stage.call("GET", path).kind == "not_found"


def test_null_empties_and_absent_leaves(stage, at):
    path = f"{at}/tasks/" + stage.call("POST", f"{at}/tasks", {"title": "Write", "assignee_ids": ["1"]}).json["id"]

    assert stage.call("PATCH", path, {"title": "Read"}).json["assignee_ids"] == ["1"]
    assert stage.call("PATCH", path, {"assignee_ids": None}).json["assignee_ids"] == []


def test_an_answer_says_which_version_served_it(stage, at):
    reply = stage.call("GET", f"{at}/tasks")

    assert reply.headers["tasklab-platform"] == "roundup"
    assert reply.headers["tasklab-platform-version"] == "2.6"
    assert reply.headers["content-type"] == "application/json"


def test_a_walk_by_cursor_yields_each_object_once(stage, at):
    stage.twin.seed(7)
    seen, query = [], "limit=3"
    while True:
        page = stage.call("GET", f"{at}/tasks?{query}").json
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query = f"limit=3&cursor={page['next_cursor']}"

    assert seen == [str(number) for number in range(1, 8)]


def test_fields_and_raw_are_chosen_in_the_query(stage, at, task):
    assert set(stage.call("GET", f"{at}/tasks?fields=title").json["items"][0]) == {"id", "title"}
    assert stage.call("GET", f"{at}/tasks/{task}?raw=true").json["raw"]["title"] == "Write"


def test_what_hangs_on_a_task(stage, at, task):
    path = f"{at}/tasks/{task}"
    content = b64encode(b"\x00\xffdata").decode()

    comment = stage.call("POST", f"{path}/comments", {"body": "Well done"})
    file = stage.call("POST", f"{path}/attachments", {"name": "a.bin", "content": content})

    assert [each["body"] for each in stage.call("GET", f"{path}/comments").json["items"]] == ["Well done"]
    assert stage.call("DELETE", f"{at}/comments/{comment.json['id']}?task_id={task}").status == 200
    assert stage.call("GET", f"{at}/attachments/{file.json['id']}/download").json["content"] == content


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=many", "/limit"),
        ("colour=red", "/colour"),
        ("completed=perhaps", "/completed"),
        ("modified_after=yesterday", "/modified_after"),
        ("fields=title,colour", "/fields/1"),
        ("status_category=donne", "/status_category"),
        ("limit=1&limit=2", "/limit"),
    ],
)
def test_a_wrong_query_is_named(stage, at, query, pointer):
    reply = stage.call("GET", f"{at}/tasks?{query}")

    assert (reply.status, reply.kind, reply.json["pointer"]) == (422, "validation", pointer)


@pytest.mark.parametrize("query", ["limit=%ff", "a=%80", "&".join(f"a{n}=1" for n in range(101))])
def test_a_query_that_cannot_be_read_is_refused(stage, at, query):
    assert stage.call("GET", f"{at}/tasks?{query}").kind == "bad_request"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/title"),
        ({"title": 1}, "/title"),
        ({"title": "x", "colour": "red"}, "/colour"),
        ({"title": "x", "due": {}}, "/due"),
        ([], None),
        (b"{", None),
        (b"[" * 100_000, None),
        (b'{"title": "\xff"}', None),
    ],
)
def test_a_wrong_body_is_named(stage, at, body, pointer):
    reply = stage.call("POST", f"{at}/tasks", body)

    assert (reply.status, reply.kind, reply.json.get("pointer")) == (422, "validation", pointer)


def test_a_body_of_another_kind_is_refused(stage, at):
    assert stage.call("POST", f"{at}/tasks", b"title=x", content_type="text/plain").kind == "media_type"
    assert stage.call("POST", f"{at}/tasks", b"{}", content_encoding="gzip").kind == "media_type"


def test_what_stands_in_the_path_may_not_be_contradicted(stage, at, task):
    path = f"{at}/tasks/{task}"

    assert stage.call("PATCH", path, {"id": "99", "title": "x"}).json["pointer"] == "/id"
    assert stage.call("PATCH", path, {"id": task, "title": "x"}).status == 200


def test_a_dry_run_sends_nothing(stage, at):
    before = stage.site.writes

    planned = stage.call("POST", f"{at}/tasks?dry_run=true", {"title": "x"})

    assert planned.json["request"]["verb"] == "POST"
    assert stage.site.writes == before
    assert b"wonderland" not in planned.body
    assert stage.call("POST", f"{at}/tasks?dry_run=perhaps", {"title": "x"}).json["pointer"] == "/dry_run"
    assert stage.call("POST", f"{at}/tasks?title=x", {}).json["pointer"] == "/title"


def test_the_same_idempotency_key_makes_one_object(stage, at):
    first = stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k")
    again = stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k")
    in_body = stage.call("POST", f"{at}/tasks", {"title": "x", "idempotency_key": "k"})
    other = stage.call("POST", f"{at}/tasks", {"title": "y"}, idempotency_key="k")

    assert first.json == again.json == in_body.json
    assert (other.kind, other.json["pointer"]) == ("validation", "/idempotency_key")
    assert len(stage.site.rows["issue"]) == 1


def test_keys_of_two_connections_never_meet(stage, at):
    stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k")
    stage.call("POST", f"/v1/connections/{stage.connect()}/tasks", {"title": "x"}, idempotency_key="k")

    assert len(stage.site.rows["issue"]) == 2


def test_concurrent_repeats_make_one_object(stage, at):
    async def all_at_once():
        calls = [stage.acall("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k") for _ in range(20)]
        return await asyncio.gather(*calls)

    replies = stage.runner.run(all_at_once())

    assert len(stage.site.rows["issue"]) == 1
    assert {reply.status for reply in replies} <= {201, 409}
    assert any(reply.status == 201 for reply in replies)


def test_a_lost_answer_is_told_and_its_key_does_not_write_again(stage, at):
    stage.twin.misbehave(Fault(kind="answer_lost", verb="POST"))

    lost = stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k")
    again = stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k")

    assert (lost.status, lost.json["outcome_unknown"]) == (503, True)
    assert (again.status, again.kind) == (409, "conflict")
    assert len(stage.site.rows["issue"]) == 1


def test_a_refused_write_gives_its_key_back(stage, at):
    stage.twin.misbehave(Fault(kind="error", verb="POST"))
    stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="k")
    stage.twin.behave()
    refused = stage.call("POST", f"{at}/tasks", {"title": "x", "parent_id": "1"}, idempotency_key="other")

    assert refused.kind == "unsupported_field"
    assert stage.call("POST", f"{at}/tasks", {"title": "x"}, idempotency_key="other").status == 201


def test_what_a_platform_cannot_do_is_said_with_a_source(stage, at):
    reply = stage.call("GET", f"{at}/projects")

    assert (reply.status, reply.kind) == (501, "unsupported_method")
    assert "https://www.roundup-tracker.org/" in reply.json["detail"]
    assert reply.json["method"] == "project.list"


def test_a_platform_that_is_busy_says_when_to_ask_again(stage, at):
    stage.twin.misbehave(Fault(kind="rate_limited", retry_after_s=7))

    reply = stage.call("GET", f"{at}/tasks")

    assert (reply.status, reply.kind, reply.headers["retry-after"]) == (429, "rate_limited", "7")


def test_a_wrong_credential_of_the_platform_is_no_wrong_api_key(stage, at):
    stage.twin.misbehave(Fault(kind="expired"))

    reply = stage.call("GET", f"{at}/tasks")

    assert (reply.status, reply.kind, reply.json["native_status"]) == (401, "authentication", 401)


def test_an_id_is_one_segment_whatever_is_in_it(stage, at):
    for odd in ("a%2Fb", "..%2F..%2Fuser", "%00", "%0d%0aX:%20y", "%3Fq", "1%23"):
        assert stage.call("GET", f"{at}/tasks/{odd}").kind == "not_found", odd
    assert stage.call("GET", f"{at}/tasks/%ff").kind == "bad_request"
    assert all("user" not in entry.path.replace("username", "") for entry in stage.twin.log[-6:])


def test_paths_and_verbs_that_are_not_there(stage, at):
    assert stage.call("GET", f"{at}/task").kind == "no_route"
    assert stage.call("GET", f"{at}/tasks/").kind == "no_route"
    assert stage.call("GET", "/" + "a" * 9000).kind == "bad_request"
    refused = stage.call("PUT", f"{at}/tasks")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, POST")


def test_head_answers_as_get_without_the_body(stage, at):
    stage.twin.seed(1)

    whole, head = stage.call("GET", f"{at}/tasks"), stage.call("HEAD", f"{at}/tasks")

    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_a_request_keeps_the_id_it_came_with_if_that_is_harmless(stage, at):
    assert stage.call("GET", f"{at}/tasks", x_request_id="abc-1").headers["x-request-id"] == "abc-1"
    for odd in ("a" * 65, "a b", "é"):
        assert stage.call("GET", f"{at}/tasks", x_request_id=odd).headers["x-request-id"] != odd
    problem = stage.call("GET", f"{at}/tasks/99", x_request_id="abc-2")
    assert problem.json["request_id"] == "abc-2"


@pytest.mark.parametrize("query", ["modified_after=0.5", "modified_after=1700000000", "limit=1e1", "limit=+5", "raw=1"])
def test_text_is_not_bent_until_it_fits(stage, at, query):
    assert stage.call("GET", f"{at}/tasks?{query}").json["pointer"] == "/" + query.partition("=")[0]
