from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.gate import check_promotion, check_release, find_previous
from tasklab.ledger.policy import CORE_METHODS, PlatformPolicy, Policy
from tasklab.ledger.state import fold_state
from tasklab.ledger.store import LedgerProblem

AT = datetime(2026, 3, 1, tzinfo=UTC)
DIGESTS = f.Digests(spec="s", adapter="a", suite="u", target="t")
VERIFIED = f.MethodOutcome(verdict="verified", passed=3)


def release(version):
    return f.ReleaseFact(
        platform="radicale",
        at=AT - timedelta(days=50),
        version=version,
        release=f"{version}.0",
        released_at=AT - timedelta(days=50),
        date_class="registry",
        source="s",
    )


def evidence(version, changes=None, digests=DIGESTS):
    methods = {**dict.fromkeys(CORE_METHODS, VERIFIED), **(changes or {})}
    return f.EvidenceFact(
        platform="radicale",
        at=AT - timedelta(days=2),
        version=version,
        run=f"run-{version}",
        digests=digests,
        target=f.TargetIdentity(name="radicale", release=f"{version}.0"),
        level="server",
        methods={name: outcome for name, outcome in methods.items() if outcome},
    )


def promotion(version):
    at = AT - timedelta(days=1)
    return f.PromotionFact(platform="radicale", at=at, version=version, run=f"run-{version}", level="server", by="lab")


def waiver(method, expires_on=date(2026, 4, 1)):
    common = {"platform": "radicale", "at": AT - timedelta(days=1), "version": "3.9"}
    return f.WaiverFact(**common, method=method, because="vendor bug", owner="ana", expires_on=expires_on)


def fold(*facts):
    return fold_state(facts, platform="radicale", at=AT)


def ask(*facts, policy=None, digests=DIGESTS, **options):
    return check_promotion("radicale", "3.9", fold(*facts), policy or Policy(), digests=digests, at=AT, **options)


def test_a_whole_and_fresh_run_is_a_yes():
    answer = ask(release("3.9"), evidence("3.9"))

    assert (answer.answer, answer.exit_code, answer.reasons) == ("yes", 0, ())


@pytest.mark.parametrize(
    "facts",
    [[], [release("3.8"), evidence("3.8")], [release("3.9")], [evidence("3.9")]],
    ids=["empty", "another version", "not run", "not released"],
)
def test_what_cannot_be_told_is_never_a_yes(facts):
    answer = ask(*facts)

    assert (answer.answer, answer.exit_code) == ("cannot tell", 2)
    assert "tasklab" in str(answer.reasons[0])


@pytest.mark.parametrize("part", ["spec", "adapter", "suite", "target"])
def test_evidence_of_anything_else_than_what_is_here_now_is_stale(part):
    now = msgspec.structs.replace(DIGESTS, **{part: "changed"})
    answer = ask(release("3.9"), evidence("3.9"), digests=now)

    assert answer.exit_code == 2
    assert f"stale: {part} changed" in answer.reasons[0].text


def test_digests_that_could_not_be_computed_or_are_empty_prove_nothing():
    empty = f.Digests(spec="", adapter="", suite="", target="")

    assert ask(release("3.9"), evidence("3.9"), digests=None).exit_code == 2
    assert ask(release("3.9"), evidence("3.9", digests=empty), digests=empty).exit_code == 2


