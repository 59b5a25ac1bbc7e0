from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from tasklab.vendor.lock import find_locks, load_lock
from tasklab.vendor.problem import InvalidLockError

SPECS = Path(__file__).parents[2] / "specs"
ENTRY = {
    "kind": "openapi3",
    "upstream_url": "https://desk.example/openapi.json",
    "sha256": "0" * 64,
    "path": "desk/1.0.json",
}
MISTAKE = {
    "rule": "type",
    "at": "/components/schemas/Card/properties/id",
    "wrong": "it says integer; the product answers text",
    "source": "desk 1.0 on loopback",
    "reviewed_on": date(2026, 11, 26),
}


def write(tmp_path, content):
    path = tmp_path / "desk" / "vendor.lock"
    path.parent.mkdir()
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def lock(entry=None, mistake=None):
    content = {"platform": "desk", "descriptions": {"1.0": {**ENTRY, **(entry or {})}}}
    return {**content, "mistakes": [{**MISTAKE, **mistake}]} if mistake is not None else content


@pytest.mark.parametrize("path", find_locks(SPECS), ids=lambda path: path.parent.name)
def test_the_locks_of_the_project_are_valid(path):
    assert load_lock(path).descriptions


def test_a_lock_names_its_descriptions_and_the_mistakes_of_each(tmp_path):
    found = load_lock(write(tmp_path, lock(mistake={"versions": ["1.0"]})))

    assert found.descriptions["1.0"].path == "desk/1.0.json"
    assert [each.rule for each in found.find_mistakes("1.0")] == ["type"]
    assert found.find_mistakes("1.1") == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lock({"path": "../secret"}), "inside the folder"),
        (lock({"path": "/etc/passwd"}), "inside the folder"),
        (lock({"sha256": "abc"}), "sha256"),
        (lock({"upstream_url": "https://me:key@desk.example/x"}), "without credentials"),
        (lock({"upstream_url": "file:///etc/passwd"}), "http(s)"),
        (lock({"kind": "wsdl"}), "kind"),
        (lock({"colour": "red"}), "colour"),
        (lock(mistake={"versions": ["2.0"]}), "2.0, which is not locked"),
        (lock(mistake={"rule": "colour"}), "no rule colour"),
        (lock(mistake={"at": ""}), "stands in one place"),
        (lock(mistake={"source": ""}), "source"),
        ({**lock(), "platform": "chair"}, "expected desk"),
        ("a: [", "not YAML"),
        ("x" * 1024 * 1025, "more than"),
        ("", "valid dictionary"),
    ],
)
def test_a_lock_that_cannot_be_used_says_why(tmp_path, content, told):
    with pytest.raises(InvalidLockError) as caught:
        load_lock(write(tmp_path, content))

    assert told in str(caught.value)
    assert str(caught.value).startswith("desk/vendor.lock: ")


def test_a_lock_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InvalidLockError, match="No such file"):
        load_lock(tmp_path / "desk" / "vendor.lock")
