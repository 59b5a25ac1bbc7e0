"""Code for objects whose members have names that a spec cannot know: connection parameters say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import quoted
from tasklab.generate.name import identifier
from tasklab.generate.plan import Function
from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import LOOSE, Chosen, Index, Key, Named, Others, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.generate.context import Context
    from tasklab.spec.lens import Lens
    from tasklab.spec.path import Step

_MODULE = "tasklab.adapter.loose"


def named_by(context: Context, parameter: str) -> str:
    """Return the expression of the name that a connection parameter says."""
    declared = context.spec.connection.parameters.get(parameter)
    if declared is None:
        context.refuse("connection.parameters", f"a path with {{{parameter}}}", "a connection parameter of that name")
        return quoted(parameter)
    given = context.given(parameter)
    summary = f"{declared.title}: what the customer says, or the usual."
    made = Function(f"_{parameter}", (), "str", (summary,), (f"return {given}",), decorators=("property",))
    return f"self.{context.method(made.name, lambda: made)}"


def is_loose(path: str) -> bool:
    """Tell whether a path goes into an object whose members have names that a spec cannot know."""
    return any(isinstance(step, LOOSE) for step in parse_path(path).steps)


class Loose:
    """Gives the code of what stands in such an object. With an entity, its other paths are known."""

    def __init__(self, context: Context, entity: str | None = None) -> None:
        self._context = context
        self._entity = entity

    def source(self, owner: str, steps: Sequence[Step], annotation: str) -> tuple[str, str]:
        """Return the expression of what stands at the end of the steps, and a name for it."""
        use = self._context.imports.use
        found, name = self._found(owner, steps)
        if "Any" in annotation:
            use("typing", "Any")
        if annotation == "Any" or " | " in annotation:
            return found, name
        return f"{use(_MODULE, 'typed')}({annotation}, {found})", name

    def _found(self, owner: str, steps: Sequence[Step]) -> tuple[str, str]:
        use, (first, *rest) = self._context.imports.use, steps
        further = "".join(f", {_argument(step)}" for step in rest)
        name = identifier("_".join(_words(steps)))
        match first:
            case Named(parameter):
                return f"{use(_MODULE, 'named')}({owner}, {named_by(self._context, parameter)}{further})", name
            case Chosen(member, text):
                return f"{use(_MODULE, 'chosen')}({owner}, {quoted(member)}, {quoted(text)}{further})", name
            case _ if self._entity is None:
                return f"{use(_MODULE, 'every')}({owner})", "members"
        known = [step for steps in self._paths() for step in steps]
        names = dict.fromkeys(named_by(self._context, step.parameter) for step in known if isinstance(step, Named))
        choices = dict.fromkeys(
            f"({quoted(step.member)}, {quoted(step.text)})" for step in known if isinstance(step, Chosen)
        )
        return f"{use(_MODULE, 'others')}({owner}, {_tuple(names)}, {_tuple(choices)})", "other_members"

    def _paths(self) -> Iterator[tuple[Step, ...]]:
        """Yield the steps of all paths of the entity."""
        declared = self._context.spec.entities[str(self._entity)]
        for lens in declared.fields.values():
            for path in (*_paths_of(lens), *declared.extensions.values()):
                try:
                    yield parse_path(path).steps
                except ExpressionError as error:
                    self._context.refuse(f"entities.{self._entity}", str(error), "a path")


def raw_arguments(context: Context, path: str) -> str:
    """Return the arguments that lead to such a path in an answer: `, "properties", self._status_property`."""
    found = ""
    for step in parse_path(path).steps:
        match step:
            case Named(parameter):
                found += f", {named_by(context, parameter)}"
            case Others():
                pass
            case _:
                found += f", {_argument(step)}"
    return found


def _paths_of(lens: Lens) -> list[str]:
    return [path for path in (lens.path, lens.otherwise, *(lens.parts or ()), *lens.where) if path is not None]


def _argument(step: Step) -> str:
    match step:
        case Key(name):
            return quoted(name)
        case Index(number):
            return str(number)
        case _:
            return "None"


def _words(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        match step:
            case Named(parameter):
                yield parameter
            case Chosen(_, text):
                yield text
            case Key(name):
                yield name


def _tuple(texts: dict[str, None]) -> str:
    return "(" + "".join(f"{text}, " for text in texts) + ")"
