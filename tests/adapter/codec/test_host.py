"""What an address says by its host."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.host import decode_by_host

TABLE = {"files.example.org": "file", "*": "link"}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://files.example.org/a/b?signature=1", "file"),
        ("https://FILES.example.org:443/a", "file"),
        ("https://example.org/files.example.org", "link"),
        ("https://files.example.org.evil.net/a", "link"),
        ("not an address", "link"),
        ("http://[", "link"),
    ],
)
def test_the_host_decides(address, kind):
    assert decode_by_host(address, TABLE) == kind


def test_a_host_that_the_table_has_not_is_unknown():
    assert decode_by_host("https://example.org/", {"files.example.org": "file"}) == "unknown"
