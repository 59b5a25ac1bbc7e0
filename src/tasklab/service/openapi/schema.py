"""JSON Schemas of everything that goes over the wire, one component for each struct."""

from __future__ import annotations

from typing import Any

import msgspec

from tasklab.unified.objects import Entity

_TEMPLATE = "#/components/schemas/{name}"


class Schemas:
    """Collects the schemas that are referred to."""

    def __init__(self) -> None:
        self._components: dict[str, Any] = {}

    def reference(self, kind: Any) -> dict[str, Any]:
        """Return the schema of a type, or of one of several: a reference, where it is a struct."""
        if isinstance(kind, tuple):
            return {"anyOf": [self.reference(each) for each in kind]}
        (schema,), components = msgspec.json.schema_components([kind], ref_template=_TEMPLATE)
        for name, component in components.items():
            self._components.setdefault(_clean(name), _mended(component))
        return dict(_renamed(schema))

    def members(self, kind: type[msgspec.Struct]) -> dict[str, Any]:
        """Return the schema of a struct itself, and keep those it refers to."""
        (reference,), components = msgspec.json.schema_components([kind], ref_template=_TEMPLATE)
        own = reference["$ref"].rpartition("/")[2]
        for name, component in components.items():
            if name != own:
                self._components.setdefault(_clean(name), _mended(component))
        return dict(_mended(components[own]))

    def made(self) -> dict[str, Any]:
        """Return all components by name."""
        return dict(sorted(self._components.items()))


def _clean(name: str) -> str:
    """Return a name that generators of clients take: `Page_Task_` is `TaskPage`."""
    if name.startswith("Page_"):
        return f"{name.removeprefix('Page_').rstrip('_')}Page"
    return name


def _mended(component: dict[str, Any]) -> dict[str, Any]:
    """Return a component with one line of words, and with what a caller may count on.

    An object brings all its members unless `fields` chose some: only the id is always there.
    """
    mended = dict(_renamed(component))
    if "description" in mended:
        mended["description"] = mended["description"].partition("\n")[0]
    if mended.get("title") in _ENTITIES:
        mended["required"] = ["id"]
    mended["title"] = _clean(str(mended.get("title", "")).replace("[", "_").replace("]", "_"))
    return mended


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: f"#/components/schemas/{_clean(inner.rpartition('/')[2])}" if name == "$ref" else _renamed(inner)
            for name, inner in value.items()
        }
    return [_renamed(each) for each in value] if isinstance(value, list) else value


_ENTITIES = frozenset(each.__name__ for each in Entity.__subclasses__())
