"""What integrators may rely on about every call, whatever the method."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tasklab.adapter.driver.session import DryRun
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Entity
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.capability import ALWAYS_THERE, Capability
from tasklab.verify.contract.filler import filler_parameters
from tasklab.verify.contract.place import Place
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
def test_every_object_says_where_it_comes_from(scene: Scene, shared: Scene, capability: Capability, method: str):
    """Every object names its connection, platform and version, has its times in UTC, and says what it cannot carry."""
    parameters = scene.parameters(method) if METHODS[method].is_write else shared.sample(method)
    for item in objects_of(shared.client.call(method, parameters)):
        assert isinstance(item, METHODS[method].item)
        assert not check_stamp(item, capability, has_raw=False), check_stamp(item, capability, has_raw=False)


@proves("{method}")
@each("method", _with_raw)
def test_the_native_object_comes_on_request(shared: Scene, method: str):
    """With `raw` each object brings its native form along as JSON, and is otherwise the same."""
    wanted = shared.sample(method)
    plain = objects_of(shared.client.call(method, wanted))
    asked = objects_of(shared.client.call(method, {**wanted, "raw": True}))
    assert [item.id for item in asked] == [item.id for item in plain]
    for item, other in zip(asked, plain, strict=True):
        assert item.raw is not msgspec.UNSET, "asked for, and not there"
        assert msgspec.json.decode(item.raw), "the native object is empty"
        for name in set(item.__struct_fields__) - {"raw"}:
            assert getattr(item, name) == getattr(other, name), f"`{name}` differs when `raw` is asked for"


@proves("{method}")
@each("method", _all)
def test_an_unknown_parameter_is_refused(shared: Scene, method: str):
    """A parameter that the method does not know is refused pointing at it, and nothing happens."""
    with pytest.raises(ValidationError) as refused:
        shared.client.call(method, {**shared.sample(method), "no_such_parameter": 1})
    assert refused.value.pointer == "/no_such_parameter"
    assert refused.value.method == method


@proves("{method}")
@each("method", lambda capability: [name for name in _all(capability) if "fields" in _takes(name)])
def test_fields_may_be_chosen(shared: Scene, method: str):
    """The fields that a caller chooses come as they are without choosing; a name that is no field is refused."""
    wanted = shared.sample(method)
    with pytest.raises(ValidationError) as refused:
        shared.client.call(method, {**wanted, "fields": ["no_such_field"]})
    assert refused.value.pointer == "/fields/0"
    if not METHODS[method].is_write:
        known = [name for name in METHODS[method].item.__struct_fields__ if name not in ALWAYS_THERE][:2]
        chosen = objects_of(shared.client.call(method, {**wanted, "fields": known}))
        plain = objects_of(shared.client.call(method, wanted))
        assert [[getattr(item, name) for name in known] for item in chosen] == [
            [getattr(item, name) for name in known] for item in plain
        ]


def _takes(method: str) -> tuple[str, ...]:
    return METHODS[method].parameters.__struct_fields__


@proves("{method}")
@each("method", _writes)
def test_a_dry_run_changes_nothing(shared: Scene, method: str):
    """A dry run checks the call, says what it would send first, and leaves everything as it was."""
    wanted = shared.sample(method)
    before = _snapshot(shared, method)
    answer = shared.client.call(method, {**wanted, "dry_run": True})
    assert isinstance(answer, DryRun)
    assert answer.method == method
    assert answer.request is not None, "the write would have changed something, and the dry run shows no request"
    assert _snapshot(shared, method) == before, "the dry run changed something"


def _snapshot(scene: Scene, method: str) -> list[object]:
    """Return everything of the kind that a write changes; all of the same scene."""
    name = METHODS[method].object
    if name == "task":
        return sorted(scene.place.tasks(), key=lambda task: task.id)
    return sorted(Around(scene, name).all(), key=lambda item: item.id)


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
            assert began_at <= moment <= ended_at, f"`{name}` is {moment}, and now is {ended_at}"
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
    assert task.creator_id == place.client.call("user.me", {}).id


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
