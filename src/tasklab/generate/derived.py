"""Plans the methods that follow from the rest of a spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.generate.plan import Function
    from tasklab.spec.model import Spec

Planner: TypeAlias = "Callable[[Context], Function]"


def derived_methods() -> Mapping[str, Planner]:
    """Return the planners of methods that need no declaration."""
    return {}


def is_derived(spec: Spec, name: str) -> bool:
    """Tell whether a method that the spec does not declare can be made from the rest of it."""
    return name in derived_methods() and name not in spec.unavailable
