from __future__ import annotations

import os

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.node import find_node, plain
from tasklab.spec.problem import InvalidSpecError, Place
from tasklab.spec.source import MAX_ERRORS, MAX_SIZE_BYTES, load_source, parse_source

BOMB = (
    "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
).encode()


def errors_of(data: bytes) -> list[tuple[str, int, int]]:
    with pytest.raises(InvalidSpecError) as caught:
        parse_source(data, "p/1.yaml")
    assert all(error.place.file == "p/1.yaml" and error.found and error.expected for error in caught.value.errors)
    return [(error.rule, error.place.line, error.place.column) for error in caught.value.errors]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b"", ("root", 1, 1), id="empty file"),
        pytest.param(b"# nothing\n", ("root", 1, 1), id="comment only"),
        pytest.param(b"---\n", ("root", 1, 1), id="empty document"),
        pytest.param(b"\n- a\n", ("root", 2, 1), id="list root"),
        pytest.param(b"text\n", ("root", 1, 1), id="text root"),
        pytest.param(b"a: [1\nb: 2\n", ("yaml", 2, 2), id="broken flow"),
        pytest.param(b"a: 'x\n", ("yaml", 2, 1), id="open quote"),
        pytest.param(b"a: b: c\n", ("yaml", 1, 5), id="colon in a text"),
        pytest.param(b"a:\n  - {b: c}  d:\n    e: f\n", ("yaml", 2, 13), id="two lines in one"),
        pytest.param(b"a: @x\n", ("yaml", 1, 4), id="odd first character"),
        pytest.param(b"a:\n\tb: 1\n", ("tab", 2, 1), id="tab in indentation"),
        pytest.param(b"a: b\n \t c: d\n", ("tab", 2, 2), id="tab among spaces"),
        pytest.param(b"\ta: 1\n", ("tab", 1, 1), id="tab at the start"),
        pytest.param(b"a: 1\nb: 2\na: 3\n", ("duplicate-key", 3, 1), id="duplicate key"),
        pytest.param(b"t: {1: a, true: b}\n", ("duplicate-key", 1, 11), id="keys that Python takes for one"),
        pytest.param(b"a: \xe9t\xe9\n", ("encoding", 1, 4), id="Latin 1"),
        pytest.param("é: 1\n# ü\nb: ".encode() + b"\xff", ("encoding", 3, 4), id="bad byte in a later line"),
        pytest.param("a: 1".encode("utf-16"), ("encoding", 1, 1), id="UTF-16"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", ("encoding", 1, 1), id="byte order mark"),
        pytest.param(b"a: 1\nb: x\x00y\n", ("encoding", 2, 5), id="NUL"),
        pytest.param("a: x\u2028y\n".encode(), ("encoding", 1, 5), id="a line break of YAML 1.1 only"),
        pytest.param(b"a: !!python/object/apply:os.system [id]\n", ("yaml-tag", 1, 4), id="Python tag"),
        pytest.param(b"a: !!str 6.10\n", ("yaml-tag", 1, 4), id="plain tag"),
        pytest.param(b"%YAML 1.1\n---\na: 1\n", ("yaml-tag", 1, 1), id="directive"),
        pytest.param(b"a: &x 1\nb: *x\n", ("yaml-anchor", 1, 4), id="anchor"),
        pytest.param(b"b: *x\n", ("yaml-anchor", 1, 4), id="alias"),
        pytest.param(BOMB, ("yaml-anchor", 1, 4), id="anchor bomb"),
        pytest.param(b"<<: {a: 1}\n", ("yaml-anchor", 1, 1), id="merge key"),
        pytest.param(b"a: 1\n---\nb: 2\n", ("yaml", 2, 1), id="two documents"),
        pytest.param(b"? [a, b]\n: c\n", ("type", 1, 3), id="list as key"),
        pytest.param(b"a: no\n", ("yaml-scalar", 1, 4), id="a boolean of YAML 1.1"),
        pytest.param(b"a: " + b"[" * 60 + b"]" * 60, ("depth", 1, 43), id="deep nesting"),
    ],
)
def test_each_bad_file_is_told_at_its_place(data, error):
    assert errors_of(data) == [error]


