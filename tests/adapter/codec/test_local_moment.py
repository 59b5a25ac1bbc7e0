"""Days that a platform keeps as midnight somewhere, and moments in named zones."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.local_moment import LocalMoment, decode_local_day, decode_local_instant, encode_local_day
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import TaskDate

DAY = dt.date(2024, 10, 24)


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        ("2024-10-24T00:00:00.0000000", "UTC"),
        ("2024-10-24T00:00:00", None),
        ("2024-10-24T00:00:00", "Pacific Standard Time"),
        ("2024-10-24T00:00:00", "Asia/Kolkata"),
        # Midnight of the day as clients east and west of UTC write it, told in UTC.
        ("2024-10-23T22:00:00.0000000", "UTC"),  # Paris
        ("2024-10-23T18:30:00.0000000", "UTC"),  # Kolkata
        ("2024-10-23T11:00:00.0000000", "UTC"),  # Auckland
        ("2024-10-24T04:00:00.0000000", "UTC"),  # New York
        ("2024-10-24T10:00:00.0000000", "UTC"),  # Honolulu
        # The same, told in the zone of somebody else.
        ("2024-10-24T07:00:00", "W. Europe Standard Time"),
    ],
)
def test_a_day_is_the_one_that_was_chosen_wherever_it_was(moment, zone):
    assert decode_local_day(LocalMoment(moment, zone)) == TaskDate(date=DAY)


def test_a_day_is_written_as_midnight_of_utc():
    assert encode_local_day(TaskDate(date=DAY), "due") == LocalMoment("2024-10-24T00:00:00", "UTC")


def test_a_moment_is_read_in_its_zone():
    told = LocalMoment("2024-07-01T09:30:00.1234567", "Eastern Standard Time")
    assert decode_local_instant(told) == dt.datetime(2024, 7, 1, 13, 30, 0, 123456, dt.UTC)


@pytest.mark.parametrize(("moment", "zone"), [("soon", "UTC"), ("2024-10-24T00:00:00", "Nowhere Standard Time")])
def test_what_is_no_moment_is_a_fault_of_the_platform(moment, zone):
    for read in (decode_local_day, decode_local_instant):
        with pytest.raises(PlatformError):
            read(LocalMoment(moment, zone))
