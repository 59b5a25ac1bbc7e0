"""Days as moments."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.midnight import decode_midnight, encode_midnight_after, encode_midnight_before
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import TaskDate

LATE = dt.datetime(2027, 1, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
"""Already the next day in UTC."""


@pytest.mark.parametrize(
    ("native", "day"),
    [
        (dt.datetime(2027, 1, 31, tzinfo=dt.UTC), dt.date(2027, 1, 31)),
        (dt.datetime(2027, 1, 31, 23, 59, tzinfo=dt.UTC), dt.date(2027, 1, 31)),
        (LATE, dt.date(2027, 2, 1)),
    ],
)
def test_a_moment_stands_for_its_day_in_utc(native, day):
    assert decode_midnight(native) == TaskDate(date=day)


def test_a_moment_without_an_offset_is_no_day():
    with pytest.raises(PlatformError):
        decode_midnight(dt.datetime(2027, 1, 31))  # noqa: DTZ001 - what is refused


def test_bounds_are_the_midnights_around_a_moment():
    assert encode_midnight_before(LATE) == "2027-02-01T00:00:00Z"
    assert encode_midnight_after(LATE) == "2027-02-02T00:00:00Z"
    sharp = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    assert encode_midnight_before(sharp) == "2027-02-01T00:00:00Z"
    assert encode_midnight_after(sharp) == "2027-02-02T00:00:00Z"


def test_nothing_is_after_the_last_day():
    assert encode_midnight_after(dt.datetime.max.replace(tzinfo=dt.UTC)) == "9999-12-31T00:00:00Z"
