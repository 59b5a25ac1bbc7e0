from __future__ import annotations

import json

from tests.advance.sample import FAILING

from tasklab.advance.verifier import Ran


def test_without_a_new_release_there_is_nothing_to_do(lab, tasklab):
    assert tasklab("advance") == (0, "every release has a spec already\n")


def test_a_new_release_is_supported(lab, tasklab):
    tasklab("lab", "--offline")
    lab.add_release("1.2", 1)

    assert tasklab("advance", "desk") == (0, "desk 1.2: supported\n")
    assert lab.status("1.2") == "supported"


def test_what_is_in_the_way_is_a_1_with_the_report(lab, tasklab):
    tasklab("lab", "--offline")
    lab.add_release("1.2", 1)
    lab.verifier.outcomes["1.2"] = {"task.create": FAILING}

    code, output = tasklab("advance", "desk", "1.2")

    assert code == 1
    assert "desk 1.2: blocked" in output
    assert str(lab.workspace.reports / "advance" / "desk-1.2.md") in output


def test_a_version_that_is_already_specified_can_be_named(lab, tasklab):
    assert tasklab("advance", "desk", "1.0")[0] == 0
    assert lab.status("1.0") == "supported"


def test_a_version_that_was_never_released_is_a_usage_error(lab, tasklab):
    code, output = tasklab("advance", "desk", "7.0")

    assert code == 64
    assert "the ledger knows no release of desk 7.0" in output


def test_what_was_left_out_counts_only_when_it_was_named(lab, tasklab):
    lab.add_release("1.2", 1)
    lab.verifier.obstacles["1.2"] = Ran(reason="it comes from Debian", is_left_out=True)

    assert tasklab("advance")[0] == 0
    assert tasklab("advance", "desk", "1.2")[0] == 2


def test_json_has_the_reasons(lab, tasklab):
    lab.add_release("1.2", 1)
    lab.verifier.unavailable["1.2"] = "the index cannot be reached"

    code, output = tasklab("advance", "--json")
    (answer,) = json.loads(output)

    assert (code, answer["result"]) == (2, "cannot tell")
    assert answer["reasons"][0] == "the index cannot be reached"
