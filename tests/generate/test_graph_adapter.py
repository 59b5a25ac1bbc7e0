"""A platform that is asked in GraphQL: documents as they stand, variables, errors inside a 200, files elsewhere."""

from __future__ import annotations

import copy

import pytest
from tests.generate.sample import adapter_of, answer, load_document, read_sample, run, sample, text_of

from tasklab.spec.problem import InvalidSpecError
from tasklab.unified.error import NotFoundError, ValidationError, VersionMismatchError
from tasklab.unified.parameter import discussion, task

GRAPH = sample("graph")
ISSUE = {"id": "i1", "title": "Write", "owner": {"id": "u1"}}


def nodes(*items, cursor=None):
    page = {"hasNextPage": cursor is not None, "endCursor": cursor}
    return answer({"data": {"issues": {"nodes": list(items), "pageInfo": page}}})


def test_a_list_is_walked_with_the_variables_of_paging():
    done = run(GRAPH.task_list(task.TaskListParameters(assignee_id="u1", limit=1)), [nodes(ISSUE, cursor="c")])
    assert done.body["variables"] == {"owner": "u1", "first": 1}
    assert "fragment TaskFields" in done.body["query"]
    assert "fragment UserFields" in done.body["query"]
    assert not done.request.is_write
    assert [item.assignee_ids for item in done.result.items] == [["u1"]]


def test_a_filter_that_was_not_given_is_no_variable():
    done = run(GRAPH.task_list(task.TaskListParameters()), [nodes()])
    assert set(done.body["variables"]) == {"first"}


def test_nothing_of_a_caller_gets_into_a_document():
    wanted = '"}) { id } } #'
    done = run(GRAPH.task_get(task.TaskGetParameters(id=wanted)), [answer({"data": {"issue": ISSUE}})])
    assert wanted not in done.body["query"]
    assert done.body["variables"] == {"id": wanted}


def test_a_mutation_is_a_write_that_is_not_repeated():
    wanted = task.TaskCreateParameters(title="Write", assignee_ids=["u1"])
    done = run(GRAPH.task_create(wanted), [answer({"data": {"issueCreate": {"issue": ISSUE}}})])
    assert (done.request.is_write, done.request.is_repeatable) == (True, False)
    assert done.body["variables"] == {"input": {"title": "Write", "ownerId": "u1"}}


def test_errors_inside_a_200_are_errors():
    for message, kind in (("Entity not found: Issue", NotFoundError), ("Argument invalid", ValidationError)):
        told = answer({"data": None, "errors": [{"message": message}]})
        with pytest.raises(kind, match=message):
            run(GRAPH.task_get(task.TaskGetParameters(id="i1")), [told])


def test_nothing_at_the_path_is_not_found():
    with pytest.raises(NotFoundError):
        run(GRAPH.task_get(task.TaskGetParameters(id="i1")), [answer({"data": {"issue": None}})])


def test_another_version_than_asked_for_is_a_mismatch():
    told = answer({"data": {"issue": ISSUE}}, x_version_served="2026-10").headers
    with pytest.raises(VersionMismatchError, match="2026-10"):
        run(GRAPH.task_get(task.TaskGetParameters(id="i1")), [answer({"data": {"issue": ISSUE}}, **told)])
    same = answer({"data": {"issue": ISSUE}}, x_version_served="2027-01")
    assert run(GRAPH.task_get(task.TaskGetParameters(id="i1")), [same]).result.id == "i1"


def test_a_file_is_fetched_where_the_platform_says():
    told = answer({"data": {"attachment": {"url": "https://files.example.net/a?sig=1", "name": "a.txt"}}})
    done = run(GRAPH.attachment_download(discussion.AttachmentDownloadParameters(id="f1")), [told, answer(b"text")])
    asked = done.requests[1]
    assert (asked.path, asked.is_elsewhere) == ("https://files.example.net/a?sig=1", True)
    assert done.result.content == b"text"
    like_an_error = b'{"errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}}]}'
    parameters = discussion.AttachmentDownloadParameters(id="f1")
    assert run(GRAPH.attachment_download(parameters), [told, answer(like_an_error)]).result.content == like_an_error


def changed(**methods):
    """Return an adapter of the sample with other declarations of some methods, by their names with underscores."""
    document = copy.deepcopy(read_sample("graph"))
    for name, change in methods.items():
        document["methods"][name.replace("_", ".", 1)].update(change)
    return adapter_of("graph", document)


