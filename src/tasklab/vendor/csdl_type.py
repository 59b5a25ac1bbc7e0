"""What types of an OData CSDL stand on, and which ones stand on them.

Source: OData Common Schema Definition Language 4.01, section 6.2 (derived entity types), 6.3 (abstract ones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.vendor import pointer as p
from tasklab.vendor.problem import InvalidDescriptionError

if TYPE_CHECKING:
    from tasklab.vendor.description import Node


def short_name(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(".")[2]


def lineage(types: Node, name: str) -> list[str]:
    """Return a type and those that it stands on, itself first.

    Raises: InvalidDescriptionError for one that stands on itself.
    """
    found: list[str] = []
    current: str | None = name
    while current is not None and current in types:
        if current in found:
            raise InvalidDescriptionError(p.join("/types", name), "a type that stands on itself")
        found.append(current)
        base = types[current].get("baseType")
        current = short_name(base) if base else None
    return found


def find_family(types: Node, name: str) -> list[str]:
    """Return the types that a value of a type can be of, where that is more than the type itself; else nothing."""
    derived = [each for each in types if each != name and name in lineage(types, each)]
    if not derived:
        return []
    return [each for each in (name, *derived) if types[each].get("abstract") is not True] or [name, *derived]


def name_family(types: Node, name: str) -> str:
    """Return where a value of a type is described: its family where it has one, else the type."""
    return p.join("/families" if find_family(types, name) else "/types", name)
