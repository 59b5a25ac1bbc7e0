"""The protocol: errors and their statuses, batches, notifications, arguments by place and by name."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.sample import Kanboard, get

from tasklab.twin.platform.kanboard.procedure import PROCEDURES


def error(code, message, id_=None, **more):
    return {"jsonrpc": "2.0", "error": {"code": code, "message": message, **more}, "id": id_}


PARSE, INVALID = error(-32700, "Parse error"), error(-32600, "Invalid Request")


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        (b"", PARSE),
        (b'{"jsonrpc": "2.0"', PARSE),
        (b"1", PARSE),
        (b"null", PARSE),
        (b"[]", INVALID),
        (b"{}", INVALID),
        (b"[1, 2]", [PARSE, PARSE]),
        (b"[[]]", [INVALID]),
        ({"jsonrpc": "1.0", "method": "getVersion", "id": 1}, INVALID),
        ({"jsonrpc": "2.0", "method": 1, "id": 1}, INVALID),
        ({"jsonrpc": "2.0", "method": "getVersion", "params": "bar", "id": 1}, INVALID),
        ({"jsonrpc": "2.0", "method": "foo", "id": "x"}, error(-32601, "Method not found", "x")),
        (
            {"jsonrpc": "2.0", "method": "getTask", "id": 1},
            error(-32602, "Invalid params", 1, data="Wrong number of arguments"),
        ),
        (
            {"jsonrpc": "2.0", "method": "getTask", "id": 1, "params": [1, 2]},
            error(-32602, "Invalid params", 1, data="Too many arguments"),
        ),
        (
            {"jsonrpc": "2.0", "method": "getTask", "id": 1, "params": {"id": 1}},
            error(-32602, "Invalid params", 1, data="Missing argument: task_id"),
        ),
        ({"jsonrpc": "2.0", "method": "getTask", "id": 1, "params": [9]}, {"jsonrpc": "2.0", "result": None, "id": 1}),
    ],
)
def test_what_goes_wrong_is_answered_with_200(kanboard, payload, answer):
    response = kanboard.send(payload)

    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    assert msgspec.json.decode(response.body) == answer


def test_a_batch_answers_each_call_but_notifications(kanboard):
    calls = [
        {"jsonrpc": "2.0", "method": "createProject", "params": ["One"], "id": "a"},
        {"jsonrpc": "2.0", "method": "createProject", "params": ["Two"]},
        {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "getProjectByName", "params": {"name": "Two"}, "id": 2},
    ]
    answers = msgspec.json.decode(kanboard.send(calls).body)

    assert answers[:2] == [{"jsonrpc": "2.0", "result": 1, "id": "a"}, INVALID]
    assert answers[2]["result"]["id"] == "2"


@pytest.mark.parametrize("method", ["getVersion", "foo"])
def test_notifications_alone_have_an_empty_answer(kanboard, method):
    note = {"jsonrpc": "2.0", "method": method}

    assert kanboard.send(note).body == kanboard.send([note, note]).body == b""
    assert kanboard.send(note).status == 200


def test_arguments_by_place_and_by_name_are_the_same(kanboard):
    project_id, *_ = kanboard.board()
    first = kanboard("createTask", "T", project_id, "red")
    second = kanboard("createTask", color_id="red", project_id=project_id, title="T")
    same = [name for name in kanboard("getTask", first) if name not in {"id", "position", "url"}]

    assert [kanboard("getTask", first)[name] for name in same] == [kanboard("getTask", second)[name] for name in same]


def test_an_unknown_name_among_enough_arguments_is_passed_over(kanboard):
    project_id, *_ = kanboard.board()

    assert kanboard("createTask", title="T", project_id=project_id, colour="red") == 1


def test_an_argument_that_has_to_be_an_array_breaks_the_product(kanboard):
    project_id, *_ = kanboard.board()

    assert kanboard.answer("createTask", title="T", project_id=project_id, tags="a") == (500, None)
    assert kanboard.answer("getProjectActivities", project_id) == (500, None)
    assert kanboard("getAllTasks", project_id) == []


def test_there_is_nothing_at_other_paths(kanboard):
    assert kanboard.twin.handle(get("/api")).status == 404


def test_the_verb_does_not_matter_and_no_body_is_no_json(kanboard):
    response = kanboard.twin.handle(get("/jsonrpc.php"))

    assert (response.status, msgspec.json.decode(response.body)) == (200, PARSE)


@pytest.mark.parametrize("name", sorted(PROCEDURES))
def test_any_argument_gets_an_answer_and_never_an_exception(name):
    kanboard = Kanboard()
    kanboard.board()
    kanboard("createTask", "T", 1)
    kanboard("createSubtask", 1, "S")
    for value in (None, "", "x", "1", 1, 0, -1, 1.5, True, 2**70, [], [1], {"a": {}}, "1\x00", "é" * 300):
        count = len(PROCEDURES[name].defaults)
        status, _ = kanboard.answer(name, *[value] * count, user=("admin", "admin"))
        assert status in {200, 401, 403, 500}  # 401: the caller may have just removed themselves
        status, body = kanboard.answer(name, *[value] * count)
        assert status in {200, 403, 500}
        assert status != 500 or (PROCEDURES[name].arrays or name == "updateTask"), (name, value, body)
