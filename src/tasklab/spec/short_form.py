"""What a spec says once and means in many places, written out before anything else reads it.

    methods       a list is its `steps`
    entities      a list is its `constants`; lenses alone, without any other key, are its `fields`
    errors        a rule without a kind is one for each kind that its status codes usually mean
    common        lenses, and addresses, that several entities have
    answers       where all answers have their objects and the words of errors, and what reads a write back
    constants     an entity of fixed objects is read as they say, and listed by `constants: true`
    unavailable   an object by its name: all its methods that are neither declared nor named

So a patch, a check and the generator see the long form alone, and a spec that is said shorter keeps its digest. What
does not have the shape that it should have is left as it stands: the model refuses it at its place.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from tasklab.spec.node import Node
from tasklab.spec.problem import SpecError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.spec.problem import Scalar
    from tasklab.unified.catalogue import Method

_READ_BY_ITSELF = frozenset({"item", "items", "items_of", "then", "via", "constants", "bytes_of"})
"""Keys of a method that say where its object comes from."""
_OF_ENTITIES = frozenset(
    {"format", "source", "url", "fields", "beside", "made_by", "secrets", "extensions", "constants"}
)
"""Keys of an entity; a mapping with one of them is not lenses alone."""
_OF_ANSWERS = frozenset({"item", "items", "then", "detail", "code"})
_ANSWERS_NOTHING = frozenset({"delete", "download"})
"""Verbs of methods that are not answered with an object of the platform's."""


def _methods() -> Mapping[str, Method]:
    from tasklab.unified.catalogue import METHODS  # noqa: PLC0415 - whoever asks whether anything changed needs it not

    return METHODS


def write_file_out(root: Node) -> Node:
    """Return one file with what it says once for many places written out; before it is laid over another."""
    root = _with_kinds(_with_common(_with_wholes(root)))
    return root if "extends" in root.entries else _with_answers(_with_constants(root))


def check_file(root: Node) -> list[SpecError]:
    """Return what a file that extends another must not say: the methods that it would be for are not whole there."""
    answers = root.entries.get("answers") if "extends" in root.entries else None
    if answers is None:
        return []
    found, expected = "`answers` in a file that extends another", "`item` or `items` of the method itself"
    return [SpecError("extends", answers.key_place or answers.place, ("answers",), found, expected)]


def _with_wholes(root: Node) -> Node:
    """Return a file with the keys of methods and entities that are written as what most of them have alone."""
    entries = dict(root.entries)
    for key, whole in (("methods", _whole_method), ("entities", _whole_entity)):
        if key in entries and entries[key].entries:
            named = {name: whole(str(name), node) for name, node in entries[key].entries.items()}
            entries[key] = entries[key].with_entries(named)
    return root.with_entries(entries)


def _whole_method(_: str, method: Node) -> Node:
    return _under("steps", method) if isinstance(method.value, list) else method


def _whole_entity(name: str, entity: Node) -> Node:
    if isinstance(entity.value, list):
        return _under("constants", entity)
    from tasklab.spec.vocabulary import unified_objects  # noqa: PLC0415 - as above

    known = unified_objects().get(name)
    keys = entity.entries.keys()
    return _under("fields", entity) if known and keys & known.fields and not keys & _OF_ENTITIES else entity


def _under(key: str, node: Node) -> Node:
    return Node(node.place, {key: Node(node.place, node.value, node.key_place)}, node.key_place)


def _with_common(root: Node) -> Node:
    """Return a file with what entities have in common among the entities themselves, whose own words come first."""
    common = root.entries.get("common")
    if common is None or not isinstance(common.value, list) or not all(_is_shared(each) for each in common.value):
        return root
    given = root.entries.get("entities", Node(common.place, {}, common.key_place))
    shared: dict[Scalar, Node] = {}
    for part in common.value:
        for name in _texts(part.entries["of"]):
            place = Node(part.place, {}, part.place)
            shared[name] = _over(shared.get(name, place), part.with_entries(_without(part.entries, "of")))
    entities = {name: _over(shared[name], own) if name in shared else own for name, own in given.entries.items()}
    whole = given.with_entries({**shared, **entities})
    return root.with_entries({**_without(root.entries, "common"), "entities": whole})


def _is_shared(part: Node) -> bool:
    of = part.entries.get("of")
    return of is not None and isinstance(of.value, list) and len(_texts(of)) == len(of.value)


def _texts(node: Node) -> list[str]:
    return [each.value for each in node.value if isinstance(each.value, str)] if isinstance(node.value, list) else []


def _over(base: Node, own: Node) -> Node:
    """Return an entity over another: its own keys and its own lenses take the place of the other's."""
    if not isinstance(own.value, dict):
        return own
    entries = {**base.entries, **own.entries}
    fields = [each.entries["fields"] for each in (base, own) if "fields" in each.entries]
    if fields and all(isinstance(each.value, dict) for each in fields):
        entries["fields"] = fields[-1].with_entries({**fields[0].entries, **fields[-1].entries})
    return own.with_entries(entries)


