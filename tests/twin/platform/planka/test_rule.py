"""Declared inputs: what is coerced, what is refused and how that is worded."""

from __future__ import annotations

import pytest

from tasklab.twin.platform.planka.moment import is_moment, normalise_moment
from tasklab.twin.platform.planka.refusal import ProblemsError
from tasklab.twin.platform.planka.rule import Input, read_inputs


def read(each, value, version="2.1"):
    return read_inputs({"x": each}, {"x": value}, version)["x"]


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        ("string", 5, "5"),
        ("string", 5.0, "5"),
        ("string", True, "true"),
        ("number", "65536", 65536),
        ("number", "1.5", 1.5),
        ("number", True, 1),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("boolean", 0, False),
        ("json", {"a": 1}, {"a": 1}),
        ("json", None, None),
    ],
)
def test_values_are_taken_mildly(kind, value, taken):
    found = read(Input(kind), value)

    assert (found, type(found)) == (taken, type(taken))


@pytest.mark.parametrize(
    ("each", "value", "problem"),
    [
        (Input("string", is_required=True), "", "Invalid \"x\":  Cannot use '' (empty string) for a required input."),
        (Input("string", is_required=True), None, 'Invalid "x":  Cannot use `null` for this required input.'),
        (Input("string"), None, 'Invalid "x":  Cannot use `null`.'),
        (Input("string"), {}, 'Invalid "x":\n  · Expecting a string, but got a dictionary.'),
        (Input("number"), "a", 'Invalid "x":\n  · Expecting a number, but got a string.'),
        (Input("number"), "nan", 'Invalid "x":\n  · Expecting a number, but got a string.'),
        (Input("boolean"), 2, 'Invalid "x":\n  · Expecting a boolean, but got a number.'),
        (Input("boolean"), [], 'Invalid "x":\n  · Expecting a boolean, but got an array.'),
        (Input("string", is_filled=True), "", "Invalid \"x\":\n  · Value ('') was an empty string."),
        (Input("number", minimum=0), -1, 'Invalid "x":\n  · Value (-1) was less than the configured minimum (0)'),
        (
            Input("string", choices=("a", "b")),
            "c",
            "Invalid \"x\":\n  · Value ('c') was not in the configured whitelist (a, b)",
        ),
        (
            Input("string", max_length=2),
            "abcd",
            'Invalid "x":\n  · Value was -2 characters longer than the configured maximum length (2)',
        ),
        (
            Input("string", min_length=3, pattern="[a-z]+"),
            "A",
            (
                "Invalid \"x\":\n  · Value ('A') was shorter than the configured minimum length (3)\n"
                "  · Value ('A') did not match the configured regular expression (/^[a-z]+$/)"
            ),
        ),
        (Input("string", is_email=True), "a@b", "Invalid \"x\":\n  · Value ('a@b') was not a valid email address."),
        (Input("json", check=bool), {}, 'Invalid "x":\n  · Value ({}) failed custom validation.'),
    ],
)
def test_refusals_are_worded_as_sails_does(each, value, problem):
    with pytest.raises(ProblemsError) as caught:
        read(each, value)

    assert caught.value.problems == [problem]


def test_all_problems_are_told_at_once_and_what_is_not_declared_is_passed_over():
    inputs = {"a": Input("string", is_required=True), "b": Input("number")}
    with pytest.raises(ProblemsError) as caught:
        read_inputs(inputs, {"b": "x", "c": 1}, "2.1")

    assert len(caught.value.problems) == 2
    assert read_inputs(inputs, {"a": "x", "c": 1}, "2.1") == {"a": "x"}


def test_an_input_of_a_later_version_is_passed_over():
    inputs = {"a": Input("boolean", since="2.1")}

    assert read_inputs(inputs, {"a": True}, "2.0") == {}
    assert read_inputs(inputs, {"a": True}, "2.1") == {"a": True}


def test_lengths_count_as_javascript_counts():
    assert read(Input("string", max_length=2), "😀") == "😀"
    with pytest.raises(ProblemsError):
        read(Input("string", max_length=1), "😀")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        ("2024-02-29T10:20:30Z", "2024-02-29T10:20:30.000Z"),
        ("2024-02-29T10:20:30.123456+02:00", "2024-02-29T08:20:30.123Z"),
        ("2024-02-29 10:20", "2024-02-29T10:20:00.000Z"),
        ("2024-02", "2024-02-01T00:00:00.000Z"),
        ("0099-01-01T00:00:00Z", "0099-01-01T00:00:00.000Z"),
    ],
)
def test_moments_are_kept_in_utc(given, kept):
    assert is_moment(given)
    assert normalise_moment(given) == kept


@pytest.mark.parametrize(
    "given", ["", "x", "2023-02-29", "29.02.2024", "2024-02-29T25:00", "0001-01-01T00:00+10:00", 5, None]
)
def test_what_is_no_moment(given):
    assert not is_moment(given)
