from __future__ import annotations

import hashlib

from tasklab.vendor.lock import LockedDescription
from tasklab.vendor.shelf import Here, NotHere, open_shelf

CONTENT = b"{}"


def entry(content=CONTENT):
    return LockedDescription(
        kind="openapi3",
        upstream_url="https://desk.example/openapi.json",
        sha256=hashlib.sha256(content).hexdigest(),
        path="desk/1.0.json",
    )


def put(folder, content=CONTENT):
    path = folder / "desk" / "1.0.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_the_operators_folder_comes_before_the_cache(tmp_path):
    cached, own = put(tmp_path / "cache" / "vendor"), put(tmp_path / "own")

    assert open_shelf(tmp_path / "cache", {}).find(entry()) == Here(cached)
    assert open_shelf(tmp_path / "cache", {"TASKLAB_VENDOR_DIR": str(tmp_path / "own")}).find(entry()) == Here(own)


def test_what_the_operators_folder_lacks_is_looked_for_in_the_cache(tmp_path):
    cached = put(tmp_path / "cache" / "vendor")

    assert open_shelf(tmp_path / "cache", {"TASKLAB_VENDOR_DIR": str(tmp_path / "own")}).find(entry()) == Here(cached)


def test_what_is_not_here_says_what_to_do(tmp_path):
    found = open_shelf(tmp_path, {}).find(entry())

    assert isinstance(found, NotHere)
    assert "TASKLAB_VENDOR_DIR" in found.reason
    assert "`tasklab vendor pull`" in found.reason


def test_other_bytes_are_not_the_description(tmp_path):
    put(tmp_path / "own", b"[]")
    put(tmp_path / "cache" / "vendor")

    found = open_shelf(tmp_path / "cache", {"TASKLAB_VENDOR_DIR": str(tmp_path / "own")}).find(entry())

    assert isinstance(found, NotHere)
    assert "not the file that is locked" in found.reason
