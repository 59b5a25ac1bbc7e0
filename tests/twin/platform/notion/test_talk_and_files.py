"""Comments in discussions, and files."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.platform.notion.caller import Notion, paragraph, text

from tasklab.twin.platform.notion.version import VERSIONS

OLD, MIDDLE, NEW = VERSIONS
MIB = 1024 * 1024


def say(notion, content, **words):
    return notion.post("/comments", {"rich_text": text(content)} | words)


def listed(notion, id_):
    found = notion.get("/comments", query={"block_id": id_})["results"]
    return [each["rich_text"][0]["plain_text"] for each in found]


def test_comments_on_a_page_and_in_a_discussion(any_notion):
    page = any_notion.task()["id"]
    first = say(any_notion, "One", parent={"page_id": page})
    reply = any_notion.post(
        "/comments", {"discussion_id": first["discussion_id"], "rich_text": text("Two")}, who="second"
    )
    other = say(any_notion, "Three", parent={"page_id": page})

    assert listed(any_notion, page) == ["One", "Two", "Three"]
    assert reply["discussion_id"] == first["discussion_id"] != other["discussion_id"]
    assert reply["parent"] == {"type": "page_id", "page_id": page}
    assert reply["created_by"]["id"] == any_notion.facts["second_user_id"]
    assert first["display_name"] == {"type": "integration", "resolved_name": "Tasks"}
    assert any_notion.get(f"/comments/{first['id']}") == first


def test_comments_on_a_block_are_not_those_of_its_page(any_notion):
    page = any_notion.task(children=[paragraph("a")])["id"]
    block = any_notion.get(f"/blocks/{page}/children")["results"][0]["id"]
    made = say(any_notion, "Here", parent={"block_id": block})

    assert made["parent"] == {"type": "block_id", "block_id": block}
    assert listed(any_notion, block) == ["Here"]
    assert listed(any_notion, page) == []


def test_comments_that_cannot_be(any_notion):
    page = any_notion.task()["id"]
    any_notion.invalid("POST", "/comments", {"parent": {"page_id": page}, "rich_text": []})
    any_notion.invalid("POST", "/comments", {"rich_text": text("x")})
    unknown = {"discussion_id": page, "rich_text": text("x")}
    any_notion.refused(404, "object_not_found", "POST", "/comments", unknown)
    said = any_notion.invalid("GET", "/comments")
    assert "query.block_id should be defined" in said
    hidden = {"parent": {"page_id": any_notion.facts["foreign_page_id"]}, "rich_text": text("x")}
    any_notion.refused(404, "object_not_found", "POST", "/comments", hidden)


def test_comments_are_changed_and_deleted_by_who_made_them(notion):
    page = notion.task()["id"]
    made = say(notion, "One", parent={"page_id": page})
    path = f"/comments/{made['id']}"
    notion.refused(403, "restricted_resource", "PATCH", path, {"rich_text": text("x")}, who="second")
    notion.refused(403, "restricted_resource", "DELETE", path, who="second")
    notion.patch(path, {"rich_text": text("Two")})

    assert listed(notion, page) == ["Two"]
    notion.delete(path)
    assert listed(notion, page) == []
    notion.refused(404, "object_not_found", "GET", path)


@pytest.mark.parametrize("version", [OLD, MIDDLE])
def test_comments_stay_in_older_versions(notion, version):
    made = say(notion, "One", parent={"page_id": notion.task()["id"]})

    for verb in ("PATCH", "DELETE"):
        notion.refused(400, "invalid_request_url", verb, f"/comments/{made['id']}", version=version)


def test_a_file_is_sent_attached_and_read(any_notion):
    made = any_notion.post("/file_uploads", {"filename": "a b.txt", "content_type": "text/plain"})
    assert (made["status"], made["upload_url"].endswith(f"{made['id']}/send")) == ("pending", True)
    sent = any_notion.send_part(made["id"], b"hello", "a b.txt")
    assert (sent["status"], sent["content_length"]) == ("uploaded", 5)
    assert "upload_url" not in sent
    page = any_notion.task(Files={"files": [{"file_upload": {"id": made["id"]}}]})
    (file,) = any_notion.property(page, "Files")

    response = any_notion.download(file["file"]["url"])
    assert (file["name"], response.body, response.headers["content-type"]) == ("a b.txt", b"hello", "text/plain")
    assert any_notion.get(f"/file_uploads/{made['id']}")["expiry_time"] is None
    kept = {"name": "renamed", "type": "file", "file": file["file"]}
    again = any_notion.patch(f"/pages/{page['id']}", {"properties": {"Files": {"files": [kept]}}})
    assert any_notion.property(again, "Files")[0]["name"] == "renamed"


def test_a_signed_address_is_as_safe_as_the_site_and_apart_from_the_api():
    notion = Notion(address="https://twin.example")
    id_ = notion.task(Files={"files": [{"file_upload": {"id": notion.upload()["id"]}}]})["id"]
    read = notion.send("GET", f"/pages/{id_}", headers=(("host", "h.example"),))
    url = notion.property(msgspec.json.decode(read.body), "Files")[0]["file"]["url"]
    assert url.startswith("https://h.example/-/")
    assert notion.download(url.removeprefix("https://h.example")).body == b"hello"


def test_a_signed_address_expires_and_cannot_be_forged(any_notion):
    id_ = any_notion.upload()["id"]
    page = any_notion.task(Files={"files": [{"file_upload": {"id": id_}}]})
    url = any_notion.property(page, "Files")[0]["file"]["url"]

    assert any_notion.download(url[:-1] + ("0" if url[-1] != "0" else "1")).status == 403
    any_notion.twin.clock.advance(3601)
    assert any_notion.download(url).status == 403
    fresh = any_notion.property(any_notion.get(f"/pages/{page['id']}"), "Files")[0]["file"]["url"]
    assert any_notion.download(fresh).body == b"hello"


def test_a_file_in_parts(any_notion):
    body = {
        "mode": "multi_part",
        "filename": "big.bin",
        "content_type": "application/octet-stream",
        "number_of_parts": 2,
    }
    made = any_notion.post("/file_uploads", body)
    kind = body["content_type"]
    any_notion.send_part(made["id"], b"b", "big.bin", kind, part=2)
    any_notion.invalid("POST", f"/file_uploads/{made['id']}/complete")
    any_notion.send_part(made["id"], b"short", "big.bin", kind, part=1, status=400)
    any_notion.send_part(made["id"], b"x", "big.bin", kind, part=3, status=400)
    any_notion.send_part(made["id"], b"x", "big.bin", kind, status=400)
    sent = any_notion.send_part(made["id"], b"a" * (5 * MIB), "big.bin", kind, part=1)
    assert (sent["status"], sent["number_of_parts"]) == ("pending", {"total": 2, "sent": 2})

    done = any_notion.post(f"/file_uploads/{made['id']}/complete")
    assert (done["status"], done["content_length"]) == ("uploaded", 5 * MIB + 1)


def test_files_that_cannot_be(any_notion):
    any_notion.invalid("POST", "/file_uploads", {"mode": "multi_part"})
    any_notion.invalid("POST", "/file_uploads", {"number_of_parts": 2})
    any_notion.invalid("POST", "/file_uploads", {"external_url": "https://example.org/a.txt"})
    any_notion.invalid("POST", "/file_uploads", {"mode": "external_url", "external_url": "https://example.org/a.txt"})
    any_notion.invalid("POST", "/file_uploads", {"filename": "none"})
    any_notion.invalid("POST", "/file_uploads", {"filename": "x" * 900 + ".txt"})
    made = any_notion.post("/file_uploads", {"filename": "a.txt"})
    attach = {"properties": {"Files": {"files": [{"file_upload": {"id": made["id"]}}]}}}
    page = any_notion.task()["id"]
    assert "not in the uploaded status" in any_notion.invalid("PATCH", f"/pages/{page}", attach)
    any_notion.send_part(made["id"], b"a" * (20 * MIB + 1), status=400)
    any_notion.send_part(made["id"], b"x", kind="image/png", status=400)
    any_notion.send_part(made["id"], b"x")
    any_notion.send_part(made["id"], b"x", status=400)


def test_a_file_that_is_not_attached_expires(any_notion):
    id_ = any_notion.upload()["id"]
    any_notion.twin.clock.advance(3600)

    assert any_notion.get(f"/file_uploads/{id_}")["status"] == "expired"
    assert [each["id"] for each in any_notion.get("/file_uploads", query={"status": "expired"})["results"]] == [id_]
    any_notion.refused(404, "object_not_found", "GET", f"/file_uploads/{id_}", who="second")
