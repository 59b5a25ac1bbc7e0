from __future__ import annotations

import io
import json
import re

import pytest
from tests.advance.sample import FAILING

from tasklab.advance.verifier import Ran
from tasklab.command.group import group
from tasklab.command.reading import load_configs, open_workspace
from tasklab.watch.round import RoundReport
from tasklab.watch.watcher import WatchResult


def test_a_loop_in_which_everything_holds_is_a_0(lab, tasklab):
    code, output = tasklab("lab", "--offline")

    assert code == 0
    assert "desk 1.1: supported (server); 47 verified" in output
    assert output.rstrip().endswith("2 versions: 2 supported")


def test_a_second_loop_runs_nothing(lab, tasklab):
    tasklab("lab", "--offline")

    assert tasklab("lab", "--offline")[0] == 0
    assert len(lab.verifier.runs) == 2


def test_a_failing_method_is_a_1_with_the_method_and_its_case(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}

    code, output = tasklab("lab", "--offline")

    assert code == 1
    assert "failing: task.create" in output
    assert "title lost" in output
    assert "1 supported, 1 not as they should be" in output


def test_a_server_that_does_not_install_is_a_2_and_never_a_pass(lab, tasklab):
    lab.verifier.unavailable["1.1"] = "the index cannot be reached"

    code, output = tasklab("lab", "--offline")

    assert code == 2
    assert "the index cannot be reached" in output
    assert "1 supported, 1 could not be told" in output


def test_what_was_not_asked_for_is_shown_and_changes_no_exit_code(lab, tasklab):
    lab.verifier.obstacles["1.1"] = Ran(reason="it comes from Debian", is_left_out=True)

    code, output = tasklab("lab", "--offline")

    assert code == 0
    assert "it comes from Debian" in output
    assert "1 supported, 1 not asked for" in output


def test_what_is_owed_next_is_said_first_things_first(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}
    lab.add_release("1.2", days_ago=20)
    lab.verifier.outcomes["1.2"] = {"task.create": FAILING}

    _, output = tasklab("lab", "--offline")

    assert re.search(r"next due: desk 1\.2 on [-\d]+ \(\d+ days\), desk 1\.1 on ", output)


def test_a_waiver_is_shown_with_its_version(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}
    tasklab("lab", "--offline")
    tasklab("waive", "desk", "1.1", "task.create", "--because", "known", "--owner", "ann", "--until", "2099-01-01")

    code, output = tasklab("lab", "--offline")

    assert code == 0
    assert "task.create: waived by ann until 2099-01-01: known" in output


def test_a_version_that_was_never_run_could_not_be_told_however_late(lab, tasklab):
    lab.verifier.unavailable["1.0"] = "the index cannot be reached"

    answer = json.loads(tasklab("lab", "--offline", "--json")[1])

    assert {each["version"]: each["standing"] for each in answer["versions"]} == {"1.1": "good", "1.0": "unknown"}
    assert answer["versions"][1]["methods"] == {}


def test_a_release_that_is_late_is_a_1(lab, tasklab):
    lab.add_release("0.5", days_ago=200)

    code, output = tasklab("lab", "--offline")

    assert code == 1
    assert "desk 0.5: detected" in output
    assert "days late" in output


def test_a_source_that_fails_is_told_and_the_loop_goes_on(lab, tasklab, monkeypatch):
    trouble = RoundReport("desk", WatchResult(troubles={"package_index desk": "no answer"}))
    monkeypatch.setattr("tasklab.command.lab.watch_all", lambda _workspace, _platforms: [trouble])

    code, output = tasklab("lab")

    assert code == 2
    assert "trouble: desk: package_index desk: no answer" in output
    assert lab.status("1.1") == "supported"


def test_a_source_of_what_was_not_asked_for_is_shown_and_changes_no_exit_code(lab, tasklab, monkeypatch):
    trouble = RoundReport("desk", WatchResult(troubles={"package_index desk": "no answer"}))
    monkeypatch.setattr("tasklab.command.lab.watch_all", lambda _workspace, _platforms: [trouble])
    left_out = Ran(reason="it comes from Debian", is_left_out=True)
    lab.verifier.obstacles |= {"1.0": left_out, "1.1": left_out}

    code, output = tasklab("lab")

    assert code == 0
    assert "no answer (not asked for)" in output


def test_json_says_the_same(lab, tasklab):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}

    code, output = tasklab("lab", "--offline", "--json")
    answer = json.loads(output)

    assert (code, answer["exit_code"]) == (1, 1)
    assert [(each["version"], each["standing"]) for each in answer["versions"]] == [("1.1", "bad"), ("1.0", "good")]
    assert answer["versions"][0]["methods"] == {"verified": 46, "failing": 1}


def test_the_reports_are_written_over_all_platforms(lab, tasklab):
    tasklab("lab", "--offline", "desk")

    assert "| Desk | 1.1 | supported |" in (lab.workspace.reports / "compatibility.md").read_text()


def test_an_interruption_says_how_to_go_on(lab, tasklab, monkeypatch):
    def interrupt(*_words):
        raise KeyboardInterrupt

    monkeypatch.setattr("tasklab.command.progress.PlainProgress.told", interrupt)

    code, output = tasklab("lab", "--offline")

    assert code == 130
    assert "interrupted: run it again to go on" in output


def test_outside_of_a_checkout_it_is_a_usage_error(tmp_path_factory, tasklab, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    code, output = tasklab("lab", "--offline")

    assert code == 64
    assert "is not in a checkout" in output


@pytest.mark.parametrize("command", ["lab", "watch", "windows", "advance"])
def test_a_platform_that_is_not_there_is_a_usage_error(lab, tasklab, command, monkeypatch):
    monkeypatch.setattr(
        "tasklab.command.lab.watch_all", lambda _workspace, platforms: load_configs(open_workspace(), platforms)
    )

    code, output = tasklab(command, "dusk")

    assert code == 64
    assert "no platform dusk; there are desk" in output


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_a_table_and_how_far_each_version_is(lab, monkeypatch):
    lab.verifier.outcomes["1.1"] = {"task.create": FAILING}
    out, err = Terminal(), Terminal()
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)

    code = group.main(["lab", "--offline"], standalone_mode=False)

    assert code == 1
    rows = [line for line in out.getvalue().splitlines() if line.startswith("desk 1.")]
    assert re.search(r"desk 1\.1 +.*specified.* +server +46✓ 1✗", rows[0])
    assert "failing: task.create" in rows[0]
    assert "desk 1.0" in rows[1]
    assert "supported" in rows[1]
    assert "desk 1.1: ran in" in err.getvalue()
