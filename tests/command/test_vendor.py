from __future__ import annotations

import hashlib
import json

import pytest
import yaml

from tasklab.command import vendor as module
from tasklab.vendor.problem import PullError
from tasklab.watch.fetch import Reply
from tasklab.watch.release import SourceError


def describe(*members, verb="get"):
    fields = {name: {"type": "string"} for name in members}
    reply = {"content": {"application/json": {"schema": {"type": "object", "properties": fields}}}}
    document = {"openapi": "3.0.3", "paths": {"/cards/{id}": {verb: {"responses": {"200": reply}}}}}
    return json.dumps(document).encode()


OLD, NEW = describe("id", "name", "mark"), describe("id", "title", "mark")
URL = "https://desk.example/{}.json"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Give a checkout with a lock of two descriptions, and an operator's folder without them."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "specs" / "desk").mkdir(parents=True)
    entries = {
        version: {
            "kind": "openapi3",
            "upstream_url": URL.format(version),
            "sha256": hashlib.sha256(content).hexdigest(),
            "path": f"desk/{version}.json",
        }
        for version, content in {"1.0": OLD, "2.0": NEW}.items()
    }
    lock = yaml.safe_dump({"platform": "desk", "descriptions": entries})
    (tmp_path / "specs" / "desk" / "vendor.lock").write_text(lock)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TASKLAB_VENDOR_DIR", str(tmp_path / "own"))
    return tmp_path


@pytest.fixture
def network(monkeypatch):
    """Answer from a table of addresses."""
    answers = {URL.format("1.0"): OLD, URL.format("2.0"): NEW}

    class Fetch:
        def __init__(self, bounds):
            self.bounds = bounds

        def __call__(self, url, headers):
            if url not in answers:
                raise SourceError(f"{url}: no route to host")
            return Reply(url, 200, {}, answers[url])

    monkeypatch.setattr(module, "HttpFetch", Fetch)
    return answers


def test_what_is_missing_is_pulled_and_then_here(place, network, tasklab):
    code, output = tasklab("vendor", "pull", "desk")

    assert code == 0
    assert output.count("↓") == 2
    assert (place / ".tasklab" / "vendor" / "desk" / "1.0.json").read_bytes() == OLD
    network.clear()
    assert tasklab("vendor", "pull")[0] == 0


def test_without_a_network_it_says_so_and_is_no_yes(place, network, tasklab):
    network.clear()

    code, output = tasklab("vendor", "pull")

    assert code == 2
    assert output.count("no route to host") == 2


def test_an_answer_that_is_no_document_is_a_pull_error(monkeypatch):
    monkeypatch.setattr(module, "HttpFetch", lambda _bounds: lambda url, _headers: Reply(url, 404, {}, b""))

    with pytest.raises(PullError, match="answered 404"):
        module.fetch_description("https://desk.example/1.0.json")


def test_what_breaks_is_told_with_both_places(place, network, tasklab):
    tasklab("vendor", "pull")

    code, output = tasklab("vendor", "diff", "desk", "1.0", "2.0")

    assert code == 1
    assert "breaking: GET /cards/{}: reply 200 application/json: name: removed [field-removed]" in output
    assert "/schema/properties/name → /paths/" in output
    assert output.endswith("1 breaking, 0 warning, 1 info\n")


def test_only_what_is_used_counts(place, network, tasklab):
    tasklab("vendor", "pull")
    (place / "use.txt").write_text("# what we read\nGET /cards/{id} id mark\n")

    assert tasklab("vendor", "diff", "desk", "1.0", "2.0", "--use", "use.txt") == (0, "no difference\n")
    assert tasklab("vendor", "diff", "desk", "1.0", "2.0", "--operation", "GET /cards/{id} name")[0] == 1


def test_the_answer_as_json(place, network, tasklab):
    tasklab("vendor", "pull")

    rows = json.loads(tasklab("vendor", "diff", "desk", "1.0", "2.0", "--json")[1])

    assert [(row["rule"], row["severity"]) for row in rows] == [("field-removed", "breaking"), ("field-added", "info")]
    assert all(len(row["fingerprint"]) == 16 for row in rows)


def test_what_is_not_here_is_neither_yes_nor_no(place, tasklab):
    code, output = tasklab("vendor", "diff", "desk", "1.0", "2.0")

    assert code == 2
    assert "is not here" in output


def test_what_cannot_be_read_is_neither_yes_nor_no(place, network, tasklab):
    lock = place / "specs" / "desk" / "vendor.lock"
    lock.write_text(lock.read_text().replace("kind: openapi3", "kind: swagger2"))
    tasklab("vendor", "pull")

    assert tasklab("vendor", "diff", "desk", "1.0", "2.0")[0] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pull", "dusk"), "there are desk"),
        (("diff", "dusk", "1.0", "2.0"), "there are desk"),
        (("diff", "desk", "1.0", "3.0"), "there are 1.0, 2.0"),
        (("diff", "desk", "1.0", "2.0", "--operation", "GET"), "names no operation"),
        (("diff", "desk", "1.0", "2.0", "--operation", "GET /boards"), "in neither description: GET /boards"),
    ],
)
def test_words_that_are_wrong_are_a_usage_error(place, network, tasklab, words, told):
    tasklab("vendor", "pull")

    code, output = tasklab("vendor", *words)

    assert code == 64
    assert told in output


def test_a_lock_that_cannot_be_used_is_told(place, tasklab):
    (place / "specs" / "desk" / "vendor.lock").write_text("platform: desk")

    code, output = tasklab("vendor", "pull")

    assert code == 1
    assert "desk/vendor.lock: descriptions" in output
