"""Content lines of iCalendar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.content_line import (
    Property,
    escape_text,
    parse_line,
    render_line,
    split_lines,
    split_text_list,
    unescape_text,
)

clean = st.text(st.characters(exclude_categories=["Cc", "Cs"]))


@given(clean, st.lists(st.lists(clean, min_size=1), max_size=3))
def test_a_line_that_is_rendered_is_parsed_as_the_same_property(value, parameters):
    line = Property(value, tuple((f"P-{at}", tuple(values)) for at, values in enumerate(parameters)), "X-NAME")
    ((raw, text),) = split_lines(render_line(line))
    assert raw == render_line(line)
    parsed = parse_line(text)
    assert (parsed.name, parsed) == ("X-NAME", line)


@given(st.text())
def test_escaped_text_comes_back_with_line_feeds(text):
    assert unescape_text(escape_text(text)) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.text().filter(lambda text: "\r" not in text and not any("\ud800" <= c <= "\udfff" for c in text))))
def test_a_list_of_texts_comes_back(texts):
    assert split_text_list(",".join(map(escape_text, texts))) == (texts or [""])


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("X;P=a,b:v", (("P", ("a", "b")),)),
        ('X;P="a:b;c,d":v', (("P", ("a:b;c,d",)),)),
        ('X;p="a",b;Q=:v', (("P", ("a", "b")), ("Q", ("",)))),
        ("X;P=a^nb^^c^'d:v", (("P", ('a\nb^c"d',)),)),
    ],
)
def test_parameters_are_read(text, parameters):
    assert parse_line(text) == Property("v", parameters)


@pytest.mark.parametrize("text", ["", "no colon", ";P=1:v", "X;P:v", 'X;P="open:v', "É:v"])
def test_what_is_no_content_line_is_none(text):
    assert parse_line(text) is None


def test_the_parts_of_a_folded_line_are_joined_whatever_they_cut():
    folded = "SUMMARY:é".encode()[:-1] + b"\r\n\t" + "é".encode()[-1:] + b"\nDUE:x\n"
    assert [text for _, text in split_lines(folded)] == ["SUMMARY:é", "DUE:x"]


def test_a_backslash_before_another_character_is_itself():
    assert unescape_text("a\\:b\\") == "a\\:b\\"
    assert split_text_list("a\\,b,c\\") == ["a,b", "c\\"]
