"""GraphQL documents in short: they are named, declare what they have, and ask which version serves them."""

from __future__ import annotations

import copy

import pytest
from tests.generate.sample import adapter_of, answer, load_document, read_sample, run, sample, text_of

from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import NotFoundError, RateLimitedError, VersionMismatchError
from tasklab.unified.parameter import discussion, task

SHORT = sample("short")
GET = task.TaskGetParameters(id="7")


def told(item, version="2027-01"):
    return answer({"data": {"version": {"value": version}, "item": item}})


def test_a_document_is_named_after_its_method_and_declares_its_variables():
    done = run(SHORT.task_get(GET), [told({"id": "7", "name": "Write"})])
    assert done.body["query"].strip().startswith("query TaskGet($id: Int!) { version { value } item(id: $id)")
    assert "fragment TaskFields" in done.body["query"]


def test_a_variable_is_the_reference_of_its_name_through_the_codec_of_its_type():
    assert run(SHORT.task_get(GET), [told({"id": "7", "name": "Write"})]).body["variables"] == {"id": 7}
    with pytest.raises(NotFoundError):
        run(SHORT.task_get(task.TaskGetParameters(id="x")), [])


def test_what_a_call_gives_goes_through_the_codec_too_and_paging_is_left_alone():
    wanted = task.TaskListParameters(project_id="3", limit=2)
    done = run(SHORT.task_list(wanted), [answer({"data": {"items": []}})])
    assert done.body["query"].strip().startswith("query TaskList($board: Int, $size: Int!, $page: Int) {")
    assert done.body["variables"] == {"board": 3, "size": 2, "page": 1}


def test_steps_are_numbered_and_mutations_ask_for_nothing_besides():
    wanted = task.TaskDeleteParameters(id="7")
    done = run(SHORT.task_delete(wanted), [told({"id": "7"}), answer({"data": {"remove": {"id": "7"}}})])
    first, second = (request.body.decode() for request in done.requests)
    assert "query TaskDelete1($id: Int!)" in first
    assert "mutation TaskDelete2($id: Int!) { remove" in second


def test_a_version_changes_a_type_in_one_place():
    document = copy.deepcopy(read_sample("short"))
    document["graphql"]["types"]["Id"] = {"type": "ID"}
    done = run(adapter_of("short", document).task_get(GET), [told({"id": "7", "name": "Write"})])
    assert "query TaskGet($id: ID!)" in done.body["query"]
    assert done.body["variables"] == {"id": "7"}


def test_another_version_than_asked_for_is_told_from_the_answer():
    with pytest.raises(VersionMismatchError, match="2026-10"):
        run(SHORT.task_get(GET), [told({"id": "7", "name": "Write"}, "2026-10")])
    silent = answer({"data": {"item": {"id": "7", "name": "Write"}}})
    assert run(SHORT.task_get(GET), [silent]).result.id == "7"


def test_objects_are_made_before_they_are_read():
    item = {"id": "7", "name": "Write", "replies": [{"id": "8", "name": "Re"}]}
    listed = run(SHORT.task_list(task.TaskListParameters()), [answer({"data": {"items": [item]}})]).result.items
    assert [(each.id, each.parent_id) for each in listed] == [("7", None), ("8", "7")]
    assert run(SHORT.task_get(GET), [told(item)]).result.id == "7"


def test_how_long_to_wait_is_read_from_words():
    busy = answer({"errors": [{"code": "BUSY", "message": "Try again, reset in 13 seconds"}]})
    with pytest.raises(RateLimitedError) as refused:
        run(SHORT.task_get(GET), [busy])
    assert refused.value.retry_after == 13


def test_a_file_among_the_variables_is_sent_with_the_document():
    wanted = discussion.AttachmentCreateParameters(task_id="7", name="a.txt", content=b"text")
    done = run(SHORT.attachment_create(wanted), [answer({"data": {"attach": {"id": "1", "name": "a.txt"}}})])
    assert (done.request.path, done.request.is_write) == ("/graphql/file", True)
    assert b"mutation AttachmentCreate($id: Int!, $file: File!)" in done.request.body
    assert b'{"file":null,"id":7}' in done.request.body
    assert b'filename="a.txt"' in done.request.body


def test_the_page_about_an_object_is_that_of_its_methods():
    assert "Source: https://example.org/docs/items" in text_of("short", read_sample("short"))


@pytest.mark.parametrize(
    ("change", "rule", "found"),
    [
        ({"methods": {"task.get": {"graphql": "{ item(id: $idd) { id } }"}}}, "unknown-reference", "idd"),
        ({"connection": {"served": {"header": "X-V"}}}, "call", "which version served"),
        ({"graphql": {"upload": None}}, "call", "a type of files"),
        ({"graphql": {"types": {"Id": {"codec": "nothing"}}}}, "unknown-codec", "nothing"),
        ({"entities": {"task": {"made_by": "json_patch"}}}, "unknown-codec", "json_patch"),
    ],
)
def test_what_is_wrong_is_told(change, rule, found):
    document = merged(read_sample("short"), change)
    with pytest.raises(InvalidSpecError) as refused:
        load_document("short", document)
    assert any(error.rule == rule and found in str(error) for error in refused.value.errors), refused.value.errors


def merged(document, change):
    for key, value in change.items():
        if value is None:
            del document[key]
        elif isinstance(value, dict):
            document[key] = merged(document.get(key, {}), value)
        else:
            document[key] = value
    return document
