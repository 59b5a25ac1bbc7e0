"""Carrying out a plan: objects are read field by field, and a refusal leaves null where null may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import get_location

from tasklab.twin.platform.linear.refusal import RefusalError, forbidden

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.plan import Plan, Step

Path: TypeAlias = "tuple[Any, str | int] | None"


class _NullError(Exception):
    """Null stands where it may not be: what holds it is null too."""


def execute(call: Call, plan: Plan, arguments: list[dict[str, Any]]) -> tuple[Any, list[dict[str, Any]]]:
    """Return data and errors of a plan."""
    run = _Run(call, arguments)
    if plan.is_mutation and not call.may_write:
        step = plan.steps[0]
        run.refuse(step, (None, step.key), forbidden("Invalid scope: `write` required"))
        return None, run.errors
    try:
        return run.read(plan.steps, {}, None), run.errors
    except _NullError:
        return None, run.errors


class _Run:
    def __init__(self, call: Call, arguments: list[dict[str, Any]]) -> None:
        self._call = call
        self._arguments = arguments
        self.errors: list[dict[str, Any]] = []

    def read(self, steps: Sequence[Step], row: Any, path: Path) -> dict[str, Any]:
        """Return what steps ask of an object."""
        call, arguments = self._call, self._arguments
        out: dict[str, Any] = {}
        for step in steps:
            resolve = step.resolve
            if step.steps is None:
                out[step.key] = row.get(step.name) if resolve is None else resolve(call, row, arguments[step.number])
            else:
                out[step.key] = self._read_inner(step, row, (path, step.key))
        return out

    def _read_inner(self, step: Step, row: Any, path: Path) -> Any:
        try:
            resolve = step.resolve
            found = row.get(step.name) if resolve is None else resolve(self._call, row, self._arguments[step.number])
            if found is None:
                return None
            inner = step.steps or ()
            if step.is_list:
                return [self.read(inner, each, (path, number)) for number, each in enumerate(found)]
            return self.read(inner, found, path)
        except RefusalError as error:
            self.refuse(step, path, error)
        except _NullError:
            pass
        if step.is_required:
            raise _NullError
        return None

    def refuse(self, step: Step, path: Path, error: RefusalError) -> None:
        """Write down why a field has no answer."""
        told: dict[str, Any] = {"message": error.message, "path": _unroll(path)}
        if step.node.loc is not None:
            at = get_location(step.node.loc.source, step.node.loc.start)
            told["locations"] = [{"line": at.line, "column": at.column}]
        self.errors.append({**told, "extensions": error.extensions})


def _unroll(path: Path) -> list[str | int]:
    keys: list[str | int] = []
    while path is not None:
        path, key = path
        keys.append(key)
    return keys[::-1]
