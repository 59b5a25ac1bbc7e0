"""How Asana refuses: a status and `{"errors": [{"message", "help"}]}`.

Source: https://developers.asana.com/docs/errors and https://developers.asana.com/docs/rate-limits (2026-11-26). The
words `Missing input`, `Not a Long`, `Not a valid GID type`, `Not the correct type` are those that callers report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP = (
    "For more information on API status codes and how to handle them, read the docs on errors: "
    "https://developers.asana.com/docs/errors"
)
UNAUTHORIZED = "Not Authorized"
NO_ROUTE = "No matching route for request"
TOO_MANY = "You've made too many requests and hit a rate limit. Please retry after the given amount of time."
SERVER_ERROR = "Server Error"
PHRASE = "6 sad squid snuggle softly"
_FIRST_SERVER_ERROR = 500


class RefusalError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def missing(name: str) -> RefusalError:
    """Refuse for want of a value."""
    return RefusalError(400, f"{name}: Missing input")


def invalid(name: str, reason: str) -> RefusalError:
    """Refuse a value."""
    return RefusalError(400, f"{name}: {reason}")


def forbidden(reason: str = "Forbidden") -> RefusalError:
    """Refuse to a caller what others may do."""
    return RefusalError(403, reason)


def unknown(name: str, gid: str, status: int = 404) -> RefusalError:
    """Refuse for want of the object."""
    return RefusalError(status, f"{name}: Unknown object: {gid}")


def payment_required(what: str) -> RefusalError:
    """Refuse what only paying workspaces have."""
    return RefusalError(402, f"{what} is only available to premium organizations and workspaces.")


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the body of a refusal; a failure of the server carries a phrase for its support."""
    error = {"message": message, "help": HELP}
    if status >= _FIRST_SERVER_ERROR:
        error["phrase"] = PHRASE
    return {"errors": [error]}
