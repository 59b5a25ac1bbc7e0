from __future__ import annotations

import hashlib

import pytest

from tasklab.vendor.lock import Lock
from tasklab.vendor.problem import PullError
from tasklab.vendor.pull import pull
from tasklab.vendor.shelf import open_shelf

CONTENT = b'{"openapi": "3.0.3"}'
URL = "https://desk.example/openapi.json"


def lock(**more):
    entry = {
        "kind": "openapi3",
        "upstream_url": URL,
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "path": "desk/1.0.json",
        **more,
    }
    return Lock.model_validate({"platform": "desk", "descriptions": {"1.0": entry}})


def refuse(_url):
    raise PullError("no network")


def test_what_is_missing_is_fetched_once(tmp_path):
    shelf, asked = open_shelf(tmp_path, {}), []

    def fetch(url):
        asked.append(url)
        return CONTENT

    outcomes = [each.outcome for _ in range(2) for each in pull(lock(), shelf, fetch)]

    assert outcomes == ["fetched", "here"]
    assert asked == [URL]
    assert [path.name for path in (tmp_path / "vendor" / "desk").iterdir()] == ["1.0.json"]


@pytest.mark.parametrize(
    ("more", "fetch", "told"),
    [
        ({}, refuse, "no network"),
        ({}, lambda _url: b"other", "the vendor has changed it"),
        ({"is_derived": True}, lambda _url: CONTENT, "no address to fetch it from"),
    ],
)
def test_what_cannot_be_had_is_told_and_nothing_is_written(tmp_path, more, fetch, told):
    found = list(pull(lock(**more), open_shelf(tmp_path, {}), fetch))

    assert [each.outcome for each in found] == ["failed"]
    assert told in found[0].text
    assert not (tmp_path / "vendor").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "vendor").write_text("a file")

    found = list(pull(lock(), open_shelf(tmp_path, {}), lambda _url: CONTENT))

    assert [each.outcome for each in found] == ["failed"]


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, monkeypatch):
    def fail(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tasklab.vendor.pull.os.fsync", fail)

    found = list(pull(lock(), open_shelf(tmp_path, {}), lambda _url: CONTENT))

    assert "No space left" in found[0].text
    assert list((tmp_path / "vendor" / "desk").iterdir()) == []