def test_all_that_can_be_read_is_told_at_once():
    rules = [rule for rule, _, _ in errors_of(b"a: yes\na: 1\nb: !x 2\nc: 012\n")]
    assert rules == ["yaml-scalar", "duplicate-key", "yaml-tag", "yaml-scalar"]


def test_a_file_of_nothing_but_mistakes_ends_early():
    assert len(errors_of(b"a: 1\n" * 5000)) == MAX_ERRORS


@pytest.mark.parametrize(
    "data",
    [
        b"[" * MAX_SIZE_BYTES,
        b"- " * (MAX_SIZE_BYTES // 2),
        b"- a\n" * (MAX_SIZE_BYTES // 4),
        b"{" + b"a," * (MAX_SIZE_BYTES // 2 - 1),
        b"a: " + b"9" * (MAX_SIZE_BYTES - 3),
        b"a: " + b"0:" * (MAX_SIZE_BYTES // 2 - 3),
        b"'" * MAX_SIZE_BYTES,
        b"&a " * (MAX_SIZE_BYTES // 3),
    ],
    ids=lambda data: repr(data[:4]),
)
def test_a_hostile_file_of_full_size_is_refused(data):
    assert len(errors_of(data)) <= MAX_ERRORS


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "1.yaml"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    with pytest.raises(InvalidSpecError, match=r"p/1\.yaml:1:1: 52,428,800 bytes; expected at most 1,048,576 bytes"):
        load_source(path, "p/1.yaml")


def test_more_bytes_than_allowed_are_refused():
    assert errors_of(b" " * (MAX_SIZE_BYTES + 1)) == [("file", 1, 1)]


@pytest.mark.parametrize("kind", ["missing", "folder", "link", "pipe"])
def test_what_is_no_regular_file_is_refused(tmp_path, kind):
    path = tmp_path / "1.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        (tmp_path / "other").write_text("a: 1")
        path.symlink_to(tmp_path / "other")
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(InvalidSpecError) as caught:
        load_source(path, "p/1.yaml")
    assert [error.rule for error in caught.value.errors] == ["file"]


def test_every_value_knows_its_place():
    root = parse_source(b"a:\n  b: [1, {c: d}]\n  e: 6.10\n", "p/1.yaml")
    assert plain(root) == {"a": {"b": [1, {"c": "d"}], "e": 6.1}}
    node, is_there = find_node(root, ("a", "b", 1, "c"))
    assert is_there
    assert (node.key_place, node.place) == (Place("p/1.yaml", 2, 11), Place("p/1.yaml", 2, 14))
    assert find_node(root, ("a", "e"))[0].text == "6.10"
    assert find_node(root, ("a", "x", "y")) == (root.entries["a"], False)


TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=6)
TREES = st.dictionaries(
    TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(TREES)
def test_json_is_read_as_it_is(tree):
    import json

    assert plain(parse_source(json.dumps(tree).encode(), "f")) == tree


@given(TREES)
def test_what_is_read_is_what_the_safe_loader_reads(tree):
    dumped = yaml.safe_dump(tree, default_style='"', default_flow_style=True)
    if "!!" not in dumped:
        assert plain(parse_source(dumped.encode(), "f")) == yaml.safe_load(dumped)


PIECES = st.sampled_from(
    ["a", "b: ", "- ", "[", "]", "{", "}", ": ", "? ", "&x ", "*x", "!t ", "<<: ", "\n", "\n  ", "\t", "'", '"', "|\n",
     "> ", "#", "---\n", "...\n", "%", "1.0", "yes", "~", ",", "\ufeff", "é", "@"]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_any_bytes_give_a_tree_or_problems_with_a_place(data):
    lines = data.count(b"\n") + data.count(b"\r") + 1
    try:
        tree, errors = parse_source(data, "f").value, ()
    except InvalidSpecError as error:
        tree, errors = {}, error.errors
        assert errors
    assert isinstance(tree, dict)
    assert all(1 <= each.place.line <= lines + 1 and each.place.column >= 1 for each in errors)
