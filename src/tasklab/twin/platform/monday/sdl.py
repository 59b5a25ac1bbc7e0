"""The part of monday.com's schema that the twin serves, in the schema definition language, version by version.

The files in `schema/` say it once: `# since` and `# until` behind a line (behind a type's first line: the whole type)
name the version that it came with or the last one that it was in.
Source: the SDL that the vendor gives for 2025-04 and 2026-10 (https://api.monday.com/v2/get_schema); for the versions
before, the changelog and the migration guides to 2023-10 and 2025-04.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graphql import GraphQLSchema, build_schema

from tasklab.twin.platform.monday.version import V2023_07
from tasklab.twin.platform.monday.whole_number import with_wide_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"(since|until) (\S+)")
_ARGUMENTS = re.compile(r"\(([^()]*)\)")
_KEPT_ARGUMENT = "after_column_id: ID"
_NUMBERED = (
    ("Account", "id"),
    ("Board", "board_folder_id"),
    ("Board", "workspace_id"),
    ("Tag", "id"),
    ("Team", "id"),
    ("User", "id"),
    ("Webhook", "board_id"),
    ("Workspace", "id"),
)
"""Fields that were `Int` until 2023-10 made them `ID`."""


@cache
def schema_of(version: str) -> GraphQLSchema:
    """Return what a version serves, ready to validate documents against."""
    schema = build_schema(sdl_of(version), assume_valid_sdl=True)
    return with_wide_numbers(schema) if version == V2023_07 else schema


@cache
def sdl_of(version: str) -> str:
    """Return the schema of a version in full."""
    folder = files(__package__).joinpath("schema")
    written = sorted(folder.iterdir(), key=lambda each: each.name)
    text = "\n".join(line for each in written for line in _as_of(each.read_text(encoding="utf-8"), version))
    return _as_whole_numbers(text) if version == V2023_07 else text


def _as_of(text: str, version: str) -> Iterator[str]:
    is_left_out = False
    for line in text.splitlines():
        written, _, mark = line.partition("  # ")
        is_there = _is_there(mark, version)
        if written.endswith("{"):
            is_left_out = not is_there
        if is_there and not is_left_out:
            yield written


def _is_there(mark: str, version: str) -> bool:
    return all(version >= name if word == "since" else version <= name for word, name in _MARK.findall(mark))


def _as_whole_numbers(text: str) -> str:
    """Return a schema with ids as they were before 2023-10: arguments, and some fields, are whole numbers."""
    text = _ARGUMENTS.sub(_numbered_arguments, text)
    for kind, field in _NUMBERED:
        text = re.sub(rf"(type {kind} \{{[^}}]*?\n  {field}: )ID\b", r"\1Int", text)
    return text


def _numbered_arguments(found: re.Match[str]) -> str:
    arguments = [
        each if each == _KEPT_ARGUMENT else re.sub(r"\bID\b", "Int", each.replace("[ID!]", "[ID]"))
        for each in found[1].split(", ")
    ]
    return f"({', '.join(arguments)})"
