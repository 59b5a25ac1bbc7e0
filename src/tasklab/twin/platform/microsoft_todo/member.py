"""Members of bodies, read by their kind as the description has them.

Source: the CSDL's types `todoTask`, `checklistItem`, `linkedResource`; the wording of refusals as callers report it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tasklab.twin.platform.microsoft_todo import moment
from tasklab.twin.platform.microsoft_todo.refusal import bad_request, bad_value

Read: TypeAlias = Callable[[Any, str], Any]
"""Reads a value at a path of the body. Raises: RefusalError with 400."""


def read_members(body: Mapping[str, Any], members: Mapping[str, Read | None], kind: str) -> dict[str, Any]:
    """Read a body by its members; annotations and those that are only read, with None, are passed over.

    Raises: RefusalError with 400 for an unknown member, or one of another kind.
    """
    found = {}
    for name, value in body.items():
        if "@" in name:
            continue
        if name not in members:
            unknown = f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'."
            raise bad_request(f"{unknown} Make sure to only use property names that are defined by the type.")
        read = members[name]
        if read is not None:
            found[name] = read(value, name)
        elif name == "id":
            or_null(text)(value, name)
    return found


def text(value: Any, path: str) -> str:
    """Read text."""
    if not isinstance(value, str):
        raise bad_value(value, "System.String", path)
    return value


def flag(value: Any, path: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise bad_value(value, "System.Boolean", path)
    return value


def number(value: Any, path: str) -> int:
    """Read a whole number of 32 bits."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise bad_value(value, "System.Int32", path)
    return value


def texts(value: Any, path: str) -> tuple[str, ...]:
    """Read a list of texts, each of them once; null is an empty one."""
    if value is not None and not isinstance(value, list):
        raise bad_value(value, "System.Collections.Generic.IEnumerable`1[System.String]", path)
    return tuple(dict.fromkeys(text(each, f"{path}[{at}]") for at, each in enumerate(value or ())))


def choice(kind: str, *words: str) -> Callable[[Any, str], str]:
    """Return what reads one of these words."""

    def read(value: Any, path: str) -> str:
        if value not in words:
            raise bad_value(value, f"Microsoft.Graph.{kind}", path)
        return str(value)

    return read


def or_null(read: Read) -> Read:
    """Return what reads null too."""
    return lambda value, path: None if value is None else read(value, path)


def instant(value: Any, path: str) -> float:
    """Read an instant as Unix seconds."""
    return moment.parse(value, path).timestamp()


def day(value: Any, path: str) -> Any:
    """Read a day in a zone: the time of day is cut off."""
    return moment.parse_zoned(value, path, is_day=True)


def zoned(value: Any, path: str) -> Any:
    """Read an instant in a zone."""
    return moment.parse_zoned(value, path, is_day=False)


def parts(members: Mapping[str, Read], kind: str) -> Read:
    """Return what reads an object with these members."""

    def read(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict) or {each for each in value if "@" not in each} - set(members):
            raise bad_value(value, f"Microsoft.Graph.{kind}", path)
        return {name: members[name](each, f"{path}.{name}") for name, each in value.items() if name in members}

    return read
