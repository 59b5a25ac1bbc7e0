from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.generate.code import Code, in_f_string, literal, quoted, unwrapped

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner) | st.tuples(inner) | st.tuples(inner, inner),
)


@given(TEXT)
def test_any_text_comes_back_from_its_literal(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text


@given(TEXT)
def test_any_text_stays_itself_inside_an_f_string(text: str) -> None:
    assert eval(f'f"{in_f_string(text)}"') == text


@given(PLAIN)
def test_plain_data_comes_back_from_its_literal(value: object) -> None:
    assert ast.literal_eval(literal(value)) == value


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("(a if b else c)", "a if b else c"),
        ("(a) or (b)", "(a) or (b)"),
        ("(a, )", "(a, )"),
        ("(a,)", "(a,)"),
        ("f((a), b)", "f((a), b)"),
        ('(")")', '")"'),
    ],
)
def test_parentheses_around_everything_go(text: str, bare: str) -> None:
    assert ast.dump(ast.parse(unwrapped(text))) == ast.dump(ast.parse(bare))


def test_a_missing_value_stays_missing() -> None:
    code = Code("given.due", "date", is_nullable=True).mapped("encode(given.due)", "str")
    assert code.text == "(None if given.due is None else encode(given.due))"
