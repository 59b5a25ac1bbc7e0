"""A platform of remote procedures: a login, a remembered context, and an answer that is 200 whatever happened."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any
from xmlrpc import client

import msgspec
import pytest
from tests.generate.sample import adapter_of, answer, read_sample, run, sample

from tasklab.unified.error import NotFoundError, PlatformError, ValidationError, VersionMismatchError
from tasklab.unified.objects import Change
from tasklab.unified.parameter import task, work

WORKS = sample("works")
CONTEXT = answer({"result": {"company": 1, "language": "fr"}})
WORK: dict[str, Any] = {"id": 7, "number": "W7", "name": "Write", "made_on": "2027-01-31T09:00:00Z"}


def test_a_procedure_is_posted_with_its_arguments() -> None:
    done = run(WORKS.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"result": WORK})])
    assert {(request.verb, request.path) for request in done.requests} == {("POST", "/db/rpc/")}
    assert done.requests[0].headers == (("Content-Type", "application/json"),)
    fields = ["number", "name", "changed_on", "made_on"]
    context = {"company": 1, "language": "en"}
    assert done.body == {"jsonrpc": "2.0", "id": 1, "method": "work.read", "params": [7, fields, context]}
    assert (done.result.key, done.result.title) == ("W7", "Write")


def test_the_login_gives_the_header_of_all_other_requests() -> None:
    done = run(WORKS.auth.log_in(), [answer({"result": [3, "s3cret"]})])
    token = base64.b64encode(b"alice:3:s3cret").decode()
    assert done.result == (("Authorization", f"Session {token}"),)
    assert not done.request.needs_auth
    assert done.body["params"] == ["alice", "p"]


@pytest.mark.parametrize(
    ("changed_on", "expected"),
    [
        (None, dt.datetime(2027, 1, 31, 9, tzinfo=dt.UTC)),
        ("2027-02-01T00:00:00Z", dt.datetime(2027, 2, 1, tzinfo=dt.UTC)),
    ],
)
def test_a_second_path_is_read_where_the_first_has_nothing(changed_on: str | None, expected: dt.datetime) -> None:
    native = WORK | {"changed_on": changed_on}
    read = run(WORKS.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"result": native})]).result
    assert read.updated_at == expected


def test_nothing_at_either_path_is_null() -> None:
    bare = {"id": 7, "name": "Write"}
    read = run(WORKS.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"result": bare})]).result
    assert read.updated_at is None


def test_a_call_that_only_reads_is_no_write_though_it_is_posted() -> None:
    wanted = task.TaskUpdateParameters(id="7", title="Read")
    answers = [CONTEXT, answer({"result": [{"id": 7}]}), answer({"result": None}), answer({"result": WORK})]
    done = run(WORKS.task_update(wanted), answers)
    assert [request.is_write for request in done.requests] == [False, False, True, False]
    assert [request.is_repeatable for request in done.requests] == [True, True, False, True]
    assert msgspec.json.decode(done.requests[2].body)["params"][:2] == [7, {"name": "Read"}]


def test_an_error_in_a_success_is_an_error() -> None:
    with pytest.raises(NotFoundError, match="no work 7"):
        run(WORKS.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"error": ["Missing", "no work 7"]})])
    with pytest.raises(PlatformError, match="KeyError"):
        run(WORKS.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"error": ["KeyError", ""]})])


def test_a_rule_says_what_the_platform_does_not() -> None:
    with pytest.raises(VersionMismatchError, match="another version lives here"):
        run(WORKS.task_get(task.TaskGetParameters(id="7")), [answer(b"<h1>Not Allowed</h1>", 405)])


@pytest.mark.parametrize("reference", ["https://example.org/#db/work/7", "https://example.org/#db/work/7/?x=1"])
def test_an_address_is_understood_before_anything_is_searched(reference: str) -> None:
    done = run(WORKS.task_find(task.TaskFindParameters(reference=reference)), [CONTEXT, answer({"result": WORK})])
    assert done.body["method"] == "work.read"


def test_what_is_no_address_is_searched_as_the_spec_says() -> None:
    wanted = task.TaskFindParameters(reference="W7")
    done = run(WORKS.task_find(wanted), [CONTEXT, answer({"result": [WORK]})])
    assert done.body["params"][:2] == ["number", "W7"]
    assert done.result.id == "7"
    with pytest.raises(NotFoundError, match="W7"):
        run(WORKS.task_find(wanted), [CONTEXT, answer({"result": []})])


def test_a_codec_gets_the_table_of_its_field() -> None:
    logged = [{"id": 1, "happened": "2027-01-31T09:00:00Z", "names": "name,colour"}]
    read = run(WORKS.activity_list(work.ActivityListParameters(task_id="7")), [CONTEXT, answer({"result": logged})])
    assert read.result.items[0].changes == [Change(field="title"), Change(field="colour")]


def test_a_site_without_a_version_member_gets_none() -> None:
    document = read_sample("works")
    del document["rpc"]["version"]
    adapter = adapter_of("works", document)
    done = run(adapter.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"result": WORK})])
    assert "jsonrpc" not in done.body


def test_arguments_may_be_given_by_name() -> None:
    document = read_sample("works")
    document["methods"]["task.update"] = {
        "rpc": "work.write",
        "params": {"+": "$write", "work": "$id"},
        "then": "task.get",
    }
    adapter = adapter_of("works", document)
    done = run(
        adapter.task_update(task.TaskUpdateParameters(id="7", title="Read")),
        [answer({"result": True}), CONTEXT, answer({"result": WORK})],
    )
    assert msgspec.json.decode(done.requests[0].body)["params"] == {"name": "Read", "work": "7"}


@pytest.mark.parametrize(("number", "expected"), [("W7", "W7-7"), (None, "7")])
def test_a_template_with_something_missing_is_read_elsewhere(number: str | None, expected: str) -> None:
    document = read_sample("works")
    identifier = {"template": "{number}-{id}", "otherwise": "id", "codec": "integer_text"}
    document["entities"]["task"]["fields"] = {"id": identifier, "title": {"path": "name", "is_required": True}}
    document["entities"]["task"]["url"] = None
    adapter = adapter_of("works", document)
    native = WORK | {"number": number}
    read = run(adapter.task_get(task.TaskGetParameters(id="7")), [CONTEXT, answer({"result": native})])
    assert read.result.id == expected


@pytest.mark.parametrize(("marks", "expected"), [([{"id": 7, "result": {"1": "a"}}], ["1"]), ([], None)])
def test_a_kept_mapping_leads_to_lists_too(marks: list[Any], expected: list[str] | None) -> None:
    document = read_sample("works")
    document["entities"]["task"]["fields"]["label_ids"] = {"path": "id", "codec": "integer_text", "through": "marks"}
    document["methods"]["task.get"] = {
        "steps": [
            {"rpc": "marks", "when": "$id", "params": ["$id"], "keep": {"marks": {"path": ".", "codec": "batch_keys"}}},
            {"rpc": "work.read", "params": ["$id"]},
        ],
        "item": "result",
    }
    del document["methods"]["task.find"]
    adapter = adapter_of("works", document)
    read = run(adapter.task_get(task.TaskGetParameters(id="7")), [answer(marks), answer({"result": WORK})])
    assert read.result.label_ids == expected


def test_a_codec_refuses_by_the_name_of_the_parameter() -> None:
    document = read_sample("works")
    chosen = {"codec": "chosen", "value": ["$context", "id", "$title", "id"]}
    document["methods"]["task.update"]["steps"][1]["params"] = ["$found", chosen]
    document["remember"]["context"]["value"] = "$known"
    adapter = adapter_of("works", document)
    flow = adapter.task_update(task.TaskUpdateParameters(id="7", title="Read"))
    with pytest.raises(ValidationError) as caught:
        run(flow, [answer({"result": []}), answer({"result": [{"id": 7}]})])
    assert caught.value.pointer == "/title"


def xml_works() -> Any:
    document = read_sample("works")
    document["rpc"] = {"kind": "xml", "path": "/{database}/rpc"}
    document["errors"] = [
        {"path": "fault", "matches": "does not exist", "kind": "not_found", "detail": "fault.message"}
    ]
    return adapter_of("works", document)


def xml_answer(value: Any) -> Any:
    body = value if isinstance(value, client.Fault) else (value,)
    return answer(client.dumps(body, methodresponse=True).encode())


def test_a_procedure_of_xml_is_read_as_the_json_that_it_would_be() -> None:
    work = {"id": 7, "number": "W7", "name": "Write", "made_on": "2027-01-31T09:00:00Z"}
    answers = [xml_answer({"company": 1, "language": "fr"}), xml_answer(work)]
    done = run(xml_works().task_get(task.TaskGetParameters(id="7")), answers)
    asked = done.requests[1]
    assert (asked.path, asked.headers) == ("/db/rpc", (("Content-Type", "text/xml"),))
    arguments, name = client.loads(asked.body)
    assert (name, arguments[0]) == ("work.read", 7)
    assert (done.result.key, done.result.title) == ("W7", "Write")


def test_a_fault_of_xml_is_what_the_rules_say() -> None:
    answers = [xml_answer({"company": 1}), xml_answer(client.Fault(404, "Work 7 does not exist."))]
    with pytest.raises(NotFoundError, match="Work 7"):
        run(xml_works().task_get(task.TaskGetParameters(id="7")), answers)
