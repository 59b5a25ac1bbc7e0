from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.state import fold_state
from tasklab.watch.config import LeftOut, PlatformConfig, SourceConfig, WatchConfig
from tasklab.watch.release import Release, SourceAnswer, SourceFailure
from tasklab.watch.watcher import watch_platform
from tasklab.watch.window import fold_windows

START = datetime(2026, 1, 1, tzinfo=UTC)
INDEX = "package_index p"
TAGS = "github_tags o/p"


def at(days):
    return START + timedelta(days=days)


def config(**changes):
    watch = {"scheme": "dotted", "track": "minor", "since": "2.0", **changes}
    sources = (SourceConfig(source="package_index", which="p"), SourceConfig(source="github_tags", which="o/p"))
    return PlatformConfig(
        platform="p", name="P", summary="s", kind="product", watch=WatchConfig(sources=sources, **watch)
    )


def seen(version, days=0.0, date_class="registry", **changes):
    return Release(version, None if days is None else at(days), date_class, f"p/{version}", **changes)


def answer(*releases, source=INDEX, lists_all=True, failed_before=0):
    return SourceAnswer(source, releases, lists_all=lists_all, failed_before=failed_before)


class Lab:
    """A ledger in memory, watched round by round."""

    def __init__(self, **changes):
        self.config, self.facts = config(**changes), []

    def watch(self, days, *answers):
        state = fold_state(self.facts, platform="p", at=at(days))
        self.result = watch_platform(self.config, answers, state, at(days))
        self.facts += self.result.facts
        return list(self.result.facts)

    def windows(self, days=1000):
        return fold_windows(fold_state(self.facts, platform="p", at=at(days)))


def names(facts):
    return [(type(fact).__name__, fact.release) for fact in facts]


def test_a_release_is_detected_once_with_its_date_and_who_says_so():
    lab = Lab()
    (fact,) = lab.watch(5, answer(seen("2.0.1", 3)))

    assert fact == f.ReleaseFact(
        platform="p",
        at=at(5),
        version="2.0",
        release="2.0.1",
        released_at=at(3),
        date_class="registry",
        source=INDEX,
        url="p/2.0.1",
    )
    assert lab.watch(6, answer(seen("2.0.1", 3))) == []


def test_releases_come_in_the_order_they_were_made():
    lab = Lab()
    facts = lab.watch(9, answer(seen("3.0.0", 5), seen("2.10.0", 2), seen("2.9.7", 6), seen("2.9.0", 1)))

    assert [fact.release for fact in facts] == ["2.9.0", "2.10.0", "3.0.0", "2.9.7"]
    assert [window.version for window in lab.windows()] == ["2.9", "2.10", "3.0"]


def test_what_is_older_than_the_first_tracked_version_is_left_out():
    assert Lab(since="2.10").watch(9, answer(seen("2.9.9"), seen("2.10.0"), seen("1.0"))) == Lab(since="2.10").watch(
        9, answer(seen("2.10.0"))
    )


def test_a_version_that_is_left_out_opens_no_window_and_hides_no_other():
    lab = Lab(left_out={"2.2": LeftOut(because="given up", source="s")})
    lab.watch(9, answer(seen("2.1.0"), seen("2.2.0"), seen("2.2.9"), seen("2.20.0")))

    assert [window.version for window in lab.windows()] == ["2.1", "2.20"]


def test_a_pre_release_is_upcoming_until_its_version_is_released():
    lab = Lab()
    first = lab.watch(1, answer(seen("2.0.0rc1", 0)))
    again = lab.watch(2, answer(seen("2.0.0rc1", 0)))
    final = lab.watch(5, answer(seen("2.0.0rc1", 0), seen("2.0.0", 4), seen("2.0.1rc1", 5)))

    assert names(first) == [("UpcomingFact", "2.0.0rc1")]
    assert again == []
    assert names(final) == [("ReleaseFact", "2.0.0")]
    assert lab.windows()[0].opened_at == at(4)


def test_a_pre_release_by_the_word_of_one_source_opens_nothing():
    lab = Lab()
    facts = lab.watch(
        1, answer(seen("2.0.0", None, "observed"), source=TAGS), answer(seen("2.0.0", 0, is_prerelease=True))
    )

    assert names(facts) == [("UpcomingFact", "2.0.0")]
    assert lab.windows() == []


def test_a_date_ahead_is_upcoming_and_not_a_release():
    lab = Lab()

    assert names(lab.watch(1, answer(seen("2.0.0", 3)))) == [("UpcomingFact", "2.0.0")]
    assert names(lab.watch(4, answer(seen("2.0.0", 3)))) == [("ReleaseFact", "2.0.0")]


def test_without_a_date_it_counts_from_when_it_was_seen():
    (fact,) = Lab().watch(5, answer(seen("2.0.0", None, "observed"), source=TAGS))

    assert (fact.released_at, fact.date_class) == (at(5), "observed")


