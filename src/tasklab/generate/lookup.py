"""Lookups: the remembered lists that ids are looked up in, and the table of a list that the platform fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from tasklab.generate.code import Code, literal, quoted
from tasklab.generate.context import DRAFT, ENUMERATION, LOOKUP, MESSAGE, OBJECTS
from tasklab.generate.name import pascal, plural, snake
from tasklab.generate.plan import Block, Function
from tasklab.generate.scope import Binding
from tasklab.generate.surface import OBJECTS as STRUCTS
from tasklab.generate.surface import enumeration_member, is_enumeration, native_annotation, shapes
from tasklab.spec import expression as e
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.body import BodyBuilder
    from tasklab.generate.context import Context
    from tasklab.generate.value import Values
    from tasklab.spec.lens import Lens

_PARTS = {"status": "StatusParts", "priority": "PriorityParts", "task_type": "TypeParts"}
"""Table of what tasks say of the objects that their ids lead to."""


def is_constant(context: Context, method: str) -> bool:
    """Tell whether a list method answers the constants of its entity."""
    declared = context.spec.methods.get(method)
    return declared is not None and declared.constants


def lookup_type(context: Context, method: str) -> str:
    """Return the annotation of what ids are looked up in."""
    context.imports.use("collections.abc", "Mapping")
    return f"Mapping[str, {context.imports.use(OBJECTS, pascal(METHODS[method].object))}]"


def led_type(context: Context, kind: Any) -> str:
    """Return the annotation of what a kept mapping leads to: a field's value, or the word of an enumeration."""
    plain = "str" if is_enumeration(kind) else native_annotation(kind)
    if plain is not None:
        return plain
    (part,) = get_args(kind) or (kind,)
    name = context.imports.use(OBJECTS, part.__name__)
    return f"list[{name}]" if get_args(kind) else name


def hoist_lookup(context: Context, body: BodyBuilder, method: str) -> str:
    """Return the expression of a lookup's table in a flow, asked for at its top when it is not constant."""
    entity = METHODS[method].object
    if is_constant(context, method):
        return constant_table(context, entity)
    context.method(f"_look_up_{plural(entity)}", lambda: _remember(context, method))
    remember = context.imports.use(MESSAGE, "Remember")
    return body.hoist(plural(entity), f"yield {remember}({quoted(method)}, self._look_up_{plural(entity)})")


def hoist_parts(context: Context, body: BodyBuilder, method: str) -> str:
    """Return the expression of what a reader takes for a lookup, in a flow."""
    table = hoist_lookup(context, body, method)
    parts = _PARTS.get(METHODS[method].object)
    if parts is None:
        return table
    return body.hoist(f"{METHODS[method].object}_parts", f"{context.imports.use(LOOKUP, parts)}({table})")


def constant_parts(context: Context, entity: str) -> str:
    """Return the name of the module-level table of what tasks say of an entity's constants."""
    table = constant_table(context, entity)
    parts = _PARTS.get(entity)
    if parts is None:
        return table
    return context.constant(f"_{entity}_parts".upper(), f"{context.imports.use(LOOKUP, parts)}({table})")


def reference_code(entity: str, table: str, identifier: Code) -> Code:
    """Return the code of the object, or of the part of a task, that an id leads to in a table."""
    if entity not in _PARTS:
        return Code(f"{table}.get({identifier.text})", pascal(entity), is_nullable=True)
    return identifier.mapped(f"{table}[{identifier.text}]", "Any")


def takes_numbers(lens: Lens) -> bool:
    """Tell whether what a lens reads leads to a part that is found by the number itself, not by its text."""
    return lens.lookup is not None and not lens.part and METHODS[lens.lookup].object in _PARTS


def _remember(context: Context, method: str) -> Function:
    entry = METHODS[method]
    item = context.imports.use(OBJECTS, entry.item.__name__)
    things = plural(entry.object)
    parameters = context.imports.use(entry.parameters.__module__, entry.parameters.__name__)
    call = f"yield from self.{entry.python_name}"
    return Function(
        name=f"_look_up_{things}",
        parameters=(),
        result=f"{context.imports.use(MESSAGE, 'Flow')}[dict[str, {item}]]",
        docstring=(f"Read all {things.replace('_', ' ')}, by id.",),
        body=(
            f"page = {call}({parameters}(limit=1000))",
            "found = {item.id: item for item in page.items}",
            Block(
                "while page.next_cursor is not None:",
                (
                    f"page = {call}({parameters}(limit=1000, cursor=page.next_cursor))",
                    "found |= {item.id: item for item in page.items}",
                ),
            ),
            "return found",
        ),
    )


