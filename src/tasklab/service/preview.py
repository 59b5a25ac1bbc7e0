"""What would change for the caller if a connection moved to another version: the same reads on both, compared."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.service.live import Live, LiveConnections

_READS: Mapping[str, Mapping[str, Any]] = {
    "user.me": {},
    "project.list": {"limit": 20},
    "status.list": {"limit": 50},
    "priority.list": {"limit": 50},
    "task_type.list": {"limit": 50},
    "label.list": {"limit": 50},
    "field.list": {"limit": 50},
    "task.list": {"limit": 20},
}
_MOST = 50
"""Differences of one method that are told."""
_PINNED = frozenset({"platform_version", "next_cursor"})
"""Differ always, and say nothing."""


class Difference(msgspec.Struct):
    """One place at which two answers differ."""

    pointer: str
    before: Any
    after: Any


class MethodPreview(msgspec.Struct, kw_only=True):
    """One method on both versions."""

    method: str
    is_same: bool
    differences: list[Difference]
    """The first fifty."""
    before_problem: Problem | None
    after_problem: Problem | None


class Preview(msgspec.Struct, kw_only=True):
    """What would change."""

    platform: str
    from_version: str
    to_version: str
    is_same: bool
    gained: list[str]
    """Methods that only the other version has."""
    lost: list[str]
    """Methods that only the pinned version has."""
    methods: list[MethodPreview]


async def preview_version(connections: LiveConnections, live: Live, other: Live, project_id: str | None) -> Preview:
    """Run reads on both versions, and compare."""
    calls = {name: dict(parameters) for name, parameters in _READS.items()}
    if project_id is not None:
        calls["task.list"]["project_id"] = project_id
    methods = [await _compare(connections, live, other, name, parameters) for name, parameters in calls.items()]
    before, after = set(live.adapter.unavailable), set(other.adapter.unavailable)
    return Preview(
        platform=live.adapter.platform,
        from_version=live.adapter.version,
        to_version=other.adapter.version,
        is_same=before == after and all(each.is_same for each in methods),
        gained=sorted(before - after),
        lost=sorted(after - before),
        methods=methods,
    )


async def _compare(
    connections: LiveConnections, live: Live, other: Live, name: str, parameters: dict[str, Any]
) -> MethodPreview:
    before, after = await asyncio.gather(
        _read(connections, live, name, parameters), _read(connections, other, name, parameters)
    )
    problems = [each if isinstance(each, Problem) else None for each in (before, after)]
    found: list[Difference] = []
    if problems == [None, None]:
        found = [each for each, _ in zip(_differences("", before, after), range(_MOST), strict=False)]
    kinds = [each.type if each else None for each in problems]
    return MethodPreview(
        method=name,
        is_same=not found and kinds[0] == kinds[1],
        differences=found,
        before_problem=problems[0],
        after_problem=problems[1],
    )


async def _read(connections: LiveConnections, live: Live, name: str, parameters: dict[str, Any]) -> Any:
    method = METHODS[name]
    try:
        result = await connections.call(live, method, msgspec.convert(parameters, method.parameters))
    except MethodError as error:
        return msgspec.convert(error.to_problem(), Problem)
    return msgspec.to_builtins(result)


def _differences(pointer: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after} - _PINNED):
            step = name.replace("~", "~0").replace("/", "~1")
            yield from _differences(f"{pointer}/{step}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{pointer}/{index}", one, other)
    elif before != after:
        yield Difference(pointer or "/", before, after)
