from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.address import find_in_address, find_in_key

PARTS = ("https://example.org", "/projects/", None, "/issues/", None)


@pytest.mark.parametrize(
    "reference",
    [
        "https://example.org/projects/web/issues/7",
        " https://EXAMPLE.org/projects/web/issues/7/ ",
        "HTTPS://example.org/projects/web/issues/7?tab=notes#note-3",
    ],
)
def test_an_address_as_people_paste_it(reference):
    assert find_in_address(reference, PARTS, 1) == "7"
    assert find_in_address(reference, PARTS) == "web"


@pytest.mark.parametrize(
    "reference",
    [
        "https://other.org/projects/web/issues/7",
        "https://example.org/projects/web/issues/",
        "7",
        "https://example.org/x",
    ],
)
def test_another_address_names_nothing(reference):
    assert find_in_address(reference, PARTS, 1) is None


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_id_comes_back_from_its_address(text):
    assert (
        find_in_address(f"https://example.org/issues/{quote(text, safe='')}", ("https://example.org/issues/", None))
        == text
    )


@pytest.mark.parametrize(
    ("reference", "found"), [("issue12", "12"), (" ISSUE12 ", "12"), ("12", None), ("issue", None)]
)
def test_a_key_made_of_the_id(reference, found):
    assert find_in_key(reference, "issue", "") == found
