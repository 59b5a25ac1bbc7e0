"""YAML bytes to nodes: by libyaml's event stream, so that nothing is built that was not asked for.

No tag, anchor or alias is ever followed, and every bound is checked while reading, so a hostile file costs no more than
an honest one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from tasklab.spec.node import Node
from tasklab.spec.problem import InvalidSpecError, Place, Scalar, SpecError, render_found
from tasklab.spec.scalar import AmbiguousScalarError, parse_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_SIZE_BYTES = 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_ERRORS = 100
"""After so many in one file reading stops: the first of them explain the rest."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BOMS = {b"\xef\xbb\xbf": "a byte order mark", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def load_source(path: Path, file: str) -> bytes:
    """Read a spec's bytes, never more than the bound.

    Raises: InvalidSpecError when it is not there, no regular file, or too large.
    """
    try:
        if path.is_symlink() or not path.is_file():
            found = "no regular file" if path.exists() or path.is_symlink() else "no such file"
            _refuse("file", Place(file), found, "a YAML file")
        size = path.stat().st_size
        if size > MAX_SIZE_BYTES:
            _refuse("file", Place(file), f"{size:,} bytes", f"at most {MAX_SIZE_BYTES:,} bytes")
        with path.open("rb") as stream:
            return stream.read(MAX_SIZE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidSpecError([SpecError("file", Place(file), (), reason, "a file that can be read")]) from error


def parse_source(data: bytes, file: str) -> Node:
    """Parse a spec's bytes into nodes; the root is a mapping.

    Raises: InvalidSpecError with everything that is wrong up to where reading had to stop.
    """
    text = _decode(data, file)
    builder = _Builder(file)
    try:
        # Events carry tags and anchors as they are written and build nothing, so this loads no foreign object.
        root = builder.build(_events(text))
    except yaml.MarkedYAMLError as error:
        broken = _syntax_error(error, text, file)
        # What else was found in a line that cannot be read is a misreading of it.
        builder.errors = [*(each for each in builder.errors if each.place.line != broken.place.line), broken]
        root = None
    except yaml.YAMLError as error:
        builder.errors.append(SpecError("yaml", Place(file), (), f"text that is not YAML ({error})", _DOCUMENT))
        root = None
    except _Stop:
        root = None
    if builder.errors or root is None:
        raise InvalidSpecError(builder.errors)
    return root


def _events(text: str) -> Iterator[Any]:
    """Return the events of a text, as `yaml.parse` does at twice the cost."""
    parser: Any = yaml.CSafeLoader(text)
    return iter(parser.get_event, None)


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_SIZE_BYTES:
        _refuse("file", Place(file), f"more than {MAX_SIZE_BYTES:,} bytes", f"at most {MAX_SIZE_BYTES:,} bytes")
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            _refuse("encoding", Place(file), name, "UTF-8 without a byte order mark; save the file as that")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise InvalidSpecError(
            [
                SpecError(
                    "encoding",
                    _place_after(before, file),
                    (),
                    f"the byte 0x{data[error.start]:02x}, which is not UTF-8",
                    "UTF-8; save the file as that",
                )
            ]
        ) from error
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        name = f"the character U+{ord(unprintable[0]):04X}"
        _refuse("encoding", _place_after(text[: unprintable.start()], file), name, "printable characters")
    return text


def split_lines(text: str) -> list[str]:
    """Return the lines of a source, counted as its places count them."""
    return re.split("\r\n|\n|\r", text)


def _place_after(before: str, file: str) -> Place:
    lines = split_lines(before)
    return Place(file, len(lines), len(lines[-1]) + 1)


def _refuse(rule: str, place: Place, found: str, expected: str) -> NoReturn:
    raise InvalidSpecError([SpecError(rule, place, (), found, expected)])


def _syntax_error(error: yaml.MarkedYAMLError, text: str, file: str) -> SpecError:
    mark = error.problem_mark or error.context_mark
    place = Place(file) if mark is None else Place(file, mark.line + 1, mark.column + 1)
    lines = split_lines(text)
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation or line[place.column - 1 : place.column] == "\t":
        column = line.index("\t") + 1
        return SpecError("tab", Place(file, place.line, column), (), "a tab in the indentation", "spaces")
    found = " ".join(part for part in (error.problem, error.context) if part)
    expected = next((hint for words, hint in _HINTS.items() if words in found), _DOCUMENT)
    return SpecError("yaml", place, (), f"YAML that cannot be read: {found}", expected)


_DOCUMENT = "one YAML document"
_HINTS = {
    "values are not allowed": "quotes around a text that has `: ` in it, or keys in line with their neighbours",
    "unexpected end of stream": "the quote, bracket or brace closed",
    "did not find expected ',' or": "commas between the entries, and the bracket or brace closed",
    "did not find expected key": "keys in line with their neighbours",
    "cannot start any token": "quotes around a text that starts with @, ` or %",
}


class _Stop(Exception):  # noqa: N818 - it says that reading ends, and is caught above
    """Reading cannot go on."""


_Alias, _Scalar, _MappingStart = yaml.AliasEvent, yaml.ScalarEvent, yaml.MappingStartEvent
_COMPOUND = (dict, list)
_MappingEnd, _ListEnd = yaml.MappingEndEvent, yaml.SequenceEndEvent


class _Builder:
    """Builds nodes from events, iteratively, and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.errors: list[SpecError] = []
        self._file = file
        self._nodes = 0
        self._events: Iterator[Any] = iter(())

    def add(self, rule: str, place: Place, found: str, expected: str) -> None:
        self.errors.append(SpecError(rule, place, (), found, expected))
        if len(self.errors) >= MAX_ERRORS:
            raise _Stop

    def build(self, events: Iterator[Any]) -> Node | None:
        self._events = events
        root: Node | None = None
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    self._check_document(event, is_second=root is not None)
                case yaml.StreamStartEvent() | yaml.DocumentEndEvent() | yaml.StreamEndEvent():
                    pass
                case _:
                    root = self._node(event, None, 1)
        if root is None or (root.value is None and root.text == ""):
            self.add("root", Place(self._file), "an empty file", "a mapping")
            return None
        if not isinstance(root.value, dict):
            self.add("root", root.place, render_found(_shown(root)), "a mapping")
        return root

    def _check_document(self, event: Any, *, is_second: bool) -> None:
        if is_second:
            self._stop("yaml", event, "a second document", "one document in a file")
        if event.version is not None or event.tags:
            self._stop("yaml-tag", event, "a YAML directive", "none")

    def _node(self, event: Any, key_place: Place | None, depth: int) -> Node:
        mark = event.start_mark
        place = Place(self._file, mark.line + 1, mark.column + 1)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop("depth", event, f"more than {MAX_NODES:,} values", "fewer")
        kind = type(event)
        if kind is _Alias or event.anchor is not None:
            self._stop("yaml-anchor", event, "an anchor or an alias", "the value written out; `extends` shares values")
        if event.tag is not None:
            self.add("yaml-tag", place, f"the tag {render_found(event.tag)}", "no tag; quote a text")
        elif kind is _Scalar and event.style:
            return Node(place, event.value, key_place)
        if kind is _Scalar:
            return self._scalar(event, place, key_place)
        if depth > MAX_DEPTH:
            self._stop("depth", event, f"nesting deeper than {MAX_DEPTH}", "a flatter spec")
        if kind is _MappingStart:
            return Node(place, self._mapping(depth), key_place)
        return Node(place, self._list(depth), key_place)

    def _scalar(self, event: Any, place: Place, key_place: Place | None) -> Node:
        text: str = event.value
        if event.tag is not None:
            return Node(place, text, key_place)
        try:
            value = parse_scalar(text)
        except AmbiguousScalarError:
            shown = render_found(text)
            self.add("yaml-scalar", place, f"{shown} without quotes", "quotes around a text, or a plain decimal number")
            value = text
        return Node(place, value, key_place, text)

    def _mapping(self, depth: int) -> dict[Scalar, Node]:
        entries: dict[Scalar, Node] = {}
        for event in self._events:
            if type(event) is _MappingEnd:
                break
            key = self._node(event, None, depth + 1)
            value = self._node(next(self._events), key.place, depth + 1)
            name = key.value
            if isinstance(name, _COMPOUND):
                self.add("type", key.place, f"{render_found(_shown(key))} as a key", "a text as a key")
                continue
            if name == "<<" and key.text is not None:
                self.add(
                    "yaml-anchor", key.place, "the merge key `<<`", "the keys written out; `extends` shares values"
                )
            if name in entries:
                first = entries[name].key_place or entries[name].place
                found = f"the key {render_found(name)} a second time"
                self.add("duplicate-key", key.place, found, f"each key once; the first is in line {first.line}")
                continue
            entries[name] = value
        return entries

    def _list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        for event in self._events:
            if type(event) is _ListEnd:
                break
            items.append(self._node(event, None, depth + 1))
        return items

    def _place(self, event: Any) -> Place:
        return Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _stop(self, rule: str, event: Any, found: str, expected: str) -> NoReturn:
        self.add(rule, self._place(event), found, expected)
        raise _Stop


def _shown(node: Node) -> object:
    """Return a value that is shown as the node's kind, without building the whole of it."""
    if isinstance(node.value, dict):
        return {}
    return [] if isinstance(node.value, list) else node.value
