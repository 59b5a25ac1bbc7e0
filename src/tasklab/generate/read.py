"""Plans how a native object becomes a unified one: the read side of the lenses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.generate import coding
from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import Code, literal, quoted, types_of
from tasklab.generate.condition import test_of
from tasklab.generate.context import ENUMERATION, KEPT, OBJECTS
from tasklab.generate.extension import read_extensions
from tasklab.generate.lookup import (
    bind_lookup,
    constant_parts,
    is_constant,
    led_type,
    reference_code,
    takes_numbers,
    unified_literal,
    unsupported_constant,
)
from tasklab.generate.making import render_call, set_field, split_fields
from tasklab.generate.name import words
from tasklab.generate.native import negated
from tasklab.generate.plan import Block, Function
from tasklab.generate.read_template import TemplateReader
from tasklab.generate.source import CONTENT_LINE, NativeSource, native_source
from tasklab.generate.surface import (
    OBJECTS as STRUCTS,
)
from tasklab.generate.surface import (
    PLACED,
    REFERENCES,
    Shape,
    is_enumeration,
    native_annotation,
    shapes,
)
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.adapter.codec.registry import Codec
    from tasklab.generate.context import Context
    from tasklab.generate.native import Access
    from tasklab.spec.lens import Entity, Lens


@dataclass(frozen=True)
class Reader:
    """The method of an adapter that reads one entity."""

    name: str
    native: str
    """Annotation of the native object."""
    lookups: tuple[str, ...]
    """List methods whose remembered objects it takes, in its order."""
    parents: tuple[str, ...]
    """Parameters of the unified method that it takes, such as `task_id`."""
    takes_mark: bool
    """Whether it takes what tells the native object from others of its kind."""
    carried: list[str]
    """Unified fields that it fills."""
    source: NativeSource


def reader_of(context: Context, entity: str) -> Reader:
    """Return the reader of an entity, planned when it is first asked for."""
    if entity not in context.readers:
        context.readers[entity] = _EntityReader(context, entity).plan()
    return context.readers[entity]


class _EntityReader:
    """Plans the reader of one entity."""

    def __init__(self, context: Context, entity: str) -> None:
        self.context = context
        self.entity = entity
        self.declared: Entity = context.spec.entities[entity]
        self.struct = STRUCTS[entity]
        self.source: NativeSource = native_source(context, entity, self.declared)
        self.lookups: list[str] = []
        self.parents: dict[str, str] = {}  # with their annotations
        self.body = BodyBuilder()
        self._templates = TemplateReader(context, entity, self.source, self.body, self.parents)

    def plan(self) -> Reader:
        """Plan the method, and everything of the module that it stands on."""
        carried = self._fields()
        name = f"_read_{self.entity}"
        struct = self.context.imports.use(OBJECTS, self.struct.__name__)
        self.context.methods[name] = Function(
            name=name,
            parameters=tuple(self._parameters()),
            result=struct,
            docstring=(f"Read one {words(self.entity).lower()}.",),
            body=self.body.built(),
        )
        return Reader(
            name,
            self.source.annotation,
            tuple(self.lookups),
            tuple(self.parents),
            self._templates.takes_mark,
            carried,
            self.source,
        )

    def _parameters(self) -> list[str]:
        parameters = [f"native: {self.source.annotation}"]
        parameters += [f"{name}: {binding.annotation}" for name, binding in map(self._bound, self.lookups)]
        parameters += [f"{parent}: {annotation} | None" for parent, annotation in self.parents.items()]
        return [*parameters, "mark: str"] if self._templates.takes_mark else parameters

    def _bound(self, method: str) -> tuple[str, Any]:
        return bind_lookup(self.context, method)

    def _fields(self) -> list[str]:
        """Add the statements that make the object; return the names of the fields it has."""
        known, lenses = shapes(self.struct), self._lenses()
        for name, lens in lenses.items():
            self._make_room(known[name], lens)
        codes = {name: self._value(known[name], lens) for name, lens in lenses.items()}
        if self.declared.url is not None and "url" not in lenses:
            codes["url"] = self._templates.read(str(self.declared.url), "url")
        made = [(name, codes.pop(name).text) for name in lenses if known[name].is_required]
        carried = [*(name for name, _ in made), *lenses, *codes]
        made += [
            ("connection_id", "self.connection.id"),
            ("platform", quoted(self.context.spec.platform)),
            ("platform_version", quoted(self.context.spec.version)),
        ]
        carried = list(dict.fromkeys([*carried, *(name for name, _ in made)]))
        made.append(("unsupported", unsupported_constant(self.context, self.struct, tuple(carried))))
        given, later = split_fields(codes, known, len(made))
        call = render_call(self.struct.__name__, [*made, *((name, code.text) for name, code in given.items())])
        if not later and not self.declared.extensions:
            self.body.add(f"return {call}")
            return carried
        variable = self.body.fresh(self.entity)
        self.body.add(f"{variable} = {call}")
        self.body.add(*(set_field(f"{variable}.{name}", code) for name, code in later.items()))
        if self.declared.extensions:
            extensions = read_extensions(self.context, self.entity, self.source)
            self.body.add(f"{variable}.extensions = {extensions}")
        self.body.add(f"return {variable}")
        return carried

    def _make_room(self, shape: Shape, lens: Lens) -> None:
        """Make room for what a lens reads before anything is: what one lens needs, another one relies on."""
        if lens.template is not None and lens.otherwise is not None:
            lens = _elsewhere(lens)
        if lens.path is not None:
            self._reach(shape, lens)
        for path in lens.parts or ():
            self.source.find(path, "Any", self._where(shape))
        for inner, part in lens.part.items():
            self._reach(shapes(shape.type)[inner], part)

    def _lenses(self) -> dict[str, Lens]:
        known = shapes(self.struct)
        lenses = {}
        for name, lens in self.declared.fields.items():
            if name not in known or name in PLACED - {"id"}:
                self._refuse(name, f"`{name}` is no field of {self.struct.__name__}", ", ".join(known))
            elif lens.model_fields_set & {"constant", "template", "path", "parts"}:
                lenses[name] = lens
        for name, shape in known.items():
            if shape.is_required and name not in lenses and name not in PLACED - {"id"}:
                self._refuse(name, f"no lens reads `{name}`, which every {self.struct.__name__} has", "a lens for it")
        return dict(sorted(lenses.items(), key=lambda pair: list(known).index(pair[0])))

    def _refuse(self, name: str, what: str, expected: str) -> None:
        self.context.refuse(f"entities.{self.entity}.fields.{name}", what, expected)

    # One field

    def _value(self, shape: Shape, lens: Lens) -> Code:
        if lens.constant is not None:
            return Code(unified_literal(self.context, shape.type, lens.constant))
        if lens.template is not None:
            code = self._templates.read(lens.template, shape.name)
            if lens.otherwise is not None:
                code = self._or_read(shape, lens, code)
            code = self._translated(shape, lens, code.text) if lens.table else self._linked(shape, lens, code)
        elif lens.parts is not None:
            code = self._composed(shape, lens, lens.parts)
        else:
            code = self._read(shape, lens)
            if lens.where:
                code = self._only_where(shape, lens, code)
        if shape.is_required and not shape.is_nullable and code.is_nullable:
            return self._filled(shape, code)
        return code

    def _or_read(self, shape: Shape, lens: Lens, made: Code) -> Code:
        """Return a template, and what stands elsewhere where the template has something missing."""
        other = self._read(shape, _elsewhere(lens))
        if made.guarded is None:
            return made
        condition, whole = made.guarded
        return Code(f"{whole} if {condition} else {other.text}", "str", is_nullable=other.is_nullable)

    def _only_where(self, shape: Shape, lens: Lens, code: Code) -> Code:
        """Return a value that counts only where other native values say so."""
        test = test_of(lens, self.source, self._where(shape))
        if is_enumeration(shape.type):
            unknown = f"{self.context.imports.use(ENUMERATION, shape.type.__name__)}.UNKNOWN"
            return Code(f"{code.text} if {test} else {unknown}", code.annotation)
        return Code(f"{code.text} if {test} else None", code.annotation, is_nullable=True)

    def _filled(self, shape: Shape, code: Code) -> Code:
        """Return a field that is always there, from a native value that may be missing."""
        if shape.type is str:
            return Code(f'({code.text}) or ""', "str")
        self._refuse(shape.name, "the native value may be missing, and the unified one may not", "`default:`")
        return code

    def _linked(self, shape: Shape, lens: Lens, code: Code) -> Code:
        """Return what an id leads to, where the field is more than the id, or another id."""
        if lens.through is not None:
            led = led_type(self.context, shape.type)
            self.parents[lens.through] = f"{self.context.imports.use('collections.abc', 'Mapping')}[str, {led}]"
            function = self.context.imports.use(KEPT, "find_through")
            found = Code(f"{function}({lens.through}, {code.text})", led, is_nullable=True)
            if is_enumeration(shape.type):
                kind = self.context.imports.use(ENUMERATION, shape.type.__name__)
                return Code(f"{kind}({found.text} or {quoted('unknown')})", kind)
            return found
        if shape.type not in REFERENCES and (lens.lookup is None or coding.takes_lookup(lens.codec)):
            return code
        if lens.part:
            return self._whole_part(shape, lens, code)
        if code.is_nullable:
            variable = self.body.fresh(f"{shape.name}_id")
            self.body.add(f"{variable} = {code.text}")
            code = Code(variable, code.annotation, is_nullable=True)
        if lens.lookup is not None:
            return reference_code(METHODS[lens.lookup].object, self._table(lens.lookup), code)
        part = self.context.imports.use(OBJECTS, shape.type.__name__)
        return code.mapped(f"{part}(id={code.text})", part)

    def _whole_part(self, shape: Shape, lens: Lens, code: Code) -> Code:
        """Return a part that the object has itself, by what leads to its id: it is there where the id is."""
        known, guards = shapes(shape.type), self._reach(shape, lens)[1].guards
        passed = guards[:-1]
        texts = {name: self._value(known[name], each).text for name, each in sorted(lens.part.items())}
        # What is read at the very place of the id is there, too.
        here = f"None if {' or '.join(guards)} else "
        texts = {name: text.removeprefix(here) if guards else text for name, text in texts.items()}
        given = f"None if {' or '.join(passed)} else "
        pieces = [f"{name}={text.replace(given, '') if passed else text}" for name, text in texts.items()]
        part = self.context.imports.use(OBJECTS, shape.type.__name__)
        return code.mapped(f"{part}(id={code.text}, {', '.join(pieces)})", part)

    def _table(self, method: str) -> str:
        entity = METHODS[method].object
        if is_constant(self.context, method):
            return constant_parts(self.context, entity)
        if method not in self.lookups:
            self.lookups.append(method)
        return bind_lookup(self.context, method)[0]

    def _where(self, shape: Shape) -> str:
        return f"entities.{self.entity}.fields.{shape.name}"

    def _read(self, shape: Shape, lens: Lens) -> Code:
        if lens.codec == coding.TABLE:
            return self._read_table(shape, lens)
        codec, found = self._reach(shape, lens)
        if lens.otherwise is not None:
            annotation = found.annotation if codec is None else codec.native
            native = self._or_else(shape, lens, found, annotation)
            return self._linked(shape, lens, self._converted(shape, lens, codec, native))
        if lens.default is not None:
            is_property = codec is not None and codec.native == "Property"
            native = self._with_default(shape, lens, found.wrapped(found.expression), is_property=is_property)
            return self._linked(shape, lens, self._converted(shape, lens, codec, native))
        if codec is not None and codec.reads_null and not found.over:
            if (written_out := coding.decode_null(codec, found)) is not None:
                return written_out
            native = Code(found.wrapped(found.expression), is_nullable=True)
            return self._linked(shape, lens, self._converted(shape, lens, codec, native))
        converted = self._converted(shape, lens, codec, Code(found.expression, found.annotation))
        converted = self._linked(shape, lens, converted)
        is_nullable = bool(found.guards) or (converted.is_nullable and not found.over)
        whole = found.wrapped(converted.text)
        return Code(whole, converted.annotation, is_nullable, guarded=_guarded(found, converted, whole))

    def _composed(self, shape: Shape, lens: Lens, paths: list[str]) -> Code:
        """Return what a codec makes of several native values."""
        codec = coding.find_codec(self.context, str(lens.codec), self._where(shape))
        found = {path: self.source.find(path, "Any", self._where(shape)) for path in paths}
        rows = [f"{quoted(path)}: {value.wrapped(value.expression)}" for path, value in found.items()]
        return self._converted(shape, lens, codec, Code("{" + ", ".join(rows) + "}", "dict[str, Any]"))

    def _reach(self, shape: Shape, lens: Lens) -> tuple[Codec | None, Access]:
        """Return the codec of a lens, and how the native value that it reads is reached."""
        where = self._where(shape)
        codec = None if lens.codec in (None, coding.TABLE) else coding.find_codec(self.context, str(lens.codec), where)
        if lens.codec == coding.TABLE:
            annotation = types_of(lens.table or {}, but_null=True)
        else:
            annotation = self._native(shape, lens) if codec is None else coding.native_of(self.context, codec)
        reads_null = lens.codec == coding.TABLE or (codec is not None and codec.reads_null)
        may_miss = lens.default is not None or lens.otherwise is not None or reads_null
        is_required = shape.is_required and not shape.is_nullable and not may_miss
        return codec, self.source.find(str(lens.path), annotation, where, is_required=is_required)

    def _converted(self, shape: Shape, lens: Lens, codec: Codec | None, code: Code) -> Code:
        if codec is not None and codec.name == coding.INTEGER_TEXT and shape.name != "id":
            if takes_numbers(lens):
                return code
            return code.mapped(f"self.texts[{code.text}]", "str")
        if codec is not None:
            table = ""
            if codec.takes_table:
                table = self.context.constant(f"_{self.entity}_{shape.name}".upper(), literal(lens.table or {}))
            elif codec.takes_lookup:
                table = self._table(str(lens.lookup))
            code = coding.decode(self.context, codec, code, self._where(shape), table)
        is_led = lens.through is not None
        if is_enumeration(shape.type) and not is_led and code.annotation != shape.type.__name__:
            return code.mapped(f"{self.context.imports.use(ENUMERATION, shape.type.__name__)}({code.text})", "Any")
        return code

    def _or_else(self, shape: Shape, lens: Lens, found: Access, annotation: str) -> Code:
        """Return the native value at the first of two paths that has one."""
        other = self.source.find(str(lens.otherwise), annotation, self._where(shape))
        variable = self.body.fresh(shape.name)
        self.body.add(f"{variable} = {found.wrapped(found.expression)}")
        # A text without a letter is nothing too.
        test = f"not {variable}" if annotation == "str" else f"{variable} is None"
        self.body.add(Block(f"if {test}:", (f"{variable} = {other.wrapped(other.expression)}",)))
        return Code(variable, annotation, is_nullable=bool(other.guards))

    def _with_default(self, shape: Shape, lens: Lens, native: str, *, is_property: bool) -> Code:
        variable = self.body.fresh(shape.name)
        default = literal(lens.default)
        if is_property:
            default = f"{self.context.imports.use(CONTENT_LINE, 'Property')}({literal(str(lens.default))})"
        self.body.add(f"{variable} = {native}")
        self.body.add(Block(f"if {variable} is None:", (f"{variable} = {default}",)))
        return Code(variable)

    def _native(self, shape: Shape, lens: Lens) -> str:
        kind = str if shape.type in REFERENCES else shape.type
        annotation = native_annotation(kind)
        if annotation is None:
            self._refuse(shape.name, f"a {kind.__name__} has no native form of its own", "a `codec`")
            return "Any"
        if "[]" in str(lens.path) and annotation.startswith("list["):
            return annotation[len("list[") : -1]
        return annotation

    def _read_table(self, shape: Shape, lens: Lens) -> Code:
        _, found = self._reach(shape, lens)
        native = found.wrapped(found.expression)
        if lens.otherwise is not None:
            native = self._or_else(shape, lens, found, found.annotation).text
        if lens.default is not None:
            shown = found.expression if lens.otherwise is None else native
            native = f"{literal(lens.default)} if {native} is None else {shown}"
        return self._translated(shape, lens, native)

    def _translated(self, shape: Shape, lens: Lens, native: str) -> Code:
        """Return what the table of a lens has for a native value."""
        table = lens.table or {}
        kind = str if shape.type in REFERENCES else shape.type
        rows = ", ".join(
            f"{literal(each)}: {unified_literal(self.context, kind, unified)}" for each, unified in table.items()
        )
        annotation = kind.__name__ if is_enumeration(kind) else types_of(dict.fromkeys(table.values()))
        name = self.context.constant(
            f"_{self.entity}_{shape.name}".upper(),
            f"{{{rows}}}",
            f"dict[{types_of(table, but_null=True)} | None, {annotation}]",
        )
        if is_enumeration(kind):
            unknown = f"{self.context.imports.use(ENUMERATION, annotation)}.UNKNOWN"
            return Code(f"{name}.get({native}, {unknown})", annotation)
        return self._linked(shape, lens, Code(f"{name}.get({native})", annotation, is_nullable=True))


def _elsewhere(lens: Lens) -> Lens:
    """Return the lens for what stands elsewhere, where a template has something missing."""
    return lens.model_copy(update={"path": lens.otherwise, "otherwise": None, "template": None})


def _guarded(found: Access, converted: Code, whole: str) -> tuple[str, str] | None:
    """Return the condition and the value of a field that is set only where there is something; None where always."""
    if not found.guards or not whole.startswith("None if "):
        return None
    value = found.wrapped(converted.text).partition(" else ")[2]
    return negated(found.guards), value
