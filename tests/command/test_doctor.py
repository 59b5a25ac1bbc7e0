from __future__ import annotations

import json

import pytest

from tasklab.command.doctor import check_index, check_ledgers, render_finding
from tasklab.watch.fetch import Reply
from tasklab.watch.release import SourceError


def test_a_machine_that_has_everything_is_a_0(lab, tasklab):
    code, output = tasklab("doctor", "--offline")

    assert code == 0
    assert "✓ Python" in output
    assert "✓ ledger: 1 files, all readable" in output


def test_json_says_what_is_needed(lab, tasklab):
    code, output = tasklab("doctor", "--offline", "--json")
    findings = {finding["what"]: finding for finding in json.loads(output)}

    assert code == 0
    assert findings["uv"]["is_needed"]
    assert not findings["mmdebstrap"]["is_needed"]


def test_outside_of_a_checkout_the_lab_lacks_one(tmp_path_factory, tasklab, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    code, output = tasklab("doctor", "--offline")

    assert code == 1
    assert "✗ checkout" in output


def test_an_unreadable_ledger_is_found(lab):
    lab.path.write_text("nonsense\n")

    (finding,) = check_ledgers(lab.workspace)

    assert not finding.is_there
    assert "desk.jsonl cannot be read" in finding.text


def refuse(_url, _headers):
    raise SourceError("no route to the index")


def unnamed():
    raise SourceError("no package index is configured")


@pytest.mark.parametrize(
    ("fetch", "find_url", "is_there", "told"),
    [
        (lambda url, _: Reply(url, 200, {}, b""), lambda: "https://ann:word@index.example.org", True, "answers"),
        (lambda url, _: Reply(url, 404, {}, b""), lambda: "https://index.example.org", False, "answered 404"),
        (refuse, lambda: "https://index.example.org", False, "no route"),
        (refuse, unnamed, False, "no package index is configured"),
    ],
)
def test_the_index_is_asked_and_its_password_never_shown(fetch, find_url, is_there, told):
    finding = check_index(fetch, find_url)

    assert finding.is_there is is_there
    assert told in finding.text
    assert "word" not in render_finding(finding)
