"""Plans `task.find`: from what people paste to the task's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import quoted
from tasklab.generate.context import MESSAGE, OBJECTS
from tasklab.generate.plan import Block, Function
from tasklab.spec.expression import Hole, parse_template
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.lens import Entity

ADDRESS = "tasklab.adapter.address"
_PLAIN = frozenset({None, "text", "integer_text", "loose_id"})
"""Codecs under which an id in an address reads the same as the unified id."""


def plan_find(context: Context) -> Function:
    """Plan the method from the task's address, and from its key where that is made of the id."""
    use = context.imports.use
    entry = METHODS["task.find"]
    get = METHODS["task.get"]
    body = BodyBuilder()
    expressions = [found for found in (_from_address(context, body), _from_key(context)) if found]
    if not expressions:
        context.refuse(
            "methods.task.find",
            "it cannot be made: no address and no key of a task leads to its id",
            "a declaration, or an entry in `unavailable`",
        )
    body.add(f"identifier = {' or '.join(expressions)}" if expressions else "identifier = None")
    body.hoist("reference", "parameters.reference")
    if expressions[-1:] != ["reference"]:
        body.add(Block("if identifier is None:", ('raise self.not_found(reference, "task", pointer="/reference")',)))
    parameters = use(get.parameters.__module__, get.parameters.__name__)
    body.add(f"return (yield from self.task_get({parameters}(id=identifier, raw=parameters.raw)))")
    return Function(
        name=entry.python_name,
        parameters=(f"parameters: {use(entry.parameters.__module__, entry.parameters.__name__)}",),
        result=f"{use(MESSAGE, 'Flow')}[{use(OBJECTS, 'Task')}]",
        docstring=(entry.summary,),
        body=body.built(),
    )


def add_address(context: Context, body: BodyBuilder) -> None:
    """Add what answers with the task whose web address was given; a declared call finds what is no address."""
    found = _from_address(context, body)
    if found is None:
        return
    get = METHODS["task.get"]
    parameters = context.imports.use(get.parameters.__module__, get.parameters.__name__)
    body.hoist("reference", "parameters.reference")
    body.add(f"identifier = {found}")
    with body.block("if identifier is not None:"):
        body.add(f"return (yield from self.task_get({parameters}(id=identifier, raw=parameters.raw)))")


def _from_address(context: Context, body: BodyBuilder) -> str | None:
    declared = context.spec.entities["task"]
    if declared.url is None or not _is_plain(declared):
        return None
    given = context.spec.connection.parameters
    template = parse_template(declared.url)
    holes = [hole.name for hole in template.holes if hole.name not in given]
    place = next((index for index, name in enumerate(holes) if name in _names_of_id(declared)), None)
    if place is None:
        return None
    parts: list[str] = []
    for part in template.parts:
        if not isinstance(part, Hole):
            parts.append(quoted(part))
        elif part.name in given:
            value = context.given(part.name)
            parts.append(body.hoist(part.name, f'{value}.rstrip("/")'))
        else:
            parts.append("None")
    which = f", {place}" if place else ""
    function = context.imports.use(ADDRESS, "find_in_address")
    return f"{function}(reference, ({', '.join(parts)},){which})"


def _from_key(context: Context) -> str | None:
    declared = context.spec.entities["task"]
    key, identifier = declared.fields.get("key"), declared.fields["id"]
    if key is None or (key.path is not None and key.path == identifier.path):
        return "reference"  # where tasks have no key, people call them by their id
    if key.template is None or not _is_plain(declared):
        return None
    parts = parse_template(key.template).parts
    texts = [part for part in parts if not isinstance(part, Hole)]
    holes = [part for part in parts if isinstance(part, Hole)]
    if len(holes) != 1 or holes[0].name not in _names_of_id(declared):
        return None
    before = texts[0] if texts and not isinstance(parts[0], Hole) else ""
    after = texts[-1] if texts and not isinstance(parts[-1], Hole) else ""
    return f"{context.imports.use(ADDRESS, 'find_in_key')}(reference, {quoted(before)}, {quoted(after)})"


def _names_of_id(declared: Entity) -> set[str | None]:
    """Return what the id may be called in a template: by its own name, or by where it stands."""
    return {"id", declared.fields["id"].path}


def _is_plain(declared: Entity) -> bool:
    return declared.fields["id"].codec in _PLAIN
