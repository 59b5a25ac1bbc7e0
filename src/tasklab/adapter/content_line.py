"""Content lines of iCalendar: unfolding, parameters, escaping, folding.

Source: RFC 5545 sections 3.1 to 3.3.11, RFC 6868 (quotes and line breaks in parameters).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import tzinfo

Parameters = tuple[tuple[str, tuple[str, ...]], ...]

_WIDTH_BYTES = 75
_BREAK = re.compile(rb"\r\n|\n")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')
_VALUES = re.compile(r'((?:"[^"]*"|[^",])*),')
_ESCAPED = re.compile(r"\\([\\;,nN])")
_CARET = re.compile(r"\^([n^'])")
_ENTRY = re.compile(r"(?:\\.|[^\\,]|\\\Z)*", re.DOTALL)
_FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_BROKEN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a component.

    Two properties are equal when they say the same, wherever they stand.
    """

    value: str
    """The text behind the colon, unfolded and still escaped."""
    parameters: Parameters = ()
    """Names in upper case, values without quotes, in their order."""
    name: str = field(default="", compare=False)
    """In upper case; empty until it is put into a component."""
    find_zone: Callable[[str], tzinfo | None] | None = field(default=None, compare=False, repr=False)
    """Finds the zone that the calendar it was read from defines for a TZID."""

    def parameter(self, name: str) -> str | None:
        """Find the first value of a parameter; None when it has none."""
        return next((values[0] for known, values in self.parameters if known == name), None)

    @property
    def text(self) -> str:
        """The value as text: escapes undone, bytes that are no UTF-8 replaced."""
        return unescape_text(_BROKEN.sub("\ufffd", self.value))


def split_lines(document: bytes) -> Iterator[tuple[bytes, str]]:
    r"""Yield each content line: its bytes as they are, with `\r\n` inside where it is folded, and its unfolded text.

    Blank lines are left out. Bytes that are no UTF-8 are kept as lone surrogates.
    """
    parts: list[bytes] = []
    for physical in _BREAK.split(document.removeprefix(b"\xef\xbb\xbf")):
        if not physical:
            continue
        if physical[:1] in (b" ", b"\t") and parts:
            parts.append(physical)
            continue
        if parts:
            yield _join(parts)
        parts = [physical]
    if parts:
        yield _join(parts)


def _join(parts: list[bytes]) -> tuple[bytes, str]:
    if len(parts) == 1:
        return parts[0], parts[0].decode("utf-8", "surrogateescape")
    unfolded = parts[0] + b"".join(part[1:] for part in parts[1:])
    return b"\r\n".join(parts), unfolded.decode("utf-8", "surrogateescape")


def parse_line(text: str, find_zone: Callable[[str], tzinfo | None] | None = None) -> Property | None:
    """Parse an unfolded content line; None for one that is not made as RFC 5545 says.

    `find_zone` finds the zones of the calendar that the line is from.
    """
    name = _NAME.match(text)
    if name is None:
        return None
    end = name.end()
    parameters: list[tuple[str, tuple[str, ...]]] = []
    while found := _PARAMETER.match(text, end):
        values = tuple(_unquote(value) for value in _split_values(found[2]))
        parameters.append((found[1].upper(), values))
        end = found.end()
    if text[end : end + 1] != ":":
        return None
    return Property(text[end + 1 :], tuple(parameters), name[0].upper(), find_zone)


def _split_values(text: str) -> list[str]:
    return [found[1] for found in _VALUES.finditer(text + ",")]


def _unquote(value: str) -> str:
    bare = value[1:-1] if value[:1] == value[-1:] == '"' and len(value) > 1 else value
    return _CARET.sub(lambda found: {"n": "\n", "^": "^", "'": '"'}[found[1]], bare)


def render_line(line: Property) -> bytes:
    """Return a content line folded at 75 octets, never inside a character, without the line break at its end.

    Raises: ValueError for a control character in the value, which would begin another line.
    """
    if _FORBIDDEN.search(line.value):
        raise ValueError(f"{line.name} has a control character in its value")
    parameters = "".join(f";{name}={','.join(map(_quote, values))}" for name, values in line.parameters)
    return fold(f"{line.name}{parameters}:{line.value}".encode("utf-8", "surrogateescape"))


def _quote(value: str) -> str:
    safe = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    if _FORBIDDEN.search(safe):
        raise ValueError(f"the parameter value {value!r} has a control character in it")
    return f'"{safe}"' if re.search("[:;,]", safe) else safe


def fold(line: bytes) -> bytes:
    """Break a line at 75 octets, never inside a character. Source: RFC 5545 section 3.1."""
    if len(line) <= _WIDTH_BYTES:
        return line
    parts = []
    start, room = 0, _WIDTH_BYTES
    while len(line) - start > room:
        end = start + room
        while end > start + 1 and _is_inside_character(line[end]):
            end -= 1
        parts.append(line[start:end])
        start, room = end, _WIDTH_BYTES - 1
    return b"\r\n ".join([*parts, line[start:]])


def _is_inside_character(byte: int) -> bool:
    return byte >> 6 == 0b10  # noqa: PLR2004 - the two bits that mark a byte of UTF-8 as not the first


def escape_text(text: str) -> str:
    """Return text as a value. Source: RFC 5545 section 3.3.11."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def unescape_text(value: str) -> str:
    """Return the text of a value; a backslash before any other character stands for itself."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def split_text_list(value: str) -> list[str]:
    """Return the texts of a value that is a list of them, separated by commas."""
    entries, end = [], -1
    while end < len(value) and (entry := _ENTRY.match(value, end + 1)):
        entries.append(entry[0])
        end = entry.end()
    return [unescape_text(_BROKEN.sub("\ufffd", entry)) for entry in entries]
