"""Who may come in, in which version, what they see, and how often."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.notion.caller import Notion, paragraph, text

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.fault import Fault
from tasklab.twin.platform.notion.version import VERSIONS
from tasklab.twin.site import TwinError

OLD, MIDDLE, NEW = VERSIONS


def test_a_stranger_is_refused(any_notion):
    for who in (None, "bad"):
        assert any_notion.refused(401, "unauthorized", "GET", "/users/me", who=who) == "API token is invalid."


def test_a_version_has_to_be_named(any_notion):
    said = any_notion.refused(400, "missing_version", "GET", "/users/me", version=None)

    assert said == (
        "Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`."
    )


def test_a_version_of_later_or_never_is_refused():
    assert '`"2025-09-03"`' in Notion(OLD).invalid("GET", "/users/me", version=MIDDLE)
    assert Notion(NEW).invalid("GET", "/users/me", version="2024-01-01")


def test_a_header_chooses_an_older_version():
    notion = Notion(NEW)
    page = notion.task()["id"]

    assert notion.get(f"/pages/{page}", version=OLD)["archived"] is False
    assert notion.get(f"/pages/{page}", version=OLD)["parent"] == {
        "type": "database_id",
        "database_id": notion.facts["database_id"],
    }
    assert "archived" not in notion.get(f"/pages/{page}")


def test_an_older_version_can_be_played():
    notion = Notion(NEW)
    page = notion.task()["id"]
    notion.twin.misbehave(Fault(kind="older", version=OLD))

    assert notion.get(f"/pages/{page}")["parent"]["type"] == "database_id"


def test_addresses_of_other_versions_are_not_there():
    old, new = Notion(OLD), Notion(NEW)
    for notion, path in ((old, new.source_path + "/query"), (new, f"/databases/{new.facts['database_id']}/query")):
        assert notion.refused(400, "invalid_request_url", "POST", path, {}) == "Invalid request URL."


def test_what_is_not_shared_is_not_there(any_notion):
    facts = any_notion.facts
    hint = "Make sure the relevant pages and databases are shared with your integration."
    said = any_notion.refused(404, "object_not_found", "GET", f"/pages/{facts['foreign_page_id']}")

    assert said == f"Could not find page with ID: {facts['foreign_page_id']}. {hint}"
    any_notion.refused(404, "object_not_found", "GET", f"/databases/{facts['foreign_database_id']}")
    any_notion.refused(404, "object_not_found", "GET", f"/blocks/{facts['foreign_page_id']}/children")
    any_notion.get(f"/pages/{facts['foreign_page_id']}", who="second")
    titles = [msgspec.json.encode(each) for each in any_notion.post("/search", {})["results"]]
    assert titles
    assert not any(b"Salaries" in each for each in titles)
    assert any(
        b"Salaries" in msgspec.json.encode(each) for each in any_notion.post("/search", {}, who="second")["results"]
    )


def test_a_reader_reads_and_does_not_write(any_notion):
    page = any_notion.task()["id"]
    any_notion.get(f"/pages/{page}", who="guest")
    any_notion.post(f"{any_notion.source_path}/query", {}, who="guest")
    body = {"parent": {"page_id": page}, "properties": {"title": text("x")}}
    for verb, path, sent in (
        ("POST", "/pages", body),
        ("PATCH", f"/pages/{page}", {"in_trash": True}),
        ("PATCH", f"/blocks/{page}/children", {"children": [paragraph("x")]}),
        ("DELETE", f"/blocks/{page}", None),
        ("POST", "/comments", {"parent": {"page_id": page}, "rich_text": text("x")}),
    ):
        said = any_notion.refused(403, "restricted_resource", verb, path, sent, who="guest")
        assert said == "Insufficient permissions for this endpoint."


def test_users(any_notion):
    facts = any_notion.facts
    me = any_notion.get("/users/me")
    listed = any_notion.get("/users")["results"]

    assert (me["id"], me["type"], me["bot"]["workspace_name"]) == (facts["user_id"], "bot", "Northwind")
    assert {each["id"] for each in listed} >= {facts["person_id"], facts["second_person_id"], facts["user_id"]}
    assert facts["guest_person_id"] not in {each["id"] for each in listed}
    person = any_notion.get(f"/users/{facts['person_id'].replace('-', '').upper()}")
    assert person["person"] == {"email": "mary.main@northwind.example"}
    assert any_notion.get(f"/users/{facts['person_id']}", who="guest")["person"] == {}
    any_notion.refused(404, "object_not_found", "GET", f"/users/{facts['page_id']}")
    assert any_notion.invalid("GET", "/users/x") == (
        'path failed validation: path.user_id should be a valid uuid, instead was `"x"`.'
    )


def test_too_many_calls_are_refused_until_time_has_passed():
    notion = Notion(calls_per_second="3")
    for _ in range(30):
        notion.get("/users/me")
    response = notion.send("GET", "/users/me")

    assert response.status == 429
    assert response.headers["retry-after"] == "10"
    assert msgspec.json.decode(response.body)["code"] == "rate_limited"
    notion.get("/users/me", who="second")
    notion.twin.clock.advance(10)
    notion.get("/users/me")


def test_every_answer_has_an_id_of_its_request(notion):
    first, second = notion.send("GET", "/users/me"), notion.send("GET", "/users/me", who="bad")

    assert first.headers["x-notion-request-id"] != second.headers["x-notion-request-id"]
    assert msgspec.json.decode(second.body)["request_id"] == second.headers["x-notion-request-id"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("rate_limited", 429, "rate_limited"),
        ("error", 500, "internal_server_error"),
        ("unavailable", 503, "service_unavailable"),
        ("expired", 401, "unauthorized"),
    ],
)
def test_faults_are_worded_as_the_vendor_does(notion, kind, status, code):
    notion.twin.misbehave(Fault(kind=kind, count=1))

    notion.refused(status, code, "GET", "/users/me")
    notion.get("/users/me")


def test_an_option_has_to_make_sense():
    with pytest.raises(TwinError, match="whole number"):
        open_twin("notion", NEW, options={"calls_per_second": "x"})


def test_seeded_rows_can_be_walked(any_notion):
    seeded = any_notion.twin.seed(250)
    ids, cursor = [], {}
    while True:
        page = any_notion.query(page_size=100, **cursor)
        ids += [each["id"] for each in page["results"]]
        if not page["has_more"]:
            break
        cursor = {"start_cursor": page["next_cursor"]}

    assert seeded["tasks"] == len(ids) == len(set(ids)) == 250
    assert page["next_cursor"] is None


def test_a_body_that_is_too_large_or_no_json_is_refused(notion):
    large = msgspec.json.encode({"query": "x" * 500_000})
    assert notion.send("POST", "/search", body=large).status == 400
    response = notion.send("POST", "/search", body=b"{")
    assert msgspec.json.decode(response.body)["message"] == "Error parsing JSON body."


def test_other_paths_are_refused(notion):
    response = notion.twin.handle(Request(verb="GET", path="/"))

    assert response.status == 401
    notion.refused(400, "invalid_request_url", "GET", "/nothing")
    notion.refused(400, "invalid_request_url", "PUT", f"/pages/{notion.page}", {})
