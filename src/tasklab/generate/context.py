"""What the planners of one module share: the spec, and what the module has come to need so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.generate.code import quoted
from tasklab.generate.importing import Imports
from tasklab.generate.plan import Constant, Function
from tasklab.generate.problem import GenerationProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.generate.native import Node
    from tasklab.generate.read import Reader
    from tasklab.spec.model import Spec

ADAPTER = "tasklab.adapter.adapter"
MESSAGE = "tasklab.adapter.message"
LOOKUP = "tasklab.adapter.lookup"
DRAFT = "tasklab.adapter.draft"
KEPT = "tasklab.adapter.kept"
RAW = "tasklab.adapter.raw"
ENCODE = "tasklab.adapter.encode"
OBJECTS = "tasklab.unified.objects"
PAGE = "tasklab.unified.page"
ENUMERATION = "tasklab.unified.enumeration"


@dataclass
class Context:
    """One module in the making."""

    spec: Spec
    source: str
    """The spec's file below `specs/`."""
    imports: Imports = field(default_factory=Imports)
    constants: dict[str, Constant] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    methods: dict[str, Function] = field(default_factory=dict)
    """Private methods of the adapter, by name."""
    trees: dict[str, Node] = field(default_factory=dict)
    """Native structs by the name of their root; named when the module is whole."""
    replies: dict[str, tuple[Any, Node]] = field(default_factory=dict)
    """Decoders by name: what they are for, and the tree they decode."""
    readers: dict[str, Reader] = field(default_factory=dict)
    fact_types: dict[str, str] = field(default_factory=dict)
    """Annotation of each remembered fact that was asked for."""
    problems: list[GenerationProblem] = field(default_factory=list)

    def fact_type(self, name: str) -> str:
        """Return the annotation of a remembered fact."""
        from tasklab.generate.fact import plan_fact  # noqa: PLC0415 - a fact is made of values, which refer to facts

        if name not in self.fact_types:
            self.fact_types[name] = "Any"
            self.method(f"_remember_{name}", lambda: plan_fact(self, name))
        return self.fact_types[name]

    def given(self, name: str) -> str:
        """Return the expression of a connection parameter; `UNSET` where it may be left out and stands for nothing."""
        parameter = self.spec.connection.parameters[name]
        if parameter.default is not None:
            return f"self.connection.parameters.get({quoted(name)}, {quoted(parameter.default)})"
        if parameter.is_optional:
            return f"self.connection.parameters.get({quoted(name)}, {self.imports.use('msgspec', 'UNSET')})"
        return f"self.connection.parameters[{quoted(name)}]"

    def refuse(self, where: str, what: str, expected: str) -> None:
        """Note something that no code can be made of."""
        self.problems.append(GenerationProblem(self.source, where, what, expected))

    def constant(self, name: str, value: str, annotation: str | None = None) -> str:
        """Return the name of a module-level constant with this value, made when there is none yet."""
        unique, number = name, 2
        while unique in self.constants and self.constants[unique].value != value:
            unique, number = f"{name}_{number}", number + 1
        self.constants[unique] = Constant(unique, annotation, value)
        return unique

    def method(self, name: str, make: Callable[[], Function]) -> str:
        """Return the name of a private method, made when it is first asked for."""
        if name not in self.methods:
            self.methods[name] = Function(name, (), "", (), ())
            self.methods[name] = make()
        return name
