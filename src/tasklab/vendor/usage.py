"""What of an API is used: operations, and within them the members that are read or written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tasklab.vendor.problem import VendorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Path: TypeAlias = tuple[str, ...]
"""Members from the root of a body: lists add nothing to it, any member of a map is `*`."""
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Usage:
    """Operations by key, each with the members used; None for all of them.

    Shape: `Usage({"GET /tasks/{}": frozenset({("title",), ("tags", "name")})})`.
    """

    operations: Mapping[str, frozenset[Path] | None]

    def find_fields(self, operation: str) -> frozenset[Path] | None:
        """Find the members used of an operation; None for all."""
        return self.operations[operation]


class UsageError(VendorError):
    """Words that name no operation."""


def parse_usage(lines: Iterable[str]) -> Usage:
    """Parse lines such as `GET /tasks/{id} title tags.name`; without members, all of them are used.

    Raises: UsageError for a line without a verb and a path.
    """
    found: dict[str, frozenset[Path] | None] = {}
    for line in lines:
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if len(words) == 1:
            raise UsageError(f"{line!r} names no operation: expected `GET /tasks/{{id}}`")
        key = make_key(words[0], words[1])
        fields = frozenset(tuple(word.split(".")) for word in words[2:])
        before = found.get(key, frozenset())
        found[key] = before | fields if fields and before is not None else None
    return Usage(found)


def make_key(verb: str, path: str) -> str:
    """Return the key of an operation: its verb and path, whatever the parameters of the path are called."""
    return f"{verb.upper()} {_PARAMETER.sub('{}', path)}"


def step(fields: frozenset[Path] | None, part: str) -> frozenset[Path] | None:
    """Return what is used below a member: None for all of it, the empty set for nothing."""
    if fields is None:
        return None
    below = {path[1:] for path in fields if path and path[0] == part}
    return None if () in below else frozenset(below)
