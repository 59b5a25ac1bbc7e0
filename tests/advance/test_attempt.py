from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.advance.sample import FAILING

from tasklab.advance.attempt import NotAReleaseError
from tasklab.advance.judgement import find_todo
from tasklab.advance.verifier import Ran


@pytest.fixture
def new(lab):
    """Give a lab in which 1.0 and 1.1 are supported and 1.2 is new."""
    lab.run()
    lab.add_release("1.2", 1)
    return lab


def test_a_new_release_is_specified_generated_verified_and_promoted(new):
    attempt = new.advancer.advance(new.config, "1.2")

    assert (attempt.result, attempt.reasons) == ("supported", ())
    assert new.status("1.2") == "supported"
    assert new.verifier.runs[2:] == ["1.2"]
    spec = new.spec("1.2").read_text()
    assert 'extends: "1.1"' in spec
    assert "released: 2026-11-23" in spec
    assert "todo" not in spec
    assert new.adapter("1.2").is_file()


def test_a_second_attempt_changes_nothing(new):
    new.advancer.advance(new.config, "1.2")
    before = new.path.read_bytes(), new.spec("1.2").read_bytes(), new.adapter("1.2").read_bytes()

    assert new.advancer.advance(new.config, "1.2").result == "supported"

    assert (new.path.read_bytes(), new.spec("1.2").read_bytes(), new.adapter("1.2").read_bytes()) == before
    assert new.verifier.runs.count("1.2") == 1


def test_two_at_once_run_the_contract_once(new):
    with ThreadPoolExecutor(2) as pool:
        attempts = list(pool.map(lambda _: new.advancer.advance(new.config, "1.2"), range(2)))

    assert [attempt.result for attempt in attempts] == ["supported", "supported"]
    assert new.verifier.runs.count("1.2") == 1


def test_what_broke_is_reported_and_the_spec_cannot_pass_the_gate(new):
    new.verifier.outcomes["1.2"] = {"task.create": FAILING}

    attempt = new.advancer.advance(new.config, "1.2")

    assert attempt.result == "blocked"
    text = attempt.report.read_text()
    assert "title lost" in text
    assert "`contract_tests/test_task.py::test_create`" in text
    assert "tasklab verify desk 1.2 --method task.create" in text
    assert find_todo(new.workspace, "desk", "1.2")
    assert new.status("1.2") != "supported"
    assert any("todo" in str(reason) for reason in new.judge.ask(new.read(), "1.2", new.clock()).reasons)


def test_a_todo_alone_keeps_a_version_from_the_gate(new):
    new.advancer.advance(new.config, "1.2")
    new.spec("1.2").write_text(new.spec("1.2").read_text() + "todo: [Look at dates.]\n")

    answer = new.judge.ask(new.read(), "1.2", new.clock())

    assert answer.answer == "no"
    assert "its spec has a todo: Look at dates." in [str(reason) for reason in answer.reasons]


def test_once_the_vendor_mends_it_the_report_and_the_todo_go(new):
    new.verifier.outcomes["1.2"] = {"task.create": FAILING}
    report = new.advancer.advance(new.config, "1.2").report
    new.verifier.outcomes, new.verifier.server = {}, "server 2"

    attempt = new.advancer.advance(new.config, "1.2")

    assert attempt.result == "supported"
    assert not report.exists()
    assert find_todo(new.workspace, "desk", "1.2") == []


def test_a_server_that_does_not_install_leaves_it_open(new):
    new.verifier.unavailable["1.2"] = "the index cannot be reached"

    attempt = new.advancer.advance(new.config, "1.2")

    assert attempt.result == "cannot tell"
    assert attempt.reasons[0] == "the index cannot be reached"
    assert find_todo(new.workspace, "desk", "1.2")
    assert "1.2" not in new.verifier.runs


def test_what_cannot_be_run_here_is_not_even_begun(new):
    new.verifier.obstacles["1.2"] = Ran(reason="it needs root")

    attempt = new.advancer.advance(new.config, "1.2")

    assert (attempt.result, attempt.reasons) == ("not begun", ("it needs root",))
    assert not new.spec("1.2").exists()


def test_a_spec_that_somebody_changed_is_left_alone(new):
    new.verifier.outcomes["1.2"] = {"task.create": FAILING}
    new.advancer.advance(new.config, "1.2")
    mine = new.spec("1.2").read_text().replace("No difference", "One difference")
    new.spec("1.2").write_text(mine)

    new.advancer.advance(new.config, "1.2")

    assert new.spec("1.2").read_text() == mine


def test_a_spec_with_a_mistake_is_reported_with_its_place(new):
    new.spec("1.2").write_text('version: "1.2"\nkind: product\nextends: "1.1"\nmethdos: {}\n')

    attempt = new.advancer.advance(new.config, "1.2")

    assert attempt.result == "blocked"
    assert "desk/1.2.yaml:4:1" in attempt.report.read_text()


def test_without_a_lower_version_there_is_nothing_to_stand_on(new):
    new.add_release("0.9", 400)

    attempt = new.advancer.advance(new.config, "0.9")

    assert attempt.result == "blocked"
    assert "tasklab new version desk 0.9" in attempt.reasons[0]


def test_a_version_that_was_never_released_is_refused(new):
    with pytest.raises(NotAReleaseError, match=r"desk 7\.0.*1\.0, 1\.1, 1\.2"):
        new.advancer.advance(new.config, "7.0")


def test_the_newest_spec_gone_comes_back_with_the_same_adapter(new):
    new.advancer.advance(new.config, "1.2")
    adapter = new.adapter("1.2").read_bytes()
    new.spec("1.2").unlink()
    new.adapter("1.2").unlink()

    result = new.run()

    assert [attempt.result for attempt in result.attempts] == ["supported"]
    assert new.adapter("1.2").read_bytes() == adapter
