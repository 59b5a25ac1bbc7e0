"""Attachments: links, files, covers, and the forms that carry them."""

from __future__ import annotations

import pytest
from tests.twin.platform.trello.caller import multipart, oauth

NOBODY = "0" * 24


def test_a_file_comes_back_byte_for_byte(trello):
    card, content = trello.card(), bytes(range(256)) + b"\r\n--\r\n"
    form = multipart([("name", "All bytes")], [("file", "all bytes.bin", "application/x-test", content)])
    made = trello("POST", f"/cards/{card['id']}/attachments", form=form)
    path = made["url"].removeprefix("http://127.0.0.1/1")

    assert (made["name"], made["bytes"], made["isUpload"], made["mimeType"]) == (
        "All bytes",
        len(content),
        True,
        "application/x-test",
    )
    answer = trello.send("GET", path, headers=[oauth(trello.people["main"])])
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, content, "application/x-test")
    words = trello.people["main"]
    assert trello.send("GET", path, query=[("key", words["key"]), ("token", words["token"])]).status == 401
    trello("DELETE", f"/cards/{card['id']}/attachments/{made['id']}")
    assert trello.send("GET", path, headers=[oauth(words)]).status == 404


def test_a_link_is_kept_under_its_address_or_a_name(trello):
    path = f"/cards/{trello.card()['id']}/attachments"
    plain = trello("POST", path, url="https://example.com/a")
    named = trello("POST", path, url="https://example.com/b", name="B")

    assert [each["name"] for each in trello("GET", path)] == ["https://example.com/a", "B"]
    assert (plain["isUpload"], plain["bytes"], named["url"]) == (False, None, "https://example.com/b")
    for words in ({}, {"url": "nonsense"}, {"url": "javascript:alert(1)"}, {"url": "http://["}):
        assert trello.answer("POST", path, **words) == (400, "invalid value for url")
    assert trello.answer("POST", path, url="https://example.com/", name="A" * 257)[0] == 400


def test_a_file_is_bounded(trello):
    form = multipart(files=[("file", "big", "text/plain", b"x" * (10 * 1024 * 1024 + 1))])

    assert trello.answer("POST", f"/cards/{trello.card()['id']}/attachments", form=form)[0] == 413


def test_a_card_has_a_cover_of_a_color_or_of_a_picture(trello):
    card = trello.card()
    path = f"/cards/{card['id']}"
    form = multipart(files=[("file", "a.png", "image/png", b"png")])
    picture = trello("POST", f"{path}/attachments", form=form)["id"]

    assert trello("PUT", path, {"cover": {"color": "pink"}})["cover"]["color"] == "pink"
    shown = trello("PUT", path, idAttachmentCover=picture)
    assert (shown["idAttachmentCover"], shown["manualCoverAttachment"]) == (picture, True)
    assert [each["id"] for each in trello("GET", f"{path}/attachments", filter="cover")] == [picture]
    assert trello.answer("PUT", path, {"cover": {"color": "beige"}}) == (400, "invalid value for cover")
    assert trello.answer("PUT", path, idAttachmentCover=NOBODY) == (400, "invalid value for idAttachmentCover")
    trello("DELETE", f"{path}/attachments/{picture}")
    assert trello("GET", path)["idAttachmentCover"] is None


def test_a_card_is_made_with_a_link_and_with_a_file(trello):
    linked = trello.card(urlSource="https://example.com/")
    form = multipart([("name", "Filed"), ("idList", linked["idList"])], [("fileSource", "a.txt", "", b"Hello")])
    filed = trello("POST", "/cards", form=form)

    assert trello("GET", f"/cards/{linked['id']}", attachments=True)["attachments"][0]["url"] == "https://example.com/"
    assert trello("GET", f"/cards/{filed['id']}", attachments=True)["attachments"][0]["mimeType"] == "text/plain"


def test_a_form_is_read_as_a_query_is(trello):
    headers = [oauth(trello.people["main"]), ("content-type", "application/x-www-form-urlencoded")]
    body = f"name=A+form&idList={trello.lists()[0]}&desc=%C3%A9".encode()

    assert trello.send("POST", "/cards", headers=headers, body=body).status == 200
    card = trello("GET", f"/boards/{trello.board_id}/cards")[0]
    assert (card["name"], card["desc"]) == ("A form", "é")


@pytest.mark.parametrize("body", [b"", b"x", b"------7d93b1\r\nno head", b"------7d93b1\r\n\r\nx\r\n------7d93b1--"])
def test_a_broken_form_is_400(trello, body):
    status, _ = trello.answer("POST", f"/cards/{trello.card()['id']}/attachments", form=body)

    assert status == 400


def test_a_file_is_found_where_the_twin_was_asked(trello):
    card = trello.card()
    form = multipart(files=[("file", "a.txt", "text/plain", b"Hello")])
    trello("POST", f"/cards/{card['id']}/attachments", form=form)
    headers = [oauth(trello.people["main"]), ("host", "127.0.0.1:8700")]
    answer = trello.send("GET", f"/cards/{card['id']}/attachments", headers=headers)

    assert f'"url":"http://127.0.0.1:8700/1/cards/{card["id"]}/attachments/' in answer.body.decode()
