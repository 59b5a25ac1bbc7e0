"""The OpenAPI document, made from the routes.

Source: https://spec.openapis.org/oas/v3.1.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.service.error import KINDS as SERVICE_KINDS
from tasklab.service.openapi.operation import Operations
from tasklab.service.openapi.schema import Schemas
from tasklab.unified.error import KINDS, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.service.error import ServiceError
    from tasklab.service.web.router import Route
    from tasklab.unified.error import MethodError

API_VERSION = "1.0.0"
"""Of the HTTP interface, by semantic versioning: a breaking change raises the first number, and `/v1` with it."""
_INTRODUCTION = (
    "One API over many task managers. Send an API key with each request. A connection is pinned to one version of its "
    "platform, and each answer says which version served it. Nothing is dropped in silence: what a version cannot "
    "carry is refused by name."
)


def make_document(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the document of these routes."""
    schemas = Schemas()
    problem = schemas.reference(Problem)
    operations = Operations(schemas)
    paths: dict[str, dict[str, Any]] = {}
    tags: dict[str, None] = {}
    for route in routes:
        if route.about is None:
            continue
        paths.setdefault(route.path, {})[route.verb.lower()] = operations.make(route)
        tags.setdefault(route.about.subject)
    return {
        "openapi": "3.1.0",
        "info": {"title": "tasklab", "version": API_VERSION, "description": _INTRODUCTION, "license": _LICENSE},
        "servers": [{"url": "/"}],
        "security": [{"api_key": []}],
        "tags": [{"name": name} for name in tags],
        "paths": paths,
        "components": {
            "securitySchemes": {"api_key": {"type": "http", "scheme": "bearer"}},
            "responses": {f"Problem{status}": _response(kinds, problem) for status, kinds in by_status().items()},
            "schemas": schemas.made(),
        },
    }


_LICENSE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def by_status() -> dict[int, list[type[MethodError | ServiceError]]]:
    """Return the kinds of errors by the status that they come with."""
    kinds: list[type[MethodError | ServiceError]] = [*SERVICE_KINDS.values(), *KINDS.values()]
    found: dict[int, list[type[MethodError | ServiceError]]] = {}
    for kind in kinds:
        found.setdefault(kind.status, []).append(kind)
    return dict(sorted(found.items()))


def _response(kinds: list[type[MethodError | ServiceError]], schema: dict[str, Any]) -> dict[str, Any]:
    examples = {
        kind.kind: {"value": msgspec.to_builtins(_example(kind)), "summary": (kind.__doc__ or "").partition("\n")[0]}
        for kind in kinds
    }
    return {
        "description": "; ".join(f"`{kind.kind}`: {kind.title}" for kind in kinds),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }


def _example(kind: type[MethodError | ServiceError]) -> Problem:
    problem = Problem(
        type=f"/errors/{kind.kind}", title=kind.title, status=kind.status, detail=f"{kind.title}.", request_id="4f1c9a"
    )
    if kind.kind in {"rate_limited", "limit", "busy", "platform_unavailable"}:
        problem.retry_after = 7.0
    if kind.kind in {"validation", "unsupported_field"}:
        problem.pointer = "/due/date"
    return problem
