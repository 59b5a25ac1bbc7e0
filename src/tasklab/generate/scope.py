"""What the names in a spec's values stand for inside one generated method."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, get_origin

import msgspec

from tasklab.generate.surface import CONTROLS, Shape, is_enumeration, native_annotation, shapes


class Binding(msgspec.Struct, frozen=True):
    """One name: the expression that holds its value."""

    expression: str
    annotation: str
    """Python type where it is given: `str`, `int`, `bool`, `datetime`, `Any`."""
    can_be_absent: bool = False
    """Whether it may be `UNSET`."""
    is_nullable: bool = False
    is_trusted: bool = False
    """Whether the platform or the operator gave it, so that a template may put it in as it is."""

    @property
    def given(self) -> tuple[str, ...]:
        """The condition under which it is given; none when it always is."""
        return (f"{self.expression} is not UNSET",) if self.can_be_absent else ()


@cache
def annotation_of(kind: Any) -> str:
    """Return the text of a unified field's type."""
    if kind is dt.datetime:
        return "datetime"
    if kind is dt.date:
        return "date"
    if is_enumeration(kind):
        return str(kind.__name__)
    return native_annotation(kind) or str(getattr(kind, "__name__", "Any") if get_origin(kind) is None else "Any")


def parameter_bindings(struct: type[msgspec.Struct], variable: str = "parameters") -> dict[str, Binding]:
    """Return what the parameters of a method are called in its body."""
    return dict(_parameter_bindings(struct, variable))


@cache
def _parameter_bindings(struct: type[msgspec.Struct], variable: str) -> dict[str, Binding]:
    return {
        shape.name: bind_shape(shape, f"{variable}.{shape.name}")
        for shape in shapes(struct).values()
        if shape.name not in CONTROLS
    }


def bind_shape(shape: Shape, expression: str) -> Binding:
    """Return the binding of one field of a unified struct."""
    annotation = "bytes" if shape.type is bytes else annotation_of(shape.type)
    return Binding(expression, annotation, can_be_absent=shape.can_be_absent, is_nullable=shape.is_nullable)
