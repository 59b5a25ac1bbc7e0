from __future__ import annotations

import pytest

from tasklab.adapter.codec.slashed import (
    encode_slashed,
    encode_slashed_first,
    encode_slashed_kind,
    encode_slashed_owner,
    encode_slashed_part,
    encode_slashed_second,
)
from tasklab.unified.error import NotFoundError


def test_an_id_is_made_of_those_it_is_in_and_taken_apart():
    task = encode_slashed(["AAM-=", "B_1"])
    assert (encode_slashed_first(task, "id"), encode_slashed_second(task, "id")) == ("AAM-=", "B_1")
    part = encode_slashed([task, "files", 7])
    assert encode_slashed_owner(part, "id") == task
    assert (encode_slashed_kind(part, "id"), encode_slashed_part(part, "id")) == ("files", "7")


@pytest.mark.parametrize("wrong", ["", "a", "/a", "a/", "a//b", "a/b/c"])
def test_another_id_names_nothing(wrong):
    with pytest.raises(NotFoundError):
        encode_slashed_first(wrong, "id")
