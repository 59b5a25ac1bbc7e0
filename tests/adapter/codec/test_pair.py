"""Ids made of two."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.pair import encode_pair_first, encode_pair_second
from tasklab.unified.error import NotFoundError


def test_both_halves() -> None:
    assert (encode_pair_first("12-34"), encode_pair_second("12-34")) == ("12", "34")


@pytest.mark.parametrize("identifier", ["", "-", "12", "12-", "-34", "1-2-3"])
def test_what_is_not_two_ids_names_nothing(identifier: str) -> None:
    for half in (encode_pair_first, encode_pair_second):
        with pytest.raises(NotFoundError):
            half(identifier)
