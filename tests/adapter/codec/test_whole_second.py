from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.whole_second import encode_second_after, encode_second_before

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_a_moment_is_between_its_whole_seconds(microsecond):
    moment = dt.datetime(2027, 1, 31, 23, 59, 59, microsecond, dt.UTC)
    assert encode_second_before(moment) == "2027-01-31T23:59:59Z"
    assert encode_second_after(moment) == "2027-02-01T00:00:00Z"


def test_after_the_last_second_is_none():
    assert encode_second_after(LAST) == "9999-12-31T23:59:59Z"
