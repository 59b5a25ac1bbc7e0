"""Filters of time find what they promise."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from tasklab.adapter.codec.header import encode_session
from tasklab.adapter.codec.query import (
    encode_day_range,
    encode_range,
    encode_since,
    encode_until,
    first_day,
    last_day,
)

AFTER = dt.datetime(2027, 1, 31, 9, 30, tzinfo=dt.UTC)
BEFORE = dt.datetime(2027, 2, 2, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def test_bounds_are_moments_in_utc():
    assert encode_since(BEFORE) == ">=2027-02-01T23:00:00Z"
    assert encode_until(AFTER) == "<=2027-01-31T09:30:00Z"


@pytest.mark.parametrize(
    ("bounds", "moments", "days"),
    [
        ([AFTER, BEFORE], "><2027-01-31T09:30:00Z|2027-02-01T23:00:00Z", "><2027-02-01|2027-02-01"),
        ([AFTER, UNSET], ">=2027-01-31T09:30:00Z", ">=2027-02-01"),
        ([None, BEFORE], "<=2027-02-01T23:00:00Z", "<=2027-02-01"),
        ([UNSET, None], UNSET, UNSET),
    ],
)
def test_a_range_has_one_form_for_each_of_its_bounds(bounds, moments, days):
    assert encode_range(bounds) == moments
    assert encode_day_range(bounds) == days


@given(
    st.integers(0, 10**15).map(lambda count: dt.datetime(1971, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=count))
    | st.dates(dt.date(1971, 1, 1), dt.date(2100, 1, 1)).map(lambda day: dt.datetime.combine(day, dt.time(), dt.UTC)),
    st.integers(-3, 3),
)
def test_days_count_by_their_first_moment(moment, offset):
    day = moment.date() + dt.timedelta(days=offset)
    begins = dt.datetime.combine(day, dt.time(), dt.UTC)
    assert (day >= first_day(moment)) is (begins >= moment)
    assert (day <= last_day(moment)) is (begins < moment)


def test_a_session_is_sent_as_the_server_reads_it():
    assert encode_session(["admin", 1, "abc"]) == "Session YWRtaW46MTphYmM="
