"""Methods by name: how arguments are bound to them, and what is told of them.

Source: `tracrpc/api.py`. Arguments come by place alone, and a wrong number of them is told in Python 2's words, which
count the two that the plug-in adds.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.python2 import as_words, type_name
from tasklab.twin.platform.trac.refusal import BrokenError, MethodNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trac.call import Call

_ADDED = 2
_TYPES = {
    "int": "int", "bool": "boolean", "str": "string", "datetime": "DateTime", "Binary": "Binary", "list": "array",
    "dict": "struct", "none": "int",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Method:
    """One method that the plug-in exposes."""

    name: str
    function: Callable[..., Any]
    permission: str | None
    signatures: tuple[tuple[str, ...], ...]
    """Types, what is returned first."""
    parameters: tuple[inspect.Parameter, ...]

    def run(self, call: Call, given: Any) -> Any:
        """Check the permission, bind the arguments and call. Raises: TracError, BrokenError."""
        if self.permission:
            call.require(self.permission)
        result = self.function(call, *self._bind(given))
        return 0 if result is None else result

    def show_signatures(self) -> list[str]:
        """Return the types of each signature."""
        return [",".join(_TYPES[each] for each in signature) for signature in self.signatures]

    def show_help(self) -> str:
        """Return the longest signature with names."""
        returned, *types = max(self.signatures, key=len)
        shown = ", ".join(f"{_TYPES[kind]} {_show(each)}" for kind, each in zip(types, self.parameters, strict=True))
        return f"{_TYPES[returned]} {self.name}({shown})"

    def _bind(self, given: Any) -> list[Any]:
        short = self.name.rpartition(".")[2]
        if not isinstance(given, (list, dict, str)):
            raise BrokenError(f"{short}() argument after * must be an iterable, not {type_name(given)}")
        values = list(given)
        least = sum(each.default is inspect.Parameter.empty for each in self.parameters)
        most = len(self.parameters)
        if not least <= len(values) <= most:
            word = "exactly" if least == most else "at least" if len(values) < least else "at most"
            bound = (least if len(values) < least else most) + _ADDED
            raise BrokenError(f"{short}() takes {word} {bound} arguments ({len(values) + _ADDED} given)")
        return values


METHODS: dict[str, Method] = {}


def method(
    name: str, *signatures: str, permission: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Expose a function under a name. A signature names types with blanks between, what is returned first."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        parameters = tuple(inspect.signature(function).parameters.values())[1:]
        pairs = tuple(tuple(each.split()) for each in signatures)
        METHODS[name] = Method(name, function, permission, pairs, parameters)
        return function

    return register


def find_method(name: Any) -> Method:
    """Return a method. Raises: MethodNotFoundError."""
    found = METHODS.get(name) if isinstance(name, str) else None
    if found is None:
        raise MethodNotFoundError(as_words(name))
    return found


def _show(parameter: inspect.Parameter) -> str:
    name = parameter.name.rstrip("_")
    if parameter.default is inspect.Parameter.empty:
        return name
    value = parameter.default
    shown = "{}" if value == () else f'"{value}"' if isinstance(value, str) else str(value)
    return f"{name}={shown}"
