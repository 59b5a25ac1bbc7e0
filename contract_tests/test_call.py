"""What integrators may rely on about every call, whatever the method."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from tasklab.adapter.driver.session import DryRun
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import CallError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Entity
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.capability import ALWAYS_THERE, Capability, WrittenField, alternatives
from tasklab.verify.contract.filler import filler_parameters
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.stamp import check_stamp, objects_of
from tasklab.verify.contract.target import Session
from tasklab.verify.contract.value import FILLERS

_CLOCKS_DIFFER = dt.timedelta(seconds=5)


def _all(capability: Capability):
    return capability.methods


def _writes(capability: Capability):
    return [name for name in capability.methods if METHODS[name].is_write]


def _answering_objects(capability: Capability):
    return [name for name in capability.methods if issubclass(METHODS[name].item, Entity)]


def _with_raw(capability: Capability):
    reads = [name for name in _answering_objects(capability) if not METHODS[name].is_write and name != "field.list"]
    return [name for name in reads if not _is_constant(capability, name)]


def _is_constant(capability: Capability, method: str) -> bool:
    declared = capability.declared(method)
    return declared is not None and declared.constants


def _first_seen(capability: Capability):
    """Name the methods that objects come from first; those of other writes are looked at on each call of each case."""
    answering = _answering_objects(capability)
    return [name for name in answering if not METHODS[name].is_write or METHODS[name].verb == "create"]


@proves("{method}")
@each("method", _first_seen)
def test_every_object_says_where_it_comes_from(rehearsals: Rehearsals, capability: Capability, method: str):
    """Every object names its connection, platform and version, has its times in UTC, and says what it cannot carry."""
    for item in objects_of(rehearsals.of(method).result):
        assert isinstance(item, METHODS[method].item)
        assert not check_stamp(item, capability, has_raw=False), check_stamp(item, capability, has_raw=False)


@proves("{method}")
@each("method", _with_raw)
def test_the_native_object_comes_on_request(rehearsals: Rehearsals, method: str):
    """With `raw` each object brings its native form along as JSON, and is otherwise the same."""
    rehearsal = rehearsals.of(method)
    plain, asked = objects_of(rehearsal.result), objects_of(_play(rehearsals, method, raw=True))
    assert [item.id for item in asked] == [item.id for item in plain]
    for item, other in zip(asked, plain, strict=True):
        assert item.raw is not msgspec.UNSET, "asked for, and not there"
        assert msgspec.json.decode(item.raw), "the native object is empty"
        for name in set(item.__struct_fields__) - {"raw"}:
            assert getattr(item, name) == getattr(other, name), f"`{name}` differs when `raw` is asked for"


@proves("{method}")
@each("method", _all)
def test_an_unknown_parameter_is_refused(rehearsals: Rehearsals, method: str):
    """A parameter that the method does not know is refused pointing at it, and nothing happens."""
    with rehearsals.session.interference.watching() as sent, pytest.raises(ValidationError) as refused:
        rehearsals.session.client.call(method, {**rehearsals.of(method).parameters, "no_such_parameter": 1})
    assert not sent, "it was refused, and something was sent"
    assert refused.value.pointer == "/no_such_parameter"
    assert refused.value.method == method


@proves("{method}")
@each("method", lambda capability: [name for name in _all(capability) if "fields" in _takes(name)])
def test_fields_may_be_chosen(rehearsals: Rehearsals, method: str):
    """The fields that a caller chooses come as they are without choosing; a name that is no field is refused."""
    rehearsal = rehearsals.of(method)
    with pytest.raises(ValidationError) as refused:
        rehearsals.session.client.call(method, {**rehearsal.parameters, "fields": ["no_such_field"]})
    assert refused.value.pointer == "/fields/0"
    if not METHODS[method].is_write:
        known = [name for name in METHODS[method].item.__struct_fields__ if name not in ALWAYS_THERE][:2]
        chosen, plain = objects_of(_play(rehearsals, method, fields=known)), objects_of(rehearsal.result)
        assert [[getattr(item, name) for name in known] for item in chosen] == [
            [getattr(item, name) for name in known] for item in plain
        ]


def _play(rehearsals: Rehearsals, method: str, **more) -> Any:
    """Make a rehearsed call with more parameters; only what it then asks otherwise reaches the platform."""
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    with session.interference.applying(rehearsal.replayed()):
        return session.client.call(method, {**rehearsal.parameters, **more})


def _takes(method: str) -> tuple[str, ...]:
    return METHODS[method].parameters.__struct_fields__


@proves("{method}")
@each("method", _writes)
def test_a_dry_run_changes_nothing(rehearsals: Rehearsals, method: str):
    """A dry run checks the call, says what it would send first, and leaves everything as it was."""
    planned = rehearsals.of(method).planned
    assert isinstance(planned.answer, DryRun)
    assert planned.answer.method == method
    assert planned.answer.request is not None, "the write changes something, and the dry run shows no request"
    assert planned.after == planned.before, "the dry run changed something"


@proves("{method}")
@each("method", lambda capability: [name for name in _writes(capability) if _refused(capability, name)])
def test_a_field_that_a_write_cannot_carry_is_refused_by_name(main: Session, capability: Capability, method: str):
    """A write with a field that this version cannot carry is refused naming the field, before anything is sent."""
    fillers, refusing = filler_parameters(METHODS[method]), _refused(capability, method)
    for name in refusing:
        carried = {parameter: value for parameter, value in fillers.items() if parameter not in refusing}
        wanted = {**carried, name: FILLERS[name]}
        with main.interference.watching() as sent, pytest.raises(UnsupportedFieldError) as refused:
            main.client.call(method, wanted)
        assert (refused.value.pointer or "").startswith(f"/{name}"), f"`{name}`: points at {refused.value.pointer}"
        assert not sent, f"`{name}` cannot be carried, and something was sent"


def _wrong_texts(capability: Capability, method: str) -> dict[str, list[str]]:
    """Name the texts of a write that this version bounds, and give for each what it has no room for."""
    fields = [field for field in capability.written_by(method) if field.type is str and field.lens is not None]
    blank = {field.parameter: [" \n"] for field in fields if field.lens and field.lens.is_filled}
    long = {field.parameter: ["x" * (field.max_length + 1)] for field in fields if field.max_length is not None}
    return {name: blank.get(name, []) + long.get(name, []) for name in sorted({**blank, **long})}


@proves("{method}")
@each("method", lambda capability: [name for name in _writes(capability) if _wrong_texts(capability, name)])
def test_a_text_without_words_and_one_too_long_are_refused(rehearsals: Rehearsals, capability: Capability, method: str):
    """A text without words, or longer than the platform keeps, is refused naming the field, and nothing is sent."""
    session, parameters = rehearsals.session, rehearsals.of(method).parameters
    for name, values in _wrong_texts(capability, method).items():
        for value in values:
            with session.interference.watching() as sent, pytest.raises(ValidationError) as refused:
                session.client.call(method, {**parameters, name: value})
            assert (refused.value.pointer or "").startswith(f"/{name}"), f"`{name}`: points at {refused.value.pointer}"
            assert not sent, f"`{name}` is {value[:10]!r}, and something was sent"


def _never_empty(capability: Capability, method: str):
    """Name the fields that an update can change and not empty, though the model lets them be empty."""
    names = {field.parameter for field in capability.written_by(method) if not field.is_nullable and field.is_readable}
    types_of = {field.name: field.type for field in msgspec.structs.fields(METHODS[method].parameters)}
    return sorted(name for name in names if type(None) in alternatives(types_of[name]))


def _updates(capability: Capability):
    names = [name for name in capability.methods if METHODS[name].verb == "update"]
    return [name for name in names if _never_empty(capability, name)]


@proves("{method}")
@each("method", _updates)
def test_null_is_refused_where_nothing_can_be_emptied(rehearsals: Rehearsals, capability: Capability, method: str):
    """Null for a field that this version cannot empty is refused naming the field, and is no "leave it as it is"."""
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    for name in _never_empty(capability, method):
        with session.interference.applying(rehearsal.in_order()), pytest.raises(CallError) as refused:
            session.client.call(method, {**rehearsal.parameters, name: None})
        assert (refused.value.pointer or "").startswith(f"/{name}"), f"`{name}`: points at {refused.value.pointer}"


def _texts(capability: Capability):
    """Name each text that an update of something other than a task carries."""
    names = [name for name in capability.methods if METHODS[name].verb == "update" and name != "task.update"]
    fields = [field for name in names for field in capability.written_by(name) if field.is_readable]
    return [field for field in fields if field.type is str and not field.parameter.endswith("_id")]


@proves("{field.method}")
@each("field", _texts)
def test_an_empty_text_is_not_absent(scene: Scene, capability: Capability, field: WrittenField):
    """An empty text in an update empties the field or is refused; it is never taken for no change.

    Where a version says that the field is never without words, the refusal names it, and nothing is sent.
    """
    around = Around(scene, METHODS[field.method].object)
    is_filled = field.lens is not None and field.lens.is_filled
    item = around.make()
    given = around.change(item, **{field.parameter: scene.place.choices.need(field)[0]})
    try:
        emptied = around.change(item, **{field.parameter: ""})
    except CallError as refused:
        is_told = refused.pointer == f"/{field.parameter}" and refused.native_status is None
        assert is_told or not is_filled, f"`{field.parameter}` was emptied, and it says: {refused}"
        return
    assert not is_filled, f"`{field.parameter}` is never without words, and was emptied"
    seen = getattr(emptied, field.name)
    assert seen != getattr(given, field.name), f"`{field.parameter}` was emptied and reads {seen!r}"


def _refused(capability: Capability, method: str) -> list[str]:
    return [name for name in capability.refused_by(method) if name in FILLERS]


@proves("task.create", "task.get")
def test_times_are_those_of_now(place: Place, capability: Capability):
    """A new task says that it was made now, by the clock of the world, and a change moves its time of change."""
    began_at = place.now() - _CLOCKS_DIFFER
    task = place.get(place.make_task().id)
    ended_at = place.now() + _CLOCKS_DIFFER
    for name in ("created_at", "updated_at"):
        if name in capability.readable("task"):
            moment = getattr(task, name)
            assert moment is not None, f"`{name}` is empty"
            earliest = began_at - capability.lateness("task", name)
            assert earliest <= moment <= ended_at, f"`{name}` is {moment}, and now is {ended_at}"
    if capability.has("task.update"):
        changed = place.client.call("task.update", {"id": task.id, "title": place.word("changed")})
        if "updated_at" in capability.readable("task"):
            assert changed.updated_at >= task.updated_at
        if "created_at" in capability.readable("task"):
            assert changed.created_at == task.created_at, "a change moved the moment of making"


@proves("task.create", "task.get", needs=["task.list"])
def test_the_creator_is_the_account_that_made_it(place: Place, capability: Capability):
    """A new task names the account that made it as its creator."""
    if "creator_id" not in capability.readable("task") or not capability.has("user.me"):
        pytest.skip("the version does not say who made a task")
    task = place.get(place.make_task().id)
    assert task.creator_id == place.vocabulary.me().id


@proves("task.create")
def test_a_wrong_type_is_refused_where_it_stands(place: Place, capability: Capability):
    """A value of the wrong type is refused pointing at it, before anything is sent."""
    wrong = {
        "title": 7,
        "due": "tomorrow",
        "label_ids": "red",
        "percent_done": 101,
        "start": {},
        "estimate": {"value": 1},
    }
    for name, value in wrong.items():
        with pytest.raises(ValidationError) as refused:
            place.client.call("task.create", {**place.draft(), name: value})
        assert (refused.value.pointer or "").startswith(f"/{name}"), f"{name}: points at {refused.value.pointer}"
    with pytest.raises(ValidationError) as refused:
        place.client.call("task.create", {})
    assert refused.value.pointer == "/title"
    del capability
