"""Checks of values, templates and paths: their grammar, and that what they refer to is known where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.spec import expression as e
from tasklab.spec.path import Key, Named, parse_dav_path, parse_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tasklab.adapter.codec.record import Codec
    from tasklab.spec.check.finding import Findings
    from tasklab.spec.problem import KeyPath

SPECIAL = {
    "page": "the number of the page, in a list with paging",
    "offset": "the number of objects before the page, in a list with paging",
    "size": "the size of a page, in a list with paging",
    "cursor": "the platform's cursor, in a list with paging",
    "last": "the last object's key, in a list with paging of the kind keyset",
    "sort": "what `sort` of the method makes of the wanted order",
    "write": "the given fields through the lenses, in a method that takes fields of an object",
    "native_fields": "the native names the entity reads, in a method that reads objects",
    "now": "the current moment",
    "unique": "a token nobody used before",
}
"""Names that the language itself gives, and where."""
_NO_CODEC = "; what each carries: docs/spec-language.md; where none fits: docs/cookbook/new-codec.md"


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a value may refer to."""

    caller: frozenset[str] = frozenset()
    """Given by whoever calls the method: always escaped, unless the name is trusted too."""
    trusted: frozenset[str] = frozenset()
    """Given by the platform or the operator; hides what the caller gives under the same name."""

    def knows(self, name: str) -> bool:
        """Tell whether a value may refer to this name."""
        return name in self.caller or name in self.trusted

    def trusts(self, name: str) -> bool:
        """Tell whether a value of this name may be put into a template as it is."""
        return name in self.trusted

    @property
    def names(self) -> frozenset[str]:
        """All names."""
        return self.caller | self.trusted

    def with_trusted(self, names: Iterable[str]) -> Scope:
        """Return the scope with more names from the platform or the operator."""
        more = frozenset(names)
        return Scope(self.caller, self.trusted | more) if more else self

    def with_caller(self, names: Iterable[str]) -> Scope:
        """Return the scope with more names from the caller, which hide those of the operator."""
        more = frozenset(names)
        return Scope(self.caller | more, self.trusted - more) if more else self


