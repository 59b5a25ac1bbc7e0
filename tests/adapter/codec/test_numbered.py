"""Ids of what is numbered within a place: read of addresses, and taken apart for paths and bodies."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec import numbered
from tasklab.unified.error import NotFoundError, PlatformError

ADDRESS = "https://host/api/v3/repos/acme/home/issues/12"


def test_an_address_gives_the_id_and_the_place():
    assert numbered.decode_address_number(ADDRESS) == "acme/home#12"
    assert numbered.decode_address_number("https://host/repos/acme/a%20b/issues/comments/7") == "acme/a b#7"
    assert numbered.decode_address_place(ADDRESS) == "acme/home"
    assert numbered.decode_address_place("https://host/repos/acme/home") == "acme/home"


@pytest.mark.parametrize("address", ["https://host/issues/12", "https://host/repos/acme", "https://host/repos//home/1"])
def test_an_address_without_a_place_is_the_platforms_fault(address):
    with pytest.raises(PlatformError):
        numbered.decode_address_place(address)


@pytest.mark.parametrize("address", ["https://host/repos/acme/home", "https://host/repos/acme/home/labels/bug"])
def test_an_address_without_a_number_is_the_platforms_fault(address):
    with pytest.raises(PlatformError):
        numbered.decode_address_number(address)


def test_an_id_is_taken_apart_and_never_leads_elsewhere():
    assert numbered.encode_place("acme/home", "project_id") == "acme/home"
    assert numbered.encode_place_of("acme/a b#12", "id") == "acme/a%20b"
    assert numbered.encode_number_of("acme/home#12", "id") == 12
    with pytest.raises(NotFoundError) as refused:
        numbered.encode_place_of("acme/../x#12", "task_id")
    assert refused.value.pointer == "/task_id"


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("https://host/acme/home/issues/12", "acme/home#12"),
        ("https://host/acme/home/issues/12#comment-3", "acme/home#12"),
        ("https://host/acme/home/issues/12/?a=b", "acme/home#12"),
        ("acme/home#12", "acme/home#12"),
        ("https://host/acme/home/pull/12", "https://host/acme/home/pull/12"),
        ("https://other/acme/home/issues/12", "https://other/acme/home/issues/12"),
    ],
)
def test_what_people_paste_is_an_address_of_the_site_or_stays(reference, found):
    assert numbered.encode_pasted_number([reference, "https://host/", "issues"]) == found
