"""Nodes to pydantic models, with what is wrong told in the words of the language and at its place."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tasklab.spec.node import Node, find_node, plain
from tasklab.spec.problem import InvalidSpecError, KeyPath, SpecError, find_nearest, render_found, render_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "date_type": "a day such as 2022-03-28",
}


def validate_node(root: Node, model: type[M], value: object = None) -> M:
    """Return the model of a tree; `value` is its plain value where the caller has it.

    Raises: InvalidSpecError with every problem.
    """
    try:
        return model.model_validate(plain(root) if value is None else value, by_alias=True, by_name=False)
    except ValidationError as error:
        problems = _translate(error.errors(include_url=False, include_context=True), root, model)
        raise InvalidSpecError(problems) from error


def _translate(details: Iterable[ErrorDetails], root: Node, model: type[BaseModel]) -> list[SpecError]:
    """Return one problem per key: the alternatives of a union that all failed are told as one."""
    by_key: dict[KeyPath, list[ErrorDetails]] = {}
    for detail in details:
        by_key.setdefault(_key_of(detail, root), []).append(detail)
    problems = []
    for key, group in by_key.items():
        node, is_there = find_node(root, key)
        has_deeper = any(len(other) > len(key) and other[: len(key)] == key for other in by_key)
        if is_there and isinstance(node.value, dict | list) and has_deeper:
            continue  # the alternative of a union that this is not
        problems.append(_problem(key, group, root, model))
    return problems


def _key_of(detail: ErrorDetails, root: Node) -> KeyPath:
    """Return the key path of a problem: its location without the labels pydantic puts in for unions."""
    key: list[Any] = []
    node = root
    location = detail["loc"]
    for index, part in enumerate(location):
        if index and location[index - 1] == _TAGGED and index < len(location) - 1:
            continue
        entry = _find_entry(node, part)
        if entry is not None:
            name, node = entry
            key.append(name)
        elif index == len(location) - 1 and detail["type"] == "missing":
            key.append(part)
    return tuple(key)


_TAGGED = "auth"
"""The key whose value is a union told apart by `kind`; pydantic puts that kind into locations."""


def _find_entry(node: Node, part: int | str) -> tuple[Any, Node] | None:
    """Find the entry that a part of a location means, and its key: pydantic shows the keys `1` and `true` as text."""
    child, is_there = find_node(node, (part,))
    if is_there:
        return part, child
    odd = (item for item in node.entries.items() if not isinstance(item[0], str) and str(item[0]) == part)
    return next(odd, None)


def _problem(key: KeyPath, group: list[ErrorDetails], root: Node, model: type[BaseModel]) -> SpecError:
    node, _ = find_node(root, key)
    detail = next((each for each in group if each["type"] in ("missing", "extra_forbidden")), group[0])
    if detail["loc"][-1:] == ("[key]",):
        found = f"the key {render_found(key[-1])}"
        return SpecError("type", node.key_place or node.place, key, found, "a text as key; quote it")
    match detail["type"]:
        case "missing":
            return _missing(key[:-1], str(detail["loc"][-1]), node)
        case "extra_forbidden":
            return _unknown(key, detail, node, model)
        case "union_tag_not_found":
            return _missing(key, "kind", node)
        case "union_tag_invalid":
            expected = "one of " + detail.get("ctx", {})["expected_tags"].replace("'", "")
            return _wrong(node.entries["kind"], (*key, "kind"), expected, "value")
    expected = " or ".join(dict.fromkeys(_expected(each) for each in group))
    return _wrong(node, key, expected, "type" if all(each["type"] in _TYPES for each in group) else "value")


def _missing(key: KeyPath, name: str, node: Node) -> SpecError:
    return SpecError("missing-key", node.key_place or node.place, key, f"no `{name}`", f"the key `{name}`")


def _unknown(key: KeyPath, detail: ErrorDetails, node: Node, model: type[BaseModel]) -> SpecError:
    name = str(detail["loc"][-1])
    known = known_keys(model, key[:-1], detail["loc"][:-1])
    expected = f"one of {render_names(known, name)}"
    place = node.key_place or node.place
    return SpecError("unknown-key", place, key, f"the unknown key `{name}`", expected, find_nearest(name, known))


def _wrong(node: Node, key: KeyPath, expected: str, rule: str) -> SpecError:
    nearest = None
    if isinstance(node.value, str) and expected.startswith("one of "):
        nearest = find_nearest(node.value, expected.removeprefix("one of ").split(", "))
    return SpecError(rule, node.place, key, _found(node), expected, nearest)


def _found(node: Node) -> str:
    is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
    if is_number and node.text is not None:
        return node.text
    if isinstance(node.value, dict | list):
        return render_found({} if isinstance(node.value, dict) else [])
    return render_found(node.value)


def _expected(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            words = context["expected"].replace(" or ", ", ").replace("'", "").replace("False", "false")
            return f"one of {words}" if "," in words else str(words)
        case "string_too_short":
            return f"a text of at least {context['min_length']} characters"
        case "string_pattern_mismatch":
            return f"a text such as {_EXAMPLES.get(context['pattern'], context['pattern'])}"
        case "greater_than":
            return f"more than {context['gt']}"
        case "model_type" if context["class_name"] in _SHORT:
            return "a path, or a mapping"
    return _TYPES.get(detail["type"], detail["msg"])


_EXAMPLES = {"^https?://": "https://example.org/page"}
_SHORT = ("Lens", "Item", "Keep")
"""Models that have a short form."""


def known_keys(model: type[BaseModel], key: KeyPath, location: tuple[int | str, ...] = ()) -> set[str]:
    """Return the keys that a mapping at this key path may have; empty where the language leaves them free."""
    candidates: list[Any] = [model]
    for part in key:
        candidates = [inner for candidate in candidates for inner in _below(candidate, part)]
    models = [kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)]
    tagged = [kind for kind in models if location and location[-1] in (_tag_of(kind), kind.__name__)]
    return {name for kind in tagged or models for name in _fields(kind)}


def _tag_of(kind: type[BaseModel]) -> str | None:
    field = kind.model_fields.get("kind")
    values = get_args(field.annotation) if field is not None and get_origin(field.annotation) is Literal else ()
    return values[0] if len(values) == 1 else None


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _below(annotation: Any, part: object) -> list[Any]:
    """Return the types that one entry of a value of this type may have."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = _fields(annotation)
        return _alternatives(fields[part]) if isinstance(part, str) and part in fields else []
    origin = get_origin(annotation)
    if origin is dict:
        return _alternatives(get_args(annotation)[1])
    return _alternatives(get_args(annotation)[0]) if origin is list else []


def _alternatives(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [kind for each in get_args(annotation) for kind in _alternatives(each)]
    return [annotation]