def constant_table(context: Context, entity: str) -> str:
    """Return the name of the module-level table of an entity's constants, by id."""
    name = f"_{plural(entity).upper()}"
    if name in context.constants:
        return name
    struct = STRUCTS[entity]
    known = shapes(struct)
    context.imports.use(OBJECTS, struct.__name__)
    rows = ", ".join(
        f"{literal(str(constant['id']))}: {_constant_object(context, struct, known, constant)}"
        for constant in context.spec.entities[entity].constants or ()
    )
    return context.constant(name, f"{{{rows}}}", lookup_type(context, f"{entity}.list"))


def _constant_object(context: Context, struct: Any, known: Any, constant: dict[str, Any]) -> str:
    fields = [f"{name}={unified_literal(context, known[name].type, value)}" for name, value in constant.items()]
    site = [f"platform={quoted(context.spec.platform)}", f"platform_version={quoted(context.spec.version)}"]
    missing = unsupported_constant(context, struct, tuple(constant))
    return f"{struct.__name__}({', '.join([*fields, *site, f'unsupported={missing}'])})"


def unsupported_constant(context: Context, struct: Any, carried: tuple[str, ...]) -> str:
    """Return the name of the tuple of fields that objects of a struct cannot carry."""
    from tasklab.generate.surface import PLACED  # noqa: PLC0415

    missing = tuple(name for name in shapes(struct) if name not in PLACED and name not in carried)
    words = "".join(f"_{part}" for part in snake(struct.__name__).split("_"))
    return context.constant(f"{words.upper()}_UNSUPPORTED", literal(missing))


def unified_literal(context: Context, kind: Any, value: object) -> str:
    """Return the Python text of a unified value that a spec states."""
    if is_enumeration(kind):
        member = enumeration_member(kind, value)
        if member is None:
            context.refuse("entities", f"{value!r} is no {kind.__name__}", ", ".join(kind))
            return "None"
        context.imports.use(ENUMERATION, kind.__name__)
        return member
    return literal(str(value) if kind is str else value)


def pick_code(values: Values, pick: e.Pick) -> Code:
    """Return the code of the first object of a list that fits, or rather of one field of it."""
    context, entity = values.context, METHODS[pick.method].object
    if is_constant(context, pick.method) and all(isinstance(value, e.Literal) for _, value in pick.where):
        return _picked_constant(values, pick, entity)
    table = hoist_lookup(context, values.body, pick.method)
    kinds = shapes(METHODS[pick.method].item)
    tests = []
    for name, value in pick.where:
        if isinstance(value, e.Literal):
            tests.append(f"{entity}.{name} == {unified_literal(context, kinds[name].type, value.value)}")
        else:
            tests.append(f"{entity}.{name} == {values.data(value).text}")
    variable = values.body.fresh(f"{entity}_{pick.take}")
    found = f"{entity}.{pick.take} for {entity} in {table}.values()" + (f" if {' and '.join(tests)}" if tests else "")
    words = ", ".join(f"{name} {value.value}" for name, value in pick.where if isinstance(value, e.Literal))
    values.body.add(f"{variable} = next(({found}), None)")
    with values.body.block(f"if {variable} is None:"):
        values.body.add(f"raise {context.imports.use(DRAFT, 'nothing_fits')}({quoted(pick.method)}, {quoted(words)})")
    return Code(variable, "str")


def _picked_constant(values: Values, pick: e.Pick, entity: str) -> Code:
    for constant in values.context.spec.entities[entity].constants or ():
        if all(constant.get(name) == value.value for name, value in pick.where if isinstance(value, e.Literal)):
            return Code(literal(constant[pick.take]), "str")
    values.refuse(f"no constant of `{entity}` fits", "one that does")
    return Code('""', "str")


def bind_lookup(context: Context, method: str) -> tuple[str, Binding]:
    """Return the variable of a lookup and what it is, for a reader's parameters."""
    entity = METHODS[method].object
    if entity in _PARTS:
        return f"{entity}_parts", Binding(f"{entity}_parts", context.imports.use(LOOKUP, _PARTS[entity]))
    return plural(entity), Binding(plural(entity), lookup_type(context, method))
