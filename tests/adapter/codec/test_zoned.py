"""Moments as local time of a zone."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.zoned import encode_in_zone, encode_whole_minute
from tasklab.unified.error import PlatformError, UnsupportedFieldError
from tasklab.unified.objects import TaskDate


def _at(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_moments_are_local_time_and_all_else_stays():
    due = encode_whole_minute(TaskDate(datetime=_at(2027, 7, 31, 22, 30)), "due")
    draft = {"title": "2027-07-31T22:30:00Z", "date_due": due, "owner_id": 3, "date_started": ""}
    assert encode_in_zone([draft, "Europe/Paris"]) == {**draft, "date_due": "2027-08-01 00:30"}
    assert encode_in_zone([draft, "UTC"])["date_due"] == "2027-07-31 22:30"
    assert encode_in_zone([None, "UTC"]) == {}


def test_of_an_hour_that_comes_twice_the_first_is_kept():
    assert encode_in_zone([{"date_due": _at(2026, 10, 25, 0, 30)}, "Europe/Paris"]) == {"date_due": "2026-10-25 02:30"}
    with pytest.raises(UnsupportedFieldError):
        encode_in_zone([{"date_due": _at(2026, 10, 25, 1, 30)}, "Europe/Paris"])


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_zone_that_nobody_knows_is_the_platforms_fault(zone):
    with pytest.raises(PlatformError):
        encode_in_zone([{"date_due": _at(2027, 1, 31)}, zone])
