"""Recurrence rules as patterns and ranges."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tasklab.adapter.codec.local_moment import LocalMoment
from tasklab.adapter.codec.recurrence import (
    Repetition,
    decode_repetition,
    encode_begun,
    encode_begun_again,
    encode_repetition,
)
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import TaskDate


def written(rule):
    return msgspec.to_builtins(encode_repetition(rule, "recurrence"))


@pytest.mark.parametrize(
    ("rule", "pattern", "span"),
    [
        ("FREQ=DAILY;INTERVAL=2", {"type": "daily", "interval": 2}, {"type": "noEnd"}),
        (
            "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4",
            {"type": "weekly", "interval": 1, "daysOfWeek": ["monday", "friday"], "firstDayOfWeek": "monday"},
            {"type": "numbered", "numberOfOccurrences": 4},
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20301231",
            {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 15},
            {"type": "endDate", "endDate": "2030-12-31"},
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1FR",
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["friday"], "index": "last"},
            {"type": "noEnd"},
        ),
        (
            "FREQ=YEARLY;BYMONTH=11;BYDAY=TH,FR;BYSETPOS=4",
            {
                "type": "relativeYearly",
                "interval": 1,
                "daysOfWeek": ["thursday", "friday"],
                "month": 11,
                "index": "fourth",
            },
            {"type": "noEnd"},
        ),
    ],
)
def test_a_rule_is_a_pattern_and_a_range(rule, pattern, span):
    assert written(rule) == {"pattern": pattern, "range": span}
    assert decode_repetition(encode_repetition(rule, "recurrence")) == rule


def test_where_weeks_begin_is_told_where_it_matters():
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU"
    assert written(rule)["pattern"]["firstDayOfWeek"] == "sunday"
    assert decode_repetition(encode_repetition(rule, "recurrence")) == rule
    every_week = encode_repetition("FREQ=WEEKLY;BYDAY=TU;WKST=SU", "recurrence")
    assert decode_repetition(every_week) == "FREQ=WEEKLY;BYDAY=TU"


def test_what_a_platform_fills_in_means_nothing():
    native = {
        "pattern": {
            "type": "daily",
            "interval": 1,
            "month": 0,
            "dayOfMonth": 0,
            "daysOfWeek": [],
            "firstDayOfWeek": "sunday",
            "index": "first",
        },
        "range": {"type": "noEnd", "startDate": "2027-01-31", "endDate": "0001-01-01", "numberOfOccurrences": 0},
    }
    assert decode_repetition(msgspec.convert(native, Repetition)) == "FREQ=DAILY"


@pytest.mark.parametrize(
    "pattern", [{"type": "hourly"}, {"type": "weekly", "daysOfWeek": ["noday"]}, {"type": "relativeMonthly"}]
)
def test_a_pattern_that_nobody_knows_is_a_fault_of_the_platform(pattern):
    with pytest.raises(PlatformError):
        decode_repetition(msgspec.convert({"pattern": pattern, "range": {"type": "noEnd"}}, Repetition))


class TestWhatIsBegun:
    REPETITION = encode_repetition("FREQ=DAILY", "recurrence")
    DATE = TaskDate(date=dt.date(2027, 3, 1))
    DUE = LocalMoment("2027-02-01T00:00:00", "UTC")

    def written(self, draft, date=None, rule=None):
        parts = [draft, "again", ["due", "start"], date, rule]
        return encode_begun(parts), encode_begun_again(parts)

    def test_begins_on_the_day_that_is_written_with_it(self):
        first, rest = self.written({"again": self.REPETITION, "due": self.DUE}, self.DATE)
        assert first["again"].range.start_date == "2027-02-01"
        assert rest == []

    def test_begins_on_the_day_that_is_there_already(self):
        first, rest = self.written({"again": self.REPETITION}, self.DATE, "FREQ=DAILY")
        assert first["again"].range.start_date == "2027-03-01"
        assert rest == []

    def test_begins_nowhere_without_a_day(self):
        assert self.written({"again": self.REPETITION})[0]["again"].range.start_date is None

    @pytest.mark.parametrize("draft", [{"again": None}, {"again": None, "due": DUE}, {"title": "x"}, {"due": DUE}])
    def test_may_be_taken_away_or_left_alone(self, draft):
        rule = "FREQ=DAILY" if "again" in draft or "title" in draft else None
        assert self.written(draft, self.DATE, rule) == (draft, [])

    def test_is_put_back_after_a_new_day(self):
        first, (rest,) = self.written({"due": self.DUE, "title": "x"}, self.DATE, "FREQ=WEEKLY;BYDAY=MO")
        assert first == {"due": self.DUE, "title": "x", "again": None}
        assert decode_repetition(rest["again"]) == "FREQ=WEEKLY;BYDAY=MO"
        assert rest["again"].range.start_date == "2027-02-01"

    def test_that_is_new_itself_is_written_after_a_new_day(self):
        first, (rest,) = self.written({"due": self.DUE, "again": self.REPETITION}, self.DATE, "FREQ=WEEKLY;BYDAY=MO")
        assert first == {"due": self.DUE, "again": None}
        assert decode_repetition(rest["again"]) == "FREQ=DAILY"

    def test_keeps_its_due_day_where_another_day_is_new(self):
        first, (rest,) = self.written({"start": self.DUE}, self.DATE, "FREQ=DAILY")
        assert first == {"start": self.DUE, "again": None}
        assert rest["again"].range.start_date == "2027-03-01"
