"""Plans the methods that follow from the rest of a spec, so that it need not declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.context import MESSAGE, OBJECTS, PAGE
from tasklab.generate.field import FIELD_PARTS, fields_method
from tasklab.generate.listing import LISTING, PAGING
from tasklab.generate.lookup import unsupported_constant
from tasklab.generate.plan import Block, Function
from tasklab.generate.web import plan_find
from tasklab.unified.catalogue import METHODS
from tasklab.unified.objects import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.generate.context import Context
    from tasklab.spec.model import Spec

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


def plan_field_list(context: Context) -> Function:
    """Plan `field.list` from the lenses of a task."""
    use = context.imports.use
    fields = fields_method(context)
    page = f"{use(PAGING, 'NativePage')}[{use(OBJECTS, 'Field')}]"
    unsupported = unsupported_constant(context, Field, FIELD_PARTS)
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
    """Plan `task.schema` from the fields that tasks have."""
    schema = context.imports.use(PAGE, "TaskSchema")
    parameters, told = _signature(context, "task.schema")[0], "They are the same everywhere."
    if "field.list" in context.spec.methods:
        wanted = METHODS["field.list"].parameters
        made = f"{context.imports.use(wanted.__module__, wanted.__name__)}(limit=1000)"
        body: tuple[str, ...] = (
            f"page = yield from self.field_list({made})",
            f"return {schema}(fields=page.items)",
        )
        told = "They are those of `field.list`."
    else:
        body = ("yield from ()", f"return {schema}(fields=self.{fields_method(context)}())")
    return Function(
        name="task_schema",
        parameters=(parameters.replace("parameters:", "_parameters:"),),
        result=f"{context.imports.use(MESSAGE, 'Flow')}[{schema}]",
        docstring=(f"{METHODS['task.schema'].summary} {told}",),
        body=body,
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
