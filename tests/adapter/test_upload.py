from __future__ import annotations

import msgspec

from tasklab.adapter.upload import upload


def test_a_document_goes_with_its_file_by_the_multipart_request_specification():
    request = upload(
        "/v2/file", "mutation M($id: ID!, $f: File!) { m }", {"id": "1", "f": b"\x00PNG"}, "f", "u-1",
        file_name='a"b.png', file_type="image/png",
    )  # fmt: skip
    (kind,) = (value for name, value in request.headers if name == "Content-Type")
    boundary = kind.partition("boundary=")[2]
    parts = [part for part in request.body.split(f"--{boundary}".encode()) if b"\r\n\r\n" in part]
    by_name = {part.partition(b'name="')[2].partition(b'"')[0].decode(): part for part in parts}
    values = {name: part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for name, part in by_name.items()}
    assert list(by_name) == ["query", "variables", "map", "0"]
    assert msgspec.json.decode(values["variables"]) == {"id": "1", "f": None}
    assert msgspec.json.decode(values["map"]) == {"0": ["variables.f"]}
    assert values["0"] == b"\x00PNG"
    assert b'filename="a%22b.png"' in by_name["0"]
    assert b"Content-Type: image/png" in by_name["0"]
    assert (request.verb, request.path, request.is_write, request.is_repeatable) == ("POST", "/v2/file", True, False)
