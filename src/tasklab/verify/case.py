"""What a case of the contract says about itself: which unified methods it proves, and over what it is repeated.

    @proves("task.create", "task.get")
    @each("field", written_by("task.create"))
    def test_a_written_field_reads_back(field, place): ...

The first line of a case's docstring is the promise, word for word as product managers read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

import msgspec

from tasklab.verify.contract.capability import Capability

Function = TypeVar("Function", bound=Callable[..., None])
Outcome: TypeAlias = Literal["passed", "failed", "flaked", "skipped", "inapplicable"]
"""`skipped`: the target has not what the case needs. `inapplicable`: the version promises nothing of the kind."""
Source: TypeAlias = Callable[[Capability], Iterable[Any]]
"""Gives what a case is repeated over, from what a version declares."""

_ATTRIBUTE = "tasklab_case"


@dataclass
class Case:
    """What a test function of the contract declares."""

    methods: tuple[str, ...] = ()
    """Unified methods that it proves; `{name}` stands for a parameter of the case."""
    needs: tuple[str, ...] = ()
    """Unified methods that it uses besides."""
    parts: dict[str, Source] = field(default_factory=dict)
    """What it is repeated over, by the argument's name."""
    applies: Callable[[Capability], str] | None = None
    """Gives the reason why the case says nothing about a version; empty when it does."""
    is_absence: bool = False
    """Whether it is about methods that a version lacks."""


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="case"):
    """The outcome of one case on one target."""

    case: str
    """Test identifier: `contract_tests/test_task.py::test_create[title]`."""
    promise: str
    methods: tuple[str, ...]
    outcome: Outcome
    reason: str = ""
    duration_s: float = 0.0
    requests: int = 0
    """Requests sent to the target."""
    proof: Literal["", "refused", "document"] = ""
    """For an absence: whether the target itself refused, or only a document says so."""
    scenario: dict[str, Any] = {}
    """What the fixed scenario of parity gave, ids and times masked; method to result."""


class RunBegin(msgspec.Struct, frozen=True, kw_only=True, tag="begin"):
    """The first line of a record: how many cases will run."""

    cases: int


class RunEnd(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="end"):
    """The last line of a record that is whole."""

    stopped: str = ""
    """Why the run ended before all cases had run."""


RecordLine: TypeAlias = CaseRecord | RunBegin | RunEnd


def proves(
    *methods: str,
    needs: Iterable[str] = (),
    applies: Callable[[Capability], str] | None = None,
    is_absence: bool = False,
) -> Callable[[Function], Function]:
    """Declare a test function as a case of the contract.

    It does not run where the version lacks one of `methods` or `needs`, nor where `applies` gives a reason.
    """

    def mark(function: Function) -> Function:
        case = _case_of(function)
        case.methods, case.needs, case.applies, case.is_absence = methods, tuple(needs), applies, is_absence
        return function

    return mark


def each(name: str, source: Source) -> Callable[[Function], Function]:
    """Repeat a case over what a version declares, given as the argument `name`."""

    def mark(function: Function) -> Function:
        _case_of(function).parts[name] = source
        return function

    return mark


def find_case(function: Callable[..., Any]) -> Case | None:
    """Find what a test function declares; None when it is no case."""
    case: Case | None = getattr(function, _ATTRIBUTE, None)
    return case


def _case_of(function: Callable[..., Any]) -> Case:
    case = find_case(function)
    if case is None:
        case = Case()
        setattr(function, _ATTRIBUTE, case)
    return case


def promise_of(function: Callable[..., Any]) -> str:
    """Return the sentence for product managers.

    Raises: ValueError for a case without one.
    """
    line = (function.__doc__ or "").strip().partition("\n")[0].strip()
    if not line:
        raise ValueError(f"{function.__qualname__} has no docstring: its first line is the promise in the reports")
    return line