def test_the_best_class_wins_then_the_earliest_and_names_that_differ_in_zeros_are_one_release():
    lab = Lab()
    facts = lab.watch(
        9,
        answer(seen("2.0", None, "observed"), source=TAGS),
        answer(seen("2.0.0", 1, "vendor"), source="endoflife p"),
        answer(seen("2.0.0", 4), source=INDEX),
        answer(seen("2.0.0", 3), source="package_index mirror"),
    )

    assert [(fact.released_at, fact.date_class) for fact in facts] == [(at(3), "registry")]


def test_a_better_date_corrects_and_says_that_it_shortens():
    lab = Lab()
    lab.watch(5, answer(seen("2.0.0", None, "observed"), source=TAGS))
    (fact,) = lab.watch(8, answer(seen("2.0.0", 2), source=INDEX))

    assert (fact.released_at, fact.corrects, fact.release) == (at(2), at(5), "2.0.0")
    assert "3.0 days EARLIER, which shortens" in fact.because
    assert lab.watch(9, answer(seen("2.0.0", 2))) == []
    assert lab.windows()[0].corrections[0].was_released_at == at(5)


@pytest.mark.parametrize(
    ("second", "corrected"),
    [
        (seen("2.0.0", 1), True),
        (seen("2.0.0", 4), False),
        (seen("2.0.0", 1, "vendor"), False),
        (seen("2.0.0", None, "observed"), False),
    ],
)
def test_only_a_better_class_or_an_earlier_date_of_the_same_corrects(second, corrected):
    lab = Lab()
    lab.watch(5, answer(seen("2.0.0", 3)))

    assert bool(lab.watch(8, answer(second))) is corrected


def test_a_yanked_release_is_withdrawn_and_may_come_back():
    lab = Lab()
    lab.watch(1, answer(seen("2.0.0")))
    gone = lab.watch(2, answer(seen("2.0.0", withdrawn="broken wheel")))
    again = lab.watch(3, answer(seen("2.0.0", withdrawn="broken wheel")))
    other = lab.watch(3.5, answer(seen("2.0.0"), source=TAGS), SourceAnswer(INDEX, failure=SourceFailure("503")))
    back = lab.watch(4, answer(seen("2.0.0")))

    assert [(type(each).__name__, each.because) for each in gone] == [("WithdrawnFact", "broken wheel")]
    assert again == []
    assert other == []
    assert [each.is_over for each in back] == [True]


def test_a_release_first_seen_when_it_was_already_yanked_is_both():
    lab = Lab()

    assert names(lab.watch(2, answer(seen("2.0.0", withdrawn="")))) == [
        ("ReleaseFact", "2.0.0"),
        ("WithdrawnFact", "2.0.0"),
    ]
    assert lab.windows()[0].result == "withdrawn"


TROUBLES = {
    "failure": SourceAnswer(INDEX, failure=SourceFailure("answered 503")),
    "nothing": answer(),
    "unreadable": answer(seen("nightly"), seen("latest")),
    "shrunk": answer(seen("2.1.0", 1)),
}


def with_tries(trouble, failed_before):
    return SourceAnswer(INDEX, trouble.releases, trouble.failure, trouble.lists_all, failed_before)


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_is_an_alarm_after_three_tries_once_and_closes_or_moves_nothing(name):
    lab = Lab()
    lab.watch(2, answer(seen("2.0.0", 0), seen("2.1.0", 1)))
    before = lab.windows()
    rounds = [lab.watch(3 + tries, with_tries(TROUBLES[name], tries)) for tries in range(5)]

    assert [len(facts) for facts in rounds] == [0, 0, 1, 0, 0]
    assert isinstance(rounds[2][0], f.AlarmFact)
    assert INDEX in lab.result.troubles
    assert lab.windows() == before
    (over,) = lab.watch(20, answer(seen("2.0.0", 0), seen("2.1.0", 1)))
    assert over.is_over


def test_a_shrunken_answer_may_tell_of_something_new_and_corrects_nothing():
    lab = Lab()
    lab.watch(2, answer(seen("2.0.0", 1), seen("2.1.0", 1)))
    facts = lab.watch(3, answer(seen("2.1.0", 0, withdrawn="x"), seen("2.2.0", 2)))

    assert names(facts) == [("ReleaseFact", "2.2.0")]


def test_a_feed_that_shows_only_the_latest_is_in_no_trouble():
    lab = Lab()
    lab.watch(2, answer(seen("2.0.0"), lists_all=False))

    assert lab.watch(3, answer(seen("2.1.0"), lists_all=False, failed_before=9))
    assert lab.result.troubles == {}


def test_what_the_scheme_cannot_read_is_said():
    lab = Lab()
    lab.watch(2, answer(seen("2.0.0"), seen("nightly")))

    assert lab.result.passed_over == (f"{INDEX}: nightly",)


def test_a_protocol_cannot_be_watched():
    protocol = PlatformConfig(platform="caldav", name="C", summary="s", kind="protocol")

    with pytest.raises(ValueError, match="nothing to ask"):
        watch_platform(protocol, [], fold_state([], platform="caldav", at=START), START)
