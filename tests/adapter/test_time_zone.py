"""Time zones: what is written means the same to a reader that knows nothing of the IANA database."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.adapter.time_zone import find_iana_name, parse_zone, render_zone

ZONES = [
    "Europe/Paris",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
]


@pytest.mark.parametrize("name", ZONES)
@given(
    moment=st.integers(1, 37 * 365 * 86_400 - 1).map(
        lambda count: dt.datetime(2000, 1, 2, tzinfo=dt.UTC) + dt.timedelta(seconds=count)
    )
)
@settings(max_examples=40, deadline=None)
def test_a_definition_says_what_the_database_says(name, moment):
    local = moment.astimezone(ZoneInfo(name)).replace(fold=0)
    defined = local.replace(tzinfo=parse_zone(render_zone(name)))
    assert defined.astimezone(dt.UTC) == local.astimezone(dt.UTC)


def test_a_rule_that_holds_goes_on_for_ever():
    zone = parse_zone(render_zone("Europe/Paris"))
    assert dt.datetime(2060, 7, 1, tzinfo=zone).utcoffset() == dt.timedelta(hours=2)
    assert dt.datetime(2060, 12, 1, tzinfo=zone).utcoffset() == dt.timedelta(hours=1)


def test_the_onset_is_by_the_clock_before_it():
    definition = render_zone("America/New_York").decode()
    assert "DTSTART:20070311T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n" in definition


def test_old_dates_ask_for_old_rules():
    zone = parse_zone(render_zone("Europe/Paris", 1980))
    assert dt.datetime(1990, 10, 10, tzinfo=zone).utcoffset() == dt.timedelta(hours=1)
    assert dt.datetime(2027, 10, 10, tzinfo=zone).utcoffset() == dt.timedelta(hours=2)


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("/mozilla.org/20050126_1/Europe/Paris", "Europe/Paris"),
        ("/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Customized Time Zone", None),
        ("W. Europe Standard Time", None),
        ("../../etc/passwd", None),
        ("Europe", None),
        ("", None),
        ("a\x00b", None),
        ("x" * 1000, None),
    ],
)
def test_a_zone_is_known_by_its_name_in_the_database(tzid, name):
    assert find_iana_name(tzid) == name


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=0,1", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;COUNT=9"],
)
def test_a_definition_that_would_take_for_ever_is_not_used(rule):
    definition = render_zone("Europe/Paris").replace(b"FREQ=YEARLY", rule.encode(), 1)
    assert parse_zone(definition) is None


@pytest.mark.parametrize("definition", [b"", b"BEGIN:VTIMEZONE\r\nEND:VTIMEZONE", b"x" * 100_000])
def test_a_definition_that_defines_nothing_is_not_used(definition):
    assert parse_zone(definition) is None
