"""What is sent by what was given."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.choice import (
    encode_by_parts,
    encode_differing,
    encode_leading_ids,
    encode_only_if,
    encode_when_given,
)
from tasklab.unified.error import NotFoundError

KINDS = [[1, "file"], [3, "link"]]


def test_what_is_there_already_is_not_wanted():
    assert encode_differing(["3", 3]) == encode_differing([None, 3]) == []
    assert encode_differing(["3", 4]) == ["3"]


def test_a_value_goes_with_a_condition():
    assert encode_only_if(["7", "0", 0]) == encode_only_if(["7", True, True]) == ["7"]
    assert encode_only_if(["7", "1", 0]) == encode_only_if(["7", None, 0]) == []


def test_the_first_thing_that_is_there_decides():
    assert encode_when_given([[None, "a"], [0, "b"], [1, "c"]]) == "b"
    assert encode_when_given([[None, "a"]]) is None


def test_an_id_tells_its_kind_by_its_parts():
    assert encode_by_parts(["12", *KINDS]) == "file"
    assert encode_by_parts(["5-3-weblink", *KINDS]) == "link"
    assert encode_leading_ids(["12", [1, 1], [3, 2]], "id") == [12]
    assert encode_leading_ids(["5-3-weblink", [1, 1], [3, 2]], "id") == [5, 3]


@pytest.mark.parametrize("identifier", ["5-3", "", "a-b-c", "x"])
def test_an_id_of_no_kind_names_nothing(identifier):
    with pytest.raises(NotFoundError):
        encode_leading_ids([identifier, [1, 1], [3, 2]], "id")
