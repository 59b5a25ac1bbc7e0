"""Moments as days."""

from __future__ import annotations

import datetime as dt

from tasklab.adapter.codec.utc_day import encode_utc_day


def test_the_day_is_that_of_utc():
    late = dt.datetime(2027, 1, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    assert encode_utc_day(late) == "2027-02-01"
