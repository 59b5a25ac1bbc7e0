"""The plan of one adapter module: every decision taken, nothing laid out yet.

A planner makes a `Module` from a spec; `tasklab.generate.render` turns it into text and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Statement: TypeAlias = "str | Block"
"""A line of Python without its indentation, or a compound statement."""

Body: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True)
class Block:
    """A compound statement."""

    head: str
    """`if draft.title is not UNSET:`"""
    body: Body


@dataclass(frozen=True)
class Import:
    """One `from module import names` line."""

    module: str
    names: tuple[str, ...]
    """In the order that isort gives them."""


@dataclass(frozen=True)
class Member:
    """One member of a native struct."""

    name: str
    annotation: str
    default: str | None = None
    """Text of the default; None for a member that has to be there."""


@dataclass(frozen=True)
class NativeStruct:
    """What an adapter reads of one native object."""

    name: str
    summary: str
    members: tuple[Member, ...]
    is_array: bool = False
    """Whether it is read from a list, member by member."""


@dataclass(frozen=True)
class Constant:
    """A module-level value, or a class attribute."""

    name: str
    annotation: str | None
    value: str


@dataclass(frozen=True)
class Function:
    """A module-level function, or a method of the adapter."""

    name: str
    parameters: tuple[str, ...]
    result: str
    docstring: tuple[str, ...]
    """Lines: the promise, then what types do not say."""
    body: Body
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Module:
    """One adapter, in the order it is laid out."""

    platform: str
    version: str
    class_name: str
    summary: str
    imports: tuple[tuple[Import, ...], ...]
    """In groups."""
    structs: tuple[NativeStruct, ...]
    decoders: tuple[Constant, ...]
    constants: tuple[Constant, ...]
    functions: tuple[Function, ...]
    attributes: tuple[Constant, ...]
    methods: tuple[Function, ...]
