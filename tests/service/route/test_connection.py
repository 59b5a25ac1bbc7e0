"""Connections: made, checked, moved, deleted."""

from __future__ import annotations

import msgspec
import pytest
from tests.service.conftest import SITE

from tasklab.service.store.connection import find_connection
from tasklab.twin.fault import Fault


def test_a_connection_is_pinned_to_the_newest_served_version(stage):
    made = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE}).json

    assert (made["version"], made["newer_versions"], made["is_served"]) == ("2.6", [], True)
    assert made["check"]["user_name"] == "alice"
    assert made["parameters"] == {"site": SITE["site"], "username": "alice"}


def test_a_secret_is_encrypted_at_rest_for_its_row_alone(stage):
    connection_id = stage.connect()
    row = stage.service.database.do(find_connection, stage.account_id, connection_id)

    assert b"wonderland" not in row.parameters
    assert stage.service.connections.decrypt(row)["password"] == "wonderland"
    with pytest.raises(Exception, match="another row"):
        stage.service.connections.decrypt(msgspec.structs.replace(row, id="con_other"))


@pytest.mark.parametrize(
    ("change", "kind", "pointer"),
    [
        ({"platform": "jira"}, "version_unsupported", "/platform"),
        ({"version": "9.9"}, "version_unsupported", None),
        ({"parameters": {}}, "validation", "/parameters/password"),
        ({"parameters": SITE | {"colour": "red"}}, "validation", "/parameters/colour"),
        ({"parameters": SITE | {"username": 1}}, "validation", "/parameters/username"),
        ({"parameters": SITE | {"username": "a\r\nX: y"}}, "validation", "/parameters/username"),
        ({"parameters": SITE | {"site": "http://127.0.0.1/"}}, "validation", "/parameters/site"),
        ({"parameters": SITE | {"site": "ftp://example.org"}}, "validation", "/parameters/site"),
        ({"parameters": SITE | {"site": "https://u:p@example.org"}}, "validation", "/parameters/site"),
        ({"name": "x" * 201}, "validation", "/name"),
        ({"colour": "red"}, "validation", None),
    ],
)
def test_what_is_wrong_with_a_new_connection_is_named(stage, change, kind, pointer):
    reply = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE} | change)

    assert (reply.status, reply.kind, reply.json.get("pointer")) == (422, kind, pointer)
    assert b"wonderland" not in reply.body
    assert stage.call("GET", "/v1/connections").json["items"] == []


def test_a_credential_is_tried_before_it_is_kept(stage):
    reply = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE | {"password": "no-good"}})

    assert (reply.status, reply.kind) == (401, "authentication")
    assert b"no-good" not in reply.body
    assert stage.call("GET", "/v1/connections").json["items"] == []


def test_a_check_tells_what_is_wrong(stage):
    path = f"/v1/connections/{stage.connect()}/check"
    assert stage.call("POST", path).json["is_good"] is True

    stage.twin.misbehave(Fault(kind="expired"))
    bad = stage.call("POST", path)

    assert (bad.status, bad.json["is_good"], bad.json["problem"]["type"]) == (200, False, "/errors/authentication")


def test_a_move_is_previewed_and_made(stage):
    stage.twin.seed(3)
    path = f"/v1/connections/{stage.connect(version='2.5')}"
    assert stage.call("GET", path).json["newer_versions"] == ["2.6"]

    preview = stage.call("POST", f"{path}/preview-version", {"version": "2.6"}).json
    moved = stage.call("PATCH", path, {"version": "2.6"}).json

    assert (preview["from_version"], preview["to_version"], preview["is_same"]) == ("2.5", "2.6", True)
    assert [each["method"] for each in preview["methods"] if each["before_problem"] is None]
    assert moved["version"] == "2.6"
    assert stage.call("GET", f"{path}/tasks").headers["tasklab-platform-version"] == "2.6"


def test_a_preview_names_what_differs(stage):
    stage.twin.seed(1)
    path = f"/v1/connections/{stage.connect(version='2.5')}"
    served, count = stage.site.serve, iter(range(1000))

    def moody(request, version):
        stage.site.rows["issue"]["1"]["title"] = f"Title {next(count)}"
        return served(request, version)

    stage.site.serve = moody
    preview = stage.call("POST", f"{path}/preview-version", {"version": "2.6"}).json

    (tasks,) = [each for each in preview["methods"] if each["method"] == "task.list"]
    assert preview["is_same"] is False
    assert [each["pointer"] for each in tasks["differences"]] == ["/items/0/title"]


def test_a_move_that_does_not_work_changes_nothing(stage):
    path = f"/v1/connections/{stage.connect(version='2.5')}"
    stage.twin.misbehave(Fault(kind="expired"))

    assert stage.call("PATCH", path, {"version": "2.6"}).kind == "authentication"
    assert stage.call("GET", path).json["version"] == "2.5"
    assert stage.call("PATCH", path, {"version": "1.0"}).kind == "version_unsupported"
    assert stage.call("PATCH", path, {}).kind == "validation"


def test_a_new_credential_replaces_the_old(stage):
    path = f"/v1/connections/{stage.connect()}"

    assert stage.call("PATCH", path, {"parameters": SITE | {"password": "wrong"}}).kind == "authentication"
    assert stage.call("PATCH", path, {"parameters": SITE, "name": "mine"}).json["name"] == "mine"
    assert stage.call("GET", f"{path}/tasks").status == 200


def test_a_deleted_connection_is_gone_at_once(stage):
    path = f"/v1/connections/{stage.connect()}"
    stage.call("GET", f"{path}/tasks")

    assert stage.call("DELETE", path).status == 204
    assert stage.call("GET", f"{path}/tasks").kind == "missing"
    assert stage.call("DELETE", path).kind == "missing"


def test_connections_are_listed_page_after_page(stage):
    made = {stage.connect() for _ in range(5)}
    seen, cursor = [], ""
    while cursor is not None:
        page = stage.call("GET", f"/v1/connections?limit=2&cursor={cursor}").json
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]

    assert (len(seen), set(seen)) == (5, made)
    for query in ("limit=0", "limit=201", "limit=x", "limit=%D9%A1", "page=2"):
        assert stage.call("GET", f"/v1/connections?{query}").kind == "validation"


def test_a_sandbox_needs_no_site(stage):
    made = stage.call("POST", "/v1/connections", {"platform": "roundup", "sandbox": True}).json
    path = f"/v1/connections/{made['id']}/tasks"

    assert made["is_sandbox"] is True
    assert len(stage.call("GET", path).json["items"]) == 25
    assert stage.call("POST", path, {"title": "x"}).status == 201
    other = stage.call("POST", "/v1/connections", {"platform": "roundup", "sandbox": True}).json
    assert len(stage.call("GET", f"/v1/connections/{other['id']}/tasks").json["items"]) == 25
    assert stage.call("POST", "/v1/connections", {"platform": "redmine", "sandbox": True}).kind == "version_unsupported"
    refused = stage.call("POST", "/v1/connections", {"platform": "roundup", "sandbox": True, "parameters": SITE})
    assert refused.json["pointer"] == "/parameters"
