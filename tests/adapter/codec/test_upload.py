"""What goes with the content of a file."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.upload import encode_byte_count, encode_header_pairs
from tasklab.unified.error import PlatformError


def test_bytes_are_counted_and_not_letters():
    assert encode_byte_count("é".encode()) == 2


def test_headers_come_as_pairs():
    given = [{"key": "x-size", "value": "3,3"}, {"key": "Content-Disposition", "value": "attachment"}]
    assert encode_header_pairs(given) == [("x-size", "3,3"), ("Content-Disposition", "attachment")]
    assert encode_header_pairs(None) == []


@pytest.mark.parametrize("entry", [{"key": "a"}, {"key": 1, "value": "b"}, "a: b", None])
def test_a_header_of_another_shape_is_the_platforms_fault(entry):
    with pytest.raises(PlatformError):
        encode_header_pairs([entry])
