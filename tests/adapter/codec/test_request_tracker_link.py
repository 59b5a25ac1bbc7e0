"""Links between Request Tracker's tickets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.codec.request_tracker_link import (
    decode_link_end,
    encode_link_added,
    encode_link_deleted,
    encode_link_task,
)
from tasklab.unified.error import NotFoundError, UnsupportedFieldError

_IDS = st.integers(1, 10**9).map(str)
_KINDS = {
    "blocked_by": ("AddDependsOn", "depends-on", "DeleteDependsOn"),
    "blocks": ("AddDependedOnBy", "depended-on-by", "DeleteDependedOnBy"),
    "relates_to": ("AddRefersTo", "refers-to", "DeleteRefersTo"),
    "child": ("AddParents", "parent", "DeleteParents"),
    "parent": ("AddChildren", "child", "DeleteChildren"),
}


@given(st.integers(1, 10**9))
def test_a_ticket_has_one_number_in_either_form(number: int) -> None:
    assert decode_link_end(number) == decode_link_end(str(number)) == str(number)
    assert decode_link_end(None) == ""


@given(_IDS, _IDS, st.sampled_from(sorted(_KINDS)))
def test_a_link_is_deleted_by_what_it_was_added_as(task: str, other: str, kind: str) -> None:
    added, reference, deleted = _KINDS[kind]
    assert encode_link_added([kind, other]) == {added: other}
    identifier = f"{task}-{reference}-{other}"
    assert encode_link_deleted(identifier) == {deleted: other}
    assert encode_link_task(identifier) == task


def test_a_kind_that_tickets_have_not_is_refused() -> None:
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_link_added(["duplicates", "7"])
    assert refused.value.pointer == "/kind"


@pytest.mark.parametrize(
    "identifier", ["", "12", "12-depends-on-", "12-likes-13", "12-parent-13\n", "x-child-1", "x1-child-1"]
)
def test_what_is_no_link_is_not_found(identifier: str) -> None:
    for encode in (encode_link_deleted, encode_link_task):
        with pytest.raises(NotFoundError) as refused:
            encode(identifier)
        assert refused.value.pointer == "/id"