def _with_kinds(root: Node) -> Node:
    """Return a file with rules of errors that have a kind, where all their status codes have a usual one."""
    errors = root.entries.get("errors")
    if errors is None or not isinstance(errors.value, list):
        return root
    rules = [written for rule in errors.value for written in _rules_by_kind(rule)]
    return root.with_entries({**root.entries, "errors": Node(errors.place, rules, errors.key_place)})


def _rules_by_kind(rule: Node) -> list[Node]:
    status = rule.entries.get("status")
    if status is None or "kind" in rule.entries:
        return [rule]
    codes = status.value if isinstance(status.value, list) else [status]
    kinds = [_usual_kind(code.value) for code in codes]
    if None in kinds:
        return [rule]
    rules = []
    for kind, group in groupby(zip(kinds, codes, strict=True), key=lambda pair: pair[0]):
        same = [code for _, code in group]
        of_kind = same[0] if len(same) == 1 else Node(status.place, same, status.key_place)
        rules.append(rule.with_entries({**rule.entries, "status": of_kind, "kind": Node(rule.place, kind, rule.place)}))
    return rules


def _usual_kind(status: object) -> str | None:
    from tasklab.adapter.error_rule import KIND_BY_STATUS  # noqa: PLC0415 - as above

    return KIND_BY_STATUS.get(status) if isinstance(status, int) else None


def _with_constants(root: Node) -> Node:
    """Return a file with the lenses and the list of every entity that has its objects in the spec."""
    entities, methods = root.entries.get("entities"), root.entries.get("methods")
    if entities is None or methods is None:
        return root
    described, listed = dict(entities.entries), dict(methods.entries)
    for name, entity in entities.entries.items():
        constants = entity.entries.get("constants")
        if constants is None or not isinstance(constants.value, list):
            continue
        place = constants.place
        if "fields" not in entity.entries:
            names = {field: Node(place, field, place) for each in constants.value for field in each.entries}
            described[name] = entity.with_entries({**entity.entries, "fields": Node(place, {**names}, place)})
        if not _says(root, f"{name}.list") and f"{name}.list" in _methods():
            listed[f"{name}.list"] = Node(place, {"constants": Node(place, True, place)}, place)
    changed: dict[Scalar, Node] = {
        "entities": entities.with_entries(described),
        "methods": methods.with_entries(listed),
    }
    return root.with_entries({**root.entries, **changed})


def _with_answers(root: Node) -> Node:
    """Return a file with what holds for all answers in each method and each rule of errors that says nothing of it."""
    answers = root.entries.get("answers")
    if answers is None or not answers.entries or not answers.entries.keys() <= _OF_ANSWERS:
        return root
    entries = _without(root.entries, "answers")
    if "methods" in entries:
        methods = entries["methods"].entries
        filled = {name: _answered(name, method, methods, answers) for name, method in methods.items()}
        entries["methods"] = entries["methods"].with_entries(filled)
    if "errors" in entries and isinstance(entries["errors"].value, list):
        told: dict[Scalar, Node] = {key: answers.entries[key] for key in ("detail", "code") if key in answers.entries}
        rules = [
            rule.with_entries({**told, **rule.entries}) if rule.entries else rule for rule in entries["errors"].value
        ]
        entries["errors"] = Node(entries["errors"].place, rules, entries["errors"].key_place)
    return root.with_entries(entries)


def _answered(name: Scalar, method: Node, methods: dict[Scalar, Node], answers: Node) -> Node:
    known = _methods().get(str(name))
    if known is None or not method.entries or method.entries.keys() & _READ_BY_ITSELF or known.verb in _ANSWERS_NOTHING:
        return method
    back = answers.entries.get("then")
    if back is not None and known.is_write and "steps" in method.entries and f"{known.object}.{back.value}" in methods:
        then = Node(back.place, f"{known.object}.{back.value}", back.place)
        return method.with_entries({**method.entries, "then": then})
    key = "items" if known.is_list else "item"
    path = answers.entries.get(key)
    return method if path is None else method.with_entries({**method.entries, key: path})


def write_absences_out(root: Node) -> Node:
    """Return a spec with the methods of each object that is unavailable as a whole, but those it has another word on.

    An object of which no method is left keeps its name, which is refused as one of no method.
    """
    absent = root.entries.get("unavailable")
    if absent is None or not absent.entries:
        return root
    written: dict[Scalar, Node] = {}
    for name, reason in absent.entries.items():
        left: list[Scalar] = [key for key, each in _methods().items() if each.object == name and not _says(root, key)]
        written |= dict.fromkeys(left or [name], reason)
    return root.with_entries({**root.entries, "unavailable": absent.with_entries(written)})


def _says(root: Node, method: str) -> bool:
    """Whether a spec declares a method, or says itself that it is unavailable."""
    return any(method in root.entries[key].entries for key in ("methods", "unavailable") if key in root.entries)


def _without(entries: dict[Scalar, Node], key: str) -> dict[Scalar, Node]:
    return {name: node for name, node in entries.items() if name != key}
