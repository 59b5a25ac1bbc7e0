from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.ledger.version import UnreadableVersionError, parse_tracked, parse_version, sort_versions

ORDERED = {
    "dotted": [
        "1.9.10",
        "5.0.0-rc1",
        "5.0",
        "5.0.1",
        "5.0.9",
        "5.0.10",
        "6.0.0beta2",
        "6.0.0rc1",
        "6.0",
        "6.0-2",
        "6.10",
    ],
    "pep440": ["2.0.0.dev1", "2.0.0a1", "2.0.0rc1", "2.0.0", "2.0.0.post1", "2.9", "2.10", "1!1.0"],
    "semver": [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0",
        "1.2.0",
        "1.10.0",
    ],
    "date": ["2024-10-01", "2025-01-01", "2025-04-rc", "2025-04", "2025-04-02", "20250501", "2025-10"],
}


@pytest.mark.parametrize("scheme", ORDERED)
def test_versions_sort_by_their_scheme_and_not_as_text(scheme):
    shuffled = random.Random(5).sample(ORDERED[scheme], len(ORDERED[scheme]))

    assert sort_versions(shuffled, scheme) == ORDERED[scheme]


@pytest.mark.parametrize("name", ["beta", "preview", "Alpha"])
def test_what_an_api_calls_its_unfinished_part_is_before_all_that_is_finished(name):
    named = parse_version(name, "dotted")
    assert named < parse_version("v0.1", "dotted")
    assert not named.is_prerelease, "it is of no release, and has windows of its own"
    assert parse_tracked(named, "each") == name


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_dotted_numbers_order_as_numbers_and_trailing_zeros_mean_nothing(left, right):
    def padded(numbers):
        return numbers + [0] * (5 - len(numbers))

    first, second = (parse_version(".".join(map(str, each)), "dotted") for each in (left, right))

    assert (first < second) == (padded(left) < padded(right))
    assert (first == second) == (padded(left) == padded(right))


@pytest.mark.parametrize(
    ("text", "scheme", "track", "tracked"),
    [
        ("3.9.1", "pep440", "minor", "3.9"),
        ("3.10.0", "pep440", "minor", "3.10"),
        ("1!3.9.1", "pep440", "minor", "1!3.9"),
        ("7", "dotted", "minor", "7.0"),
        ("v6.0.3", "dotted", "major", "6"),
        ("2.3.4", "semver", "each", "2.3.4"),
        ("2025-06-17", "date", "quarter", "2025-04"),
        ("2025-10", "date", "quarter", "2025-10"),
        ("2025-12-31", "date", "quarter", "2025-10"),
    ],
)
def test_a_release_belongs_to_its_tracked_version(text, scheme, track, tracked):
    assert parse_tracked(parse_version(text, scheme), track) == tracked


@pytest.mark.parametrize("text", ["6.0.0-rc1", "6.0.0.beta2", "6.0.0-dev", "6.0a1", "6.0-preview"])
def test_pre_releases_are_told_apart(text):
    assert parse_version(text, "dotted").is_prerelease
    assert parse_version(text, "dotted") < parse_version("6.0", "dotted")


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("nightly", "dotted"),
        ("6.0-fork", "dotted"),
        ("1.0", "semver"),
        ("01.0.0", "semver"),
        ("2025-13", "date"),
        ("latest", "pep440"),
        ("٣.٩", "dotted"),
        ("1" * 5000, "dotted"),
    ],
)
def test_what_is_no_version_of_the_scheme_is_refused_with_its_name(text, scheme):
    with pytest.raises(UnreadableVersionError, match=scheme):
        parse_version(text, scheme)
