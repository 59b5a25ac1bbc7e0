from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.cursor import Cursor, digest_query, parse_cursor, render_cursor
from tasklab.unified.error import ValidationError
from tasklab.unified.parameter.task import TaskListParameters


@given(
    st.builds(
        Cursor,
        query=st.just("q"),
        token=st.none() | st.text(),
        size=st.integers(1, 1000),
        skip=st.integers(0, 1000),
        last=st.none() | st.text(),
        order=st.none() | st.tuples(st.just(1), st.text(), st.text()) | st.tuples(st.just(2), st.none(), st.text()),
    )
)
def test_comes_back_as_it_was(cursor):
    text = render_cursor(cursor)
    assert parse_cursor(text, "q") == cursor
    assert text.isascii()
    assert not set(text) & set("=+/")


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_anything_else_is_a_validation_error(text):
    with pytest.raises(ValidationError) as caught:
        parse_cursor(text, "q")
    assert caught.value.pointer == "/cursor"


@pytest.mark.parametrize("order", [[0, "x", "1"], [1, 5, "1"], [3, 5, "1"], [2, "x", "1"], [-1, None, "1"]])
def test_a_key_that_nobody_could_compare_is_refused(order):
    forged = msgspec.convert({"q": "q", "o": order}, Cursor)
    with pytest.raises(ValidationError):
        parse_cursor(render_cursor(forged), "q")


def test_the_digest_holds_the_query_and_not_how_it_is_answered():
    def digest(**parameters):
        return digest_query(("site",), TaskListParameters(**parameters))

    assert digest() == digest(limit=5, raw=True, fields=["title"], allow_scan=True)
    assert (
        len({digest(), digest(query="x"), digest(sort="title"), digest(completed=False), digest(completed=True)}) == 5
    )
