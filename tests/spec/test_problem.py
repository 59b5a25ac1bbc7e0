from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.problem import (
    InvalidSpecError,
    Place,
    SpecError,
    find_nearest,
    order_errors,
    render_found,
    render_key,
    render_names,
)


def test_a_problem_reads_as_one_line():
    error = SpecError("unknown-key", Place("p/1.yaml", 3, 5), ("methods", "task.list"), "the key `x`", "`y`", "y")
    assert str(error) == 'p/1.yaml:3:5: methods."task.list": the key `x`; expected `y`; did you mean `y`? [unknown-key]'


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ((), ""),
        (("a", "b_c", 0, "d"), "a.b_c[0].d"),
        (("a", "x.y", True, None), 'a."x.y".true.none'),
        (("table", 5), "table[5]"),
    ],
)
def test_a_key_path_reads_as_people_write_it(key, text):
    assert render_key(key) == text


def test_problems_come_in_the_order_of_the_file_each_once():
    one, two, three = (SpecError("root", Place("f", line), (), "a", "b") for line in (2, 10, 3))
    assert order_errors([two, one, three, one]) == (one, three, two)
    assert InvalidSpecError([two, one]).errors == (one, two)


@pytest.mark.parametrize(
    ("name", "nearest"), [("titel", "title"), ("TITLE", "title"), ("zzz", None), ("statuss", "status"), ("", None)]
)
def test_the_nearest_name_is_offered_only_when_it_is_near(name, nearest):
    assert find_nearest(name, ["title", "status", "due"]) == nearest


@given(st.text(), st.lists(st.text()))
def test_a_nearest_name_is_always_a_known_one(name, known):
    assert find_nearest(name, known) in (None, *known)


def test_many_names_are_shortened_to_those_that_are_like_the_one_found():
    known = [f"codec_{number}" for number in range(50)]
    assert render_names(known, "codec_7").startswith("codec_")
    assert "codec_7" in render_names(known, "codec_7")
    assert render_names(known, "codec_7").endswith("(50 in all)")
    assert render_names([]) == "nothing"


@pytest.mark.parametrize(
    ("value", "text"), [({}, "a mapping"), ([], "a list"), (None, "null"), (True, "true"), (5, "5"), ("x", "'x'")]
)
def test_what_was_found_is_shown_short(value, text):
    assert render_found(value) == text
    assert len(render_found("x" * 500)) == 60
