"""What integrators may rely on about how objects are read: each says what its native form says, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError
from tasklab.unified.objects import Entity
from tasklab.unified.page import Page
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.draft import Mixed
from tasklab.verify.contract.interference import Rule
from tasklab.verify.contract.json_path import document_of, replaced, with_document
from tasklab.verify.contract.native import NativeReader
from tasklab.verify.contract.rehearsal import Rehearsal, Rehearsals
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.stamp import natives_of
from tasklab.verify.contract.target import Session
from tasklab.verify.contract.vocabulary import walk


@dataclass(frozen=True)
class _Table:
    """A field whose native values have a declared meaning each, as one method reads it."""

    method: str
    field: str

    def __str__(self) -> str:
        return f"{self.method}-{self.field}"


def _reading(capability: Capability):
    """Name the methods that read objects the platform has."""
    names = [name for name in capability.asking if not METHODS[name].is_write]
    return [
        name for name in names if issubclass(METHODS[name].item, Entity) and _entity(name) in capability.spec.entities
    ]


def _first_reading(capability: Capability):
    """Name the first method that reads objects of each kind."""
    first: dict[str, str] = {}
    for name in _reading(capability):
        first.setdefault(_entity(name), name)
    return list(first.values())


def _tables(capability: Capability):
    """Name each field with a table, on the first method that reads its objects."""
    return [
        _Table(method, field)
        for entity, method in ((_entity(name), name) for name in _first_reading(capability))
        for field, lens in capability.spec.entities[entity].fields.items()
        if lens.table and lens.path is not None
    ]


def _entity(method: str) -> str:
    return METHODS[method].object


def _reader(session: Session, capability: Capability, method: str, parameters: dict[str, Any]) -> NativeReader:
    return NativeReader(capability, _entity(method), {**session.connected.connection.parameters, **parameters})


@proves("{method}")
@each("method", _reading)
def test_an_object_says_what_its_native_form_says(shared: Scene, main: Session, capability: Capability, method: str):
    """Every field says what the platform says: none is left empty, taken for another one, or bent on the way."""
    wanted = {**shared.sample(method), "raw": True}
    if METHODS[method].is_list:
        answer: Any = Page(items=list(walk(shared.client, method, wanted)))
    else:
        answer = shared.client.call(method, wanted)
    reader = _reader(main, capability, method, wanted)
    for item in natives_of(answer):
        problem = reader.find_problem(item, msgspec.json.decode(item.raw))
        assert not problem, problem


@proves("task.list", needs=["task.create"])
def test_a_full_task_says_what_its_native_form_says(mixed: Mixed, capability: Capability, main: Session):
    """Tasks with all kinds of fields say in a list what the platform says about them."""
    reader = _reader(main, capability, "task.list", mixed.place.scope)
    for item in mixed.place.tasks(raw=True):
        problem = reader.find_problem(item, msgspec.json.decode(item.raw))
        assert not problem, problem


@proves("{table.method}")
@each("table", _tables)
def test_each_native_value_is_told_as_what_it_means(rehearsals: Rehearsals, capability: Capability, table: _Table):
    """Each value that the platform is known to have in a field is told as what it means, seen on the site or not."""
    session, rehearsal = rehearsals.session, rehearsals.of(table.method)
    with session.interference.applying(rehearsal.in_order()):
        answer = session.client.call(table.method, {**rehearsal.parameters, "raw": True})
    reader = _reader(session, capability, table.method, rehearsal.parameters)
    tried, natives = 0, natives_of(answer)
    for item in natives[:1]:
        native = msgspec.json.decode(item.raw)
        for other, told in reader.altered(table.field, native):
            played = _instead(rehearsal, native, other)
            if played is None:
                continue
            with session.interference.applying(played):
                found = natives_of(session.client.call(table.method, rehearsal.parameters))
            if len(found) != len(natives):
                continue  # by what it says now it is none of the list
            problem = reader.find_difference(found[0], table.field, told)
            assert not problem, problem
            tried += 1
    if not tried:
        pytest.skip("the site has no such object, or its answers hold it in another form")


@proves("{method}")
@each("method", _first_reading)
def test_each_field_is_read_from_its_own_place(rehearsals: Rehearsals, capability: Capability, method: str):
    """When the platform says something else in one place, the field that is read there says so too."""
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    with session.interference.applying(rehearsal.in_order()):
        items = natives_of(session.client.call(method, {**rehearsal.parameters, "raw": True}))
    if not items:
        pytest.skip("the site has no such object")
    reader, native = _reader(session, capability, method, rehearsal.parameters), msgspec.json.decode(items[0].raw)
    for name in capability.spec.entities[_entity(method)].fields:
        moved = reader.moved(name, native)
        played = None if moved is None else _instead(rehearsal, native, moved[0])
        if moved is None or played is None:
            continue
        with session.interference.applying(played):
            try:
                seen = natives_of(session.client.call(method, rehearsal.parameters))
            except MethodError:
                continue  # it is no longer what the call was about
        found = [item for item in seen if item.id == items[0].id]
        problem = reader.find_difference(found[0], name, moved[1]) if found else ""
        assert not problem, problem


def _instead(rehearsal: Rehearsal, native: Any, other: Any) -> Rule | None:
    """Return a rule that plays the answers again with another native object in place of one; None where none has it."""
    pairs = [replaced(document_of(answer), native, other) for answer in rehearsal.answers]
    if not any(is_there for _, is_there in pairs):
        return None
    answers = [
        with_document(answer, changed) if is_there else answer
        for answer, (changed, is_there) in zip(rehearsal.answers, pairs, strict=True)
    ]
    return replace(rehearsal, answers=tuple(answers)).in_order()
