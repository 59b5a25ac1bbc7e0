"""Objects whose members have names that each customer chooses, such as the properties of a page.

They are decoded as plain mappings. What is read of them is checked here, where it is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tasklab.adapter.codec.shaped import shaped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

T = TypeVar("T")
Path = str | int | None
"""One step further down: a member, one entry of a list, or None for all of its entries."""


def named(members: Mapping[str, Any] | None, name: str, *path: Path) -> Any:
    """Return what stands in the member with a name, or further down in it; None where there is no such thing."""
    return below((members or {}).get(name), *path)


def chosen(members: Mapping[str, Any] | None, member: str, text: str, *path: Path) -> Any:
    """Return the same of the first member that has a text in a member of its own."""
    for value in (members or {}).values():
        if isinstance(value, dict) and value.get(member) == text:
            return below(value, *path)
    return None


def others(
    members: Mapping[str, Any] | None, names: Collection[str], choices: Collection[tuple[str, str]]
) -> dict[str, Any] | None:
    """Return the members that have none of some names, and none of some texts in members of their own."""
    if members is None:
        return None
    return {
        name: value
        for name, value in members.items()
        if name not in names and not any(below(value, member) == text for member, text in choices)
    }


def every(members: Mapping[str, Any] | None) -> list[Any] | None:
    """Return all members, without their names."""
    return None if members is None else list(members.values())


def below(value: Any, *path: Path) -> Any:
    """Return what stands further down in a value; None where there is no such thing."""
    for index, step in enumerate(path):
        if step is None:
            rest = path[index + 1 :]
            found = (below(each, *rest) for each in value) if isinstance(value, list) else ()
            return [each for each in found if each is not None]
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def typed(kind: type[T], value: Any) -> T | None:
    """Return a value as what it is documented to be.

    Raises: PlatformError when it is something else.
    """
    return None if value is None else shaped(value, kind)
