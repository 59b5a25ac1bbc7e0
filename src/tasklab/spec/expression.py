"""Values of the language, parsed: what the generator walks in place of plain YAML.

    $name                                   Reference
    text with {name}, {name|codec}, {+name} Template; a brace that is meant is written twice: `{{`, `}}`
    {codec: C, value: V, table:, absent:, clear:}   Encoded
    {clauses: [V, ...], join: T}            Clauses
    {"+": V, key: V}                        Merge; also the way to send a mapping that has a key such as `codec`
    {pick: METHOD, where: {...}, take: F}   Pick
    {literal: V}                            Literal: V as it stands, with no reference in it; `{literal: null}` sends
                                            null from a file that extends another, where a plain null removes
    [V, ...]                                Sequence
    {key: V}                                Mapping
    anything else                           Literal; a text that starts with `$` is written `$$`

Paths have a grammar of their own, in `tasklab.spec.path`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A plain value: text, number, boolean, null, or what stands under `literal:`."""

    value: Any


@dataclass(frozen=True, slots=True)
class Reference:
    """`$name`: the value itself. Absent when what it names is absent."""

    name: str


@dataclass(frozen=True, slots=True)
class Hole:
    """`{name}`, `{name|codec}` or `{+name}` in a template."""

    name: str
    codec: str | None = None
    is_raw: bool = False
    """Whether the value is put in as it is, not escaped for where the text lands."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes. Shape: texts and holes in order, no two texts side by side, no empty text."""

    parts: tuple[str | Hole, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The holes, in order."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value encoded by a codec."""

    codec: str
    value: Value
    table: tuple[tuple[Any, Any], ...] | None = None
    """Pairs of the codec `table`, in the order of the spec: unified value, native value."""
    absent: Value | None = None
    """What is sent when the value is absent; None when the entry is left out then."""
    clear: Value | None = None
    """What is sent when the value is null; None when that is null."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The entries all of whose references are given; joined to one text when `join` is not None."""

    entries: tuple[Value, ...]
    join: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """A mapping with some keys besides, or in place of its own."""

    onto: Value
    entries: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """From the remembered list of a method, one field of the first object that fits."""

    method: str
    where: tuple[tuple[str, Value], ...]
    take: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; an entry whose reference is absent is left out."""

    entries: tuple[tuple[str, Value], ...]


Value: TypeAlias = Literal | Reference | Template | Encoded | Clauses | Merge | Pick | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """What is wrong with an expression."""

    at: tuple[str | int, ...]
    """Keys and indexes below the value that was parsed."""
    what: str
    expected: str


class ExpressionError(ValueError):
    """An expression that the language does not know, with all that is wrong in it."""

    def __init__(self, problems: tuple[ExpressionProblem, ...]) -> None:
        super().__init__("; ".join(f"{problem.what}: expected {problem.expected}" for problem in problems))
        self.problems = problems


_CACHED = 4096
"""Texts whose parse is kept: checking and generating meet each several times, and versions share most of theirs."""
_PARSED: dict[str, Value] = {}
"""The same for values that are made of others, by their text in Python."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_HOLE = re.compile(r"(\+?)([^|+\s][^|\s]*)(?:\|([A-Za-z_][A-Za-z0-9_]*))?\Z")
_HOLE_FORMS = "{name}, {name|codec} or {+name}; a brace that is meant is written twice"


@lru_cache(_CACHED)
def parse_template(text: str) -> Template:
    """Parse a text with holes.

    Raises: ExpressionError when a brace is neither part of a hole nor doubled.
    """
    parts: list[str | Hole] = []
    literal = ""
    end = 0
    for piece in _PIECE.finditer(text):
        literal += text[end : piece.start()]
        end = piece.end()
        if piece[0] in ("{{", "}}"):
            literal += piece[0][0]
            continue
        if literal:
            parts.append(literal)
            literal = ""
        parts.append(_parse_hole(piece))
    literal += text[end:]
    if literal:
        parts.append(literal)
    return Template(tuple(parts))


def _parse_hole(piece: re.Match[str]) -> Hole:
    inner = piece[1]
    hole = None if inner is None else _HOLE.match(inner)
    if hole is None:
        raise ExpressionError((ExpressionProblem((), f"{piece[0]!r} is not a hole", _HOLE_FORMS),))
    return Hole(name=hole[2], codec=hole[3], is_raw=hole[1] == "+")


@lru_cache(_CACHED)
def parse_text(text: str) -> Value:
    """Parse a text that stands where a value may: a reference, a template, or the text itself.

    Raises: ExpressionError
    """
    if text.startswith("$$"):
        text = text[1:]
    elif text.startswith("$"):
        if NAME.match(text[1:]) is None:
            raise ExpressionError(
                (ExpressionProblem((), f"{text!r} is not a reference", "$name; a text that starts with $ is `$$...`"),)
            )
        return Reference(text[1:])
    if "{" not in text and "}" not in text:
        return Literal(text)
    template = parse_template(text)
    return template if template.holes else Literal("".join(part for part in template.parts if isinstance(part, str)))


def parse_value(raw: object) -> Value:
    """Parse a value of a spec, which nobody changes afterwards: the same mapping or list is parsed once.

    Raises: ExpressionError with everything that is wrong in it.
    """
    if isinstance(raw, str):
        return parse_text(raw)
    if not isinstance(raw, dict | list):
        return Literal(raw)
    key = repr(raw)  # of plain values it says everything: their types, and the order of keys
    if (known := _PARSED.get(key)) is not None:
        return known
    parser = _Parser()
    value = parser.parse(raw, ())
    if parser.problems:
        raise ExpressionError(tuple(parser.problems))
    if len(_PARSED) >= _CACHED:
        _PARSED.clear()
    _PARSED[key] = value
    return value


def references_in_value(raw: object) -> tuple[str, ...]:
    """Return the names that a value of a spec refers to, in order of appearance, each once.

    Raises: ExpressionError with everything that is wrong in it.
    """
    return _references_in_text(raw) if isinstance(raw, str) else references_of(parse_value(raw))


@lru_cache(_CACHED)
def _references_in_text(text: str) -> tuple[str, ...]:
    return references_of(parse_text(text))


def references_of(value: Value) -> tuple[str, ...]:
    """Return the names a value refers to, in order of appearance, each once."""
    if isinstance(value, Reference):
        return (value.name,)
    return tuple(dict.fromkeys(_names(value)))


def _names(value: Value) -> list[str]:
    if isinstance(value, Literal):  # most values are one
        return []
    if isinstance(value, Reference):
        return [value.name]
    if isinstance(value, Template):
        return [hole.name for hole in value.holes]
    return [name for part in parts_of(value) for name in _names(part)]


def parts_of(value: Value) -> tuple[Value, ...]:
    """Return the values directly inside a value."""
    match value:
        case Encoded(value=inner, absent=absent, clear=clear):
            return (inner, *(each for each in (absent, clear) if each is not None))
        case Clauses(entries=entries) | Sequence(items=entries):
            return entries
        case Merge(onto=onto, entries=pairs):
            return (onto, *(part for _, part in pairs))
        case Mapping(entries=pairs) | Pick(where=pairs):
            return tuple(part for _, part in pairs)
        case _:
            return ()


_FORMS: dict[str, tuple[str, ...]] = {
    "literal": (),
    "codec": ("value", "table", "absent", "clear"),
    "clauses": ("join",),
    "pick": ("where", "take"),
}
"""Key that makes a mapping a form, and the keys that may stand beside it."""
_NEEDED = {"codec": ("value",), "pick": ("where", "take")}


class _Parser:
    """Parses one value, collecting problems in place of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[ExpressionProblem] = []

    def parse(self, raw: object, at: tuple[str | int, ...]) -> Value:
        if isinstance(raw, str):
            try:
                return parse_text(raw)
            except ExpressionError as error:
                self.problems.extend(ExpressionProblem(at, each.what, each.expected) for each in error.problems)
                return Literal(raw)
        if isinstance(raw, dict):
            return self._parse_mapping(raw, at)
        if isinstance(raw, list):
            return Sequence(tuple(self.parse(item, (*at, index)) for index, item in enumerate(raw)))
        return Literal(raw)

    def _parse_mapping(self, raw: dict[Any, Any], at: tuple[str | int, ...]) -> Value:
        if "+" in raw:
            return Merge(self.parse(raw["+"], (*at, "+")), self._entries(raw, at, but="+"))
        form = next((key for key in _FORMS if key in raw), None)
        if form is None:
            return Mapping(self._entries(raw, at))
        self._check_form(form, raw, at)
        match form:
            case "literal":
                return Literal(raw["literal"])
            case "codec":
                return self._encoded(raw, at)
            case "clauses":
                return self._clauses(raw, at)
            case _:
                return self._pick(raw, at)

    def _check_form(self, form: str, raw: dict[Any, Any], at: tuple[str | int, ...]) -> None:
        allowed = (form, *_FORMS[form])
        for key in raw:
            if key not in allowed:
                self._add(
                    (*at, str(key)),
                    f"{key!r} beside `{form}`",
                    f"only {', '.join(allowed)}; a mapping to be sent that has a key `{form}` is "
                    f'written {{"+": {{}}, {form}: ...}}',
                )
        for key in _NEEDED.get(form, ()):
            if key not in raw:
                self._add(at, f"`{form}` without `{key}`", f"the key `{key}` beside `{form}`")

    def _encoded(self, raw: dict[Any, Any], at: tuple[str | int, ...]) -> Encoded:
        table = raw.get("table")
        if table is not None and not isinstance(table, dict):
            self._add((*at, "table"), "a table that is no mapping", "unified value: native value")
            table = None
        return Encoded(
            codec=self._text(raw, "codec", at),
            value=self.parse(raw.get("value"), (*at, "value")),
            table=None if table is None else tuple(table.items()),
            absent=self.parse(raw["absent"], (*at, "absent")) if "absent" in raw else None,
            clear=self.parse(raw["clear"], (*at, "clear")) if "clear" in raw else None,
        )

    def _clauses(self, raw: dict[Any, Any], at: tuple[str | int, ...]) -> Clauses:
        entries = raw["clauses"]
        if not isinstance(entries, list):
            self._add((*at, "clauses"), "clauses that are no list", "a list of values")
            entries = []
        return Clauses(
            tuple(self.parse(entry, (*at, "clauses", index)) for index, entry in enumerate(entries)),
            self._text(raw, "join", at) if "join" in raw else None,
        )

    def _pick(self, raw: dict[Any, Any], at: tuple[str | int, ...]) -> Pick:
        where = raw.get("where", {})
        if not isinstance(where, dict):
            self._add((*at, "where"), "conditions that are no mapping", "unified field: value")
            where = {}
        return Pick(
            self._text(raw, "pick", at), self._entries(where, (*at, "where")), self._text(raw, "take", at, default="id")
        )

    def _entries(
        self, raw: dict[Any, Any], at: tuple[str | int, ...], but: str | None = None
    ) -> tuple[tuple[str, Value], ...]:
        entries = []
        for key, value in raw.items():
            if key == but:
                continue
            if not isinstance(key, str):
                self._add(at, f"the key {key!r}", "a text as key; quote it")
            entries.append((str(key), self.parse(value, (*at, str(key)))))
        return tuple(entries)

    def _text(self, raw: dict[Any, Any], key: str, at: tuple[str | int, ...], default: str = "") -> str:
        text = raw.get(key, default)
        if not isinstance(text, str):
            self._add((*at, key), f"{text!r}", "a text")
            return default
        return text

    def _add(self, at: tuple[str | int, ...], what: str, expected: str) -> None:
        self.problems.append(ExpressionProblem(at, what, expected))
