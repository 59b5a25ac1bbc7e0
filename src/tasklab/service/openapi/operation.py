"""One operation of the document: from what a route says of itself, or from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.driver.session import DryRun
from tasklab.service.openapi.example import parameters_example, result_example, value_example
from tasklab.service.route.once import takes_key
from tasklab.unified.place import PLACES

if TYPE_CHECKING:
    from tasklab.service.openapi.schema import Schemas
    from tasklab.service.web.about import About
    from tasklab.service.web.router import Route
    from tasklab.unified.place import Place

_ALWAYS = (400, 401, 403, 404, 422, 429, 500, 503)
_WITH_BODY = (413, 415)
_OF_PLATFORM = (409, 410, 501, 502)
_OF_STATE = (409,)
_OPEN = (400, 404, 500, 503)
_OPEN_WRITE = (400, 401, 404, 409, 413, 415, 422, 429, 500, 503)
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key again repeats the first answer instead of the write.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "5f0c1b9e-7c1d-4a53-8b6c-0d2f7f3a9d11",
}
_DRY_RUN = {
    "name": "dry_run",
    "in": "query",
    "description": "Whether to check everything and stop before the platform is changed.",
    "schema": {"type": "boolean", "default": False},
}


class Operations:
    """Makes operations, and collects the schemas they refer to."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def make(self, route: Route) -> dict[str, Any]:
        """Return the operation of a route."""
        about = route.about
        if about is None:
            raise ValueError(f"{route.name} says nothing of itself")
        place = PLACES.get(route.name)
        own = self._of_method(place) if place else self._of_service(route, about)
        made = {
            "operationId": route.name,
            "summary": about.summary,
            "tags": [about.subject],
            **own,
        }
        if route.scope is None:
            made["security"] = []
        else:
            made["x-scope"] = route.scope
        has_body = "requestBody" in made
        for status in _statuses(route, about, has_body=has_body):
            made["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        return made

    # The service's own

    def _of_service(self, route: Route, about: About) -> dict[str, Any]:
        parameters = [_path_parameter(name) for name in route.parameters]
        parameters += [
            {
                "name": each.name,
                "in": "query",
                "description": each.says,
                "required": each.is_required,
                "schema": each.schema,
            }
            for each in about.query
        ]
        if takes_key(route):
            parameters.append(_IDEMPOTENCY_KEY)
        made: dict[str, Any] = {"parameters": parameters, "responses": {str(about.success): self._answer(about)}}
        if about.body is not None:
            content: dict[str, Any] = {"schema": self._schemas.reference(about.body)}
            if about.body_example is not None:
                content["example"] = about.body_example
            is_needed = any(each.required for each in msgspec.structs.fields(about.body))
            made["requestBody"] = {"required": is_needed, "content": {"application/json": content}}
        return made

    def _answer(self, about: About) -> dict[str, Any]:
        if about.result is None:
            return {"description": "Done."}
        content: dict[str, Any] = {"schema": self._schemas.reference(about.result)}
        if about.example is not None:
            content["example"] = msgspec.to_builtins(about.example)
        return {"description": "What was asked for.", "content": {about.kind: content}}

    # The unified methods

    def _of_method(self, place: Place) -> dict[str, Any]:
        method = place.method
        given = self._schemas.members(method.parameters)
        members = given["properties"]
        required = set(given.get("required", ()))
        example = parameters_example(method)
        in_path = [_path_parameter("connection_id"), *(_path_parameter(name) for name in place.in_path)]
        rest = {name: schema for name, schema in members.items() if name not in {*place.in_path, "idempotency_key"}}
        made: dict[str, Any] = {"parameters": in_path}
        if method.is_write:
            made["parameters"].append(_IDEMPOTENCY_KEY)
        if place.has_body:
            made["parameters"].append(_DRY_RUN)
            rest.pop("dry_run", None)
            body = {**given, "properties": rest, "required": sorted(required - set(place.in_path))}
            body_example = {name: value for name, value in example.items() if name not in place.in_path}
            content = {"schema": _without_empty(body), "example": body_example}
            made["requestBody"] = {"required": bool(body["required"]), "content": {"application/json": content}}
        else:
            made["parameters"] += [_query_parameter(name, rest[name], name in required) for name in rest]
        made["responses"] = self._answers(place)
        return made

    def _answers(self, place: Place) -> dict[str, Any]:
        method = place.method
        headers = {
            "Tasklab-Platform-Version": {
                "description": "The version that served this answer.",
                "schema": {"type": "string"},
            }
        }
        schema = self._schemas.reference(method.result)
        planned = self._schemas.reference(DryRun) if method.is_write else None
        content: dict[str, Any] = {"schema": schema, "example": result_example(method)}
        if planned is not None and place.success == 200:  # noqa: PLR2004 - the status of a dry run
            content["schema"] = {"anyOf": [schema, planned]}
        answers = {
            str(place.success): {
                "description": method.summary,
                "headers": headers,
                "content": {"application/json": content},
            }
        }
        if planned is not None and "200" not in answers:
            answers["200"] = {
                "description": "What a dry run would have sent.",
                "headers": headers,
                "content": {"application/json": {"schema": planned}},
            }
        if method.verb == "create":
            answers[str(place.success)]["links"] = _links(method.object)
        return answers


def _statuses(route: Route, about: About, *, has_body: bool) -> list[int]:
    if route.scope is None:
        return list(_OPEN if route.verb == "GET" else _OPEN_WRITE)
    found = set(_ALWAYS) | set(_WITH_BODY if has_body else ())
    found |= set(_OF_PLATFORM if about.asks_platform else _OF_STATE if route.scope == "manage" else ())
    return sorted(found)


def _links(made: str) -> dict[str, Any]:
    """Return where the id of a made object leads."""
    links = {}
    for name, place in PLACES.items():
        key = "id" if place.method.object == made and "id" in place.in_path else f"{made}_id"
        if key in place.in_path:
            given = {"connection_id": "$request.path.connection_id", key: "$response.body#/id"}
            links[name.replace(".", "_")] = {"operationId": name, "parameters": given}
    return links


def _path_parameter(name: str) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    example = value_example(name)
    return made | ({} if example is None else {"example": example})


def _query_parameter(name: str, schema: dict[str, Any], is_required: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"name": name, "in": "query", "required": is_required, "schema": schema}
    if schema.get("type") == "array":
        made |= {"style": "form", "explode": False}
    example = value_example(name)
    return made | ({} if example is None else {"example": example})


def _without_empty(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if value != []}
