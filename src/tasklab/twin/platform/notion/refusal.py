"""How Notion refuses: a status, and `{"object": "error", "status", "code", "message", "request_id"}`.

Source: https://developers.notion.com/reference/status-codes (2026-11-27). The words are those of the examples there and
those that callers report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ARCHIVED = "Can't edit block that is archived. You must unarchive the block before editing."
ARCHIVED_ANCESTOR = (
    "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page."
)
CODES = {
    400: ("validation_error", "The request is not valid."),
    401: ("unauthorized", "API token is invalid."),
    403: ("restricted_resource", "Insufficient permissions for this endpoint."),
    404: ("object_not_found", "Could not find the object."),
    409: ("conflict_error", "Conflict occurred while saving. Please try again."),
    429: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    503: ("service_unavailable", "Notion is unavailable, please try again later."),
}


class RefusalError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def refuse(status: int, headers: Mapping[str, str] | None = None) -> RefusalError:
    """Refuse with the usual code and words of a status."""
    code, message = CODES.get(status, ("service_unavailable", "The request could not be served."))
    return RefusalError(status, code, message, headers)


def invalid(message: str) -> RefusalError:
    """Refuse what a request says."""
    return RefusalError(400, "validation_error", message)


def unknown(kind: str, id_: str) -> RefusalError:
    """Refuse for want of an object, or of the right to see it."""
    hint = ""
    if kind in {"page", "database", "data source", "block"}:
        hint = " Make sure the relevant pages and databases are shared with your integration."
    return RefusalError(404, "object_not_found", f"Could not find {kind.replace(' ', '_')} with ID: {id_}.{hint}")


def error_body(error: RefusalError, request_id: str) -> dict[str, Any]:
    """Return the body of a refusal."""
    return {
        "object": "error",
        "status": error.status,
        "code": error.code,
        "message": error.message,
        "request_id": request_id,
    }
