# ruff: noqa: DTZ001 - Hypothesis takes bounds without a zone
"""What each codec can carry, and what platforms give it, as Hypothesis strategies by the codec's name.

Needs the extra `lab`; nothing of the runtime imports it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tasklab.adapter.codec.local_moment import LocalMoment
from tasklab.adapter.codec.recurrence import Pattern, Range, Repetition
from tasklab.adapter.codec.text_strategy import ADF, ASANA, DOCUMENTS, HTML, MARKDOWN, NOTION, TEXTILE, TRAC, WIKI
from tasklab.adapter.codec.typed_text import TypedText
from tasklab.adapter.content_line import Property
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Estimate, TaskDate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy

TABLE = {"open": "todo", "closed": "done", "rejected": "done", 3: "in_progress", True: False}
"""The table that the strategies of codecs with a table stand for."""


def _segment(text: str) -> str:
    return quote(text, safe="!$&'()*+,;=:@")


TEXT = st.text()
ONE_LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r\x0b\x0c"))
IDS = st.integers(0, 10**12).map(str)
DAYS = st.dates(dt.date(1000, 1, 1))
MOMENTS = st.datetimes(dt.datetime(1000, 1, 1), timezones=st.just(dt.UTC))
COMMON_MOMENTS = st.datetimes(dt.datetime(1970, 1, 1), timezones=st.just(dt.UTC))
TASK_DAYS = DAYS.map(lambda day: TaskDate(date=day))
TASK_MOMENTS = MOMENTS.map(lambda moment: TaskDate(datetime=moment))
AMOUNTS = st.floats(0, 10**6)
SEGMENTS = st.text(min_size=1).filter(lambda text: text not in (".", "..")).map(_segment)
LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\r\t")
)
WORDS = LINES.filter(lambda text: text.strip() != "")
ZONES = st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=7",
        "freq=yearly;until=20301231",
    ]
)

REPETITIONS = st.builds(
    "{}{}{}".format,
    st.sampled_from(
        [
            "FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=MO,WE",
            "freq=weekly;byday=su;wkst=su",
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2",
            "FREQ=MONTHLY;BYSETPOS=+1;BYDAY=TH",
            "FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        ]
    ),
    st.sampled_from(["", ";INTERVAL=1", ";INTERVAL=3"]),
    st.sampled_from(["", ";COUNT=7", ";UNTIL=20301231", ";UNTIL=20301231T235959Z;"]),
)


def _zoned(moment: dt.datetime, zone: str) -> TaskDate:
    local = moment.astimezone(ZoneInfo(zone)).replace(fold=0)
    return TaskDate(datetime=local.astimezone(dt.UTC), timezone=zone)


ZONED_MOMENTS = st.builds(
    _zoned, st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)), ZONES
)
"""Moments in a zone, of an hour that comes twice the first."""


def estimates(*units: EstimateUnit) -> SearchStrategy[Estimate]:
    """Return estimates in some units."""
    return st.builds(lambda value, unit: Estimate(value=value, unit=unit), AMOUNTS, st.sampled_from(units))


UNIFIED_VALUES: Mapping[str, SearchStrategy[Any]] = {
    "text": TEXT,
    "trimmed": TEXT,
    "line": ONE_LINE,
    "tree_name": ONE_LINE.map(lambda text: text.replace("\\", "/")),
    "line_feeds": TEXT,
    "line_feeds_null": TEXT,
    "line_null": ONE_LINE,
    "word": st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", fullmatch=True),
    "hex_digits": st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True),
    "slug": st.from_regex(r"[a-z][a-z0-9_-]*", fullmatch=True),
    "file_name": TEXT.filter(lambda name: name != "" and name[-1] not in "/\\"),
    "blank_null": TEXT,
    "capitals": st.from_regex(r"[A-Za-z0-9]+", fullmatch=True),
    "loose_id": IDS,
    "loose_id_unless_zero": IDS.filter(lambda text: text != "0"),
    "one_loose_id": st.lists(IDS.filter(lambda text: text != "0"), max_size=1),
    "loose_position": st.integers(1, 2**31 - 1),
    "loose_estimate_hours": estimates(EstimateUnit.HOURS, EstimateUnit.MINUTES).filter(lambda each: each.value >= 1),
    "date_unless_blank": DAYS,
    "filled": TEXT.filter(lambda text: text.strip() != ""),
    "trimmed_lines": TEXT,
    "text_list": st.lists(TEXT),
    "project_key": st.from_regex(r"[A-Z][A-Z0-9]+", fullmatch=True),
    "minute_seconds": st.integers(31, 10**8),
    "words": st.lists(TEXT.map(lambda text: "".join(text.split()) or "x")),
    "one_text": st.lists(TEXT, max_size=1),
    "comma_list": st.lists(TEXT.filter(lambda text: text.strip() and "," not in text)),
    "semicolon_list": st.lists(TEXT.filter(lambda text: text.strip() and not set(";,") & set(text))),
    "plain_name": st.from_regex(r" ?[A-Za-z0-9é()-][A-Za-z0-9é ._()-]*[A-Za-z0-9] ?", fullmatch=True),
    "boolean": st.booleans(),
    "inverted": st.booleans(),
    "zero_one": st.booleans(),
    "flag": st.booleans(),
    "true_false": st.booleans(),
    "integer_text": IDS,
    "xml_rpc_id": st.integers(0, 2**31 - 1).map(str),
    "one_integer_text": st.lists(IDS, max_size=1),
    "integer_list": st.lists(IDS),
    "text_integer": st.integers(),
    "text_number": st.floats(allow_nan=False, allow_infinity=False),
    "percent": st.integers(0, 100),
    "whole_position": st.integers(-(2**31) + 1, 2**31 - 1),
    "fraction": st.integers(0, 100),
    "id_value_pairs": st.dictionaries(IDS, st.none() | TEXT | st.lists(TEXT)),
    "id_text_pairs": st.dictionaries(IDS, st.none() | TEXT | st.booleans() | st.integers() | st.lists(TEXT)),
    "table": st.sampled_from(["todo", "done", "in_progress", False]),
    "day": TASK_DAYS,
    "midnight": TASK_DAYS,
    "calendar_date": DAYS,
    "owner": st.lists(TEXT.filter(lambda name: name != "Nobody"), max_size=1),
    "ticket_line": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=50),
    "ticket_text": TEXT.filter(lambda text: text not in ("", "0")),
    "queue_text": st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    "worked_minutes": st.integers(31, 1_000_000),
    "estimate_text_minutes": estimates(EstimateUnit.HOURS, EstimateUnit.MINUTES),
    "text_minutes": st.integers(0, 10**8),
    "whole_minutes": st.integers(31, 10**8),
    "day_start": DAYS.map(lambda day: dt.datetime.combine(day, dt.time(), dt.UTC)),
    "instant": MOMENTS,
    "instant_text": MOMENTS,
    "moment": TASK_MOMENTS,
    "day_or_instant": TASK_DAYS | TASK_MOMENTS,
    "day_or_utc_text": TASK_DAYS | TASK_MOMENTS,
    "json_text": st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    ).filter(lambda value: value is not None),
    "epoch_s": COMMON_MOMENTS,
    "epoch_ms": COMMON_MOMENTS,
    "epoch_ms_moment": COMMON_MOMENTS.map(lambda moment: TaskDate(datetime=moment)),
    "roundup_date": MOMENTS,
    "hours": st.integers(0, 10**8),
    "whole_minute_hours": st.integers(0, 10**8),
    "minutes": st.integers(0, 10**8),
    "seconds": st.integers(0, 10**8),
    "estimate_hours": estimates(EstimateUnit.HOURS, EstimateUnit.MINUTES),
    "estimate_minutes": estimates(EstimateUnit.HOURS, EstimateUnit.MINUTES),
    "estimate_seconds": estimates(EstimateUnit.HOURS, EstimateUnit.MINUTES),
    "estimate_points": estimates(EstimateUnit.POINTS),
    "estimate_whole_points": st.integers(0, 2**31 - 1).map(lambda n: Estimate(value=n, unit=EstimateUnit.POINTS)),
    "dav_tail_1": SEGMENTS,
    "utc_text": MOMENTS,
    "xml_rpc_instant": MOMENTS,
    "simplified": TEXT,
    "one_word": st.lists(IDS, max_size=1),
    "instant_unless_epoch": MOMENTS.filter(lambda moment: moment.timestamp() != 0),
    "moment_unless_epoch": TASK_MOMENTS.filter(lambda date: date.datetime != dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
    "bytes": st.binary(),
    "base64": st.binary(),
    "tagged_date": TASK_DAYS,
    "tagged_day_start": DAYS.map(lambda day: dt.datetime.combine(day, dt.time(), dt.UTC)),
    "tagged_instant": MOMENTS,
    "tagged_seconds": st.integers(0, 10**8),
    "tagged_hours": estimates(EstimateUnit.HOURS, EstimateUnit.MINUTES),
    "tagged_decimal": st.floats(allow_nan=False, allow_infinity=False),
    "tagged_bytes": st.binary(),
    "dav_tail_2": st.builds("{}/{}".format, SEGMENTS, SEGMENTS),
    "http_date": COMMON_MOMENTS,
    "ical_text": LINES,
    "ical_plain_text": LINES.map(lambda text: text.replace("\\", "/").replace("%", "")),
    "ical_plain_categories": st.lists(
        LINES.map(lambda text: "w" + text.replace("\\", "/").replace("%", "").replace(",", ""))
    ),
    "ical_word": st.sampled_from(["NEEDS-ACTION", "in-process", "X-1"]),
    "ical_integer": st.integers(-(2**31), 2**31),
    "ical_percent": st.integers(0, 100),
    "ical_priority": st.integers(0, 9).map(str),
    "ical_moment": TASK_DAYS | TASK_MOMENTS | ZONED_MOMENTS,
    "ical_instant": MOMENTS,
    "ical_categories": st.lists(WORDS),
    "ical_parent": LINES.map(lambda text: text.replace("\r", "")),
    "ical_rrule": RULES,
    "textile": MARKDOWN | DOCUMENTS,
    "html": DOCUMENTS,
    "asana_notes": DOCUMENTS | MARKDOWN,
    "asana_comment": DOCUMENTS | MARKDOWN,
    "adf": MARKDOWN | DOCUMENTS,
    "adf_null": st.none() | MARKDOWN | DOCUMENTS,
    "wiki": MARKDOWN | DOCUMENTS,
    "wiki_null": st.none() | MARKDOWN | DOCUMENTS,
    "trac_text": DOCUMENTS | MARKDOWN,
    "trac_text_null": DOCUMENTS | MARKDOWN,
    "markdown": MARKDOWN,
    "notion_title": TEXT,
    "notion_text": MARKDOWN | DOCUMENTS,
    "notion_text_null": st.none() | MARKDOWN | DOCUMENTS,
    "escaped": TEXT,
    "no_comma": TEXT.map(lambda text: text.replace(",", ";")),
    "instant_minute": MOMENTS,
    "typed_text": st.none() | DOCUMENTS,
    "local_day": TASK_DAYS,
    "repetition": REPETITIONS,
}

LETTERS = st.sampled_from('aé任😀,;:\\n"^ ')
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
WITH_OFFSET = st.datetimes(dt.datetime(1000, 1, 3), dt.datetime(9999, 12, 29), timezones=OFFSETS)

NATIVE_VALUES: Mapping[str, SearchStrategy[Any]] = {
    "trimmed_lines": st.none() | TEXT,
    "trimmed": TEXT,
    "blank_null": st.none() | TEXT,
    "capitals": st.none() | st.just(""),
    "loose_id": st.integers(0, 10**12) | IDS,
    "loose_id_unless_zero": st.sampled_from([0, "0", "", 7, "7"]),
    "one_loose_id": st.sampled_from([None, 0, "0", 7, "7"]),
    "loose_position": st.sampled_from([3, "3"]),
    "loose_estimate_hours": st.sampled_from([0, "0", "", 1.5, "1.5", 2]),
    "date_unless_blank": st.sampled_from(["", "2027-01-31"]),
    "text_list": st.none(),
    "words": st.none(),
    "minute_seconds": st.integers(31, 10**8),
    "one_text": st.none(),
    "flag": st.integers(0, 1),
    "comma_list": st.none() | TEXT,
    "semicolon_list": st.none() | TEXT,
    "one_integer_text": st.none(),
    "integer_list": st.none(),
    "id_value_pairs": st.none(),
    "id_text_pairs": st.none(),
    "line_feeds": TEXT,
    "line_feeds_null": st.none() | TEXT,
    "line_null": st.none(),
    "hex_digits": st.sampled_from(["d73a4a", "FFFFFF"]),
    "true_false": st.sampled_from(["True", "FALSE"]),
    "text_integer": st.sampled_from([" 7", "+7", "007"]),
    "text_number": st.sampled_from([" 7", "1e3", "-.5"]),
    "table": st.sampled_from(["open", "closed", 3]),
    "instant": WITH_OFFSET.map(dt.datetime.isoformat),
    "instant_text": WITH_OFFSET.map(dt.datetime.isoformat),
    "moment": WITH_OFFSET.map(dt.datetime.isoformat),
    "day_or_instant": WITH_OFFSET.map(dt.datetime.isoformat),
    "epoch_s": st.integers(-(10**10), 10**11),
    "epoch_ms": st.integers(-(10**13), 10**14),
    "roundup_date": st.sampled_from(["2026-11-22.23:25", "2026-1-2.3:04:05.678"]),
    "hours": AMOUNTS,
    "whole_minute_hours": AMOUNTS,
    "minutes": AMOUNTS,
    "fraction": st.floats(0, 1),
    "estimate_hours": AMOUNTS,
    "estimate_minutes": AMOUNTS,
    "estimate_seconds": st.integers(0, 10**6).map(lambda minutes: 60 * minutes),
    "estimate_points": AMOUNTS,
    "estimate_whole_points": st.integers(0, 2**31 - 1),
    "utc_text": st.sampled_from(["2026-11-22T23:25:40", "2026-11-22"]),
    "instant_unless_epoch": st.just("1970-01-01T00:00:00Z"),
    "moment_unless_epoch": st.just("1970-01-01T01:00:00+01:00"),
    "base64": st.sampled_from(["aGVs\nbG8=", " "]),
    "tagged_bytes": st.none(),
    "tagged_seconds": st.just({"__class__": "timedelta", "seconds": 1.5}),
    "tagged_hours": st.just({"__class__": "timedelta", "seconds": 5400}),
    "tagged_decimal": st.sampled_from(
        [{"__class__": "Decimal", "decimal": "1.50"}, {"__class__": "Decimal", "decimal": "7"}]
    ),
    "tagged_instant": st.just({"__class__": "datetime", "year": 2026, "month": 11, "day": 22}),
    "dav_tail_1": st.sampled_from(["/alice/c%61l/", "https://h.example/alice/c%2fal", "/a/caf\u00e9/?x#y"]),
    "dav_tail_2": st.sampled_from(["/alice/cal/t-1.ics", "/cal/%74.ics", "cal/my task.ics"]),
    "http_date": st.sampled_from(["Sun, 22 Nov 2026 21:49:52 +0000", "Sun, 22 Nov 2026 21:49:52 -0330"]),
    "ical_text": st.text(LETTERS).map(Property),
    "ical_categories": st.lists(st.text(LETTERS).map(Property)),
    "ical_percent": st.sampled_from([Property("-1"), Property(" 101 ")]),
    "ical_priority": st.sampled_from([Property("10"), Property("05")]),
    "ical_moment": st.sampled_from(
        [
            Property("20270131"),
            Property("20270131T090000"),
            Property("20270131t090060z"),
            Property("20270131T090000", (("TZID", ("/example.org/1/Europe/Paris",)),)),
            Property("20270131T090000", (("TZID", ("Nowhere at all",)),)),
            Property("20261025T023000", (("TZID", ("Europe/Paris",)),)),
        ]
    ),
    "ical_instant": st.sampled_from(
        [Property("20270131"), Property("20270131T090000", (("TZID", ("Europe/Paris",)),))]
    ),
    "ical_parent": st.sampled_from([[], [Property("a", (("RELTYPE", ("CHILD",)),)), Property("b")]]),
    "textile": TEXTILE,
    "html": HTML,
    "asana_notes": HTML | ASANA,
    "asana_comment": HTML | ASANA,
    "adf": ADF,
    "adf_null": ADF,
    "wiki": WIKI,
    "wiki_null": st.none() | WIKI,
    "trac_text": TRAC,
    "trac_text_null": st.none() | TRAC,
    "escaped": st.sampled_from(["%7CHbk", "title", "a b"]),
    "notion_text": NOTION,
    "notion_text_null": st.none() | NOTION,
    "notion_title": st.none() | NOTION,
    "ical_rrule": st.sampled_from([Property("FREQ=DAILY;"), Property("count=3;freq=weekly")]),
    "typed_text": st.none() | st.builds(TypedText, st.none() | TEXT, st.sampled_from([None, "text", "unknown"])),
    "local_day": st.builds(
        LocalMoment,
        DAYS.map(lambda day: f"{max(day, dt.date(1970, 1, 2))}T00:00:00.0000000"),
        st.sampled_from([None, "UTC", "W. Europe Standard Time", "Asia/Tokyo", "tzone://Microsoft/Utc"]),
    ),
    "repetition": st.builds(
        Repetition,
        pattern=st.sampled_from(
            [
                Pattern(type="daily", interval=1, month=0, day_of_month=0, days_of_week=[], index="first"),
                Pattern(type="weekly", interval=2, days_of_week=["monday", "Friday"], first_day_of_week="sunday"),
                Pattern(type="absoluteMonthly", interval=1, day_of_month=15),
                Pattern(type="relativeYearly", interval=1, days_of_week=["thursday"], month=11, index="fourth"),
            ]
        ),
        range=st.sampled_from(
            [
                Range(type="noEnd", start_date="2027-01-31", end_date="0001-01-01", number_of_occurrences=0),
                Range(type="endDate", start_date="2027-01-31", end_date="2028-01-31"),
                Range(type="numbered", start_date="2027-01-31", number_of_occurrences=3),
            ]
        ),
    ),
}