REASON = f.CaseReason(case="contract_tests/test_task.py::test_create", text="title was lost")
WRONG = {
    "failing": (f.MethodOutcome(verdict="failing", passed=2, failed=1, reasons=[REASON]), "failing: title was lost"),
    "failing without a case": (f.MethodOutcome(verdict="failing", failed=2), "2 cases failed"),
    "verified with a failure": (f.MethodOutcome(verdict="verified", passed=2, failed=1), "1 cases failed"),
    "flaky": (f.MethodOutcome(verdict="verified", passed=2, flaked=1), "1 are flaky"),
    "unverified": (f.MethodOutcome(verdict="unverified"), "unverified: no case ran"),
    "absent": (None, "says nothing about it"),
    "unavailable without proof": (f.MethodOutcome(verdict="unavailable"), "nothing proves it"),
    "verified by nothing": (f.MethodOutcome(verdict="verified"), "no case passed"),
    "too weak": (f.MethodOutcome(verdict="verified", passed=1, level="twin"), "too weak"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_wrong_core_method_is_a_no_that_can_be_acted_on(name):
    outcome, text = WRONG[name]
    answer = ask(
        release("3.9"), evidence("3.9", {"task.create": outcome}), spec_lines={"task.create": "specs/r.yaml:7"}
    )

    assert (answer.answer, answer.exit_code, len(answer.reasons)) == ("no", 1, 1)
    reason = answer.reasons[0]
    assert text in reason.text
    assert reason.method == "task.create"
    assert reason.command == "tasklab verify radicale 3.9 --method task.create"
    assert reason.spec_line == "specs/r.yaml:7"


def test_a_reason_names_the_case_and_the_levels():
    failing, weak = (
        ask(release("3.9"), evidence("3.9", {"task.create": WRONG[name][0]})).reasons[0]
        for name in ("failing", "too weak")
    )

    assert failing.case == REASON.case
    assert (weak.level_needed, weak.level_had) == ("server", "twin")
    assert "level needed server, had twin" in str(weak)


def test_a_policy_may_ask_for_less_or_more_for_one_platform():
    weak = {name: f.MethodOutcome(verdict="verified", passed=1, level="twin") for name in CORE_METHODS}
    run = [release("3.9"), evidence("3.9", weak)]

    assert ask(*run).answer == "no"
    assert ask(*run, policy=Policy(platform={"radicale": PlatformPolicy(level="twin")})).answer == "yes"
    live = Policy(platform={"radicale": PlatformPolicy(level="live")})
    assert ask(release("3.9"), evidence("3.9"), policy=live).answer == "no"


def test_unavailable_with_proof_is_enough_for_a_core_method():
    gone = f.MethodOutcome(verdict="unavailable", proof="contract_tests/test_absence.py::test_refused")

    assert ask(release("3.9"), evidence("3.9", {"status.list": gone})).answer == "yes"


EXTENDED = {"comment.update": VERIFIED}
BEFORE = [release("3.8"), evidence("3.8", EXTENDED), promotion("3.8")]


@pytest.mark.parametrize(
    "outcome", [None, f.MethodOutcome(verdict="unavailable", proof="p")], ids=["absent", "unavailable"]
)
def test_a_method_of_the_previous_version_may_not_be_lost(outcome):
    answer = ask(*BEFORE, release("3.9"), evidence("3.9", {"comment.update": outcome}))

    assert (answer.answer, answer.reasons[0].method) == ("no", "comment.update")
    assert ask(*BEFORE, release("3.9"), evidence("3.9", EXTENDED)).answer == "yes"


def test_parity_that_cannot_be_told_is_not_a_yes():
    answer = ask(release("3.8"), promotion("3.8"), release("3.9"), evidence("3.9"))

    assert answer.answer == "cannot tell"
    assert "parity with 3.8" in answer.reasons[0].text


def test_the_previous_version_is_the_nearest_supported_one_by_number():
    names = ["3.2", "3.10", "3.9", "4.0"]
    state = fold(*[release(name) for name in [*names, "3.8"]], *[promotion(name) for name in names])

    assert find_previous(state, "3.10", "dotted").version == "3.9"
    assert find_previous(state, "3.9", "dotted").version == "3.2"
    assert find_previous(state, "3.2", "dotted") is None


def test_a_valid_waiver_is_a_remark_and_an_expired_one_a_reason():
    wrong = [release("3.9"), evidence("3.9", {"task.create": WRONG["failing"][0]})]
    valid = ask(*wrong, waiver("task.create"))
    expired = ask(*wrong, waiver("task.create", date(2026, 2, 28)))

    assert valid.answer == "yes"
    assert "waived by ana until 2026-04-01: vendor bug" in valid.reasons[0].text
    assert expired.answer == "no"
    assert any("expired on 2026-02-28" in reason.text for reason in expired.reasons)
    assert ask(*wrong, waiver("task.get")).answer == "no"


def test_withdrawn_retired_and_broken_versions_are_not_promoted():
    good = [release("3.9"), evidence("3.9")]
    common = {"platform": "radicale", "version": "3.9", "at": AT - timedelta(hours=1)}
    withdrawn = f.WithdrawnFact(**common, release="3.9.0", source="s")
    retired = f.RetirementFact(**common, because="ended")
    broken = f.BrokenFact(**common, because="it changed")

    assert [ask(*good, each).answer for each in (withdrawn, retired, broken)] == ["no", "no", "no"]


def test_an_unreadable_ledger_is_not_a_yes_and_a_note_does_not_matter():
    good = [release("3.9"), evidence("3.9")]

    assert ask(*good, problems=[LedgerProblem(Path("x"), 3, "torn")]).answer == "cannot tell"
    assert ask(*good, problems=[LedgerProblem(Path("x"), 3, "unknown kind", "note")]).answer == "yes"


def release_answer(*facts, policy=None, digests=DIGESTS, **options):
    return check_release([fold(*facts)], policy or Policy(), lambda *_: digests, AT, **options)


def test_a_release_needs_every_served_version_to_hold():
    good = [release("3.9"), evidence("3.9"), promotion("3.9")]
    broken = f.BrokenFact(platform="radicale", at=AT, version="3.9", because="it changed")

    assert release_answer(*good).answer == "yes"
    assert release_answer(*good, release("4.0")).answer == "yes"
    assert release_answer(*good, digests=None).answer == "cannot tell"
    assert release_answer(*good, broken).answer == "no"


def test_a_lab_that_supports_nothing_is_not_released():
    assert release_answer(release("3.9"), evidence("3.9")).exit_code == 2
    assert check_release([], Policy(), lambda *_: None, AT).exit_code == 2


def test_an_overdue_window_blocks_only_where_the_policy_says_so():
    good = [release("3.9"), evidence("3.9"), promotion("3.9")]

    assert release_answer(*good, overdue=["radicale 4.0"]).answer == "yes"
    assert release_answer(*good, overdue=["radicale 4.0"], policy=Policy(overdue_blocks=True)).answer == "no"
