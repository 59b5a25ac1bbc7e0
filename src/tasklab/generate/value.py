"""Compiles the values of a spec to Python, for the place they land in.

Compiling may add statements before the expression that it returns: a mapping with entries that may be absent is built
step by step.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec.structs import replace

from tasklab.generate import coding
from tasklab.generate.code import Code, in_f_string, literal, quoted, unwrapped
from tasklab.generate.context import DRAFT, ENCODE, MESSAGE
from tasklab.generate.lookup import pick_code
from tasklab.generate.plan import Block
from tasklab.generate.scope import Binding
from tasklab.spec import expression as e

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.generate.body import BodyBuilder
    from tasklab.generate.context import Context
    from tasklab.spec.expression import Value

Place: TypeAlias = Literal["plain", "path", "xml"]
"""Where a text lands, which decides how what is put into it is escaped."""

_NO_TEXT = frozenset({"datetime", "date", "TaskDate", "Estimate", "bytes"})
_UNDER_NOTHING = nullcontext()
_ESCAPES = {"path": "segment", "xml": "xml_text"}


@dataclass
class Values:
    """Compiles values inside one function."""

    context: Context
    body: BodyBuilder
    where: str
    """The place in the spec, for problems."""
    names: dict[str, Binding] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Names that were referred to."""
    declared: set[str] = field(default_factory=set)
    referenced: set[str] | None = None
    """Names that something refers to, of those that calls keep; None when all may be."""
    _holding: list[str] = field(default_factory=list)
    """Conditions that hold where the compiler stands."""
    _is_sparse: bool = False

    def find(self, name: str) -> Binding:
        """Return what a name stands for; one that stands for nothing is a problem of the spec."""
        self.used.add(name)
        found = self.names.get(name) or self._fact(name)
        if found is None:
            self.refuse(f"nothing here is called `{name}`", f"one of {', '.join(sorted(self.names))}")
            return Binding("None", "Any")
        return found

    def _fact(self, name: str) -> Binding | None:
        spec, use = self.context.spec, self.context.imports.use
        if name == "now":
            return Binding(self.body.hoist("now", f"yield {use(MESSAGE, 'Now')}()"), "datetime")
        if name == "unique":
            return Binding(self.body.hoist("unique", f"yield {use(MESSAGE, 'Unique')}()"), "str", is_trusted=True)
        if name in spec.remember:
            annotation = self.context.fact_type(name)
            made = f"yield {use(MESSAGE, 'Remember')}({quoted(name)}, self._remember_{name})"
            return Binding(self.body.hoist(name, made), annotation, is_trusted=True)
        if name in spec.constants:
            return self._constant(name, spec.constants[name])
        if name in spec.connection.parameters:
            given = self.context.given(name)
            is_absent = given.endswith("UNSET)")
            return Binding(self.body.hoist(name, given), "str", can_be_absent=is_absent, is_trusted=True)
        return None

    def _constant(self, name: str, value: object) -> Binding:
        text = literal(value)
        if isinstance(value, list | dict):
            text = self.context.constant(f"_{name.upper()}", text)
        return Binding(text, type(value).__name__, is_trusted=True)

    def refuse(self, what: str, expected: str) -> None:
        """Note a value that no code can be made of."""
        self.context.refuse(self.where, what, expected)

    # Absence

    def conditions(self, value: Value) -> tuple[str, ...]:
        """Return what has to hold for a value to be there at all, each condition once."""
        return tuple(each for each in dict.fromkeys(self._conditions(value)) if each not in self._holding)

    @contextmanager
    def sparse(self) -> Iterator[None]:
        """Leave out mappings in mappings too of which nothing is given: a filter of nothing is not the same as none."""
        self._is_sparse = True
        yield
        self._is_sparse = False

    @contextmanager
    def _while_holding(self, conditions: tuple[str, ...]) -> Iterator[None]:
        self._holding += conditions
        yield
        del self._holding[len(self._holding) - len(conditions) :]

    def _conditions(self, value: Value) -> list[str]:
        match value:
            case e.Reference() | e.Template():
                return [condition for name in e.references_of(value) for condition in self.find(name).given]
            case e.Encoded(value=inner, absent=absent):
                return [] if absent is not None else self._input_conditions(inner)
            case e.Sequence(items=items):
                return [condition for item in items for condition in self._conditions(item)]
            case e.Merge(onto=onto):
                return self._conditions(onto)
            case e.Mapping(entries=entries) if self._is_sparse:
                return self._any_of(tuple(inner for _, inner in entries))
            case _:
                return []

    def _input_conditions(self, value: Value) -> list[str]:
        """Return what has to hold for a codec to be asked: of the entries of a list, one that is there is enough."""
        return self._any_of(value.items) if isinstance(value, e.Sequence) else self._conditions(value)

    def _any_of(self, values: tuple[Value, ...]) -> list[str]:
        """Return what has to hold for one of some values to be there; nothing has to where one is there always."""
        each = [" and ".join(dict.fromkeys(self._conditions(value))) for value in values]
        if not all(each):
            return []
        each = list(dict.fromkeys(each))
        return [f"({' or '.join(each)})"] if len(each) > 1 else each

    def optional(self, value: Value, wanted: str) -> Code:
        """Compile a value that may be absent to an expression that is then `UNSET`."""
        conditions = self.conditions(value)
        if not conditions or isinstance(value, e.Reference):
            return self.data(value, wanted)
        self.context.imports.use("msgspec", "UNSET")
        with self.body.captured() as statements, self._while_holding(conditions):
            code = self.data(value, wanted)
        test = " and ".join(conditions)
        if not statements:
            return replace(code, text=f"{code.text} if {test} else UNSET", annotation="object")
        variable = self.body.fresh(wanted)
        self.body.add(f"{variable}: object = UNSET")
        self.body.add(Block(f"if {test}:", (*statements, f"{variable} = {code.text}")))
        return Code(variable, "object")

    def needed(self, value: Value) -> None:
        """Refuse a call that leaves out what a place cannot do without: a path, a procedure's argument."""
        for name in e.references_of(value):
            binding = self.names.get(name)
            if binding is None:
                continue
            tests = [f"{binding.expression} is UNSET"] if binding.can_be_absent else []
            tests += [f"{binding.expression} is None"] if binding.is_nullable and not binding.is_trusted else []
            # Where the call is made only if it is given, nothing is missing.
            if tests and not all(test.replace(" is ", " is not ") in self._holding for test in tests):
                missing = self.context.imports.use(DRAFT, "missing_field")
                if binding.can_be_absent:
                    self.context.imports.use("msgspec", "UNSET")
                refusal = Block(f"if {' or '.join(tests)}:", (f"raise {missing}({quoted(name)})",))
                if binding.expression.startswith("parameters."):
                    self.body.require(name, refusal)
                else:
                    self.body.add(refusal)
                self.names[name] = replace(binding, can_be_absent=False, is_nullable=False)

    def bind(self, name: str, value: Value) -> None:
        """Give a value a name that later ones may refer to."""
        if self.conditions(value):
            self.needed(value)
        code = self.data(value, name)
        variable = self.body.fresh(name)
        self.body.add(f"{variable} = {code.text}")
        self.names[name] = Binding(variable, code.annotation, is_nullable=code.is_nullable)

    # Plain data: JSON bodies

    def data(self, value: Value, wanted: str = "value") -> Code:
        """Compile a value to plain data. `wanted` names the variable where one is needed."""
        match value:
            case e.Literal(value=plain):
                return Code(literal(plain), type(plain).__name__, is_nullable=plain is None)
            case e.Reference(name):
                return self.reference(name)
            case e.Template():
                return self.text(value, "plain")
            case e.Encoded():
                return self._encoded(value)
            case e.Pick():
                return pick_code(self, value)
            case _:
                return self._compound(value, wanted)

    def _compound(self, value: Value, wanted: str) -> Code:
        match value:
            case e.Sequence(items):
                return Code("[" + ", ".join(self._entry(item, wanted).text for item in items) + "]", "list[Any]")
            case e.Mapping(entries):
                return self._mapping(entries, wanted)
            case e.Merge(onto, entries):
                return self._mapping(entries, wanted, onto=self.data(onto))
            case e.Clauses(entries, join):
                return self._clauses(entries, join)
            case _:
                raise TypeError(value)

    def reference(self, name: str) -> Code:
        """Return the code of what a name stands for."""
        binding = self.find(name)
        is_nullable = binding.is_nullable and f"{binding.expression} is not None" not in self._holding
        return Code(binding.expression, binding.annotation, is_nullable, binding.is_trusted)

    def _entry(self, value: Value, wanted: str) -> Code:
        """Compile a value that stands in a list by its place: an absent one is null there."""
        conditions = self.conditions(value)
        with self._while_holding(conditions):
            code = self.data(value, wanted)
        if not conditions:
            return code
        self.context.imports.use("msgspec", "UNSET")
        return replace(code, text=f"{code.text} if {' and '.join(conditions)} else None")

    def _mapping(self, entries: tuple[tuple[str, Value], ...], wanted: str, onto: Code | None = None) -> Code:
        fixed = [f"**{onto.text}"] if onto else []
        late: list[tuple[str, Value]] = []
        for key, value in entries:
            if late or self.conditions(value):
                late.append((key, value))
            else:
                fixed.append(f"{quoted(key)}: {self.data(value, wanted).text}")
        text = "{" + ", ".join(fixed) + "}"
        if not late:
            return Code(text, "dict[str, Any]")
        variable = self.body.fresh(wanted)
        self._use_any()
        self.body.add(f"{variable}: dict[str, Any] = {text}")
        for key, value in late:
            with self.when(self.conditions(value)):
                self.body.add(f"{variable}[{quoted(key)}] = {self.data(value, wanted).text}")
        return Code(variable, "dict[str, Any]")

    def _use_any(self) -> None:
        self.context.imports.use("typing", "Any")

    def when(self, conditions: tuple[str, ...]) -> AbstractContextManager[None]:
        """Put what is added meanwhile under the conditions; under nothing when there are none."""
        return self._under(conditions) if conditions else _UNDER_NOTHING

    @contextmanager
    def _under(self, conditions: tuple[str, ...]) -> Iterator[None]:
        self.context.imports.use("msgspec", "UNSET")
        with self.body.block(f"if {' and '.join(conditions)}:"), self._while_holding(conditions):
            yield

    def _clauses(self, entries: tuple[Value, ...], join: str | None) -> Code:
        compile_one = self.data if join is None else self.text
        if not any(self.conditions(entry) for entry in entries):
            text = "[" + ", ".join(compile_one(entry).text for entry in entries) + "]"
        else:
            text = self.body.fresh("clauses")
            self._use_any()
            self.body.add(f"{text}: list[{'Any' if join is None else 'str'}] = []")
            for entry in entries:
                self._add_clause(text, entry, self.conditions(entry), is_text=join is not None)
        return Code(text, "list[Any]") if join is None else Code(f"{quoted(join)}.join({text})", "str")

    def _add_clause(self, variable: str, entry: Value, conditions: tuple[str, ...], *, is_text: bool) -> None:
        with self.when(conditions):
            code = self.text(entry) if is_text else self.data(entry)
            self.body.add(f"{variable}.append({unwrapped(code.text)})")

    # Codecs

    def _encoded(self, value: e.Encoded) -> Code:
        found = dict.fromkeys(self._input_conditions(value.value))
        conditions = tuple(each for each in found if each not in self._holding)
        with self._while_holding(conditions):
            code = self._encoded_given(value)
        if value.absent is None or not conditions:
            return code
        if self.conditions(value.absent):
            self.refuse("`absent` has a value that may itself be absent", "one that is always there: null at last")
        self.context.imports.use("msgspec", "UNSET")
        return replace(code, text=f"({code.text} if {' and '.join(conditions)} else {self.data(value.absent).text})")

    def _encoded_given(self, value: e.Encoded) -> Code:
        inner = self.data(value.value)
        if value.clear is None or not inner.is_nullable:
            return self._coded(value, inner)
        given = self._coded(value, replace(inner, is_nullable=False))
        return replace(given, text=f"({self.data(value.clear).text} if {inner.text} is None else {given.text})")

    def _coded(self, value: e.Encoded, inner: Code) -> Code:
        field_name = self._subject(value.value)
        if value.codec == coding.TABLE:
            return self._table(value, inner, field_name)
        return self.encoded(value.codec, inner, field_name)

    def _subject(self, value: Value) -> str:
        """Return the name by which a codec refuses: a parameter, or what else the caller gave, or the first name."""
        names = e.references_of(value)
        found = {name: self.find(name) for name in names}
        given = [name for name, binding in found.items() if binding.expression.startswith("parameters.")]
        given += [name for name, binding in found.items() if not binding.is_trusted]
        return next(iter((*given, *names)), "value")

    def encoded(self, codec_name: str, inner: Code, field_name: str) -> Code:
        """Return a value encoded by a codec of the runtime."""
        codec = coding.find_codec(self.context, codec_name, self.where)
        return inner if codec is None else coding.encode(self.context, codec, inner, field_name, self.where)

    def _table(self, value: e.Encoded, inner: Code, field_name: str) -> Code:
        table = dict(value.table or ())
        kinds = {type(native).__name__ for native in table.values()}
        annotation = kinds.pop() if len(kinds) == 1 else "Any"
        if set(table) == {True, False} and inner.annotation == "bool":
            yes, no = literal(table[True]), literal(table[False])
            return Code(f"({yes} if {inner.text} else {no})", annotation)
        name = self.context.constant(f"_{field_name.upper()}_SENT", literal(table))
        return Code(f"self.translated({quoted(field_name)}, {inner.text}, {name})", annotation)

    # Texts

    def text(self, value: Value, place: Place = "plain") -> Code:
        """Compile a value to text, escaped for its place; null is the empty text."""
        match value:
            case e.Template(parts):
                return Code("f" + '"' + "".join(self._part(part, place) for part in parts) + '"', "str")
            case e.Literal(value=str(plain)):
                return Code(quoted(plain), "str")
            case _:
                return self.as_text(self.data(value))

    def _part(self, part: str | e.Hole, place: Place) -> str:
        if isinstance(part, str):
            return in_f_string(part)
        code = self.reference(part.name)
        if part.name == "write" and place == "xml":
            elements = self.context.imports.use("tasklab.adapter.xml_write", "xml_elements")
            return f"{{{elements}({code.text})}}"
        if part.is_raw and not code.is_trusted:
            self.refuse(f"`{{+{part.name}}}` puts in what a caller gave as it is", f"`{{{part.name}}}`")
        is_escaped = part.is_raw
        if part.codec is not None:
            is_escaped = is_escaped or (place == "path" and coding.is_path(part.codec))
            code = self.encoded(part.codec, code, part.name)
        code = self.as_text(code)
        if place in _ESCAPES and not is_escaped:
            escape = self.context.imports.use(ENCODE, _ESCAPES[place])
            code = Code(f"{escape}({code.text})", "str")
        return "{" + self._plainly(code.text, part.name) + "}"

    def _plainly(self, text: str, wanted: str) -> str:
        """Return an expression that may stand inside an f-string: no quotes, no backslash."""
        if not set(text) & set("\"'\\"):
            return text
        return self.body.named(text, wanted)

    def as_text(self, code: Code) -> Code:
        """Return a value as text; null is the empty text."""
        self.check_plain(code, code.text)
        if code.annotation == "str" and not code.is_nullable:
            return code
        if code.annotation in ("int", "int | str") and not code.is_nullable:
            return Code(f"str({code.text})", "str")
        return Code(f"{self.context.imports.use(ENCODE, 'plain_text')}({code.text})", "str")

    def check_plain(self, code: Code, name: str) -> None:
        """Refuse a value that has no text of its own."""
        if code.annotation in _NO_TEXT:
            self.refuse(f"`{name}` is a {code.annotation}, which has no text of its own", "{codec: ..., value: ...}")

    def is_declared(self, variable: str) -> bool:
        """Tell whether a variable was given its type before; from now on it is."""
        declared = variable in self.declared
        self.declared.add(variable)
        return declared
