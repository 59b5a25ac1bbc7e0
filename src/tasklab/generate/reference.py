"""Which names the calls of a method refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.spec import expression as e
from tasklab.spec.call import VERBS

if TYPE_CHECKING:
    from tasklab.spec.call import Call, Method
    from tasklab.spec.model import Fact


def references_in(method: Method) -> set[str]:
    """Return every name that a method's calls, or its `with`, refer to."""
    calls = method.steps if method.steps is not None else [method]
    values = [value for call in calls for value in _values(call)]
    values += [*method.with_.values(), *method.where.values(), *method.let.values(), method.items_of]
    return _names(values)


def references_of_call(call: Call) -> set[str]:
    """Return every name that one call refers to."""
    return _names(_values(call))


def references_of_fact(fact: Fact) -> set[str]:
    """Return every name that the calls of a fact, or its value, refer to."""
    return _names([fact.value, *(value for call in fact.steps for value in _values(call))])


def _names(values: list[Any]) -> set[str]:
    return {name for raw in values for name in e.references_in_value(raw)}


def _values(call: Call) -> list[Any]:
    texts = [getattr(call, verb) for verb in VERBS]
    values = [
        *texts,
        call.xml,
        call.params,
        call.variables,
        call.json_body,
        call.form,
        call.multipart,
        call.file_name,
        call.file_type,
        call.content,
        call.file_name,
        call.when,
    ]
    values += [*call.query.values(), *call.headers.values(), *(call.each or {}).values(), *call.let.values()]
    if call.calendar is not None:
        calendar = call.calendar
        values += [
            calendar.onto,
            calendar.write,
            calendar.set,
            calendar.fill,
            calendar.add,
            calendar.change,
            calendar.mark,
        ]
    values += [keep.mark for keep in call.keep.values()]
    return [value for value in values if value is not None]
