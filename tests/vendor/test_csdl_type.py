"""What types of a CSDL stand on, and what a value of one can be."""

from __future__ import annotations

import pytest

from tasklab.vendor.csdl_type import find_family, lineage, name_family, short_name
from tasklab.vendor.problem import InvalidDescriptionError

TYPES = {
    "thing": {"abstract": True},
    "file": {"baseType": "desk.thing"},
    "photo": {"baseType": "file"},
    "note": {},
    "part": {"abstract": True},
    "half": {"baseType": "part", "abstract": True},
}


def test_a_type_stands_on_others():
    assert lineage(TYPES, "photo") == ["photo", "file", "thing"]
    assert lineage(TYPES, "note") == ["note"]
    with pytest.raises(InvalidDescriptionError, match="stands on itself"):
        lineage({"a": {"baseType": "b"}, "b": {"baseType": "a"}}, "a")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("thing", ["file", "photo"]),
        ("file", ["file", "photo"]),
        ("photo", []),
        ("note", []),
        ("part", ["part", "half"]),
    ],
)
def test_a_value_can_be_of_what_stands_on_its_type(name, family):
    assert find_family(TYPES, name) == family
    assert name_family(TYPES, name) == f"/{'families' if family else 'types'}/{name}"


def test_names_are_short_without_their_namespace():
    assert [short_name(each) for each in ("microsoft.graph.todoTask", "todoTask")] == ["todoTask", "todoTask"]
