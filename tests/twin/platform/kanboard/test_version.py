"""What differs between versions, and the vendor's own signatures where they are at hand."""

from __future__ import annotations

import inspect
import json

import msgspec
import pytest
from tests.twin.sample import Kanboard
from tests.upstream import FOLDER

from tasklab.twin.fault import Fault
from tasklab.twin.platform.kanboard.procedure import PROCEDURES
from tasklab.twin.platform.kanboard.version import VERSIONS, rank_of

LATER = [
    ("createTask", {"title": "T", "project_id": 1}, "time_spent", 2, "1.2.20"),
    ("createTask", {"title": "T", "project_id": 1}, "time_estimated", 2, "1.2.20"),
    ("createTag", {"project_id": 1, "tag": "t"}, "color_id", "red", "1.2.30"),
    ("updateSubtask", {"id": 1, "task_id": 1}, "position", 1, "1.2.30"),
    ("createCategory", {"project_id": 1, "name": "C"}, "color_id", "red", "1.2.53"),
    ("createComment", {"task_id": 1, "user_id": 1, "content": "c"}, "visibility", "app-user", "1.2.53"),
    ("createProject", {"name": "P"}, "email", "a@b.example", "1.2.53"),
]


def prepared(version):
    kanboard = Kanboard(version)
    kanboard.board()
    kanboard("createTask", "T", 1)
    kanboard("createSubtask", 1, "S")
    return kanboard


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("method", "words", "name", "value", "since"), LATER)
def test_a_parameter_is_known_from_its_version_on(version, method, words, name, value, since):
    procedure, kanboard = PROCEDURES[method], prepared(version)
    given = [words.get(each, default) for each, default in procedure.defaults.items()]
    given[list(procedure.defaults).index(name)] = value
    given = given[: list(procedure.defaults).index(name) + 1]
    status, body = kanboard.answer(method, *given)

    assert status == 200
    if rank_of(version) >= rank_of(since):
        assert body["result"] not in (False, None)
    else:
        assert body["error"]["data"] == "Too many arguments"


def test_an_older_version_kept_by_name_drops_what_it_does_not_know():
    kanboard = prepared("1.2.10")
    task_id = kanboard("createTask", title="T", project_id=1, time_spent=2)
    assert kanboard("getTask", task_id)["time_spent"] == "0"
    kanboard = prepared("1.2.20")
    assert kanboard("getTask", kanboard("createTask", title="T", project_id=1, time_spent=2))["time_spent"] == "2"


def test_the_newest_version_shows_no_private_column():
    private = {"password", "twofactor_secret", "api_access_token", "token"}

    assert private <= set(Kanboard("1.2.40")("getUser", 1))
    assert not private & set(Kanboard("1.2.53")("getUser", 1))
    assert Kanboard("1.2.40")("getUser", 1)["password"] != "admin"


def test_an_older_version_can_be_served_in_silence():
    kanboard = Kanboard("1.2.53")
    kanboard.twin.misbehave(Fault(kind="older", version="1.2.10", text="getVersion"))

    assert kanboard("getVersion") == "1.2.10"
    kanboard.twin.behave()
    assert kanboard("getVersion") == "1.2.53"


def test_a_fault_is_worded_as_before_kanboard():
    kanboard = Kanboard()
    call = {"jsonrpc": "2.0", "method": "getVersion", "id": 1}
    kanboard.twin.misbehave(Fault(kind="rate_limited", retry_after_s=7, count=1))
    limited = kanboard.send(call)
    kanboard.twin.misbehave(Fault(kind="expired", count=1))
    expired = kanboard.send(call)

    assert (limited.status, limited.headers["retry-after"]) == (429, "7")
    assert b"Too Many Requests" in limited.body
    assert (expired.status, msgspec.json.decode(expired.body)["error"]["code"]) == (401, 401)


def test_seeded_tasks_are_the_administrators():
    kanboard = Kanboard()
    told = kanboard.twin.seed(250)
    tasks = kanboard("getAllTasks", told["project_id"], user=("admin", "admin"))

    assert told == {"project_id": 1, "tasks": 250}
    assert [task["position"] for task in tasks] == [str(number) for number in range(1, 251)]
    assert len({task["title"] for task in tasks}) == 250


@pytest.mark.parametrize("version", ["1.2.10", "1.2.20", "1.2.53"])
def test_signatures_are_those_of_the_vendor(version):
    path = FOLDER / "kanboard" / f"{version}.json"
    if not path.is_file():
        pytest.skip(f"no descriptions of Kanboard in {FOLDER}: set TASKLAB_VENDOR_DIR to a folder of them")
    methods = json.loads(path.read_text("utf-8"))["methods"]
    theirs = {each["name"]: [(one["name"], one["required"]) for one in each["params"]] for each in methods}
    ours = {
        name: [
            (parameter, default is inspect.Parameter.empty)
            for parameter, default in procedure.defaults.items()
            if procedure.since.get(parameter, 0) <= rank_of(version)
        ]
        for name, procedure in PROCEDURES.items()
    }

    assert ours == theirs
