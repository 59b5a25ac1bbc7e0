"""Gate, promote, waive: what may be decided, and what it leaves in the ledger."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from tests.advance.sample import FAILING

from tasklab.command.reading import now


@pytest.fixture
def verified(lab, tasklab):
    """Give a checkout in which both versions have been run and neither is promoted; 1.1 fails one method."""
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}
    tasklab("verify")
    return lab


def waive(tasklab, **changes):
    until = f"{now() + timedelta(days=30):%Y-%m-%d}"
    options = {"because": "vendor bug", "owner": "ana", "until": until} | changes
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return tasklab("waive", "desk", "1.1", "task.create", *words)


def test_without_a_supported_version_nothing_may_be_released(lab, tasklab):
    code, output = tasklab("gate")

    assert code == 2
    assert "the ledger knows no supported version" in output


def test_a_version_without_evidence_cannot_be_told(lab, tasklab):
    code, output = tasklab("gate", "desk", "1.0")

    assert code == 2
    assert "there is no evidence: nothing was run" in output
    assert "run   tasklab verify desk 1.0\n" in output


def test_a_good_version_may_be_promoted_once(verified, tasklab):
    assert tasklab("gate", "desk", "1.0")[0] == 0
    assert tasklab("promote", "desk", "1.0") == (0, "desk 1.0: supported\n")
    before = verified.path.read_bytes()

    assert tasklab("promote", "desk", "1.0") == (0, "desk 1.0: supported already\n")
    assert verified.path.read_bytes() == before
    assert tasklab("gate")[0] == 0


def test_a_failing_version_may_not_with_what_reproduces_it(verified, tasklab):
    code, output = tasklab("promote", "desk", "1.1")

    assert code == 1
    assert "task.create: failing: title lost" in output
    assert "tasklab verify desk 1.1 --method task.create" in output
    assert verified.status("1.1") != "supported"


def test_a_waiver_lets_it_pass_and_is_shown(verified, tasklab):
    assert waive(tasklab)[0] == 0

    code, output = tasklab("gate", "desk", "1.1")

    assert code == 0
    assert "waived by ana" in output


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"because": " "}, "a waiver needs a reason and an owner"),
        ({"owner": ""}, "a waiver needs a reason and an owner"),
        ({"until": "2020-01-01"}, "has passed"),
    ],
)
def test_a_waiver_without_a_reason_an_owner_or_a_future_is_refused(verified, tasklab, changes, words):
    before = verified.path.read_bytes()

    code, output = waive(tasklab, **changes)

    assert code == 64
    assert words in output
    assert verified.path.read_bytes() == before


def test_a_waiver_of_a_version_that_is_not_there_is_refused(verified, tasklab):
    code, output = tasklab(
        "waive", "desk", "9.9", "task.get", "--because", "b", "--owner", "o", "--until", "2999-01-01"
    )

    assert code == 64
    assert "there are 1.0, 1.1" in output


def test_the_past_can_be_asked(verified, tasklab):
    tasklab("promote", "desk", "1.0")

    assert tasklab("gate", "desk", "1.0", "--at", "2020-01-01")[0] == 2


@pytest.mark.parametrize("moment", ["yesterday", "2026-03-01T09:00:00"])
def test_a_moment_without_a_meaning_is_a_usage_error(lab, tasklab, moment):
    assert tasklab("gate", "desk", "1.0", "--at", moment)[0] == 64


def test_a_platform_without_a_version_is_a_usage_error(lab, tasklab):
    assert tasklab("gate", "desk")[0] == 64


def test_an_unreadable_line_of_the_ledger_is_not_a_yes(verified, tasklab):
    with verified.path.open("a") as stream:
        stream.write("not a fact\n")

    assert tasklab("gate", "desk", "1.0")[0] == 2


def test_every_format_tells_the_same_answer(verified, tasklab):
    def ask(output):
        return tasklab("gate", "desk", "1.1", "--format", output)

    answer = json.loads(ask("json")[1])
    suite = ET.fromstring(ask("junit")[1]).find("testsuite")
    assert answer["answer"] == "no"
    assert answer["reasons"][0]["method"] == "task.create"
    assert suite.get("failures") == str(len(answer["reasons"]))
    assert ask("github")[1].startswith("::error")
    assert "**May desk 1.1 go?** no" in ask("markdown")[1]
    assert {ask(output)[0] for output in ("text", "json", "junit", "github", "markdown")} == {1}
