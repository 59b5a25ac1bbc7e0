"""A platform that takes several calls for one method: what one answer gives is what the next request needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.generate.sample import adapter_of, answer, read_sample, run, sample

from tasklab.adapter.connection import Connection
from tasklab.generate.problem import GenerationError
from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import ConflictError, NotFoundError, PlatformError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import TaskDate
from tasklab.unified.page import AttachmentContent
from tasklab.unified.parameter import discussion, task, work

DESK = sample("desk")
STATES = answer([{"id": "open", "name": "Open"}, {"id": "shut", "name": "Shut"}])
TASK: dict[str, Any] = {"id": "7", "title": "Write", "state": "open", "words": [" a ", "b"], "rank": 1.5, "made": 0}
NOW = dt.datetime(2027, 1, 31, tzinfo=dt.UTC)


def test_every_request_carries_what_the_connection_says() -> None:
    assert DESK.base_url == "https://example.org/rest"
    assert DESK.headers == (("X-Requested-With", "rest"),)


def test_a_write_names_the_state_it_changes() -> None:
    wanted = task.TaskUpdateParameters(id="7", title="Read")
    done = run(DESK.task_update(wanted), [answer(TASK, etag='"1"'), answer(TASK), STATES, answer(TASK, etag='"2"')])
    write = done.requests[1]
    assert (write.verb, write.is_write, write.is_repeatable) == ("PUT", True, False)
    assert ("If-Match", '"1"') in write.headers
    assert done.body == {"title": "Read"}


def test_a_header_that_the_platform_leaves_out_is_its_fault() -> None:
    with pytest.raises(PlatformError, match="etag"):
        run(DESK.task_update(task.TaskUpdateParameters(id="7", title="Read")), [answer(TASK)])


def test_a_step_for_each_of_a_list_and_values_from_steps_before() -> None:
    draft = task.TaskCreateParameters(title="Write", follower_ids=["u1", "u2"])
    answers = [answer({"id": "u9"}), answer({"id": 7}), answer(), answer(), STATES, answer(TASK, etag="1")]
    done = run(DESK.task_create(draft), answers, NOW)
    made = [request for request in done.requests if request.is_write]
    assert [request.path for request in made] == ["/tasks", "/tasks/7/watchers", "/tasks/7/watchers"]
    assert made[0].body == b'{"title":"Write","at":1801353600,"owner":"u9"}'
    assert ("X-Token", "unique-1") in made[0].headers
    assert [request.body for request in made[1:]] == [b'{"who":"u1"}', b'{"who":"u2"}']


def test_a_step_whose_reference_is_absent_is_not_made() -> None:
    answers = [answer({"id": None}), answer({"id": 7}), STATES, answer(TASK, etag="1")]
    done = run(DESK.task_create(task.TaskCreateParameters(title="Write")), answers, NOW)
    assert sum(request.is_write for request in done.requests) == 1
    assert done.body["owner"] is None, "a null that the platform gave is not an absent value"


def test_a_list_collected_one_by_one() -> None:
    notes = [answer({"id": name, "text": f"Note {name}", "at": "2027-01-31T10:00:00+01:00"}) for name in ("a", "b")]
    listed = answer({"notes": [{"id": "a"}, {"id": "b"}]})
    done = run(DESK.comment_list(discussion.CommentListParameters(task_id="7")), [listed, *notes])
    assert [request.path for request in done.requests] == ["/tasks/7", "/notes/a", "/notes/b"]
    assert [(item.id, item.body, item.task_id) for item in done.result.items] == [
        ("a", "Note a", "7"),
        ("b", "Note b", "7"),
    ]
    assert done.result.items[0].created_at == dt.datetime(2027, 1, 31, 9, tzinfo=dt.UTC)


def test_pages_by_number_until_there_are_no_more() -> None:
    first = run(DESK.task_list(task.TaskListParameters(limit=1)), [STATES, answer({"tasks": [TASK], "more": True})])
    assert first.requests[-1].query == (("lane", "incoming"), ("page", "0"), ("size", "1"))
    following = task.TaskListParameters(limit=1, cursor=first.result.next_cursor)
    second = run(DESK.task_list(following), [STATES, answer({"tasks": [TASK | {"id": "8"}], "more": False})])
    assert ("page", "1") in second.requests[-1].query
    assert second.result.next_cursor is None


def test_clauses_are_those_whose_references_are_given() -> None:
    page = answer({"tasks": [TASK], "more": False})
    done = run(DESK.task_list(task.TaskListParameters(query="Write", section_id="s1")), [STATES, page])
    assert ("words", "title:Write in:s1") in done.requests[-1].query


def test_a_form_leaves_out_what_is_absent() -> None:
    note = answer({"note": {"id": "a", "text": "Hello"}})
    done = run(DESK.comment_create(discussion.CommentCreateParameters(task_id="7", body="a&b =")), [note])
    assert done.request.body == b"text=a%26b+%3D"
    assert ("Content-Type", "application/x-www-form-urlencoded") in done.request.headers
    draft = discussion.CommentCreateParameters(task_id="7", body="x", is_private=True)
    assert run(DESK.comment_create(draft), [note]).request.body == b"hidden=true&text=x"


def test_what_the_address_needs_is_asked_for_by_name() -> None:
    with pytest.raises(ValidationError) as raised:
        run(DESK.comment_delete(discussion.CommentDeleteParameters(id="a")), [])
    assert raised.value.pointer == "/task_id"


def test_a_delete_sent_twice_has_worked() -> None:
    repeated = answer({"fault": "gone"}, 404)
    done = run(DESK.task_delete(task.TaskDeleteParameters(id="7")), [type(repeated)(status=404, is_repeat=True)])
    assert done.result.id == "7"
    with pytest.raises(NotFoundError):
        run(DESK.task_delete(task.TaskDeleteParameters(id="7")), [answer(None, 404)])


def test_a_rule_for_one_method_is_for_that_one() -> None:
    with pytest.raises(ConflictError, match="locked"):
        run(DESK.task_delete(task.TaskDeleteParameters(id="7")), [answer({"fault": "locked"})])
    run(DESK.comment_delete(discussion.CommentDeleteParameters(id="a", task_id="7")), [answer({"fault": "locked"})])


def test_an_upload_is_multipart() -> None:
    draft = discussion.AttachmentCreateParameters(task_id="7", name="a.txt", content=b"\x00bytes")
    done = run(DESK.attachment_create(draft), [answer({"id": "f", "name": "a.txt", "size": 6})])
    kind = dict(done.request.headers)["Content-Type"]
    assert kind.startswith("multipart/form-data; boundary=")
    assert b"\x00bytes" in (done.request.body or b"")
    assert done.result.size == 6


@pytest.mark.parametrize(("given", "sent"), [("text/plain", b"text/plain"), (None, b"application/octet-stream")])
def test_a_file_is_called_as_the_call_says_and_is_of_its_type(given: str | None, sent: bytes) -> None:
    draft = discussion.AttachmentCreateParameters(task_id="7", name="a.txt", content=b"x", content_type=given)
    body = run(DESK.attachment_create(draft), [answer({"id": "f", "name": "a.txt", "size": 1})]).request.body or b""
    assert b'name="file"; filename="a.txt"\r\nContent-Type: ' + sent in body


def test_a_field_that_needs_another_is_refused_alone_when_a_task_is_made() -> None:
    day = TaskDate(date=dt.date(2027, 1, 31))
    for alone in ({"start": day}, {"start": day, "due": None}):
        with pytest.raises(ValidationError) as raised:
            run(DESK.task_create(task.TaskCreateParameters(title="a", **alone)), [])
        assert raised.value.pointer == "/start"


def test_a_parameter_of_the_connection_may_be_left_out() -> None:
    page = [STATES, answer({"tasks": [], "more": False})]
    assert "area" not in dict(run(DESK.task_list(task.TaskListParameters()), page).requests[-1].query)
    given = dict(DESK.connection.parameters) | {"area": "north"}
    there = type(DESK)(Connection(id="c", parameters=given))
    assert dict(run(there.task_list(task.TaskListParameters()), page).requests[-1].query)["area"] == "north"


def test_an_upload_refuses_a_link_it_cannot_carry() -> None:
    link = discussion.AttachmentCreateParameters(task_id="7", name="a", url="https://example.org")
    with pytest.raises(UnsupportedFieldError, match="url"):
        run(DESK.attachment_create(link), [])


def test_a_download_has_the_name_and_type_that_were_kept() -> None:
    answers = [answer({"name": "a.txt", "type": "text/plain"}), answer(b"\x00bytes")]
    done = run(DESK.attachment_download(discussion.AttachmentDownloadParameters(id="f")), answers)
    assert done.result == AttachmentContent(name="a.txt", content_type="text/plain", content=b"\x00bytes")


def test_a_key_made_of_the_id_is_found_by_it() -> None:
    done = run(DESK.task_find(task.TaskFindParameters(reference="DESK-7")), [STATES, answer(TASK, etag="1")])
    assert done.requests[-1].path == "/tasks/7"
    assert done.result.key == "desk-7"
    with pytest.raises(NotFoundError):
        run(DESK.task_find(task.TaskFindParameters(reference="other")), [])


def changed(name: str, method: dict[str, Any]) -> Any:
    document = read_sample("desk")
    document["methods"][name] = method
    return adapter_of("desk", document)


@pytest.mark.parametrize(
    ("found", "is_there"), [({"id": 7, "gone": False}, True), ({"id": 7, "gone": True}, False), ({"id": 7}, False)]
)
def test_what_is_there_and_only_archived_is_not_there(found: dict[str, Any], is_there: bool) -> None:
    keep = {"kept": {"path": "id", "where": {"gone": False}, "absent": "not_found"}}
    desk = changed("task.delete", {"steps": [{"get": "/tasks/{id}", "keep": keep}, {"delete": "/tasks/{kept}"}]})
    flow = desk.task_delete(task.TaskDeleteParameters(id="7"))
    if is_there:
        assert run(flow, [answer(found), answer()]).requests[1].path == "/tasks/7"
    else:
        with pytest.raises(NotFoundError):
            run(flow, [answer(found)])


def test_an_object_in_several_answers_is_listed_once() -> None:
    listing = {
        "steps": [
            {"get": "/boards", "keep": {"boards": "[].id"}},
            {"get": "/boards/{board}/notes", "each": {"board": "$boards"}},
        ],
        "items": ".",
        "page": False,
        "is_distinct": True,
    }
    desk = changed("comment.list", listing)
    notes = [{"id": name, "text": name, "at": "2027-01-31T09:00:00Z"} for name in ("a", "b", "c")]
    answers = [answer([{"id": 1}, {"id": 2}]), answer(notes[:2]), answer(notes[1:])]
    done = run(desk.comment_list(discussion.CommentListParameters(task_id="7")), answers)
    assert [item.id for item in done.result.items] == ["a", "b", "c"]


def test_one_object_is_not_answered_by_a_call_that_is_repeated() -> None:
    with pytest.raises(InvalidSpecError, match="made once"):
        changed("task.get", {"get": "/tasks/{each}", "each": {"each": ["$id"]}, "item": "."})


def placed() -> Any:
    """A platform whose task is a list: its number, when it was made, when it changed, and the rest by name."""
    document = read_sample("desk")
    fields = document["entities"]["task"]["fields"]
    fields |= {"id": {"path": "0", "codec": "integer_text"}, "title": {"path": "3.title", "write": "title"}}
    fields |= {"status": {"path": "3.state", "write": "state", "lookup": "status.list"}}
    for name in ("follower_ids", "label_ids", "position", "custom_fields", "created_at", "start", "due"):
        del fields[name]
    document["methods"] = {
        "status.list": document["methods"]["status.list"],
        "task.get": {"get": "/tasks/{id}", "item": "found"},
        "task.list": {"get": "/tasks", "items": "found", "page": False},
    }
    return adapter_of("desk", document)


ROW = [7, 1.5, None, {"title": "Write", "state": "open", "more": []}, "behind"]


def test_a_list_whose_places_mean_different_things_is_read_by_place() -> None:
    done = run(placed().task_get(task.TaskGetParameters(id="7")), [STATES, answer({"found": ROW})])
    assert (done.result.id, done.result.title, done.result.status.name) == ("7", "Write", "Open")


def test_such_lists_are_listed() -> None:
    found = [ROW, [8, 0, 0, {"title": "Read", "state": "shut"}]]
    done = run(placed().task_list(task.TaskListParameters()), [STATES, answer({"found": found})])
    assert [item.id for item in done.result.items] == ["7", "8"]


@pytest.mark.parametrize("row", [[7], [7, 1, 2, "text"], {"0": 7}, ["x", 1, 2, {}]])
def test_a_list_of_another_shape_is_the_platforms_fault(row: Any) -> None:
    with pytest.raises(PlatformError, match="documented shape"):
        run(placed().task_get(task.TaskGetParameters(id="7")), [STATES, answer({"found": row})])


def test_a_named_value_stands_in_paths_and_bodies() -> None:
    desk = changed(
        "task.delete",
        {"let": {"who": {"codec": "either", "value": ["$id", "7", "seven", "other"]}}, "delete": "/tasks/{who}"},
    )
    for given, path in (("7", "/tasks/seven"), ("8", "/tasks/other")):
        flow = desk.task_delete(task.TaskDeleteParameters(id=given))
        assert run(flow, [answer()]).requests[0].path == path


def test_a_list_goes_across_words_of_the_platform_that_lenses_see() -> None:
    document = read_sample("desk")
    document["entities"]["relation"] = {
        "fields": {
            "id": {"template": "{task_id} {side} {url|address_number}"},
            "task_id": {"template": "{task_id}"},
            "other_task_id": {"path": "url", "codec": "address_number", "write": False},
            "kind": {"template": "{side}", "codec": "table", "table": {"in": "blocked_by", "out": "blocks"}},
        }
    }
    document.get("unavailable", {}).pop("relation.list", None)
    listing = {"get": "/tasks/{task_id}/{side}", "items": ".", "page": False, "across": {"side": ["in", "out"]}}
    document["methods"]["relation.list"] = listing
    desk = adapter_of("desk", document)
    answers = [answer([{"url": "/repos/a/b/issues/2"}]), answer([{"url": "/repos/a/b/issues/3"}])]
    done = run(desk.relation_list(work.RelationListParameters(task_id="7")), answers)
    assert [request.path for request in done.requests] == ["/tasks/7/in", "/tasks/7/out"]
    assert [(item.id, item.kind) for item in done.result.items] == [
        ("7 in a/b#2", "blocked_by"),
        ("7 out a/b#3", "blocks"),
    ]


def test_what_is_kept_for_each_of_a_list_is_a_list_where_the_call_is_not_always_made_too() -> None:
    steps = [
        {"get": "/tasks/{id}", "is_write": False, "keep": {"words": "words"}},
        {"post": "/jobs", "when": "$words", "each": {"word": "$words"}, "json": ["$word"], "keep": {"jobs": "job"}},
        {"get": "/jobs/{job}", "is_write": False, "each": {"job": "$jobs"}},
    ]
    desk = changed("task.delete", {"steps": steps})
    answers = [answer({"words": ["a", "b"]}), answer({"job": "j1"}), answer({"job": "j2"}), answer(), answer()]
    done = run(desk.task_delete(task.TaskDeleteParameters(id="7")), answers)
    assert [request.path for request in done.requests] == ["/tasks/7", "/jobs", "/jobs", "/jobs/j1", "/jobs/j2"]
    done = run(desk.task_delete(task.TaskDeleteParameters(id="7")), [answer({"words": []})])
    assert [request.path for request in done.requests] == ["/tasks/7"]


def test_only_objects_without_a_member_are_listed() -> None:
    desk = changed("comment.list", {"get": "/notes", "items": ".", "page": False, "where": {"other": None}})
    notes = [{"id": "a", "text": "a", "other": {}}, {"id": "b", "text": "b", "other": None}, {"id": "c", "text": "c"}]
    done = run(desk.comment_list(discussion.CommentListParameters(task_id="7")), [answer(notes)])
    assert [item.id for item in done.result.items] == ["b", "c"]


def test_null_is_sent_as_what_empties_the_field() -> None:
    json = {"watchers": {"codec": "text_list", "value": "$follower_ids", "clear": []}}
    desk = changed("task.update", {"put": "/tasks/{id}", "json": json, "item": "."})
    for given, body in ((None, b'{"watchers":[]}'), (["a"], b'{"watchers":["a"]}')):
        flow = desk.task_update(task.TaskUpdateParameters(id="7", follower_ids=given))
        done = run(flow, [STATES, answer(TASK)])
        assert [request.body for request in done.requests if request.verb == "PUT"] == [body]


def test_a_required_field_that_the_call_names_itself_is_asked_for() -> None:
    document = read_sample("desk")
    document["methods"]["task.create"] = {
        "post": "/tasks",
        "json": {"+": "$write", "about": "$description"},
        "item": ".",
    }
    document["entities"]["task"]["fields"]["description"] = {"path": "text", "is_required": True}
    desk = adapter_of("desk", document)
    with pytest.raises(ValidationError) as refused:
        run(desk.task_create(task.TaskCreateParameters(title="Write")), [])
    assert refused.value.pointer == "/description"


def test_what_stands_in_for_an_absent_value_is_always_there() -> None:
    either = {"codec": "text", "value": "$section_id", "absent": "$description"}
    with pytest.raises(GenerationError, match="may itself be absent"):
        changed("task.create", {"post": "/tasks", "json": {"+": "$write", "about": either}, "item": "."})
