"""Refusals as Google's APIs word them.

Source: https://google.aip.dev/193 and https://cloud.google.com/apis/design/errors for status and details; callers'
reports for the list `errors` that this API's first error format has beside them.
"""

from __future__ import annotations

from typing import Any

_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_REALM = 'Bearer realm="https://accounts.google.com/"'
_EXPECTED = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
INVALID = "Request contains an invalid argument."


class RefusalError(Exception):
    """What a request gets instead of what it asked for."""

    def __init__(
        self,
        status: int,
        message: str,
        reason: str,
        *,
        entry: dict[str, str] | None = None,
        details: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.reason = status, message, reason
        self.headers = headers or {}
        self._entry, self._details = entry or {}, details

    def body(self, *, is_second_format: bool = False) -> dict[str, Any]:
        """Return the error as it is sent; the second format has no list of errors."""
        entry = {"message": self.message, "domain": "global", "reason": self.reason, **self._entry}
        error: dict[str, Any] = {"code": self.status, "message": self.message, "errors": [entry]}
        if is_second_format:
            del error["errors"]
        if self.status in _STATUSES:
            error["status"] = _STATUSES[self.status]
        if self._details:
            error["details"] = self._details
        return {"error": error}


class UnknownPathError(Exception):
    """A path or verb that no API is behind: a page of HTML answers."""


def unauthenticated(*, is_missing: bool = False) -> RefusalError:
    """Refuse a token that is unknown or expired, or that there is none."""
    place = {"location": "Authorization", "locationType": "header"}
    if is_missing:
        text = f"Request is missing required authentication credential. {_EXPECTED}"
        entry = {"message": "Login Required.", **place}
        return RefusalError(401, text, "required", entry=entry, headers={"www-authenticate": _REALM})
    text = f"Request had invalid authentication credentials. {_EXPECTED}"
    challenge = {"www-authenticate": f'{_REALM}, error="invalid_token"'}
    return RefusalError(401, text, "authError", entry={"message": "Invalid Credentials", **place}, headers=challenge)


def scope_insufficient(scopes: tuple[str, ...]) -> RefusalError:
    """Refuse what a token's scopes do not allow."""
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "tasks.googleapis.com"},
    }
    challenge = {"www-authenticate": f'{_REALM}, error="insufficient_scope", scope="{" ".join(scopes)}"'}
    text = "Request had insufficient authentication scopes."
    entry = {"message": "Insufficient Permission"}
    return RefusalError(403, text, "insufficientPermissions", entry=entry, details=[detail], headers=challenge)


def not_found(what: str) -> RefusalError:
    """Refuse a list or task that is not there, or is another user's."""
    return RefusalError(404, f"{what} not found.", "notFound")


def bad_request(text: str = INVALID) -> RefusalError:
    """Refuse an argument that Tasks does not take; it seldom says which."""
    return RefusalError(400, text, "badRequest")


def invalid(text: str) -> RefusalError:
    """Refuse an id that cannot be used here."""
    return RefusalError(400, text, "invalid")


def malformed(text: str, field: str) -> RefusalError:
    """Refuse what does not fit the described message; the details say where."""
    violation = {"description": text, "field": field} if field else {"description": text}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return RefusalError(400, text, "invalid", details=[detail])


def unknown_parameter(name: str) -> RefusalError:
    """Refuse a parameter that the method does not have."""
    return malformed(
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message.",
        "",
    )


def changed_meanwhile() -> RefusalError:
    """Refuse a request whose `If-Match` has another entity tag."""
    place = {"location": "If-Match", "locationType": "header"}
    return RefusalError(412, "Precondition Failed", "conditionNotMet", entry=place)


def over_quota(text: str) -> RefusalError:
    """Refuse one more list or task than an account can have."""
    return RefusalError(403, text, "quotaExceeded", entry={"domain": "usageLimits"})


def over_day() -> RefusalError:
    """Refuse one more request than the project has in a day."""
    return RefusalError(403, "Daily Limit Exceeded", "dailyLimitExceeded", entry={"domain": "usageLimits"})


def over_rate(status: int = 403, headers: dict[str, str] | None = None) -> RefusalError:
    """Refuse a request that follows too soon."""
    entry = {"domain": "usageLimits"}
    return RefusalError(status, "Rate Limit Exceeded", "rateLimitExceeded", entry=entry, headers=headers)
