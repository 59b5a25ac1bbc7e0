"""Plans how a native object becomes a unified one: the read side of the lenses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.generate import coding
from tasklab.generate.body import BodyBuilder
from tasklab.generate.code import Code, in_f_string, literal, quoted, types_of, unwrapped
from tasklab.generate.context import ENCODE, ENUMERATION, KEPT, OBJECTS
from tasklab.generate.extension import read_extensions
from tasklab.generate.lookup import (
    bind_lookup,
    constant_parts,
    is_constant,
    reference_code,
    unified_literal,
    unsupported_constant,
)
from tasklab.generate.name import words
from tasklab.generate.native import TEXTUAL, negated
from tasklab.generate.plan import Block, Function
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
from tasklab.spec import expression as e
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
        self.takes_mark = False
        self.body = BodyBuilder()

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
            self.takes_mark,
            carried,
            self.source,
        )

    def _parameters(self) -> list[str]:
        parameters = [f"native: {self.source.annotation}"]
        parameters += [f"{name}: {binding.annotation}" for name, binding in map(self._bound, self.lookups)]
        parameters += [f"{parent}: {annotation} | None" for parent, annotation in self.parents.items()]
        return [*parameters, "mark: str"] if self.takes_mark else parameters

    def _bound(self, method: str) -> tuple[str, Any]:
        return bind_lookup(self.context, method)

    def _fields(self) -> list[str]:
        """Add the statements that make the object; return the names of the fields it has.

        What every object has is given to its class, the rest set one by one: a struct takes many keywords slowly.
        """
        known, lenses = shapes(self.struct), self._lenses()
        for name, lens in lenses.items():
            if lens.path is not None:
                self._reach(known[name], lens)  # makes room first: what one lens needs, another one relies on
            for path in lens.paths or ():
                self.source.find(path, "Any", self._where(known[name]))
        made = [(name, self._value(known[name], lens).text) for name, lens in lenses.items() if known[name].is_required]
        made += [
            ("connection_id", "self.connection.id"),
            ("platform", quoted(self.context.spec.platform)),
            ("platform_version", quoted(self.context.spec.version)),
        ]
        has_url = self.declared.url is not None and "url" not in lenses
        carried = list(dict.fromkeys([*(name for name, _ in made), *lenses, *(["url"] if has_url else [])]))
        made.append(("unsupported", unsupported_constant(self.context, self.struct, tuple(carried))))
        arguments = ", ".join(f"{name}={text}" for name, text in made)
        if carried == [name for name, _ in made[:-1]] and not self.declared.extensions:
            self.body.add(f"return {self.struct.__name__}({arguments})")
            return carried
        variable = self.body.fresh(self.entity)
        self.body.add(f"{variable} = {self.struct.__name__}({arguments})")
        for name, lens in lenses.items():
            if not known[name].is_required:
                self._set(f"{variable}.{name}", self._value(known[name], lens))
        if has_url:
            self._set(f"{variable}.url", self._template(str(self.declared.url), "url"))
        if self.declared.extensions:
            extensions = read_extensions(self.context, self.entity, self.source)
            self.body.add(f"{variable}.extensions = {extensions}")
        self.body.add(f"return {variable}")
        return carried

    def _set(self, target: str, code: Code) -> None:
        if code.guarded is None:
            self.body.add(f"{target} = {unwrapped(code.text)}")
        else:
            condition, value = code.guarded
            self.body.add(Block(f"if {condition}:", (f"{target} = {unwrapped(value)}",)))

    def _lenses(self) -> dict[str, Lens]:
        known = shapes(self.struct)
        lenses = {}
        for name, lens in self.declared.fields.items():
            if name not in known or name in PLACED - {"id"}:
                self._refuse(name, f"`{name}` is no field of {self.struct.__name__}", ", ".join(known))
            elif lens.constant is not None or lens.template is not None or lens.path or lens.paths:
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
            code = self._linked(shape, lens, self._template(lens.template, shape.name))
        elif lens.paths is not None:
            code = self._join(shape, lens, lens.paths)
        else:
            code = self._read(shape, lens)
            if lens.where:
                code = self._only_where(shape, lens, code)
        if shape.is_required and not shape.is_nullable and code.is_nullable:
            return self._filled(shape, code)
        return code

    def _join(self, shape: Shape, lens: Lens, paths: list[str]) -> Code:
        """Return one value made of several native ones."""
        where = self._where(shape)
        codec = coding.find_codec(self.context, str(lens.codec), where)
        if codec is None:
            return Code("None")
        found = [self.source.find(path, "Any", where) for path in paths]
        parts = ", ".join(each.wrapped(each.expression) for each in found)
        return self._converted(shape, lens, codec, Code(f"[{parts}]", "list[Any]"))

    def _only_where(self, shape: Shape, lens: Lens, code: Code) -> Code:
        """Return a value that counts only where other native values say so."""
        tests = []
        for path, raw in sorted(lens.where.items()):
            wanted = raw if isinstance(raw, list) else [raw]
            found = self.source.find(path, types_of(dict.fromkeys(wanted)), self._where(shape))
            test = f"in {literal(tuple(raw))}" if isinstance(raw, list) else f"== {literal(raw)}"
            if isinstance(raw, bool):
                test = f"is {raw}"
            guards = [guard.replace(" is None", " is not None") for guard in found.guards[:-1]]
            tests.append(" and ".join([*guards, f"{found.expression} {test}"]))
        test = " and ".join(tests)
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
            self.parents[lens.through] = f"{self.context.imports.use('collections.abc', 'Mapping')}[str, str]"
            function = self.context.imports.use(KEPT, "find_through")
            return Code(f"{function}({lens.through}, {code.text})", "str", is_nullable=True)
        if lens.lookup is None and shape.type not in REFERENCES:
            return code
        if code.is_nullable:
            variable = self.body.fresh(f"{shape.name}_id")
            self.body.add(f"{variable} = {code.text}")
            code = Code(variable, code.annotation, is_nullable=True)
        if lens.lookup is not None:
            return reference_code(METHODS[lens.lookup].object, self._table(lens.lookup), code)
        part = self.context.imports.use(OBJECTS, shape.type.__name__)
        return code.mapped(f"{part}(id={code.text})", part)

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
        reads_null = codec is not None and codec.reads_null
        if lens.otherwise is not None:
            annotation = found.annotation if codec is None else codec.native
            native = self._or_else(shape, lens, found, annotation)
            return self._linked(shape, lens, self._converted(shape, lens, codec, native))
        if lens.default is not None:
            is_property = codec is not None and codec.native == "Property"
            native = self._with_default(shape, lens, found.wrapped(found.expression), is_property=is_property)
            return self._linked(shape, lens, self._converted(shape, lens, codec, native))
        if reads_null and not found.over:
            native = Code(found.wrapped(found.expression), is_nullable=True)
            return self._linked(shape, lens, self._converted(shape, lens, codec, native))
        converted = self._converted(shape, lens, codec, Code(found.expression, found.annotation))
        converted = self._linked(shape, lens, converted)
        is_nullable = bool(found.guards) or (converted.is_nullable and not found.over)
        whole = found.wrapped(converted.text)
        return Code(whole, converted.annotation, is_nullable, guarded=_guarded(found, converted, whole))

    def _reach(self, shape: Shape, lens: Lens) -> tuple[Codec | None, Access]:
        """Return the codec of a lens, and how the native value that it reads is reached."""
        where = self._where(shape)
        codec = None if lens.codec in (None, coding.TABLE) else coding.find_codec(self.context, str(lens.codec), where)
        if lens.codec == coding.TABLE:
            annotation = types_of(lens.table or {}, but_null=True)
        else:
            annotation = self._native(shape, lens) if codec is None else coding.native_of(self.context, codec)
        reads_null = lens.codec == coding.TABLE or (codec is not None and codec.reads_null)
        is_required = shape.is_required and not shape.is_nullable and lens.default is None and not reads_null
        return codec, self.source.find(str(lens.path), annotation, where, is_required=is_required)

    def _converted(self, shape: Shape, lens: Lens, codec: Codec | None, code: Code) -> Code:
        if codec is not None:
            table = ""
            if codec.takes_table:
                table = self.context.constant(f"_{self.entity}_{shape.name}".upper(), literal(lens.table or {}))
            code = coding.decode(self.context, codec, code, self._where(shape), table)
        if is_enumeration(shape.type) and code.annotation != shape.type.__name__:
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
        table = lens.table or {}
        kind = str if shape.type in REFERENCES else shape.type
        _, found = self._reach(shape, lens)
        rows = ", ".join(
            f"{literal(native)}: {unified_literal(self.context, kind, unified)}" for native, unified in table.items()
        )
        annotation = kind.__name__ if is_enumeration(kind) else types_of(dict.fromkeys(table.values()))
        name = self.context.constant(
            f"_{self.entity}_{shape.name}".upper(),
            f"{{{rows}}}",
            f"dict[{types_of(table, but_null=True)} | None, {annotation}]",
        )
        native = found.wrapped(found.expression)
        if lens.default is not None:
            native = f"{literal(lens.default)} if {native} is None else {found.expression}"
        if is_enumeration(kind):
            unknown = f"{self.context.imports.use(ENUMERATION, annotation)}.UNKNOWN"
            return Code(f"{name}.get({native}, {unknown})", annotation)
        return self._linked(shape, lens, Code(f"{name}.get({native})", annotation, is_nullable=True))

    # Templates

    def _template(self, text: str, field: str) -> Code:
        """Return a text made of native values, connection parameters and the object's parents."""
        pieces: list[str] = []
        guards: list[str] = []
        for part in e.parse_template(text).parts:
            if isinstance(part, str):
                pieces.append(in_f_string(part))
                continue
            hole, conditions = self._hole(part, field, is_url=field == "url")
            pieces.append("{" + hole + "}")
            guards += conditions
        made = 'f"' + "".join(pieces) + '"'
        if not guards:
            return Code(made, "str")
        guards = list(dict.fromkeys(guards))
        whole = f"None if {' or '.join(guards)} else {made}"
        return Code(whole, "str", is_nullable=True, guarded=(negated(tuple(guards)), made))

    def _native_name(self, name: str) -> str:
        """Return where a name in a template stands in the native object: `id` is the object's own, wherever it is."""
        lens = self.declared.fields.get(name) if name == "id" and self.declared.format == "json" else None
        return name if lens is None or lens.path is None else lens.path

    def _hole(self, hole: e.Hole, field: str, *, is_url: bool) -> tuple[str, list[str]]:
        if hole.name in self.context.spec.connection.parameters:
            return self.body.hoist(hole.name, f"self.connection.parameters[{quoted(hole.name)}]"), []
        if hole.name == "mark":
            self.takes_mark = True
            return "mark", []
        if self._is_parent(hole.name):
            self.parents[hole.name] = "str"
            return hole.name, [f"{hole.name} is None"]
        found = self.source.find(self._native_name(hole.name), TEXTUAL, f"entities.{self.entity}.fields.{field}")
        text = found.expression
        if is_url and not hole.is_raw and found.annotation != "int":
            escape = self.context.imports.use(ENCODE, "segment")
            text = f"{escape}({text if found.annotation == 'str' else f'str({text})'})"
        return text, list(found.guards)

    def _is_parent(self, name: str) -> bool:
        listing = METHODS.get(f"{self.entity}.list")
        shape = shapes(listing.parameters).get(name) if listing else None
        return shape is not None and shape.is_required


def _guarded(found: Access, converted: Code, whole: str) -> tuple[str, str] | None:
    """Return the condition and the value of a field that is set only where there is something; None where always."""
    if not found.guards or not whole.startswith("None if "):
        return None
    value = found.wrapped(converted.text).partition(" else ")[2]
    return negated(found.guards), value
