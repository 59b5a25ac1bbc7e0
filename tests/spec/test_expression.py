from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.expression import (
    Clauses,
    Encoded,
    ExpressionError,
    Hole,
    Literal,
    Mapping,
    Merge,
    Pick,
    Reference,
    Sequence,
    Template,
    parse_template,
    parse_value,
    references_of,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        ("$project_id", Reference("project_id")),
        ("$$5", Literal("$5")),
        ("plain", Literal("plain")),
        ("", Literal("")),
        ("{{id}}", Literal("{id}")),
        (None, Literal(None)),
        (7, Literal(7)),
        (True, Literal(True)),
        ("{field}:desc", Template((Hole("field"), ":desc"))),
        ("{+site}/{id|dav_tail_2}", Template((Hole("site", is_raw=True), "/", Hole("id", "dav_tail_2")))),
        ({"codec": "day", "value": "$due"}, Encoded("day", Reference("due"))),
        (
            {"codec": "table", "value": "$completed", "table": {True: "closed"}, "absent": "*"},
            Encoded("table", Reference("completed"), ((True, "closed"),), Literal("*")),
        ),
        ({"codec": "c", "value": "$v", "absent": None}, Encoded("c", Reference("v"), None, Literal(None))),
        (
            {"clauses": [["type", "=", "$type"]], "join": " and "},
            Clauses((Sequence((Literal("type"), Literal("="), Reference("type"))),), " and "),
        ),
        ({"+": "$write", "lock": 1}, Merge(Reference("write"), (("lock", Literal(1)),))),
        ({"+": {}, "codec": "h264"}, Merge(Mapping(()), (("codec", Literal("h264")),))),
        (
            {"pick": "status.list", "where": {"category": "done"}, "take": "id"},
            Pick("status.list", (("category", Literal("done")),), "id"),
        ),
        ({"literal": {"q": "query { a }"}}, Literal({"q": "query { a }"})),
        ({"issue": {"a": ["$b"]}}, Mapping((("issue", Mapping((("a", Sequence((Reference("b"),))),))),))),
    ],
)
def test_each_form_is_parsed(raw, parsed):
    assert parse_value(raw) == parsed


@pytest.mark.parametrize(
    ("raw", "at", "words"),
    [
        ({"a": "$no-name"}, ("a",), "not a reference"),
        (["{open"], (0,), "not a hole"),
        ("a } b", (), "not a hole"),
        ("{two words}", (), "not a hole"),
        ("{}", (), "not a hole"),
        ({"codec": "day"}, (), "without `value`"),
        ({"codec": "day", "value": 1, "vlaue": 2}, ("vlaue",), "beside `codec`"),
        ({"codec": 5, "value": 1}, ("codec",), "5"),
        ({"codec": "table", "value": 1, "table": []}, ("table",), "no mapping"),
        ({"clauses": {}}, ("clauses",), "no list"),
        ({"pick": "a.list", "take": "id"}, (), "without `where`"),
        ({"pick": "a.list", "where": [], "take": "id"}, ("where",), "no mapping"),
        ({1: "a"}, (), "the key 1"),
    ],
)
def test_each_mistake_is_named_where_it_is(raw, at, words):
    with pytest.raises(ExpressionError) as caught:
        parse_value(raw)
    assert [(problem.at, words in problem.what) for problem in caught.value.problems] == [(at, True)]


def test_all_mistakes_are_told_at_once():
    with pytest.raises(ExpressionError) as caught:
        parse_value({"a": "$-", "b": ["}"], "c": {"codec": "x"}})
    assert [problem.at for problem in caught.value.problems] == [("a",), ("b", 0), ("c",)]


@given(st.text())
def test_a_text_with_its_braces_doubled_is_itself(text):
    doubled = text.replace("{", "{{").replace("}", "}}")
    assert "".join(part for part in parse_template(doubled).parts if isinstance(part, str)) == text


@given(PLAIN)
def test_a_literal_is_kept_as_it_stands(value):
    assert parse_value({"literal": value}) == Literal(value)


@given(PLAIN)
def test_nothing_but_expression_errors_is_raised(value):
    with suppress(ExpressionError):
        parse_value(value)


def test_references_are_found_in_every_form():
    value = parse_value(
        {
            "+": "$a",
            "b": "{b}{+c|x}",
            "d": {"codec": "k", "value": "$d", "absent": "$e"},
            "f": {"clauses": ["$f", ["$a"]]},
            "g": {"pick": "status.list", "where": {"name": "$g"}, "take": "id"},
            "h": {"literal": "$not"},
        }
    )
    assert references_of(value) == ("a", "b", "c", "d", "e", "f", "g")


def test_values_that_are_equal_in_python_are_told_apart():
    assert repr(parse_value([1, {"a": True}])) != repr(parse_value([True, {"a": 1}]))
    assert [key for key, _ in parse_value({"a": "$x", "b": 1}).entries] == ["a", "b"]
    assert [key for key, _ in parse_value({"b": 1, "a": "$x"}).entries] == ["b", "a"]


def test_a_value_that_is_wrong_is_wrong_again():
    for _ in range(2):
        with pytest.raises(ExpressionError):
            parse_value({"a": "$not a name"})
