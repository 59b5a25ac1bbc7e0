from __future__ import annotations

from tests.advance.sample import ABSENT, FAILING

from tasklab.advance.verifier import Ran
from tasklab.ledger import fact as f
from tasklab.ledger.store import read_ledger


def promotions(lab):
    return [fact.version for fact in read_ledger(lab.path).facts if isinstance(fact, f.PromotionFact)]


def test_every_version_is_verified_and_promoted_the_oldest_first(lab):
    result = lab.run()

    assert sorted(lab.verifier.runs) == ["1.0", "1.1"]
    assert promotions(lab) == ["1.0", "1.1"]
    assert [answer.answer for answer in result.answers.values()] == ["yes", "yes"]
    assert not result.is_interrupted


def test_a_second_loop_runs_nothing_and_writes_nothing(lab):
    lab.run()
    before = lab.path.read_bytes()

    result = lab.run()

    assert len(lab.verifier.runs) == 2
    assert {ended.kind for ended in result.ended.values()} == {"current"}
    assert lab.path.read_bytes() == before


def test_another_server_makes_everything_stale(lab):
    lab.run()
    lab.verifier.server = "server 2"

    lab.run()

    assert sorted(lab.verifier.runs) == ["1.0", "1.0", "1.1", "1.1"]
    assert lab.status("1.1") == "supported"


def test_a_changed_spec_is_the_only_one_that_runs_again_and_its_adapter_is_written(lab):
    lab.run()
    lab.spec("1.1").write_text(lab.spec("1.1").read_text() + "changes: [{what: A., because: https://example.org/}]\n")

    result = lab.run()

    assert lab.verifier.runs[2:] == ["1.1"]
    assert result.regenerated == ("tasklab_connectors/desk/v1_1.py",)


def test_parity_is_judged_against_the_version_before_whichever_ends_first(lab):
    method = "task.move"
    lab.verifier.outcomes["1.1"] = {method: ABSENT}

    lab.run()

    assert promotions(lab) == ["1.0"]
    assert lab.ends == [("1.0", "ran", "yes"), ("1.1", "ran", "no")]


def test_evidence_that_turns_breaks_a_supported_version_and_a_good_run_mends_it(lab):
    lab.run()
    lab.verifier.server, lab.verifier.outcomes = "server 2", {"1.1": {"task.create": FAILING}}
    lab.run()
    assert lab.status("1.1") == "broken"
    assert "title lost" in lab.read().state.versions["1.1"].broken.because

    lab.verifier.server, lab.verifier.outcomes = "server 3", {}
    lab.run()

    assert lab.status("1.1") == "supported"


def test_a_version_that_cannot_be_run_is_never_a_pass(lab):
    lab.verifier.obstacles["1.0"] = Ran(reason="it needs root", is_left_out=True)
    lab.verifier.unavailable["1.1"] = "the index cannot be reached"

    result = lab.run()

    assert lab.verifier.runs == []
    assert promotions(lab) == []
    assert {ended.name.version: ended.reason for ended in result.ended.values()} == {
        "1.0": "it needs root",
        "1.1": "the index cannot be reached",
    }


def test_an_interruption_keeps_what_is_finished_and_the_next_loop_goes_on(lab, monkeypatch):
    def interrupt(name, ended, answer):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(lab, "told", interrupt)
        result = lab.run()

    assert result.is_interrupted
    assert lab.verifier.stops == 1
    assert lab.status("1.0") == "supported"
    done = len(lab.verifier.runs)

    assert not lab.run().is_interrupted
    assert promotions(lab) == ["1.0", "1.1"]
    assert len(lab.verifier.runs) <= max(done, 2)


def test_a_release_without_a_spec_is_taken_to_support_in_the_same_loop(lab):
    lab.add_release("1.2", 1)

    result = lab.run()

    assert [(attempt.name.version, attempt.result) for attempt in result.attempts] == [("1.2", "supported")]
    assert promotions(lab) == ["1.0", "1.1", "1.2"]


def test_a_release_that_does_not_come_through_is_not_tried_again_while_nothing_changed(lab):
    lab.add_release("1.2", 1)
    lab.verifier.outcomes["1.2"] = {"task.create": FAILING}

    first, runs = lab.run(), len(lab.verifier.runs)
    second = lab.run()

    assert [attempt.result for attempt in (*first.attempts, *second.attempts)] == ["blocked", "blocked"]
    assert len(lab.verifier.runs) == runs
