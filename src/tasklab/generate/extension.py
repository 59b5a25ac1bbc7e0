"""Plans how the native extras of an object are read: what a spec keeps besides the unified fields, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import quoted
from tasklab.generate.name import words
from tasklab.generate.plan import Block, Function

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.generate.native import Access
    from tasklab.generate.source import NativeSource


def read_extensions(context: Context, entity: str, source: NativeSource) -> str:
    """Return the call of the function that reads the extras of an entity, planned here."""
    name = f"_{entity}_extensions"
    context.imports.use("typing", "Any")
    context.imports.use("msgspec", "UNSET")
    result = f"dict[str, Any] | {context.imports.use('msgspec', 'UnsetType')}"
    where = f"entities.{entity}.extensions"
    reads = [
        _read_extra(extra, source.find(path, "Any", f"{where}.{extra}", root="native"))
        for extra, path in context.spec.entities[entity].extensions.items()
    ]
    context.functions[name] = Function(
        name=name,
        parameters=(f"native: {source.annotation}",),
        result=result,
        docstring=(f"Read the native extras of one {words(entity).lower()}.",),
        body=("found: dict[str, Any] = {}", *reads, "return found or UNSET"),
    )
    return f"{name}(native)"


def _read_extra(extra: str, access: Access) -> str | Block:
    guards = [guard.replace(" is None", " is not None") for guard in access.guards]
    value = access.expression if not access.over else access.wrapped(access.expression)
    value += ".text" if access.annotation == "Property" else ""
    assign = f"found[{quoted(extra)}] = {value}"
    return Block(f"if {' and '.join(guards)}:", (assign,)) if guards else assign
