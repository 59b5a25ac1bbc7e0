"""Refusals as Graph words them: a code that is good for programs, a text, and more of both inside.

Source: https://learn.microsoft.com/graph/errors for the codes; callers' reports for what stands inside.
"""

from __future__ import annotations

import json
from typing import Any


class RefusalError(Exception):
    """What a request gets instead of what it asked for."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        inner_code: str | None = None,
        *,
        inner_message: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = headers or {}
        self._inner = {"code": inner_code, "message": inner_message}

    def body(self, told: dict[str, str]) -> dict[str, Any]:
        """Return the error as it is sent; `told` says when, and which request it was."""
        inner = {name: value for name, value in self._inner.items() if value is not None}
        return {"error": {"code": self.code, "message": self.message, "innerError": {**inner, **told}}}


def unauthenticated(message: str) -> RefusalError:
    """Refuse a credential, or that there is none."""
    challenge = (
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
        'client_id="00000003-0000-0000-c000-000000000000"'
    )
    return RefusalError(401, "InvalidAuthenticationToken", message, headers={"www-authenticate": challenge})


def access_denied() -> RefusalError:
    """Refuse what the token's scopes, or its user, do not allow in a mailbox."""
    text = "Access is denied. Check credentials and try again."
    return RefusalError(403, "accessDenied", text, "ErrorAccessDenied")


def not_privileged() -> RefusalError:
    """Refuse what the token's scopes do not allow in the directory."""
    return RefusalError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def not_found() -> RefusalError:
    """Refuse what is not there, or not in this mailbox."""
    text = "The specified object was not found in the store."
    return RefusalError(404, "itemNotFound", text, "ErrorItemNotFound")


def user_not_found(name: str) -> RefusalError:
    """Refuse a user whom the directory does not have."""
    text = f"Resource '{name}' does not exist or one of its queried reference-property objects are not present."
    return RefusalError(404, "Request_ResourceNotFound", text)


def id_malformed() -> RefusalError:
    """Refuse what cannot be an id."""
    return RefusalError(400, "invalidRequest", "Id is malformed.", "ErrorInvalidIdMalformed")


def other_list() -> RefusalError:
    """Refuse a task that is in another list than the path says."""
    text = "Parent folder specified does not contain a Task with given Id"
    return RefusalError(400, "invalidRequest", text, "ParentFolderDoesNotContainTaskWithGivenId")


def invalid(text: str, inner_code: str = "ErrorInvalidRequest") -> RefusalError:
    """Refuse what the store does not do."""
    return RefusalError(400, "invalidRequest", "Invalid request", inner_code, inner_message=text)


def refused(text: str, inner_code: str | None = None) -> RefusalError:
    """Refuse what To Do's own service does not take, in its words."""
    return RefusalError(400, "invalidRequest", text, inner_code)


def unknown() -> RefusalError:
    """Refuse a path that is described, but that nothing is behind."""
    return RefusalError(404, "UnknownError", "")


def bad_query(text: str) -> RefusalError:
    """Refuse a query option."""
    return RefusalError(400, "invalidRequest", "Invalid request", "RequestBroker--ParseUri", inner_message=text)


def bad_value(value: Any, kind: str, path: str) -> RefusalError:
    """Refuse a member of a body whose value is of another kind."""
    shown = json.dumps(value, ensure_ascii=False)
    text = f"Invalid JSON, Error converting value {shown} to type '{kind}'. Path '{path}'."
    return RefusalError(400, "invalidRequest", text)


def bad_request(text: str) -> RefusalError:
    """Refuse what is no request that Graph could pass on."""
    return RefusalError(400, "BadRequest", text)


def verb_refused() -> RefusalError:
    """Refuse a verb that a path does not have."""
    text = "Specified HTTP method is not allowed for the request target."
    return RefusalError(405, "Request_BadRequest", text)


def changed_meanwhile() -> RefusalError:
    """Refuse a change of what is not any more as the entity tag says."""
    text = (
        "A precondition provided in the request (such as an if-match header) does not match the resource's current "
        "state."
    )
    return RefusalError(412, "ErrorIrresolvableConflict", text, "ErrorIrresolvableConflict")


def tag_malformed() -> RefusalError:
    """Fail over an entity tag that is none, as callers measured it: `*` is none either."""
    return RefusalError(500, "generalException", "Internal Server Error", "ErrorInternalServerError")


def too_large(text: str) -> RefusalError:
    """Refuse a body or file beyond its bound."""
    return RefusalError(413, "invalidRequest", text, "ErrorMessageSizeExceeded")
