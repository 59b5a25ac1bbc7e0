"""Files in the columns of an item."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.codec.board_file import encode_file_column, encode_files_without
from tasklab.unified.error import ConflictError, NotFoundError, PlatformError


def column(identifier, *files):
    return {"id": identifier, "type": "file", "value": msgspec.json.encode({"files": list(files)}).decode()}


ONE = {"assetId": 1, "fileType": "ASSET", "name": "a.txt"}
TWO = {"assetId": 2, "fileType": "ASSET", "name": "b.txt"}
LINK = {"fileType": "LINK", "name": "x", "linkToFile": "https://example.org/x"}
ITEM = {"id": "7", "column_values": [{"id": "name", "type": "name", "value": None}, column("f", ONE, TWO, LINK)]}


def test_the_others_stay_as_they_are():
    assert encode_file_column([ITEM, "2"]) == "f"
    assert encode_files_without([ITEM, "2"]) == [
        {"fileType": "asset", "name": "a.txt", "assetId": "1"},
        {"fileType": "link", "name": "x", "linkToFile": "https://example.org/x"},
    ]


def test_a_file_that_is_in_no_column_is_not_found():
    for encode in (encode_file_column, encode_files_without):
        with pytest.raises(NotFoundError):
            encode([ITEM, "9"])


def test_a_file_that_could_not_be_written_again_is_not_lost():
    item = {"column_values": [column("f", ONE, {"fileType": "CANVAS", "name": "c"})]}
    with pytest.raises(ConflictError):
        encode_files_without([item, "1"])


def test_other_shapes_are_the_platforms_fault():
    with pytest.raises(PlatformError):
        encode_file_column([{"column_values": ["x"]}, "1"])
