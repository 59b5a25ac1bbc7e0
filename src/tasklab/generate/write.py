"""Plans how a draft becomes native data: the write side of the lenses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasklab.generate import coding
from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import Code, literal, quoted
from tasklab.generate.context import DRAFT
from tasklab.generate.lookup import constant_table, is_constant
from tasklab.generate.name import identifier
from tasklab.generate.plan import Block, Function
from tasklab.generate.scope import bind_shape
from tasklab.generate.surface import CONTROLS, WRITTEN_AS, Shape, shapes
from tasklab.generate.value import Values
from tasklab.spec import expression as e
from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import Every, Key, parse_path
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.spec.lens import Lens

_UNIFIED = {written: read for read, written in WRITTEN_AS.items()}


@dataclass
class DraftField:
    """One field of a draft, and the lens that carries it."""

    shape: Shape
    lens: Lens
    place: tuple[str, ...]
    """Native members from the outside in."""
    is_each: bool
    """Whether the codec is for one element of the list."""
    inner: tuple[str, ...] = ()
    """Members around each element: `labels[].id` writes `[{"id": ...}]`."""


@dataclass
class Draft:
    """What a method's `$write` is made of."""

    fields: list[DraftField] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Parameters that no lens carries."""


def is_carried(lens: Lens, verb: str) -> bool:
    """Tell whether a lens carries its field in a write of this kind."""
    if lens.write is False or lens.constant is not None or lens.template is not None:
        return False
    if lens.path is None and lens.write is None:
        return False
    return lens.write_on == "both" or (lens.write_on == "create") == (verb == "create")


def draft_of(context: Context, method: str, but: set[str]) -> Draft:
    """Sort the parameters of a method into those that a lens carries and those that none does."""
    entry = METHODS[method]
    declared = context.spec.entities.get(entry.object)
    draft = Draft()
    for name, shape in shapes(entry.parameters).items():
        if name in CONTROLS or name in but:
            continue
        lens = declared.fields.get(_UNIFIED.get(name, name)) if declared else None
        if lens is None or lens.through is not None or not is_carried(lens, entry.verb):
            draft.refused.append(name)
        else:
            draft.fields.append(_draft_field(context, entry.object, shape, lens))
    return draft


def _draft_field(context: Context, entity: str, shape: Shape, lens: Lens) -> DraftField:
    path = lens.write if isinstance(lens.write, str) else str(lens.path)
    if context.spec.entities[entity].format == "dav":
        return DraftField(shape, lens, (path.removesuffix("[]"),), is_each=False)
    try:
        steps = parse_path(path).steps
    except ExpressionError as error:
        context.refuse(f"entities.{entity}.fields.{shape.name}", str(error), "a path that can be written")
        steps = ()
    before = [step.name for step in steps if isinstance(step, Key)]
    cut = next((index for index, step in enumerate(steps) if isinstance(step, Every)), None)
    is_each = cut is not None or (lens.write_codec is None and "[]" in str(lens.path))
    place, inner = (before, []) if cut is None else (before[:cut], before[cut:])
    return DraftField(shape, lens, tuple(place), is_each, tuple(inner))


class JsonWriter:
    """Plans the method that turns a draft into JSON data."""

    def __init__(self, context: Context, method: str, draft: Draft) -> None:
        self.context = context
        self.entry = METHODS[method]
        self.draft = draft
        self.body = BodyBuilder()
        self.values = Values(context, self.body, f"methods.{method}")
        self.objects: dict[tuple[str, ...], str] = {}

    def plan(self) -> str:
        """Plan the method, and return its name."""
        name = f"_write_{self.entry.python_name}"
        self.context.method(name, lambda: self._function(name))
        return name

    def _function(self, name: str) -> Function:
        use = self.context.imports.use
        use("typing", "Any")
        parameters = use(self.entry.parameters.__module__, self.entry.parameters.__name__)
        self.objects[()] = "native"
        # By name, too: a set has another order in every process.
        for place in sorted(
            {draft_field.place[:-1] for draft_field in self.draft.fields}, key=lambda at: (len(at), at)
        ):
            self._open(place)
        for draft_field in self.draft.fields:
            self._write(draft_field)
        for place, variable in sorted(self.objects.items(), key=lambda pair: -len(pair[0])):
            if place:
                holder = self.objects[place[:-1]]
                self.body.add(Block(f"if {variable}:", (f"{holder}[{quoted(place[-1])}] = {variable}",)))
        self.body.add("return native")
        opened = tuple(f"{variable}: dict[str, Any] = {{}}" for variable in self.objects.values())
        return Function(
            name=name,
            parameters=(f"draft: {parameters}",),
            result="dict[str, Any]",
            docstring=("Return what was given as the platform takes it.",),
            body=(*opened, *self.body.built()),
        )

    def _open(self, place: tuple[str, ...]) -> None:
        for length in range(1, len(place) + 1):
            if place[:length] not in self.objects:
                self.objects[place[:length]] = self.body.fresh(identifier(place[length - 1]))

    def _write(self, draft_field: DraftField) -> None:
        shape, lens = draft_field.shape, draft_field.lens
        binding = bind_shape(shape, f"draft.{shape.name}")
        given = binding.given
        if lens.is_required and self.entry.verb == "create" and binding.can_be_absent:
            self._require(shape.name)
            given = ()
        with self.values.when(given):
            code = Code(binding.expression, binding.annotation, binding.is_nullable)
            if binding.is_nullable and not lens.can_be_empty:
                self._refuse_null(shape.name)
                code = Code(binding.expression, binding.annotation)
            self._check(shape, lens, code)
            holder = self.objects[draft_field.place[:-1]]
            native = self._native(draft_field, code)
            self.body.add(f"{holder}[{quoted(draft_field.place[-1])}] = {native}")

    def _require(self, name: str) -> None:
        missing = self.context.imports.use(DRAFT, "missing_field")
        self.context.imports.use("msgspec", "UNSET")
        self.body.add(Block(f"if draft.{name} is UNSET:", (f"raise {missing}({quoted(name)})",)))

    def _refuse_null(self, name: str) -> None:
        empty = self.context.imports.use(DRAFT, "never_empty")
        self.body.add(Block(f"if draft.{name} is None:", (f"raise {empty}({quoted(name)})",)))

    def _check(self, shape: Shape, lens: Lens, code: Code) -> None:
        use = self.context.imports.use
        checks = []
        if lens.max_length is not None:
            checks.append(f"{use(DRAFT, 'require_length')}({quoted(shape.name)}, {code.text}, {lens.max_length})")
        if lens.is_filled:
            checks.append(f"{use(DRAFT, 'require_words')}({quoted(shape.name)}, {code.text})")
        if lens.lookup is not None and is_constant(self.context, lens.lookup):
            table = constant_table(self.context, METHODS[lens.lookup].object)
            checks.append(f"{use(DRAFT, 'require_known')}({quoted(shape.name)}, {code.text}, {table})")
        if lens.needs is not None and self.entry.verb == "create":
            checks.append(
                f"{use(DRAFT, 'require_beside')}({quoted(shape.name)}, {quoted(lens.needs)}, draft.{lens.needs})"
            )
        if checks and code.is_nullable:
            self.body.add(Block(f"if {code.text} is not None:", tuple(checks)))
        else:
            self.body.add(*checks)

    def _native(self, draft_field: DraftField, code: Code) -> str:
        lens = draft_field.lens
        element = Code("item", "str") if draft_field.is_each else Code(code.text, code.annotation)
        native = self._encoded(draft_field, element).text
        for member in reversed(draft_field.inner):
            native = f"{{{quoted(member)}: {native}}}"
        if draft_field.is_each:
            native = f"[{native} for item in {code.text}]" if native != "item" else f"list({code.text})"
        if not code.is_nullable:
            return native
        cleared = self.values.data(e.parse_value(lens.clear)).text
        if native == code.text and cleared == "None":
            return native
        # An empty list empties the field too, where the platform has its own way to say so.
        is_empty = (
            f"not {code.text}" if cleared != "None" and code.annotation.startswith("list") else f"{code.text} is None"
        )
        return f"{cleared} if {is_empty} else {native}"

    def _encoded(self, draft_field: DraftField, code: Code) -> Code:
        name = draft_field.lens.write_codec or draft_field.lens.codec
        if name is None:
            return code
        if name == coding.TABLE:
            return self._table(draft_field, code)
        return self.values.encoded(name, code, draft_field.shape.name)

    def _table(self, draft_field: DraftField, code: Code) -> Code:
        inverse: dict[Any, Any] = {}
        for native, unified in (draft_field.lens.table or {}).items():
            inverse.setdefault(unified, native)
        name = draft_field.shape.name
        table = self.context.constant(f"_{self.entry.object}_{name}_sent".upper(), literal(inverse))
        return Code(f"self.translated({quoted(name)}, {code.text}, {table})")
