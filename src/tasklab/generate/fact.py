"""Plans what is asked once per connection and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.body import BodyBuilder
from tasklab.generate.context import MESSAGE
from tasklab.generate.plan import Function
from tasklab.generate.reference import references_of_fact
from tasklab.generate.step import StepPlanner
from tasklab.generate.value import Values
from tasklab.spec import expression as e

if TYPE_CHECKING:
    from tasklab.generate.context import Context


def plan_fact(context: Context, name: str) -> Function:
    """Plan the flow that asks for a fact, and note the type of what it gives."""
    fact = context.spec.remember[name]
    body = BodyBuilder()
    values = Values(context, body, f"remember.{name}", referenced=references_of_fact(fact))
    steps = StepPlanner(values, name, is_write=False)
    for index, call in enumerate(fact.steps):
        steps.plan(call, index if len(fact.steps) > 1 else None)
    code = values.data(e.parse_value(fact.value))
    context.fact_types[name] = "Any" if code.is_nullable else code.annotation
    if "Any" in context.fact_types[name]:
        context.imports.use("typing", "Any")
    body.add(f"return {code.text}")
    return Function(
        name=f"_remember_{name}",
        parameters=(),
        result=f"{context.imports.use(MESSAGE, 'Flow')}[{context.fact_types[name]}]",
        docstring=(f"Ask for what is remembered as `{name}`.",),
        body=body.built(),
    )
