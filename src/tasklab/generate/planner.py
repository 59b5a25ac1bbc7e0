"""Plans the module of one adapter from its resolved spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.connection import plan_attributes, plan_connection
from tasklab.generate.context import ADAPTER, Context
from tasklab.generate.derived import derived_methods, is_derived
from tasklab.generate.listing import ListPlanner
from tasklab.generate.method import MethodPlanner
from tasklab.generate.name import class_name
from tasklab.generate.native import OPEN, name_structs, plan_structs
from tasklab.generate.plan import Constant, Module
from tasklab.generate.problem import GenerationError
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.plan import Function, NativeStruct
    from tasklab.spec.model import Spec


def plan_module(spec: Spec, source: str) -> Module:
    """Plan the adapter of a resolved spec. `source` is the spec's file below `specs/`.

    Raises: GenerationError with everything that stands in the way.
    """
    context = Context(spec, source)
    context.imports.use(ADAPTER, "Adapter")
    methods = [_plan_method(context, name) for name in METHODS if _is_planned(spec, name)]
    attributes = plan_attributes(context)
    connection = plan_connection(context)
    structs, decoders = _plan_structs(context), _plan_decoders(context)
    if context.problems:
        raise GenerationError(tuple(dict.fromkeys(context.problems)))
    return Module(
        platform=spec.platform,
        version=spec.version,
        class_name=class_name(spec.platform, spec.version),
        summary=f"{spec.platform} {spec.version}, as its specification says.",
        imports=context.imports.planned(),
        structs=structs,
        decoders=decoders,
        constants=tuple(context.constants.values()),
        functions=tuple(context.functions.values()),
        attributes=attributes,
        methods=(*connection, *methods, *context.methods.values()),
    )


def _is_planned(spec: Spec, name: str) -> bool:
    return name in spec.methods or is_derived(spec, name)


def _plan_method(context: Context, name: str) -> Function:
    if name in context.spec.methods:
        planner = ListPlanner if METHODS[name].is_list else MethodPlanner
        return planner(context, name).plan()
    return derived_methods()[name](context)


def _plan_structs(context: Context) -> tuple[NativeStruct, ...]:
    taken: set[str] = set()
    structs: list[NativeStruct] = []
    done: set[str] = set()
    for name, tree in context.trees.items():
        name_structs(tree, name, taken)
    for name, tree in context.trees.items():
        structs += plan_structs(tree, context.imports, done, f"Native members of one `{name.lstrip('_')}`.")
    for decoder, (key, tree) in context.replies.items():
        name_structs(tree, key[0], taken)
        structs += plan_structs(tree, context.imports, done, f"What is read of an answer that `{decoder}` decodes.")
    return tuple(structs)


def _plan_decoders(context: Context) -> tuple[Constant, ...]:
    constants = []
    for name, (_, tree) in context.replies.items():
        hook = f", dec_hook={context.imports.use(OPEN[0], 'open_object')}" if tree.has_open else ""
        constants.append(Constant(name, None, f"Decoder({tree.annotation()}{hook})"))
    return tuple(constants)
