from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.ledger import fact as f
from tasklab.ledger.state import fold_state
from tasklab.watch.window import find_due, find_thresholds, fold_windows

START = datetime(2026, 1, 31, 15, 30, tzinfo=UTC)


def at(days):
    return START + timedelta(days=days)


def release(days=0, name="3.9.0", *, seen=None, **changes):
    given = {"date_class": "registry", "source": "s", **changes}
    moment = at(days if seen is None else seen)
    return f.ReleaseFact(platform="p", at=moment, version="3.9", release=name, released_at=at(days), **given)


def promoted(days):
    return f.PromotionFact(platform="p", at=at(days), version="3.9", run="r", level="server", by="lab")


def withdrawn(days, name="3.9.0", **changes):
    return f.WithdrawnFact(platform="p", at=at(days), version="3.9", release=name, source="s", **changes)


def window(*facts, days=500):
    (found,) = fold_windows(fold_state(facts, platform="p", at=at(days)))
    return found


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2025-12-31T10:00:00+00:00", "2026-02-28T10:00:00+00:00"),
        ("2023-12-31T10:00:00+00:00", "2024-02-29T10:00:00+00:00"),
        ("2026-01-15T23:59:59+00:00", "2026-03-15T23:59:59+00:00"),
        ("2026-06-30T00:00:00+00:00", "2026-08-30T00:00:00+00:00"),
        ("2026-07-31T00:00:00+00:00", "2026-09-30T00:00:00+00:00"),
        ("2026-01-01T01:00:00+02:00", "2026-02-28T23:00:00+00:00"),
    ],
)
def test_a_window_is_due_two_calendar_months_later_at_the_same_time_in_utc(opened, due):
    assert find_due(datetime.fromisoformat(opened)) == datetime.fromisoformat(due)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_due_day_is_the_same_day_or_the_last_of_its_month(opened):
    due = find_due(opened)

    assert (due.year * 12 + due.month) - (opened.year * 12 + opened.month) == 2
    assert due.day == min(opened.day, calendar.monthrange(due.year, due.month)[1])
    assert due.timetz() == opened.timetz()


def test_an_instant_without_time_zone_has_no_due_date():
    with pytest.raises(ValueError, match="time zone"):
        find_due(datetime(2026, 1, 1))  # noqa: DTZ001


def test_it_opens_at_the_first_release_and_not_when_it_was_noticed():
    found = window(release(7, "3.9.1", seen=20), release(0, seen=20), days=30)

    assert (found.release, found.opened_at, found.noticed_at) == ("3.9.0", START, at(20))
    assert (found.result, found.closed_at) == ("open", None)
    assert found.due_at == datetime(2026, 3, 31, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "days", "result"),
    [
        ([], 59, "open"),
        ([], 60, "overdue"),
        ([promoted(59)], 500, "met"),
        ([promoted(60)], 500, "missed"),
        ([promoted(60)], 59.5, "overdue"),
        ([withdrawn(10)], 500, "withdrawn"),
        ([withdrawn(100)], 500, "missed"),
        ([promoted(30), withdrawn(40)], 500, "met"),
        ([withdrawn(10), withdrawn(12, is_over=True)], 20, "open"),
    ],
)
def test_met_missed_and_overdue_follow_from_the_facts(facts, days, result):
    assert window(release(), *facts, days=days).result == result


def test_due_to_the_second():
    due = find_due(START)
    facts = [release()]

    assert fold_windows(fold_state(facts, platform="p", at=due))[0].result == "open"
    assert fold_windows(fold_state(facts, platform="p", at=due + timedelta(seconds=1)))[0].result == "overdue"


def test_one_withdrawn_patch_closes_nothing():
    found = window(release(), release(5, "3.9.1"), withdrawn(10), days=20)

    assert (found.result, found.opened_at) == ("open", START)


def test_a_release_after_everything_was_withdrawn_opens_anew():
    found = window(release(), withdrawn(2), release(30, "3.9.1"), days=40)

    assert (found.result, found.release, found.opened_at) == ("open", "3.9.1", at(30))


def test_a_withdrawal_noticed_after_the_next_release_does_not_move_the_opening():
    assert window(release(), release(30, "3.9.1"), withdrawn(31), days=40).opened_at == START


def test_a_correction_counts_keeps_both_dates_and_says_what_it_takes_away():
    found = window(release(10, date_class="observed"), release(0, seen=12, corrects=at(10), because="registry"))
    (correction,) = found.corrections

    assert found.opened_at == START
    assert correction.was_released_at == at(10)
    assert correction.shortens_by == find_due(at(10)) - find_due(at(0))
    assert correction.fact.because == "registry"


def test_the_past_can_be_asked():
    facts = [release(10, date_class="observed"), release(0, seen=12, corrects=at(10), because="registry"), promoted(20)]

    assert (window(*facts, days=11).opened_at, window(*facts, days=11).corrections) == (at(10), ())
    assert window(*facts, days=13).opened_at == START
    assert window(*facts, days=13).result == "open"


def test_the_earlier_of_our_due_date_and_the_vendors_cut_comes_first():
    def sunset(days, on):
        return f.SunsetFact(platform="p", at=at(days), version="3.9", cuts_on=on, source="s")

    early = window(release(), sunset(1, date(2026, 3, 1)))
    moved = window(release(), sunset(1, date(2026, 3, 1)), sunset(2, date(2027, 1, 1)))

    assert early.first_due_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert moved.first_due_at == moved.due_at


def test_an_upcoming_version_has_no_window():
    upcoming = f.UpcomingFact(
        platform="p", at=START, version="4.0", release="4.0rc1", released_at=START, date_class="registry", source="s"
    )

    assert fold_windows(fold_state([upcoming], platform="p", at=at(100))) == []


@pytest.mark.parametrize(
    ("left", "keys"),
    [
        (timedelta(days=30, seconds=1), []),
        (timedelta(days=30), ["30 days, "]),
        (timedelta(days=13), ["14 days, "]),
        (timedelta(days=7), ["7 days, "]),
        (timedelta(days=2), ["3 days, "]),
        (timedelta(hours=1), ["1 days, "]),
        (timedelta(0), [""]),
        (-timedelta(hours=23), [""]),
        (-timedelta(days=1), ["overdue 2026-04-01, "]),
        (-timedelta(days=2, hours=5), ["overdue 2026-04-02, "]),
    ],
)
def test_each_threshold_is_reached_once_and_late_days_one_by_one(left, keys):
    moment = find_due(START) - left
    (found,) = fold_windows(fold_state([release()], platform="p", at=moment))

    assert find_thresholds(found, moment) == [f"{key}due 2026-03-31" for key in keys]


def test_a_closed_window_has_nothing_to_tell():
    assert find_thresholds(window(release(), promoted(10), days=59), at(59)) == []


def test_instants_of_other_zones_are_shown_in_utc():
    zone = timezone(timedelta(hours=2))
    fact = f.ReleaseFact(
        platform="p",
        at=START,
        version="3.9",
        release="3.9.0",
        released_at=START.astimezone(zone),
        date_class="vendor",
        source="s",
    )

    assert window(fact).opened_at.isoformat() == "2026-01-31T15:30:00+00:00"
