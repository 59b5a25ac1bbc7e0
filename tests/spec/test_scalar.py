from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.scalar import AmbiguousScalarError, parse_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-17", -17),
        ("6.10", 6.1),
        ("2022-03-28", "2022-03-28"),
        ("2.0.1", "2.0.1"),
        ("nothing", "nothing"),
        ("a: b", "a: b"),
        ("1 day", "1 day"),
        ("none", "none"),
    ],
)
def test_an_unquoted_scalar_has_one_meaning(text, value):
    assert parse_scalar(text) == value
    assert type(parse_scalar(text)) is type(value)


@pytest.mark.parametrize(
    "text", ["yes", "No", "on", "OFF", "012", "0x1f", "0o17", "1_000", "12:30", "1e5", ".5", "5.", ".inf", ".NaN", "="]
)
def test_what_versions_of_yaml_read_differently_is_refused(text):
    with pytest.raises(AmbiguousScalarError):
        parse_scalar(text)


def test_a_number_too_long_to_be_exact_is_refused():
    with pytest.raises(AmbiguousScalarError):
        parse_scalar("9" * 5000)


@given(st.from_regex(r"[-+0-9._:eExobA-Fa-fyYnNotTrRuUlLsSiIf~=]{1,8}", fullmatch=True))
def test_a_scalar_that_is_read_is_read_as_yaml_1_1_reads_it_but_for_dates(text):
    """The grammar is a part of what both versions of YAML agree on."""
    try:
        value = parse_scalar(text)
    except AmbiguousScalarError:
        return
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))
    theirs = yaml.SafeLoader("").construct_object(yaml.ScalarNode(tag, text))
    if isinstance(theirs, str | int | float | bool | None):
        assert (value, type(value)) == (theirs, type(theirs))
