"""JSON Patch, held to what its operations do to a document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.codec.json_patch import encode_json_patch, encode_json_patch_replace

NAMES = st.text(min_size=1, max_size=5)
VALUES = st.one_of(st.none(), st.text(), st.integers(), st.lists(st.integers(), max_size=2))
CHANGES = st.dictionaries(NAMES, st.one_of(VALUES, st.dictionaries(NAMES, VALUES, min_size=1)))


def applied(operations):
    """What RFC 6902 says that the operations do to an empty document whose mappings make themselves."""
    document = {}
    for operation in operations:
        *above, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        target = document
        for name in above:
            target = target.setdefault(name, {})
        if operation["op"] == "remove":
            target.pop(last, None)
        else:
            target[last] = operation["value"]
    return document


def without_nothing(value):
    if not isinstance(value, dict):
        return value
    kept = {name: without_nothing(each) for name, each in value.items() if each is not None}
    return {name: each for name, each in kept.items() if each != {}}


def test_members_become_operations():
    assert encode_json_patch({"fields": {"System.Title": "a", "x/y~": None}, "rev": 3}) == [
        {"op": "add", "path": "/fields/System.Title", "value": "a"},
        {"op": "remove", "path": "/fields/x~1y~0"},
        {"op": "add", "path": "/rev", "value": 3},
    ]


@given(CHANGES)
def test_the_operations_make_what_was_asked_for(changes):
    assert without_nothing(applied(encode_json_patch(changes))) == without_nothing(changes)


def test_replacing_differs_in_the_verb_alone():
    assert encode_json_patch_replace({"fields": {"System.Tags": "a; b", "x": None}}) == [
        {"op": "replace", "path": "/fields/System.Tags", "value": "a; b"},
        {"op": "remove", "path": "/fields/x"},
    ]


@given(CHANGES)
def test_replacing_makes_the_same_document(changes):
    assert applied(encode_json_patch_replace(changes)) == applied(encode_json_patch(changes))