@dataclass(slots=True)
class ValueCheck:
    """Checks values of one spec."""

    findings: Findings
    codecs: Mapping[str, Codec]
    check_pick: Callable[[KeyPath, e.Pick], None]
    public: frozenset[str] = frozenset()
    """Connection parameters that are no secrets."""
    used: set[str] = field(default_factory=set)
    """Names that values referred to since it was last emptied."""

    def check(self, key: KeyPath, raw: object, scope: Scope) -> e.Value | None:
        """Check a value and all inside it; return it parsed, None when it cannot be or is not there."""
        if raw is None:
            return None
        try:
            value = e.parse_value(raw)
        except e.ExpressionError as error:
            self._add_problems(key, error)
            return None
        self._walk(key, raw, value, scope)
        return value

    def check_template(self, key: KeyPath, text: str, scope: Scope) -> e.Template | None:
        """Check a text that is always a template: a path, XML."""
        try:
            template = e.parse_template(text)
        except e.ExpressionError as error:
            self._add_problems(key, error)
            return None
        self._check_holes(key, template, scope)
        return template

    def check_path(self, key: KeyPath, text: str, form: str = "json") -> None:
        """Check a path into a native object or an answer: json, dav, multistatus, calendar, text or bytes."""
        if form in ("text", "bytes", "none"):
            if text != ".":
                self.findings.add("expression", key, f"the path {text!r} into an answer that is {form}", "`.`")
            return
        try:
            names = _parse_path(text, form)
        except e.ExpressionError as error:
            self._add_problems(key, error)
            return
        for name in names:
            self.findings.require_known("unknown-reference", key, name, self.public, "connection parameter, no secret")

    def check_pattern(self, key: KeyPath, pattern: str) -> None:
        """Check a regular expression."""
        try:
            re.compile(pattern)
        except re.error as error:
            self.findings.add("expression", key, f"a regular expression that is none ({error})", "one of Python's `re`")

    def is_path(self, codec: str | None) -> bool:
        """Tell whether a codec gives a path that is escaped already."""
        known = None if codec is None else self.codecs.get(codec)
        return known is not None and known.is_path

    def check_codec(self, key: KeyPath, name: str, *, reads: bool, writes: bool, has_table: bool = False) -> None:
        """Check that a codec is known, goes the way it is used, and has its table exactly when it takes one."""
        if not self.findings.require_known("unknown-codec", key, name, self.codecs, "codec", told=_NO_CODEC):
            return
        codec = self.codecs[name]
        if (reads and codec.direction == "write") or (writes and codec.direction == "read"):
            way = "read" if codec.direction == "write" else "write"
            self.findings.add("unknown-codec", key, f"the codec `{name}`, which cannot {way}", "one that can")
        if codec.takes_table != has_table:
            found = f"the codec `{name}` {'without' if codec.takes_table else 'with'} a table"
            self.findings.add("lens", key, found, "a `table` beside a codec that takes one, and only there")

    def _walk(self, key: KeyPath, raw: object, value: e.Value, scope: Scope) -> None:
        match value:
            case e.Reference(name):
                self._check_name(key, f"${name}", name, scope)
            case e.Template():
                self._check_holes(key, value, scope)
            case e.Encoded():
                has_table = value.table is not None
                self.check_codec((*key, "codec"), value.codec, reads=False, writes=True, has_table=has_table)
            case e.Pick():
                self.check_pick(key, value)
            case _:
                pass
        for below, inner_raw, inner in _parts(raw, value):
            self._walk((*key, *below), inner_raw, inner, scope)

    def _check_holes(self, key: KeyPath, template: e.Template, scope: Scope) -> None:
        for hole in template.holes:
            if not self._check_name(key, f"{{{hole.name}}}", hole.name, scope):
                continue
            if hole.is_raw and not scope.trusts(hole.name):
                found = f"{{+{hole.name}}}, which puts in what a caller gave as it is"
                self.findings.add("raw-reference", key, found, f"{{{hole.name}}}, which is escaped")
            if hole.codec is not None:
                self.check_codec(key, hole.codec, reads=False, writes=True)

    def _check_name(self, key: KeyPath, shown: str, name: str, scope: Scope) -> bool:
        self.used.add(name)
        if scope.knows(name):
            return True
        if name in SPECIAL:
            self.findings.add("unknown-reference", key, f"`{shown}` here", f"it only as {SPECIAL[name]}")
            return False
        return self.findings.require_known("unknown-reference", key, name, scope.names, "name")

    def _add_problems(self, key: KeyPath, error: e.ExpressionError) -> None:
        for problem in error.problems:
            self.findings.add("expression", (*key, *problem.at), problem.what, problem.expected)


def _parse_path(text: str, form: str) -> list[str]:
    """Return the connection parameters that name members on the way."""
    if form in ("dav", "calendar"):
        parse_dav_path(text)
        return []
    steps = parse_path(text).steps
    for step in steps:
        if form == "multistatus" and isinstance(step, Key):
            parse_dav_path(step.name)
    return [step.parameter for step in steps if isinstance(step, Named)]


def _parts(raw: object, value: e.Value) -> list[tuple[KeyPath, object, e.Value]]:
    """Return the values directly inside a value, each with its keys below it."""
    parts: list[tuple[KeyPath, object, e.Value]] = []
    match value, raw:
        case e.Sequence(items=items), list():
            parts = [((index,), raw[index], each) for index, each in enumerate(items)]
        case e.Encoded(value=inner, absent=absent, clear=clear), dict():
            parts = [(("value",), raw["value"], inner)]
            parts += [] if absent is None else [(("absent",), raw["absent"], absent)]
            parts += [] if clear is None else [(("clear",), raw["clear"], clear)]
        case e.Clauses(entries=entries), dict():
            parts = [(("clauses", index), raw["clauses"][index], each) for index, each in enumerate(entries)]
        case e.Merge(onto=onto, entries=pairs), dict():
            parts = [(("+",), raw["+"], onto), *(((name,), raw[name], each) for name, each in pairs)]
        case e.Mapping(entries=pairs), dict():
            parts = [((name,), raw[name], each) for name, each in pairs]
        case e.Pick(where=pairs), dict():
            parts = [(("where", name), raw["where"][name], each) for name, each in pairs]
        case _:
            pass
    return parts
