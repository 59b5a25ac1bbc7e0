from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.state import fold_state

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number):
    return START + timedelta(days=number)


def common(number, version="3.9"):
    return {"platform": "radicale", "at": day(number), "version": version}


def release(number, name="3.9.0", version="3.9", **changes):
    given = {"released_at": day(number), "date_class": "registry", "source": "s", **changes}
    return f.ReleaseFact(**common(number, version), release=name, **given)


def evidence(number, run="r1", verdict="verified", **outcome):
    return f.EvidenceFact(
        **common(number),
        run=run,
        digests=f.Digests(spec="s", adapter="a", suite="u", target="t"),
        target=f.TargetIdentity(name="radicale", release="3.9.0"),
        level="server",
        methods={"task.list": f.MethodOutcome(verdict=verdict, passed=3, **outcome)},
    )


LIFE = [
    release(0),
    evidence(10, "r1", "failing", failed=1),
    evidence(12, "r2"),
    f.PromotionFact(**common(13), run="r2", level="server", by="lab"),
    f.BrokenFact(**common(20), because="server changed"),
    f.PromotionFact(**common(22), run="r2", level="server", by="lab"),
    f.DeprecationFact(**common(30), because="old"),
    f.RetirementFact(**common(40), because="ended"),
]


def status(number, facts=LIFE, **options):
    return fold_state(facts, platform="radicale", at=day(number), **options).versions["3.9"].status


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "detected"),
        (11, "specified"),
        (12, "verified"),
        (13, "supported"),
        (21, "broken"),
        (29, "supported"),
        (35, "deprecated"),
        (41, "retired"),
    ],
)
def test_a_version_goes_through_its_states_and_any_moment_can_be_asked(number, expected):
    assert status(number) == expected


def test_facts_out_of_order_say_the_same_as_in_order():
    shuffled = random.Random(1).sample(LIFE, len(LIFE))

    assert status(29, shuffled) == "supported"
    assert status(21, shuffled) == "broken"


def test_a_spec_makes_a_version_specified_and_nothing_more():
    assert status(1, specified=["3.9"]) == "specified"
    assert fold_state([], platform="radicale", at=START, specified=["4.0"]).versions["4.0"].status == "specified"


@pytest.mark.parametrize("outcome", [{"verdict": "failing"}, {"verdict": "unverified"}, {"flaked": 1}, {"failed": 1}])
def test_a_run_with_anything_wrong_is_not_verified(outcome):
    assert status(5, [release(0), evidence(2, **outcome)]) == "specified"


def test_a_correction_counts_and_the_history_is_kept():
    better = release(3, released_at=day(-2), corrects=day(0), because="registry")
    state = fold_state([release(0, date_class="observed"), better], platform="radicale", at=day(5))
    found = state.find_release("3.9", "3.9.0")

    assert found.released_at == day(-2)
    assert found.noticed_at == day(0)
    assert [each.date_class for each in found.facts] == ["observed", "registry"]


def test_withdrawn_and_offered_again():
    pulled = f.WithdrawnFact(**common(2), release="3.9.0", source="s")
    again = f.WithdrawnFact(**common(4), release="3.9.0", source="s", is_over=True)
    facts = [release(0), pulled, again]

    assert fold_state(facts, platform="radicale", at=day(3)).versions["3.9"].is_withdrawn
    assert not fold_state(facts, platform="radicale", at=day(4)).versions["3.9"].is_withdrawn


def test_a_waiver_counts_up_to_and_on_its_last_day():
    waiver = f.WaiverFact(**common(0), method="task.list", because="b", owner="o", expires_on=date(2026, 2, 1))
    version = fold_state([waiver], platform="radicale", at=day(90)).versions["3.9"]

    assert version.find_waiver("task.list", date(2026, 2, 1)) == waiver
    assert version.find_waiver("task.list", date(2026, 2, 2)) is None
    assert version.find_waiver("task.get", date(2026, 1, 1)) is None


def test_alarms_last_until_they_are_over():
    alarm = {"platform": "radicale", "source": "s"}
    facts = [f.AlarmFact(**alarm, at=day(0), because="503"), f.AlarmFact(**alarm, at=day(2), because="", is_over=True)]

    assert fold_state(facts, platform="radicale", at=day(1)).alarms.keys() == {"s"}
    assert not fold_state(facts, platform="radicale", at=day(2)).alarms


def test_unknown_kinds_change_nothing():
    omen = f.UnknownFact(platform="radicale", at=day(0), kind="omen", content={})

    assert not fold_state([omen], platform="radicale", at=day(1)).versions


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        fold_state([], platform="radicale", at=datetime(2026, 1, 1))  # noqa: DTZ001
