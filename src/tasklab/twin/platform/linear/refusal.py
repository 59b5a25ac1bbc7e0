"""What Linear refuses, in its words.

An error of a field stands in a body with status 200, and says a status of its own in `extensions`. Source:
https://linear.app/developers/graphql (error handling), the error types of Linear's SDK (`error.ts`), and answers of the
product that its callers quote (2026-11-26).
"""

from __future__ import annotations

import re
from typing import Any


class RefusalError(Exception):
    """A field cannot be answered."""

    def __init__(
        self,
        message: str,
        told: str | None = None,
        *,
        kind: str = "invalid input",
        code: str = "INPUT_ERROR",
        status: int = 400,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.extensions: dict[str, Any] = {"type": kind, "code": code, "statusCode": status, "userError": True}
        if told is not None:
            self.extensions["userPresentableMessage"] = told
        self.extensions.update(more or {})


class HttpRefusalError(Exception):
    """A request cannot be served at all: what stands in `errors`, with the status of HTTP."""

    def __init__(self, status: int, errors: list[dict[str, Any]], headers: dict[str, str] | None = None) -> None:
        super().__init__(errors[0]["message"])
        self.status = status
        self.errors = errors
        self.headers = headers or {}


def not_found(entity: str) -> RefusalError:
    """Refuse an id that nothing visible has."""
    return RefusalError(f"Entity not found: {entity}", f"Could not find referenced {entity}.")


def bad_reference(name: str) -> RefusalError:
    """Refuse an input whose member points to nothing."""
    return RefusalError(
        f"Entity not found in validateAccess: {name}", f"{name} contained an entry that could not be found."
    )


def invalid(name: str, rule: str, told: str) -> RefusalError:
    """Refuse an argument or a member of an input by a rule that it breaks, such as `isUuid`."""
    return RefusalError(
        "Argument Validation Error",
        f"{told}.",
        code="INVALID_INPUT",
        more={"validationErrors": [{"property": name, "constraints": {rule: told}}]},
    )


def conflict(entity: str, id_: str) -> RefusalError:
    """Refuse an id, chosen by the caller, that is taken."""
    return RefusalError(f"conflict on insert of {entity}", f"Entity {entity} with id {id_} already exists.")


def forbidden(message: str, told: str = "You do not have permission to perform this action.") -> RefusalError:
    """Refuse what the caller may not do."""
    return RefusalError(message, told, kind="forbidden", code="FORBIDDEN", status=403)


def graphql_error(message: str, code: str, locations: list[dict[str, int]] | None = None) -> dict[str, Any]:
    """Return what is told of a document or variables that are no good."""
    extensions = {"http": {"status": 400, "headers": {}}, "code": code, "type": "graphql error", "userError": True}
    # The product's library puts names between double quotes, the one that is used here between single ones.
    message = re.sub(r"'([^']*)'", r'"\1"', message)
    return {"message": message, **({"locations": locations} if locations else {}), "extensions": extensions}


def unauthenticated() -> HttpRefusalError:
    """Refuse a credential that is not known, or none."""
    extensions = {
        "type": "authentication error",
        "code": "AUTHENTICATION_ERROR",
        "statusCode": 401,
        "userError": True,
        "userPresentableMessage": "You need to authenticate to access this operation.",
        "http": {"status": 401},
    }
    return HttpRefusalError(401, [{"message": "Authentication required, not authenticated", "extensions": extensions}])


def _input_error(message: str, told: str | None = None) -> HttpRefusalError:
    extensions = {"type": "invalid input", "code": "INPUT_ERROR", "statusCode": 400, "userError": True}
    if told is not None:
        extensions["userPresentableMessage"] = told
    return HttpRefusalError(400, [{"message": message, "extensions": {**extensions, "http": {"status": 400}}}])


def key_as_bearer() -> HttpRefusalError:
    """Refuse an API key that was sent as an OAuth token."""
    words = "It looks like you're trying to use an API key as a Bearer token. Remove the Bearer prefix from the"
    return _input_error(f"{words} Authorization header.")


def too_complex(complexity: str, most: int) -> HttpRefusalError:
    """Refuse a document that costs more than one may."""
    told = f"The query is too complex. Complexity: {complexity}. Maximum allowed complexity: {most}."
    return _input_error("Query too complex", told)


def rate_limited(message: str, headers: dict[str, str]) -> HttpRefusalError:
    """Refuse a caller whose budget is spent: Linear answers 400, and says 429 inside."""
    extensions = {
        "type": "ratelimited",
        "code": "RATELIMITED",
        "statusCode": 429,
        "userError": True,
        "userPresentableMessage": "Rate limit exceeded. Please try again later.",
        "http": {"status": 400},
    }
    return HttpRefusalError(400, [{"message": message, "extensions": extensions}], headers)