def test_a_mapping_of_which_nothing_is_given_is_no_part_of_a_filter():
    document = "query TaskList($first: Int!, $after: String, $filter: F) { issues(first: $first) { nodes { id } } }"
    wanted = {"owner": {"id": {"eq": "$assignee_id"}}, "made": {"gte": "$created_after", "lt": "$created_before"}}
    adapter = changed(task_list={"graphql": document, "variables": {"filter": wanted}})
    none = run(adapter.task_list(task.TaskListParameters()), [nodes()])
    assert none.body["variables"].keys() == {"first"}
    some = run(adapter.task_list(task.TaskListParameters(assignee_id="u1")), [nodes()])
    assert some.body["variables"]["filter"] == {"owner": {"id": {"eq": "u1"}}}


def test_a_document_may_have_headers_of_its_own():
    adapter = changed(task_get={"headers": {"X-Sign": "60"}})
    done = run(adapter.task_get(task.TaskGetParameters(id="i1")), [answer({"data": {"issue": ISSUE}})])
    assert dict(done.request.headers) == {"Content-Type": "application/json", "X-Sign": "60"}


@pytest.mark.parametrize(("trashed", "is_there"), [(True, False), (False, True), (None, True)])
def test_what_is_in_the_trash_is_not_there(trashed, is_there):
    kept = {"there": {"path": "data.issue.id", "unless": {"data.issue.trashed": True}, "absent": "not_found"}}
    adapter = changed(task_get={"keep": kept})
    told = answer({"data": {"issue": {**ISSUE, "trashed": trashed}}})
    if is_there:
        assert run(adapter.task_get(task.TaskGetParameters(id="i1")), [told]).result.id == "i1"
        return
    with pytest.raises(NotFoundError):
        run(adapter.task_get(task.TaskGetParameters(id="i1")), [told])


def test_objects_may_be_in_several_lists():
    adapter = changed(task_list={"items": ["data.one.nodes", "data.two.nodes"], "page": False})
    told = answer({"data": {"one": {"nodes": [ISSUE]}, "two": {"nodes": [{**ISSUE, "id": "i2"}]}}})
    done = run(adapter.task_list(task.TaskListParameters(raw=True)), [told])
    assert [item.id for item in done.result.items] == ["i1", "i2"]
    assert b'"i2"' in bytes(done.result.items[1].raw)


@pytest.mark.parametrize(("state", "name"), [({"id": "s1", "name": "Open", "type": "a"}, "Open"), (None, None)])
def test_a_status_is_read_where_the_object_has_it(state, name):
    document = copy.deepcopy(read_sample("graph"))
    table = {"path": "state.type", "codec": "table", "table": {"a": "todo"}}
    document["entities"]["task"]["fields"]["status"] = {
        "path": "state.id",
        "write": False,
        "part": {"name": "state.name", "category": table},
    }
    adapter = adapter_of("graph", document)
    told = answer({"data": {"issue": {**ISSUE, "state": state}}})
    status = run(adapter.task_get(task.TaskGetParameters(id="i1")), [told]).result.status
    assert (status and (status.id, status.name, status.category)) == (name and ("s1", name, "todo"))


def test_the_adapter_shows_a_document_on_lines_of_its_own():
    assert "\n  issues(first: $first, after: $after" in text_of("graph", read_sample("graph"))


@pytest.mark.parametrize(
    ("change", "rule", "text"),
    [
        ({"graphql": "query { me { id } }"}, "call", "has a name"),
        ({"graphql": "query A { me { id }"}, "call", "mistake in its line 1"),
        ({"graphql": "query A { a { ...Other } }", "variables": {}}, "unknown-reference", "Other"),
        ({"variables": {"ident": "$id"}}, "unknown-reference", "ident"),
        ({"variables": {}}, "call", "$id"),
    ],
)
def test_a_document_that_cannot_work_is_refused(change, rule, text):
    document = copy.deepcopy(read_sample("graph"))
    document["methods"]["task.get"].update(change)
    with pytest.raises(InvalidSpecError) as caught:
        load_document("graph", document)
    found = [error for error in caught.value.errors if error.rule == rule and text in str(error)]
    assert found, caught.value
