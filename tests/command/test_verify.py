from __future__ import annotations

import json

from tests.advance.sample import FAILING

from tasklab.advance.verifier import Ran


def test_every_version_is_run_and_only_once(lab, tasklab):
    code, output = tasklab("verify")

    assert code == 0
    assert "desk 1.1: 47 verified, on desk" in output

    code, output = tasklab("verify")
    assert (code, sorted(lab.verifier.runs)) == (0, ["1.0", "1.1"])
    assert "unchanged since its last run" in output


def test_again_runs_what_is_unchanged_too(lab, tasklab):
    tasklab("verify", "desk", "1.1")
    tasklab("verify", "desk", "1.1", "--again")

    assert lab.verifier.runs == ["1.1", "1.1"]


def test_verifying_promotes_nothing(lab, tasklab):
    tasklab("verify")

    assert lab.status("1.1") == "verified"


def test_what_fails_is_shown_with_its_case_also_when_it_is_unchanged(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}

    for _ in range(2):
        code, output = tasklab("verify", "desk", "1.1")
        assert code == 1
        assert "task.create: failing: title lost [contract_tests/test_task.py::test_create]" in output
    assert lab.verifier.runs == ["1.1"]


def test_one_method_can_be_asked_for(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}

    assert tasklab("verify", "desk", "1.1", "--method", "task.get")[0] == 0
    assert tasklab("verify", "desk", "1.1", "--method", "task.create")[0] == 1


def test_a_method_that_does_not_exist_is_a_usage_error(lab, tasklab):
    code, output = tasklab("verify", "desk", "1.1", "--method", "task.creat")

    assert code == 64
    assert "task.creat" in output


def test_a_version_without_a_spec_is_a_usage_error_that_names_those_there_are(lab, tasklab):
    code, output = tasklab("verify", "desk", "9.9")

    assert code == 64
    assert "there are 1.0, 1.1" in output


def test_what_cannot_be_run_is_a_2(lab, tasklab):
    lab.verifier.unavailable["1.0"] = "the index cannot be reached"

    code, output = tasklab("verify")

    assert code == 2
    assert "desk 1.0: not run: the index cannot be reached" in output


def test_what_was_left_out_counts_only_when_it_was_named(lab, tasklab):
    lab.verifier.obstacles["1.0"] = Ran(reason="it comes from Debian", is_left_out=True)

    assert tasklab("verify")[0] == 0
    assert tasklab("verify", "desk", "1.0")[0] == 2


def test_json_has_every_method(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}

    code, output = tasklab("verify", "desk", "1.1", "--json")
    (answer,) = json.loads(output)

    assert (code, answer["kind"]) == (1, "ran")
    assert len(answer["methods"]) == 47
    assert answer["methods"]["task.create"]["reasons"][0]["text"] == "title lost"
