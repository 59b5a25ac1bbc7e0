"""Values in WIQL: nothing that a person writes ends the text that it stands in."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.codec.wiql import encode_wiql, encode_wiql_among, encode_wiql_moment
from tasklab.unified.error import PlatformError

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@given(PRINTABLE)
def test_text_stays_between_its_quotes(text):
    written = encode_wiql(text, "query")
    assert written[0] == written[-1] == "'"
    assert written[1:-1].replace("''", "") == text.replace("'", "")
    assert written[1:-1].count("'") == 2 * text.count("'")


def test_a_moment_has_its_time_of_day():
    moment = dt.datetime(2027, 1, 31, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert encode_wiql_moment(moment) == "'2027-01-31T09:30:00Z'"


def test_a_clause_of_some_texts_and_of_none():
    assert encode_wiql_among(["System.TeamProject", ["Home", "O'Hara"]], "project_id") == (
        " AND [System.TeamProject] IN ('Home', 'O''Hara')"
    )
    assert encode_wiql_among(["System.TeamProject", []], "project_id") == ""


def test_what_is_no_text_is_the_platforms_fault():
    with pytest.raises(PlatformError):
        encode_wiql_among(["System.TeamProject", [["Home"]]], "project_id")
