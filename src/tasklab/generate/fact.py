"""Plans what is asked once per connection and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.body import BodyBuilder
from tasklab.generate.context import MESSAGE
from tasklab.generate.plan import Function
from tasklab.generate.step import StepPlanner
from tasklab.generate.value import Values
from tasklab.spec import expression as e

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.model import Fact


def plan_facts(context: Context) -> tuple[Function, ...]:
    """Plan one flow per remembered fact."""
    return tuple(_plan_fact(context, name, fact) for name, fact in context.spec.remember.items())


def _plan_fact(context: Context, name: str, fact: Fact) -> Function:
    body = BodyBuilder()
    values = Values(context, body, f"remember.{name}")
    steps = StepPlanner(values, name, is_write=False)
    for index, call in enumerate(fact.steps):
        steps.plan(call, index if len(fact.steps) > 1 else None)
    context.imports.use("typing", "Any")
    body.add(f"return {values.data(e.parse_value(fact.value)).text}")
    return Function(
        name=f"_remember_{name}",
        parameters=(),
        result=f"{context.imports.use(MESSAGE, 'Flow')}[Any]",
        docstring=(f"Ask for what is remembered as `{name}`.",),
        body=body.built(),
    )
