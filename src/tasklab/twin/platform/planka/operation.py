"""Actions by verb and path, for each generation: their declared inputs, and who may call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.version import FIRST, SECOND
from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.adapter.message import Response
    from tasklab.twin.platform.planka.call import Call

Act: TypeAlias = "Callable[[Call], dict[str, Any] | Response]"
Policy: TypeAlias = Literal["public", "user", "admin", "owner"]
"""Anybody; who is signed in; administrators; administrators and project owners."""

_VARIABLE = re.compile(r"\{(\w+)\}")


_LARGEST = str(2**63 - 1)


def is_in_range(text: str) -> bool:
    """Whether an id fits into 64 bits. It is asked of anything, so texts are compared, as the product does."""
    return len(text) < len(_LARGEST) or text <= _LARGEST


ID = Input("string", max_length=19, pattern="[1-9][0-9]*", check=is_in_range)


def id_input(generation: int, *, is_required: bool = True, allows_null: bool = False) -> Input:
    """Return the input of an id, as a generation declares it."""
    if generation == FIRST:
        return Input("string", is_required=is_required, allows_null=allows_null, pattern="[0-9]+")
    return Input("string", is_required, allows_null, max_length=ID.max_length, pattern=ID.pattern, check=ID.check)


@dataclass(frozen=True, slots=True)
class Operation:
    """One action and what it declares."""

    act: Act
    inputs: Mapping[str, Input]
    policy: Policy
    mixed: Mapping[str, re.Pattern[str]]
    """Segments of the path that are partly fixed, such as `userId:{userId}`, by the names they are routed with."""

    def read_path(self, segments: Mapping[str, str]) -> dict[str, str] | None:
        """Return the variables of the path; None where a partly fixed segment does not fit."""
        found: dict[str, str] = {}
        for name, value in segments.items():
            if name not in self.mixed:
                found[name] = value
            elif fitting := self.mixed[name].fullmatch(value):
                found |= fitting.groupdict()
            else:
                return None
        return found


ROUTERS: dict[int, Router[Operation]] = {FIRST: Router(), SECOND: Router()}


def operation(
    route: str,
    inputs: Mapping[str, Input] | None = None,
    *,
    generation: int | None = None,
    policy: Policy = "user",
) -> Callable[[Act], Act]:
    """Serve `VERB /path/{id}` by a function, in one generation or both. Variables are ids unless declared."""

    def register(act: Act) -> Act:
        verb, _, template = route.partition(" ")
        for each in (FIRST, SECOND) if generation is None else (generation,):
            names = _VARIABLE.findall(template)
            declared = {**{name: id_input(each) for name in names}, **(inputs or {})}
            routed, mixed = _route_segments(template)
            ROUTERS[each].add(verb, routed, Operation(act, declared, policy, mixed))
        return act

    return register


def _route_segments(template: str) -> tuple[str, dict[str, re.Pattern[str]]]:
    mixed: dict[str, re.Pattern[str]] = {}
    segments = []
    for segment in template.split("/"):
        if _VARIABLE.search(segment) and not _VARIABLE.fullmatch(segment):
            name = f"mixed{len(mixed)}"
            mixed[name] = re.compile(_VARIABLE.sub(r"(?P<\1>[^:]+)", segment))
            segments.append(f"{{{name}}}")
        else:
            segments.append(segment)
    return "/".join(segments), mixed
