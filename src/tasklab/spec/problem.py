"""What can be wrong with a spec: problems as values, all of them at once.

    InvalidSpecError      raised by what needs a valid spec; carries every `SpecError` that was found

Each problem has a rule; `RULES` says in one line what each rule asks for, and is printed in the reference and in SARIF.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Scalar: TypeAlias = str | int | float | bool | None
KeyPath: TypeAlias = tuple[Scalar, ...]
"""Keys of mappings and indexes of lists, from the root of a spec."""

RULES: Mapping[str, str] = MappingProxyType(
    {
        "file": "A spec is a regular file that can be read, of at most 1 MiB.",
        "encoding": "A spec is UTF-8 without a byte order mark, in printable characters.",
        "yaml": "A spec is one YAML document.",
        "tab": "Indentation is made of spaces.",
        "yaml-tag": "YAML tags and directives are not part of the language.",
        "yaml-anchor": "YAML anchors, aliases and merge keys are not part of the language; `extends` is.",
        "yaml-scalar": "What versions of YAML read differently is quoted; numbers are decimal and of usual size.",
        "duplicate-key": "A key stands in a mapping once.",
        "depth": "Mappings and lists nest at most 40 deep and have at most 100,000 nodes.",
        "root": "A spec is a mapping.",
        "version": "A version is a quoted text and is the file's name.",
        "platform": "A platform is the name of the folder, in lower case with digits and hyphens.",
        "extends": "`extends` names a version that is there, and never itself through others.",
        "removes-nothing": "A null in a file that extends another removes something; `{literal: null}` sends null.",
        "unknown-key": "A key is one that the language knows.",
        "missing-key": "A key that is needed is there.",
        "type": "A value has the type that the language asks for; nothing is converted.",
        "value": "A value is one of those allowed.",
        "expression": "A value, a template or a path follows its grammar.",
        "unknown-method": "A unified method is in the catalogue.",
        "unknown-object": "An entity is an object of the unified model.",
        "unknown-field": "A field is one of the unified object.",
        "unknown-codec": "A codec is one of `tasklab.adapter.codec`.",
        "unknown-kind": "A kind of error is one of `tasklab.unified.error`.",
        "unknown-reference": "A value refers to what is known where it stands.",
        "raw-reference": "{+name} puts in only what the platform or the operator gave, never what a caller gave.",
        "cycle": "What is remembered, and what is done by another method, does not need itself.",
        "lens": "A field has a path, a constant or a template, and a way to be written if it has to be.",
        "call": "A call has one verb or one procedure, a method has one way to be done, and says how it is read.",
        "target": "A method named by `then`, `via`, `lookup` or `pick` is declared, and fits.",
        "unaccounted": "Every core and extended method is declared, or unavailable with a source.",
        "contradiction": "A method is declared or unavailable, not both.",
    }
)
"""Every rule, with what it asks for."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where something stands. Units: lines and columns count from 1, columns in characters.

    A struct, not a dataclass: every value of every spec has one, and making it costs a sixth.
    """

    file: str
    """As people know it: relative to the folder that the specs are in."""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class SpecError:
    """One thing that is wrong with a spec."""

    rule: str
    """One of `RULES`."""
    place: Place
    key: KeyPath
    found: str
    """What was found, in words."""
    expected: str
    """What is allowed there, or what to do."""
    nearest: str | None = None
    """The known name that is most like the one found."""

    @property
    def key_text(self) -> str:
        """The key path for people: `methods."task.list".query`."""
        return render_key(self.key)

    @property
    def message(self) -> str:
        """What is wrong and what to do, without the place."""
        where = f"{self.key_text}: " if self.key else ""
        meant = f"; did you mean `{self.nearest}`?" if self.nearest else ""
        return f"{where}{self.found}; expected {self.expected}{meant}"

    def __str__(self) -> str:
        return f"{self.place.file}:{self.place.line}:{self.place.column}: {self.message} [{self.rule}]"


class InvalidSpecError(Exception):
    """A spec that cannot be used, with everything that is wrong with it."""

    def __init__(self, errors: Iterable[SpecError]) -> None:
        self.errors = order_errors(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def order_errors(errors: Iterable[SpecError]) -> tuple[SpecError, ...]:
    """Return the problems by file and place, each once."""
    return tuple(
        sorted(
            dict.fromkeys(errors),
            key=lambda error: (error.place.file, error.place.line, error.place.column, error.key_text, error.rule),
        )
    )


def find_nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the known name that a misspelt one was most likely meant to be."""
    names = sorted(known)
    lowered = {each.lower(): each for each in names}
    if name.lower() in lowered:
        return lowered[name.lower()]
    close = difflib.get_close_matches(name[:100].lower(), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def render_key(key: KeyPath) -> str:
    """Return a key path for people: `methods."task.list".steps[0]`."""
    text = ""
    for part in key:
        if isinstance(part, int) and not isinstance(part, bool):
            text += f"[{part}]"
            continue
        name = part if isinstance(part, str) else str(part).lower()
        is_plain = name.replace("_", "").replace("-", "").isalnum()
        text += ("." if text else "") + (name if is_plain else f'"{name}"')
    return text


def render_found(value: object) -> str:
    """Return a value that was found, short enough for a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


_LONGEST = 60


def render_names(names: Iterable[str], like: str | None = None) -> str:
    """Return names for a message: all of a few, else those most like the one that was found."""
    ordered = sorted(names)
    if len(ordered) <= _MOST_NAMES:
        return ", ".join(ordered) or "nothing"
    close = [] if like is None else sorted(difflib.get_close_matches(like[:100], ordered, n=_MOST_CLOSE, cutoff=0.3))
    shown = close or ordered[:_MOST_CLOSE]
    return f"{', '.join(shown)}, ... ({len(ordered)} in all)"


_MOST_NAMES = 24
_MOST_CLOSE = 6
