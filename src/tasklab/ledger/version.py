"""The order of versions, by the scheme a platform names, and the tracked version a release belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

Scheme: TypeAlias = Literal["dotted", "pep440", "semver", "date"]
Track: TypeAlias = Literal["major", "minor", "each", "quarter"]
"""What opens a window: each `7`, each `7.2`, each release, or each quarter of a year (named by its first month)."""

_SEMVER = re.compile(
    r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?",
    re.ASCII,
)
_DOTTED = re.compile(r"v?(\d+(?:\.\d+)*)(?:[-._+ ]?([A-Za-z]+)[-._]?(\d*)|-(\d+))?", re.ASCII)
_DATE = re.compile(r"(\d{4})[-.]?(\d{2})(?:[-.]?(\d{2}))?(?:[-._]?([A-Za-z]+)[-._]?(\d*))?", re.ASCII)
_PRE_RANKS = {"dev": 0, "snapshot": 0, "nightly": 0, "a": 1, "alpha": 1, "b": 2, "beta": 2, "pre": 3, "preview": 3}
_PRE_RANKS |= {"c": 4, "rc": 4}
_POST_LABELS = frozenset({"p", "pl", "patch", "post", "sp", "final", "ga", "release", "stable"})
_UNFINISHED = frozenset({"alpha", "beta", "preview"})
"""What an API calls the part of it that is still made: `beta` beside `v1.0`. It is before all that is finished."""
_FINAL_RANK, _POST_RANK = 8, 9
_LONGEST_TEXT = 200
_MONTHS_IN_QUARTER = 3


class UnreadableVersionError(ValueError):
    """A text is not a version of the scheme."""

    def __init__(self, text: str, scheme: str) -> None:
        self.text, self.scheme = text, scheme
        super().__init__(f"{text[:80]!r} is not a version of the scheme {scheme!r}: check `watch.scheme` or `pattern`")


@dataclass(frozen=True, order=True)
class ParsedVersion:
    """A version that sorts by the rules of its scheme; equal when the scheme says they are the same."""

    key: Any
    text: str = field(compare=False)
    numbers: tuple[int, ...] = field(compare=False)
    is_prerelease: bool = field(compare=False)

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=65536)
def parse_version(text: str, scheme: Scheme) -> ParsedVersion:
    """Parse a version.

    Raises: UnreadableVersionError.
    """
    if len(text) > _LONGEST_TEXT:
        raise UnreadableVersionError(text, scheme)
    return _PARSERS[scheme](text.strip())


def parse_tracked(version: ParsedVersion, track: Track) -> str:
    """Name the tracked version that a release belongs to: 3.9.1 to `3.9` when minors are tracked."""
    first, second = (*version.numbers, 0, 0)[:2]
    match track:
        case "major":
            return f"{_parse_epoch(version)}{first}"
        case "minor":
            return f"{_parse_epoch(version)}{first}.{second}"
        case "quarter":
            month = (second - 1) // _MONTHS_IN_QUARTER * _MONTHS_IN_QUARTER + 1
            return f"{first:04d}-{month:02d}"
        case "each":
            return version.text


def sort_versions(versions: Iterable[str], scheme: Scheme) -> list[str]:
    """Sort versions, oldest first.

    Raises: UnreadableVersionError.
    """
    return sorted(versions, key=lambda text: parse_version(text, scheme))


def _parse_epoch(version: ParsedVersion) -> str:
    epoch = version.key.epoch if isinstance(version.key, Version) else 0
    return f"{epoch}!" if epoch else ""


def _parse_pep440(text: str) -> ParsedVersion:
    try:
        key = Version(text)
    except InvalidVersion as error:
        raise UnreadableVersionError(text, "pep440") from error
    return ParsedVersion(key, text, key.release, key.is_prerelease)


def _parse_semver(text: str) -> ParsedVersion:
    found = _SEMVER.fullmatch(text)
    if found is None:
        raise UnreadableVersionError(text, "semver")
    numbers = tuple(int(part) for part in found.group(1, 2, 3))
    if found[4] is None:
        return ParsedVersion((numbers, 1, ()), text, numbers, is_prerelease=False)
    # Numbers sort below words, and among themselves as numbers (semver 2.0.0, rule 11).
    parts = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in found[4].split("."))
    return ParsedVersion((numbers, 0, parts), text, numbers, is_prerelease=True)


def _parse_dotted(text: str) -> ParsedVersion:
    if text.lower() in _UNFINISHED:
        return ParsedVersion(((), _PRE_RANKS[text.lower()], 0), text, (), is_prerelease=False)
    found = _DOTTED.fullmatch(text)
    if found is None:
        raise UnreadableVersionError(text, "dotted")
    numbers = tuple(int(part) for part in found[1].split("."))
    rank, number = _rank(found[2], found[3] or found[4], text, "dotted")
    return ParsedVersion((_trim(numbers), rank, number), text, numbers, rank < _FINAL_RANK)


def _parse_date(text: str) -> ParsedVersion:
    found = _DATE.fullmatch(text)
    if found is None:
        raise UnreadableVersionError(text, "date")
    numbers = tuple(int(part) for part in found.group(1, 2, 3) if part is not None)
    try:
        date(*(*numbers, 1)[:3])
    except ValueError as error:
        raise UnreadableVersionError(text, "date") from error
    rank, number = _rank(found[4], found[5], text, "date")
    return ParsedVersion(((*numbers, 0)[:3], rank, number), text, numbers, rank < _FINAL_RANK)


def _rank(label: str | None, digits: str | None, text: str, scheme: str) -> tuple[int, int]:
    number = int(digits or 0)
    if label is None:
        return (_POST_RANK if digits else _FINAL_RANK), number
    word = label.lower()
    if word in _PRE_RANKS:
        return _PRE_RANKS[word], number
    if word in _POST_LABELS:
        return (_POST_RANK if digits else _FINAL_RANK), number
    if len(word) == 1:
        # 5.0.2a is a pre-release (above); 1.1j and the like are patches, as many projects number them.
        return _POST_RANK, ord(word) * 1000 + number
    raise UnreadableVersionError(text, scheme)


def _trim(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Drop trailing zeros: 6.0 and 6.0.0 are the same release."""
    end = len(numbers)
    while end > 1 and numbers[end - 1] == 0:
        end -= 1
    return numbers[:end]


_PARSERS = {"dotted": _parse_dotted, "pep440": _parse_pep440, "semver": _parse_semver, "date": _parse_date}
