from __future__ import annotations

import msgspec
import pytest
from tests.generate.sample import module_of

from tasklab.adapter.open_object import open_object
from tasklab.generate.importing import Imports
from tasklab.generate.native import Node, ShapeConflictError, access, graft, name_structs, need, negated, plan_structs
from tasklab.spec.path import parse_path


def room(*needs: tuple[str, str, bool]) -> Node:
    root = Node()
    for path, annotation, is_required in needs:
        need(root, parse_path(path).steps, annotation, is_required=is_required)
    name_structs(root, "_Task", set())
    return root


def reached(root: Node, path: str, native: object) -> object:
    """Evaluate the access to a path on a decoded object."""
    found = access(root, parse_path(path).steps, "native")
    return eval(found.wrapped(found.expression), {"native": native})


def decoded(root: Node, document: str) -> object:
    """Decode a document into the structs that a tree plans."""
    texts = [
        "from typing import Any",
        "from msgspec import Struct, field",
        "from tasklab.adapter.open_object import Open",
    ]
    for struct in plan_structs(root, Imports(), set(), ""):
        lines = [f"    {m.name}: {m.annotation}" + (f" = {m.default}" if m.default else "") for m in struct.members]
        texts += [f"class {struct.name}(Struct):", *lines]
    module = module_of("\n".join(texts), "native")
    return msgspec.json.Decoder(vars(module)[root.struct_name], dec_hook=open_object).decode(document)


TREE = room(
    ("id", "int", True),
    ("status.id", "int", False),
    ("labels[].name", "str", False),
    ("people[0].login", "str", False),
    ('a."@etag"', "str", False),
    ("fields.due", "str", False),
    ("fields.*", "dict[str, Any]", False),
    ("bare.*", "dict[str, Any]", False),
)


@pytest.mark.parametrize(
    ("path", "document", "value"),
    [
        ("id", '{"id": 1}', 1),
        ("status.id", '{"id": 1}', None),
        ("status.id", '{"id": 1, "status": {}}', None),
        ("status.id", '{"id": 1, "status": {"id": 2, "more": 3}}', 2),
        ("labels[].name", '{"id": 1, "labels": [{"name": "a"}, {}, {"name": "b"}]}', ["a", "b"]),
        ("labels[].name", '{"id": 1}', None),
        ("people[0].login", '{"id": 1, "people": []}', None),
        ("people[0].login", '{"id": 1, "people": [{"login": "x"}, {"login": "y"}]}', "x"),
        ('a."@etag"', '{"id": 1, "a": {"@etag": "7"}}', "7"),
        ("fields.due", '{"id": 1, "fields": {"due": "x", "odd": 1}}', "x"),
        ("fields.due", '{"id": 1}', None),
        ("fields.*", '{"id": 1, "fields": {"due": "x", "odd": [1]}}', {"due": "x", "odd": [1]}),
        ("fields.*", '{"id": 1}', None),
        ("bare.*", '{"id": 1, "bare": {"odd": 1}}', {"odd": 1}),
        ("bare.*", '{"id": 1}', None),
    ],
)
def test_a_value_is_reached_past_whatever_is_missing(path: str, document: str, value: object) -> None:
    assert reached(TREE, path, decoded(TREE, document)) == value


def test_only_what_is_needed_has_to_be_there() -> None:
    with pytest.raises(msgspec.ValidationError, match="id"):
        decoded(TREE, "{}")


@pytest.mark.parametrize(("first", "second"), [("status", "status.id"), ("a[].b", "a.b"), ("a.b", "a[0]")])
def test_one_member_cannot_be_two_things(first: str, second: str) -> None:
    with pytest.raises(ShapeConflictError):
        room((first, "str", False), (second, "str", False))


def test_a_value_that_is_only_put_into_texts_takes_the_type_that_others_need() -> None:
    root = room(("id", "int | str", False), ("id", "int", True))
    assert root.members["id"].annotation() == "int"


def test_an_entity_may_be_missing_in_one_answer_and_be_there_in_another() -> None:
    entity = room(("id", "int", True))
    here = graft(Node(), parse_path("issue").steps, entity, is_list=False, is_required=True)
    there = graft(Node(), parse_path("issue").steps, entity, is_list=False, is_required=False)
    assert here.members["issue"].is_required
    assert not there.members["issue"].is_required
    assert there.members["issue"].annotation() == "_Task"


def test_guards_turned_around() -> None:
    assert negated(("a is None", "not a.b", "len(a.c) <= 2")) == "a is not None and a.b and len(a.c) > 2"


def test_a_list_has_no_members_by_name() -> None:
    with pytest.raises(ShapeConflictError, match="as a list and as an object with all its members"):
        room(("labels[].name", "str", False), ("labels.*", "dict[str, Any]", False))
