"""Strategies for any struct of the unified model, read off its types: a new field is covered without a line here."""

from __future__ import annotations

import datetime as dt
from functools import cache

import msgspec
import pytest
from hypothesis import strategies as st
from msgspec import UNSET, inspect

from tasklab.unified.error import Problem
from tasklab.unified.objects import Task, TaskDate
from tasklab.unified.page import BatchItem, Deleted
from tasklab.unified.parameter.discussion import AttachmentCreateParameters
from tasklab.unified.parameter.task import TaskMoveParameters

_INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
_FLOAT = st.floats(allow_nan=False, allow_infinity=False)
_JSON = st.recursive(
    st.none() | st.booleans() | _INT64 | _FLOAT | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
_INSTANT = st.datetimes(timezones=st.just(dt.UTC))
_DAY_OR_MOMENT = st.builds(TaskDate, date=st.dates(), timezone=st.none() | st.just("Europe/Oslo")) | st.builds(
    TaskDate, datetime=_INSTANT, timezone=st.none() | st.just("UTC")
)

_MADE = {
    inspect.AnyType: lambda _: _JSON,
    inspect.RawType: lambda _: _JSON.map(lambda value: msgspec.Raw(msgspec.json.encode(value))),
    inspect.NoneType: lambda _: st.none(),
    inspect.BoolType: lambda _: st.booleans(),
    inspect.BytesType: lambda _: st.binary(max_size=8),
    inspect.DateType: lambda _: st.dates(),
    inspect.DateTimeType: lambda _: _INSTANT,
    inspect.FloatType: lambda _: _FLOAT,
    inspect.StrType: lambda kind: st.text(min_size=kind.min_length or 0, max_size=min(kind.max_length or 12, 12)),
    inspect.IntType: lambda kind: st.integers(
        -(2**63) if kind.ge is None else kind.ge, 2**63 - 1 if kind.le is None else kind.le
    ),
    inspect.EnumType: lambda kind: st.sampled_from(kind.cls),
    inspect.LiteralType: lambda kind: st.sampled_from(sorted(kind.values)),
    inspect.DictType: lambda _: st.dictionaries(st.text(max_size=5), _JSON, max_size=3),
    inspect.ListType: lambda kind: st.lists(_strategy(kind.item_type), min_size=kind.min_length or 0, max_size=3),
    inspect.VarTupleType: lambda kind: st.lists(_strategy(kind.item_type), max_size=3).map(tuple),
    inspect.UnionType: lambda kind: st.one_of([_strategy(inner) for inner in kind.types]),
    inspect.Metadata: lambda kind: _strategy(kind.type),
    inspect.StructType: lambda kind: structs(kind.cls),
}


def _strategy(kind: inspect.Type) -> st.SearchStrategy:
    return _MADE[type(kind)](kind)


def _field(field: inspect.Field) -> st.SearchStrategy:
    """Absent, null and values, each as often as the type allows it."""
    values = _strategy(field.type)
    defaults_to_unset = not field.required and field.default is field.default_factory is msgspec.NODEFAULT
    return st.just(UNSET) | values if defaults_to_unset else values


def _fields(cls: type[msgspec.Struct], *without: str) -> dict[str, st.SearchStrategy]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return {field.name: _field(field) for field in info.fields if field.name not in without}


@cache
def structs(cls: type[msgspec.Struct]) -> st.SearchStrategy:
    """Any value of a struct, the rules that its types cannot say included."""
    if cls is TaskDate:
        return _DAY_OR_MOMENT
    if cls is BatchItem:
        kinds = {"result": structs(Task), "deleted": structs(Deleted), "error": structs(Problem)}
        return st.one_of([st.builds(cls, index=st.integers(0, 99), **{name: kind}) for name, kind in kinds.items()])
    if cls is AttachmentCreateParameters:
        rest = _fields(cls, "content", "url")
        return st.builds(cls, content=st.binary(max_size=8), **rest) | st.builds(cls, url=st.text(), **rest)
    if cls is TaskMoveParameters:
        return st.builds(cls, **_fields(cls, "section_id"), section_id=st.none() | st.text(min_size=1, max_size=5))
    if cls.__name__ in {"TaskCreateParameters", "TaskUpdateParameters"}:
        known = _field(next(f for f in inspect.type_info(cls).fields if f.name == "estimate"))
        estimate = known.filter(lambda value: not value or value.unit != "unknown")
        return st.builds(cls, **_fields(cls, "estimate"), estimate=estimate)
    return st.builds(cls, **_fields(cls))


@pytest.fixture(scope="session")
def any_of():
    """Gives the strategy for any value of a struct."""
    return structs
