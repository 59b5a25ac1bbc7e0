"""Plans the fields that a task has on a platform, from the lenses of its entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.generate.code import quoted
from tasklab.generate.context import ENUMERATION, OBJECTS
from tasklab.generate.lookup import constant_table, is_constant, unsupported_constant
from tasklab.generate.name import words
from tasklab.generate.plan import Function
from tasklab.generate.reference import references_in
from tasklab.generate.surface import FIELD_TYPES, PLACED, WRITTEN_AS, shapes
from tasklab.generate.write import is_carried
from tasklab.unified.catalogue import METHODS
from tasklab.unified.objects import Field, Task

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.lens import Lens

FIELD_PARTS = ("key", "name", "type", "options", "is_required", "is_read_only", "is_custom")


def fields_method(context: Context) -> str:
    """Return the name of the method that describes the fields of a task."""
    return context.method("_task_fields", lambda: _plan_fields(context))


def _plan_fields(context: Context) -> Function:
    use = context.imports.use
    field, kind = use(OBJECTS, "Field"), use(ENUMERATION, "FieldType")
    unsupported = unsupported_constant(context, Field, FIELD_PARTS)
    site = (
        f"connection_id=self.connection.id, platform={quoted(context.spec.platform)}, "
        f"platform_version={quoted(context.spec.version)}, unsupported={unsupported}"
    )
    rows = [f"{field}({arguments}, {site})" for arguments in _field_arguments(context, kind)]
    return Function(
        name="_task_fields",
        parameters=(),
        result=f"list[{field}]",
        docstring=("Describe the fields that a task has here.",),
        body=(f"return [{', '.join(rows)}]",),
    )


def _field_arguments(context: Context, kind: str) -> list[str]:
    known = shapes(Task)
    arguments = []
    for name, lens in context.spec.entities["task"].fields.items():
        if name in PLACED or name == "custom_fields" or name not in known:
            continue
        parts = [f"id={quoted(name)}", f"key={quoted(name)}", f"name={quoted(words(name))}"]
        parts.append(f"type={kind}.{_field_type(name, lens)}")
        options = _options(context, lens)
        parts += [f"options={options}"] if options else []
        parts.append(f"is_required={lens.is_required or known[name].is_required}")
        parts.append(f"is_read_only={not _is_writable(context, name, lens)}")
        arguments.append(", ".join([*parts, "is_custom=False"]))
    return arguments


def _field_type(name: str, lens: Lens) -> str:
    codec = None if lens.codec is None else CODECS.get(lens.codec)
    return "DATE" if codec is not None and codec.native == "date" else FIELD_TYPES[name]


def _is_writable(context: Context, name: str, lens: Lens) -> bool:
    written = WRITTEN_AS.get(name, name)
    return any(
        (is_carried(lens, METHODS[method].verb) or written in _referred(context, method))
        and written in shapes(METHODS[method].parameters)
        for method in ("task.create", "task.update")
    )


def _referred(context: Context, method: str) -> set[str]:
    """Return the names that the calls of a method refer to: what they send is written, whatever its lens says."""
    declared = context.spec.methods.get(method)
    return set() if declared is None else references_in(declared)


def _options(context: Context, lens: Lens) -> str | None:
    if lens.lookup is None or not is_constant(context, lens.lookup):
        return None
    table = constant_table(context, METHODS[lens.lookup].object)
    option = context.imports.use(OBJECTS, "FieldOption")
    return f"[{option}(id=each.id, name=each.name) for each in {table}.values()]"
