"""Status, coverage, windows, explain, report: the same answers in the terminal, as JSON, and as exit codes."""

from __future__ import annotations

import json

import click
import pytest
from tests.advance.sample import ABSENT, FAILING

from tasklab.unified.catalogue import METHODS


@pytest.fixture
def supported(lab, tasklab):
    """Give a checkout in which 1.0 is supported, and 1.1 fails one method."""
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}
    lab.verifier.outcomes["1.0"] = {"task.find": ABSENT}
    tasklab("verify")
    tasklab("promote", "desk", "1.0")
    return lab


def test_status_of_a_lab_in_trouble_says_what_and_what_to_run(supported, tasklab):
    code, output = tasklab("status")

    assert code == 1
    lines = output.splitlines()
    assert lines[0] == "1 of 1 platforms supported: 1 version"
    assert any(line.startswith("desk 1.0") and "supported" in line and "46 of 47" in line for line in lines)
    worries = lines[lines.index("to worry about next") + 1 :]
    assert worries[1].split()[0] == "now"
    assert "1 method fails" in worries[1]
    assert worries[1].endswith("tasklab gate desk 1.1")


def test_status_of_a_lab_that_is_well_is_zero_and_of_one_that_cannot_be_told_two(lab, tasklab, monkeypatch):
    tasklab("verify")
    tasklab("promote", "desk", "1.0"), tasklab("promote", "desk", "1.1")
    assert tasklab("status")[0] == 0

    monkeypatch.setattr(lab.verifier, "find_digests", lambda _platform, _version: None)

    code, output = tasklab("status")
    assert code == 2
    assert "? in doubt" in output
    assert "cannot be told on this machine" in output


def test_status_as_data_has_every_worry(supported, tasklab):
    code, output = tasklab("status", "desk", "--json")
    content = json.loads(output)

    assert code == 1
    assert [tile["words"] for tile in content["tiles"]][:2] == ["platforms supported", "late"]
    assert content["worries"][0]["version"] == "1.1"


def test_status_of_the_past_and_of_another_platform(supported, tasklab):
    assert "0 of 1 platforms supported" in tasklab("status", "--at", "2020-01-01")[1]
    assert tasklab("status", "dusk")[0] == 64


def test_coverage_counts_what_is_verified_by_the_level_of_its_proof(supported, tasklab):
    code, output = tasklab("coverage")
    row = json.loads(tasklab("coverage", "--json")[1])[0]

    assert code == 0
    assert "46 of 47" in output
    assert "20 of 20" in output
    assert (row["version"], row["verified"], row["unavailable"], row["core_verified"]) == ("1.0", 46, 1, 20)
    assert row["verified_by_level"] == {"live": 0, "server": 46, "recorded": 0, "twin": 0}


def test_an_explanation_of_what_works(supported, tasklab):
    code, output = tasklab("explain", "desk", "1.0", "task.list")

    assert code == 0
    assert output.startswith(f"desk 1.0 task.list: {METHODS['task.list'].summary}\n")
    for words in (
        "server: the real product, run by us",
        "of what is in the repository now",
        "not said",
        "specs/desk/1.0.yaml",
        "tasklab verify desk 1.0 --method task.list",
        "on every version: 1.1 verified (server), 1.0 verified (server)",
    ):
        assert words in output


def test_an_explanation_of_what_fails_gives_the_case(supported, tasklab):
    code, output = tasklab("explain", "desk", "1.1", "task.create")

    assert code == 1
    assert "contract_tests/test_task.py::test_create: title lost" in output
    assert "none" in next(line for line in output.splitlines() if line.startswith("proof"))


def test_an_explanation_of_what_cannot_be_done_gives_the_proof(supported, tasklab):
    code, output = tasklab("explain", "desk", "1.0", "task.find")

    assert code == 0
    assert "shown by" in output
    assert "refused" in output


def test_an_explanation_of_what_is_not_known_says_so(lab, tasklab):
    code, output = tasklab("explain", "desk", "1.1", "task.get")

    assert code == 2
    assert "unverified" in output
    assert "never" in output


def test_an_explanation_of_stale_proof_does_not_count_it(supported, tasklab):
    supported.verifier.server = "server 2"

    code, output = tasklab("explain", "desk", "1.0", "task.get")

    assert code == 2
    assert "stale: something changed since" in output


def test_an_explanation_as_data_keeps_every_reason(supported, tasklab):
    content = json.loads(tasklab("explain", "desk", "1.1", "task.create", "--json")[1])

    assert content["cell"]["verdict"] == "failing"
    assert content["cell"]["reasons"] == [fact["says"] for fact in content["facts"] if fact["what"] == "reason"]
    assert content["versions"] == {"1.1": "failing", "1.0": "verified (server)"}


@pytest.mark.parametrize(
    "words", [("desk", "9.9", "task.get"), ("desk", "1.0", "task.fly"), ("dusk", "1.0", "task.get")]
)
def test_what_is_not_there_cannot_be_explained(lab, tasklab, words):
    assert tasklab("explain", *words)[0] == 64


def test_windows_in_words_are_whole(lab, tasklab):
    lines = tasklab("windows")[1].splitlines()

    assert lines[0].split() == ["version", "released", "noticed", "due", "window", "closed", "who", "says", "so"]
    assert lines[1].startswith("desk 1.0")
    assert lines[1].endswith("registry, package_index desk")


def test_the_site_is_written_once_and_forgets_what_is_gone(supported, tasklab):
    code, output = tasklab("report", "site")
    folder = supported.workspace.reports / "site"
    page = (folder / "version" / "desk_1.0.html").read_text()

    assert code == 0
    assert f"files in {folder}" in output
    assert "tasklab verify desk 1.0" in page
    assert "Fields" in page
    assert "nothing new to say" in tasklab("report", "site")[1]

    (folder / "version" / "desk_0.9.html").write_text("old")
    assert "removed:" in tasklab("report", "site")[1]
    assert not (folder / "version" / "desk_0.9.html").exists()


def test_the_site_can_be_told_its_address_and_its_folder(supported, tasklab, tmp_path):
    assert tasklab("report", "site", "--out", str(tmp_path / "out"), "--base", "https://lab.example")[0] == 0

    assert 'href="https://lab.example/feed.atom"' in (tmp_path / "out" / "feed.atom").read_text()


def test_the_table_for_a_readme_is_printed_and_nothing_is_written(supported, tasklab):
    code, output = tasklab("report", "table")

    assert code == 0
    assert output.splitlines()[0].startswith("| platform | supported |")
    assert not supported.workspace.reports.exists()


def test_options_before_the_name_of_a_report_are_a_usage_error(lab, tasklab):
    assert tasklab("report", "--at", "2026-01-01", "site")[0] == 64


def test_forced_colours_cut_nothing_off(lab, tasklab, monkeypatch):
    _, plain = tasklab("status")
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, forced = tasklab("status")
    assert click.unstyle(forced).split() == plain.split()
