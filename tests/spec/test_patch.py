from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.node import find_node, plain
from tasklab.spec.patch import (
    check_removals,
    digest_node,
    merge_patch,
    parse_canonical,
    render_canonical,
    write_out,
)
from tasklab.spec.source import parse_source

LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab!", max_size=2)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("abc", max_size=1), inner, max_size=3),
    max_leaves=6,
)
MAPPINGS = st.dictionaries(st.text("abc", max_size=1), VALUES, max_size=3)


def node(tree: object, file: str = "f"):
    return parse_source(json.dumps(tree).encode(), file)


def merged(base: object, patch: object) -> object:
    return plain(merge_patch(node(base), node(patch)))


def by_the_book(target, patch):
    """RFC 7396 section 2, word for word."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = by_the_book(result.get(name), value)
    return result


@pytest.mark.parametrize(
    ("base", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"a": 1}, {"a": [None, {"b": None}]}, {"a": [None, {"b": None}]}),
    ],
)
def test_the_examples_of_the_rfc(base, patch, result):
    assert merged(base, patch) == result


@given(MAPPINGS, MAPPINGS)
def test_a_merge_is_that_of_the_rfc(base, patch):
    assert merged(base, patch) == by_the_book(base, patch)


@given(MAPPINGS)
def test_an_empty_patch_changes_nothing(base):
    assert merged(base, {}) == base


@given(MAPPINGS, MAPPINGS)
def test_a_patch_laid_twice_is_laid_once(base, patch):
    once = merged(base, patch)
    assert merged(once, patch) == once


@given(MAPPINGS, MAPPINGS)
def test_every_place_is_in_the_file_that_won(base, patch):
    def check(tree, over):
        for name, child in tree.entries.items():
            if name in over.entries and not (child.entries and over.entries[name].entries):
                assert child.place == over.entries[name].place
            elif name not in over.entries:
                assert child.place.file == "base"
            else:
                check(child, over.entries[name])

    over = node(patch, "patch")
    check(merge_patch(node(base, "base"), over), over)


def test_a_null_that_removes_nothing_is_told():
    patch = node({"a": None, "b": {"c": None, "x": None}, "d": {"e": {"f": None}}, "g": [None]})
    problems = check_removals(node({"a": 1, "b": {"c": 2}, "d": "text"}), patch)
    assert [(problem.rule, problem.key) for problem in problems] == [
        ("removes-nothing", ("b", "x")),
        ("removes-nothing", ("d", "e", "f")),
    ]


def test_short_forms_are_written_out():
    short = {
        "entities": {"task": {"fields": {"title": "subject", "id": {"path": "id"}}, "url": "u"}},
        "methods": {"task.get": {"item": "issue", "keep": {"etag": "header.ETag", "id": "data.id"}}, "task.list": 5},
    }
    assert plain(write_out(node(short))) == {
        "entities": {"task": {"fields": {"title": {"path": "subject"}, "id": {"path": "id"}}, "url": "u"}},
        "methods": {
            "task.get": {"item": {"path": "issue"}, "keep": {"etag": {"header": "ETag"}, "id": {"path": "data.id"}}},
            "task.list": 5,
        },
    }


@given(MAPPINGS)
def test_writing_out_twice_changes_nothing(tree):
    for root in (tree, {"entities": tree, "methods": tree}, {"entities": {"a": {"fields": tree}}}):
        once = write_out(node(root))
        assert plain(write_out(once)) == plain(once)


KEYED = st.recursive(
    LEAVES,
    lambda inner: st.dictionaries(
        st.text("a!1", max_size=2) | st.integers(2, 9) | st.booleans() | st.none(), inner, max_size=3
    ),
    max_leaves=6,
)


@given(KEYED)
def test_canonical_json_and_its_parsing_are_inverse(tree):
    back = parse_canonical(render_canonical(tree))
    assert back == tree
    assert render_canonical(back) == render_canonical(tree)


@given(KEYED, KEYED)
def test_different_trees_have_different_canonical_json(one, other):
    assert (json_kinds(one) == json_kinds(other)) == (render_canonical(one) == render_canonical(other))


def json_kinds(tree: object) -> object:
    """Tell `true` from `1`, which Python takes for equal; the order of keys does not count."""
    if isinstance(tree, dict):
        return frozenset((type(key), key, json_kinds(value)) for key, value in tree.items())
    return type(tree), tree


def test_the_digest_knows_no_layout_comment_or_order():
    one = parse_source(b"a: {b: 1, c: [x, y]}\n", "f")
    other = parse_source(b"# made anew\na:\n  c:\n    - 'x'\n    - \"y\"\n  b: 1   # one\n", "g")
    assert digest_node(one) == digest_node(other)
    assert digest_node(one) != digest_node(parse_source(b"a: {b: 1, c: [y, x]}\n", "f"))
    assert digest_node(one) != digest_node(parse_source(b"a: {b: '1', c: [x, y]}\n", "f"))


def test_what_a_node_says_is_found_after_a_merge():
    result = merge_patch(node({"a": {"b": 1}}, "base"), node({"a": {"c": 2}}, "patch"))
    assert find_node(result, ("a", "b"))[0].place.file == "base"
    assert find_node(result, ("a", "c"))[0].place.file == "patch"
