"""How Jira refuses: a status, messages of the whole, and messages by field.

Source: the schema ErrorCollection of the description; the words are those that callers report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_ISSUE = "Issue does not exist or you do not have permission to see it."
NO_USER = "Specified user does not exist or you do not have required permissions"
BAD_JSON = "There was an error parsing JSON. Check that your request body is valid."
BAD_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."
SEARCH_GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
TOO_MANY = "The request has been rate-limited. Please try again later."
UNAUTHENTICATED = "Client must be authenticated to access this resource."


class RefusalError(Exception):
    """A request that is refused."""

    def __init__(
        self,
        status: int,
        *messages: str,
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(*messages)
        self.status = status
        self.messages = messages
        self.errors = dict(errors or {})
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, Any]:
        """Return what is answered."""
        return {"errorMessages": list(self.messages), "errors": self.errors}


class UnauthenticatedError(RefusalError):
    """Nobody, or somebody with a credential that is not known."""

    def __init__(self, address: str) -> None:
        realm = address.replace(":", "%3A").replace("/", "%2F")
        headers = {"www-authenticate": f'OAuth realm="{realm}"', "x-seraph-loginreason": "AUTHENTICATED_FAILED"}
        super().__init__(401, UNAUTHENTICATED, headers=headers)

    @property
    def body(self) -> dict[str, Any]:
        """Return what is answered."""
        return {"message": UNAUTHENTICATED, "status-code": 401}


class BulkError(RefusalError):
    """A bulk operation that is refused: its messages are told in a form of their own.

    Source: the schema BulkOperationErrorResponse of the description.
    """

    def __init__(self, *messages: str) -> None:
        super().__init__(400, *messages)

    @property
    def body(self) -> dict[str, Any]:
        """Return what is answered."""
        return {"errors": [{"message": each} for each in self.messages]}


class QueryError(RefusalError):
    """A query in JQL that cannot be read, or names what is not there."""

    def __init__(self, *messages: str) -> None:
        super().__init__(400, *messages)


def invalid(field: str, message: str) -> RefusalError:
    """Refuse the value of a field."""
    return RefusalError(400, errors={field: message})


def bad_payload() -> RefusalError:
    """Refuse a body with a value of a wrong type."""
    return RefusalError(400, BAD_PAYLOAD)


def not_found(message: str) -> RefusalError:
    """Refuse for want of the object, or of the right to see it."""
    return RefusalError(404, message)


def forbidden(message: str) -> RefusalError:
    """Refuse to a caller what others may do."""
    return RefusalError(403, message)
