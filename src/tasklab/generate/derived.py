"""Plans the methods that follow from the rest of a spec, so that it need not declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.generate.code import quoted
from tasklab.generate.context import ENUMERATION, MESSAGE, OBJECTS, PAGE
from tasklab.generate.listing import LISTING, PAGING
from tasklab.generate.lookup import constant_table, is_constant, unsupported_constant
from tasklab.generate.name import words
from tasklab.generate.plan import Block, Function
from tasklab.generate.surface import FIELD_TYPES, PLACED, WRITTEN_AS, shapes
from tasklab.generate.web import plan_find
from tasklab.generate.write import is_carried
from tasklab.unified.catalogue import METHODS
from tasklab.unified.objects import Field, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.generate.context import Context
    from tasklab.spec.lens import Lens
    from tasklab.spec.model import Spec

_FIELD_PARTS = ("key", "name", "type", "options", "is_required", "is_read_only", "is_custom")
_NEEDS: Mapping[str, str] = {
    "field.list": "task.get",
    "task.schema": "task.get",
    "task.find": "task.get",
    "task.batch": "task.create",
}
"""What a spec has to declare for a derived method to mean something."""


def is_derived(spec: Spec, name: str) -> bool:
    """Tell whether a method that the spec does not declare can be made from the rest of it."""
    needed = _NEEDS.get(name)
    return needed in spec.methods and name not in spec.methods and name not in spec.unavailable


def derived_methods() -> Mapping[str, Callable[[Context], Function]]:
    """Return the planners of methods that need no declaration."""
    return {"field.list": plan_field_list, "task.schema": plan_schema, "task.find": plan_find, "task.batch": plan_batch}


def _signature(context: Context, name: str) -> tuple[str, ...]:
    entry = METHODS[name]
    return (f"parameters: {context.imports.use(entry.parameters.__module__, entry.parameters.__name__)}",)


# Fields


def _fields_method(context: Context) -> str:
    """Return the name of the method that describes the fields of a task."""
    return context.method("_task_fields", lambda: _plan_fields(context))


def _plan_fields(context: Context) -> Function:
    use = context.imports.use
    field, kind = use(OBJECTS, "Field"), use(ENUMERATION, "FieldType")
    unsupported = unsupported_constant(context, Field, _FIELD_PARTS)
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
        parts.append(f"is_read_only={not _is_writable(name, lens)}")
        arguments.append(", ".join([*parts, "is_custom=False"]))
    return arguments


def _field_type(name: str, lens: Lens) -> str:
    codec = None if lens.codec is None else CODECS.get(lens.codec)
    return "DATE" if codec is not None and codec.native == "date" else FIELD_TYPES[name]


def _is_writable(name: str, lens: Lens) -> bool:
    written = WRITTEN_AS.get(name, name)
    return any(
        is_carried(lens, METHODS[method].verb) and written in shapes(METHODS[method].parameters)
        for method in ("task.create", "task.update")
    )


def _options(context: Context, lens: Lens) -> str | None:
    if lens.lookup is None or not is_constant(context, lens.lookup):
        return None
    table = constant_table(context, METHODS[lens.lookup].object)
    option = context.imports.use(OBJECTS, "FieldOption")
    return f"[{option}(id=each.id, name=each.name) for each in {table}.values()]"


def plan_field_list(context: Context) -> Function:
    """Plan `field.list` from the lenses of a task."""
    use = context.imports.use
    fields = _fields_method(context)
    page = f"{use(PAGING, 'NativePage')}[{use(OBJECTS, 'Field')}]"
    unsupported = unsupported_constant(context, Field, _FIELD_PARTS)
    plan = context.constant(
        "_FIELD_LIST",
        f'{use(LISTING, "ListPlan")}(method="field.list", native=frozenset({{"project_id"}}), is_whole=True, '
        f"unsupported={unsupported})",
    )
    head = f"def fetch(_window: {use(PAGING, 'Window')}) -> {use(MESSAGE, 'Flow')}[{page}]:"
    return Function(
        name="field_list",
        parameters=_signature(context, "field.list"),
        result=f"{use(MESSAGE, 'Flow')}[{use(PAGE, 'Page')}[Field]]",
        docstring=(f"{METHODS['field.list'].summary} They are the same in every project.",),
        body=(
            Block(head, ("yield from ()", f"return NativePage(self.{fields}())")),
            f"return (yield from {use(LISTING, 'walk')}(self, parameters, {plan}, fetch))",
        ),
    )


def plan_schema(context: Context) -> Function:
    """Plan `task.schema` from the lenses of a task."""
    schema = context.imports.use(PAGE, "TaskSchema")
    return Function(
        name="task_schema",
        parameters=(_signature(context, "task.schema")[0].replace("parameters:", "_parameters:"),),
        result=f"{context.imports.use(MESSAGE, 'Flow')}[{schema}]",
        docstring=(f"{METHODS['task.schema'].summary} They are the same everywhere.",),
        body=("yield from ()", f"return {schema}(fields=self.{_fields_method(context)}())"),
    )


# Batch


def plan_batch(context: Context) -> Function:
    """Plan `task.batch`: each operation by its own method, each with its own outcome."""
    use = context.imports.use
    run = use("tasklab.adapter.batch", "run_batch")
    return Function(
        name="task_batch",
        parameters=_signature(context, "task.batch"),
        result=f"{use(MESSAGE, 'Flow')}[{use(PAGE, 'BatchResult')}]",
        docstring=(METHODS["task.batch"].summary,),
        body=(f"return (yield from {run}(self, parameters))",),
    )
