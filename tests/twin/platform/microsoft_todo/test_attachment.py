"""Files at tasks: small ones at once, larger ones by ranges."""

from __future__ import annotations

import base64

import pytest

TYPE = "#microsoft.graph.taskFileAttachment"
STREAM = "application/octet-stream"


@pytest.fixture
def path(graph):
    return graph.make("Sweep")


def attach(graph, path, content=b"hello", **members):
    body = {"@odata.type": TYPE, "name": "note.txt", "contentBytes": base64.b64encode(content).decode(), **members}
    return graph.post(f"{path}/attachments", body)


def begin(graph, path, size, **info):
    info = {"attachmentType": "file", "name": "film.mp4", "size": size, "contentType": "video/mp4", **info}
    return graph.post(f"{path}/attachments/createUploadSession", {"attachmentInfo": info})


def put(graph, address, content, first, total):
    told = f"bytes {first}-{first + len(content) - 1}/{total}"
    return graph.follow(f"{address}/content", "PUT", content, kind=STREAM, content_range=told)


def test_a_small_file_is_attached_and_read(each):
    path = each.make("Sweep")
    made = attach(each, path, contentType="text/plain")
    assert (made.status, made["size"], made["@odata.type"]) == (201, 245, TYPE)
    assert base64.b64decode(made["contentBytes"]) == b"hello"
    own = f"{path}/attachments/{made['id']}"
    assert made.headers["location"].endswith(own)

    assert base64.b64decode(each.get(own)["contentBytes"]) == b"hello"
    raw = each.get(f"{own}/$value")
    assert (raw.raw, raw.headers["content-type"]) == (b"hello", "text/plain")
    listed = each.get(f"{path}/attachments")["value"]
    assert [(row["name"], "contentBytes" in row) for row in listed] == [("note.txt", False)]
    assert each.get(f"{path}/attachments?$select=name")["value"][0].keys() == {"@odata.type", "id", "name"}
    assert each.get(path)["hasAttachments"] is True
    assert each.get(f"{path}/attachments/$count").raw == b"1"
    assert each.delete(own).status == 204
    assert [each.get(own).status, each.get(path)["hasAttachments"]] == [404, False]


def test_a_file_without_a_kind_is_a_stream_and_an_empty_one_is_a_file(graph, path):
    made = attach(graph, path, b"")
    assert (made.status, made["contentType"], made["size"]) == (201, STREAM, 240)


@pytest.mark.parametrize(
    "members",
    [
        {"name": None},
        {"name": ""},
        {"contentBytes": "!"},
        {"contentBytes": None},
        {"@odata.type": "#x"},
        {"@odata.type": None},
    ],
)
def test_a_file_that_is_none_is_refused(graph, path, members):
    assert attach(graph, path, **members).status == 400
    assert graph.get(f"{path}/attachments")["value"] == []


def test_three_megabytes_are_too_many_for_one_request(graph, path):
    assert attach(graph, path, b"x" * (3 * 1024 * 1024 - 1)).status == 201
    assert attach(graph, path, b"x" * (3 * 1024 * 1024)).status == 413
    assert attach(graph, path, b"x" * (5 * 1024 * 1024)).status == 413


def test_a_large_file_comes_by_ranges(each):
    path = each.make("Sweep")
    session = begin(each, path, 10)
    assert (session.status, session["nextExpectedRanges"]) == (201, ["0-"])
    address = session["uploadUrl"]
    assert f"/users/{each.facts['user_id']}/" in address

    first = put(each, address, b"01234", 0, 10)
    assert (first.status, first["nextExpectedRanges"]) == (200, ["5"])
    assert first["expirationDateTime"] == session["expirationDateTime"]
    for verb, content in (("GET", None), ("PUT", b"56789")):
        said = each.follow(address, verb, content, kind=STREAM)
        assert (said.status, said.code[0]) == (404, "UnknownError")
    assert len(each.get(f"{path}/attachmentSessions")["value"]) == 1
    last = put(each, address, b"56789", 5, 10)
    assert (last.status, last.raw) == (201, b"")
    said = each.follow(last.headers["location"])
    assert (base64.b64decode(said["contentBytes"]), said["contentType"]) == (b"0123456789", "video/mp4")
    assert each.follow(address).status == 404


def test_ranges_that_do_not_follow_are_refused(graph, path):
    address = begin(graph, path, 10)["uploadUrl"]

    assert graph.follow(f"{address}/content", "PUT", b"01", kind=STREAM).status == 400
    assert graph.follow(f"{address}/content", "PUT", b"01", kind=STREAM, content_range="bytes 0-4/10").status == 400
    for said in (
        put(graph, address, b"56", 5, 10),
        put(graph, address, b"01", 0, 11),
        put(graph, address, b"x" * 11, 0, 10),
    ):
        assert (said.status, said.code) == (400, ("invalidRequest", "InvalidStart"))
    big = 4 * 1024 * 1024
    address = begin(graph, path, big)["uploadUrl"]
    assert put(graph, address, b"x" * big, 0, big).status == 413


@pytest.mark.parametrize(
    ("info", "status"),
    [
        ({"size": 0}, 400),
        ({"size": -1}, 413),
        ({"size": 25 * 1024 * 1024}, 201),
        ({"size": 25 * 1024 * 1024 + 1}, 413),
        ({"name": ""}, 400),
        ({"attachmentType": "item"}, 400),
        ({"attachmentType": "folder"}, 400),
        ({"colour": "red"}, 400),
    ],
)
def test_what_is_announced_is_looked_at(graph, path, info, status):
    assert begin(graph, path, **{"size": 10, **info}).status == status
    assert graph.post(f"{path}/attachments/createUploadSession", {}).status == 400


def test_an_upload_is_cancelled_or_ends_by_itself(graph, path):
    address = begin(graph, path, 10)["uploadUrl"]
    assert graph.follow(address, "DELETE").status == 204
    assert put(graph, address, b"01", 0, 10).code[0] == "itemNotFound"

    address = begin(graph, path, 10)["uploadUrl"]
    graph.wait(2 * 3600)
    assert put(graph, address, b"01", 0, 10).code[0] == "itemNotFound"


def test_files_need_writing(graph, path):
    body = {"name": "x", "contentBytes": ""}
    assert graph.post(f"{path}/attachments", body, user="guest").status == 403
