"""Plans the comparison of what a write was given with what the platform kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.generate.code import quoted
from tasklab.generate.context import DRAFT

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.call import Method

_PARTS = frozenset({"status", "priority", "type"})
"""Fields of a task that are written by an id and read as a part with that id."""


def kept_of(context: Context, declared: Method, entity: str, variable: str) -> list[str]:
    """Return the statement that refuses an object without what was asked for; none where nothing is confirmed."""
    rows = []
    for name in declared.confirm:
        part = name.removesuffix("_id")
        is_part = entity == "task" and part in _PARTS
        kept = f"None if {variable}.{part} is None else {variable}.{part}.id" if is_part else f"{variable}.{name}"
        rows.append(f"({quoted(name)}, {_given(context, entity, name)}, {kept})")
    return [f"{context.imports.use(DRAFT, 'require_kept')}({', '.join(rows)})"] if rows else []


def _given(context: Context, entity: str, name: str) -> str:
    """Return what a field was given, as it reads back where the codec changes it on the way."""
    lens = context.spec.entities[entity].fields.get(name)
    codec = None if lens is None else CODECS.get(lens.codec or "")
    if lens is not None and isinstance(lens.clear, int) and (codec is None or codec.is_identity):
        return f"({lens.clear} if parameters.{name} is None else parameters.{name})"
    if codec is None or not codec.has_normalisation:
        return f"parameters.{name}"
    normalise = context.imports.use(codec.module, codec.normaliser)
    return f"{context.imports.use(DRAFT, 'settled')}(parameters.{name}, {normalise})"
