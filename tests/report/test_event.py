"""What moved: every kind of fact in words, and two runs compared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.report.builder import DIGESTS, NOW

from tasklab.ledger import fact as f
from tasklab.report.event import EVENT_KINDS, fold_events

COMMON = {"platform": "desk", "version": "1.0", "at": NOW - timedelta(days=2)}
RELEASED = {"release": "1.0.1", "released_at": NOW - timedelta(days=3), "date_class": "registry", "source": "s"}
FACTS = [
    (f.ReleaseFact(**COMMON, **RELEASED), "release", "1.0.1 was released on 2026-11-23 (registry)"),
    (f.ReleaseFact(**COMMON, **RELEASED, corrects=NOW, because="b"), "release", "on 2026-11-23, not 2026-11-26"),
    (f.UpcomingFact(**COMMON, **RELEASED), "release", "announced as a pre-release"),
    (f.WithdrawnFact(**COMMON, release="1.0.1", source="s"), "release", "was withdrawn by the vendor"),
    (f.WithdrawnFact(**COMMON, release="1.0.1", source="s", is_over=True), "release", "is offered again"),
    (f.PromotionFact(**COMMON, run="r", level="twin", by="lab"), "support", "supported, on proof of level twin"),
    (f.DeprecationFact(**COMMON, because="old"), "support", "support will end: old"),
    (f.RetirementFact(**COMMON, because="old"), "support", "support ended: old"),
    (f.BrokenFact(**COMMON, because="lost"), "trouble", "broken: lost"),
    (f.BrokenFact(**COMMON, because="lost", is_over=True), "trouble", "stands for it again"),
    (f.SunsetFact(**COMMON, cuts_on=date(2027, 1, 2), source="s"), "deadline", "cuts it off on 2027-01-02"),
]


def run(at, verdicts, level="server"):
    methods = {name: f.MethodOutcome(verdict=verdict) for name, verdict in verdicts.items()}
    target = f.TargetIdentity(name="desk", release="1.0.1")
    name = f"{at.isoformat()}"
    return f.EvidenceFact(
        platform="desk", version="1.0", at=at, run=name, digests=DIGESTS, target=target, level=level, methods=methods
    )


@pytest.mark.parametrize(("fact", "kind", "words"), FACTS)
def test_every_kind_of_fact_is_told_in_words(fact, kind, words):
    (event,) = fold_events([fact], NOW)

    assert (event.kind, event.subject, event.at) == (kind, "desk 1.0", fact.at)
    assert words in event.text
    assert kind in EVENT_KINDS


def test_an_alarm_is_about_the_platform():
    alarm = f.AlarmFact(platform="desk", at=NOW, source="feed", because="503")

    (event,) = fold_events([alarm], NOW)

    assert (event.subject, event.text) == ("desk", "feed is in trouble: 503")


def test_a_vendor_that_moves_its_cut_is_told_so():
    cuts = [
        f.SunsetFact(**(COMMON | {"at": NOW - timedelta(days=n)}), cuts_on=date(2027, n, 1), source="s") for n in (3, 1)
    ]

    assert fold_events(cuts, NOW)[0].text == "the vendor cuts it off on 2027-01-01, moved from 2027-03-01"


def test_a_run_tells_only_what_differs_from_the_one_before():
    first = run(
        NOW - timedelta(days=3), {"task.get": "verified", "task.list": "verified", "user.me": "failing"}, "twin"
    )
    second = run(NOW - timedelta(days=2), {"task.get": "failing", "task.list": "verified", "user.me": "verified"})
    third = run(NOW - timedelta(days=1), {"task.get": "failing", "task.list": "verified", "user.me": "verified"})
    fourth = run(NOW, {"task.get": "failing"})

    texts = [event.text for event in fold_events([first, second, third, fourth], NOW)]

    assert texts == [
        "not run any more: task.list, user.me",
        "proof is of level server, and was of twin; failing now: task.get; verified now: user.me",
        "first run, level twin: 1 failing, 2 verified",
    ]


def test_the_newest_comes_first_and_the_future_is_not_told():
    old, new = (f.DeprecationFact(**(COMMON | {"at": NOW - timedelta(days=n)}), because=str(n)) for n in (9, 1))

    assert [event.text[-1] for event in fold_events([new, old], NOW)] == ["1", "9"]
    assert [event.text[-1] for event in fold_events([new, old], NOW - timedelta(days=5))] == ["9"]
