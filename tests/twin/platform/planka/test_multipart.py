"""Uploads as clients send them."""

from __future__ import annotations

import pytest

from tasklab.adapter.encode import multipart_body
from tasklab.twin.platform.planka.multipart import read_multipart


@pytest.mark.parametrize("name", ["note.txt", "two words; (1) & more's.tar.gz", 'quote".txt', "Übersicht é 任务.txt"])
def test_a_file_keeps_its_name(name):
    body, kind = multipart_body({"type": "file", "file": b"\x00\r\n"}, "u", file_name=name)
    fields, (file,) = read_multipart(kind, body)
    assert fields == {"type": "file"}
    assert (file.field, file.name, file.content) == ("file", name, b"\x00\r\n")
