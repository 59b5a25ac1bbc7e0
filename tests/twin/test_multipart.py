"""Bodies in `multipart/form-data`."""

from __future__ import annotations

import pytest

from tasklab.twin.body import BodyError
from tasklab.twin.multipart import Part, parse_multipart

KIND = 'multipart/form-data; boundary="line"'


def part(head, content=b"x"):
    return b"--line\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def test_fields_and_files_are_read():
    body = part(b'Content-Disposition: form-data; name="note"', b"two\r\nlines")
    body += part(
        b'content-disposition: form-data; name="file"; filename="a \\"b\\".txt"\r\nContent-Type: text/plain',
        b"\x00\xff",
    )

    assert parse_multipart(KIND, body + b"--line--\r\n") == [
        Part("note", None, "", b"two\r\nlines"),
        Part("file", 'a "b".txt', "text/plain", b"\x00\xff"),
    ]


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("multipart/form-data", b"--line--", "no boundary"),
        (KIND, part(b'Content-Disposition: form-data; name="a"'), "unexpected end"),
        (KIND, b"before\r\n--line--", "unexpected end"),
        (KIND, b"--line\r\nno blank line\r\n--line--", "without a body"),
        (KIND, part(b"Content-Type: text/plain") + b"--line--", "without a name"),
    ],
)
def test_a_form_that_is_none_is_refused(kind, body, reason):
    with pytest.raises(BodyError, match=reason):
        parse_multipart(kind, body)
