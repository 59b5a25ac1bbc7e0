from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.windows_zone import find_zone

JULY = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC", 0),
        ("Coordinated Universal Time", 0),
        ("Pacific Standard Time", -7),
        ("W. Europe Standard Time", 2),
        ("India Standard Time", 5.5),
        ("Central Standard Time (Mexico)", -6),
        ("UTC+13", 13),
        ("UTC-11", -11),
        ("Europe/Paris", 2),
    ],
)
def test_a_zone_is_known_by_windows_name_and_by_iana_s(name, hours):
    assert find_zone(name).utcoffset(JULY) == dt.timedelta(hours=hours)


@pytest.mark.parametrize("name", ["", "Pacific", "Nowhere Standard Time", " Standard Time"])
def test_another_name_is_none(name):
    assert find_zone(name) is None
