"""Spans of time as one platform's search wants them."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.span import encode_roundup_span, encode_second_range

NINE = dt.datetime(2026, 11, 24, 9, tzinfo=dt.timezone(dt.timedelta(hours=2)))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ([NINE, None], "from 2026-11-24.07:00:00"),
        ([None, NINE], "to 2026-11-24.07:00:01"),
        ([NINE, NINE], "from 2026-11-24.07:00:00 to 2026-11-24.07:00:01"),
    ],
)
def test_a_span_is_in_utc_and_never_narrower_than_asked(span: list[dt.datetime | None], words: str) -> None:
    assert encode_roundup_span(span) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ([NINE, None], ">=2026-11-24T07:00:00Z"),
        ([None, NINE], "<=2026-11-24T07:00:01Z"),
        ([NINE, NINE], "><2026-11-24T07:00:00Z|2026-11-24T07:00:01Z"),
    ],
)
def test_a_range_in_seconds_is_in_utc_and_never_narrower_than_asked(span: list[dt.datetime | None], words: str) -> None:
    assert encode_second_range(span) == words
