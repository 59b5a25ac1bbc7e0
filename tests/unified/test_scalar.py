from __future__ import annotations

import datetime as dt

import pytest

from tasklab.unified.scalar import as_utc


def test_a_moment_with_an_offset_becomes_the_same_moment_in_utc():
    moment = dt.datetime(2026, 3, 1, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert as_utc(moment).isoformat() == "2026-02-28T23:30:00+00:00"


def test_a_moment_in_utc_is_left_alone():
    moment = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert as_utc(moment) is moment


def test_no_zone_is_ever_guessed():
    with pytest.raises(ValueError, match=r"time zone, got 2026-03-01T00:00:00: add"):
        as_utc(dt.datetime(2026, 3, 1))  # noqa: DTZ001 - the mistake under test
