"""What the service itself refuses, beside the errors of the unified methods.

    TasklabError
    └── ServiceError                    the live API did not do what it was asked
        ├── BadRequestError     bad_request     400  the request cannot be read
        ├── ApiKeyError         api_key         401  no API key, or not a valid one: this service's, not the platform's
        ├── SignatureError      signature       401  a platform's message is not signed as it should be
        ├── ScopeError          scope           403  the API key may not do this, or its account is disabled
        ├── NoRouteError        no_route        404  there is no such path
        ├── MissingError        missing         404  no such connection, key or webhook in this account
        ├── VerbError           verb            405  the path knows other verbs
        ├── StateError          state           409  it is not in a state that allows this
        ├── TooLargeError       too_large       413  the body is larger than its bound
        ├── MediaTypeError      media_type      415  the body is of another kind than expected
        ├── LimitError          limit           429  the account asks too much at a time
        ├── InternalError       internal        500  a mistake of ours, told to our log under the request's id
        └── BusyError           busy            503  it is stopping, or has too much to do: ask again

On the wire they are problem documents like the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.unified.error import Problem, TasklabError

if TYPE_CHECKING:
    from collections.abc import Mapping


class ServiceError(TasklabError):
    """The live API did not do what it was asked."""

    kind = "service"
    title = "The service refused"
    status = 500
    headers: tuple[tuple[bytes, bytes], ...] = ()
    retry_after: float | None = None

    def __init__(self, detail: str, *, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer

    def problem(self) -> Problem:
        """Return the problem document."""
        return Problem(
            type=f"/errors/{self.kind}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            pointer=self.pointer,
            retry_after=self.retry_after,
        )


class BadRequestError(ServiceError):
    """The request cannot be read."""

    kind = "bad_request"
    title = "The request cannot be read"
    status = 400


class ApiKeyError(ServiceError):
    """No API key of this service came, or not a valid one."""

    kind = "api_key"
    title = "No valid API key"
    status = 401
    headers = ((b"www-authenticate", b'Bearer realm="tasklab"'),)


class SignatureError(ServiceError):
    """A message that says it is a platform's is not signed as it should be, or is old."""

    kind = "signature"
    title = "Not a genuine message"
    status = 401


class ScopeError(ServiceError):
    """The API key may not do this."""

    kind = "scope"
    title = "The API key may not do this"
    status = 403


class NoRouteError(ServiceError):
    """There is no such path."""

    kind = "no_route"
    title = "There is no such path"
    status = 404


class MissingError(ServiceError):
    """The account has no such thing."""

    kind = "missing"
    title = "The account has no such thing"
    status = 404


class VerbError(ServiceError):
    """The path is there, and knows other verbs."""

    kind = "verb"
    title = "The path does not know this verb"
    status = 405

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"this path takes {', '.join(allowed)}")
        self.headers = ((b"allow", ", ".join(allowed).encode()),)


class StateError(ServiceError):
    """It is not in a state that allows this."""

    kind = "state"
    title = "Not possible in this state"
    status = 409


class TooLargeError(ServiceError):
    """The body is larger than its bound."""

    kind = "too_large"
    title = "The body is too large"
    status = 413

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"a body has {max_bytes} bytes at most")


class MediaTypeError(ServiceError):
    """The body is of another kind than expected."""

    kind = "media_type"
    title = "Another media type is expected"
    status = 415


class LimitError(ServiceError):
    """The account asks too much at a time."""

    kind = "limit"
    title = "Too many requests at a time"
    status = 429

    def __init__(self, detail: str, retry_after_s: float) -> None:
        super().__init__(detail)
        self.retry_after = retry_after_s


class InternalError(ServiceError):
    """A mistake of ours."""

    kind = "internal"
    title = "The service failed"
    status = 500


class BusyError(ServiceError):
    """It is stopping, or has too much to do."""

    kind = "busy"
    title = "The service cannot take this now"
    status = 503
    retry_after = 1.0


KINDS: Mapping[str, type[ServiceError]] = {
    error.kind: error
    for error in (
        BadRequestError,
        ApiKeyError,
        ScopeError,
        NoRouteError,
        MissingError,
        VerbError,
        StateError,
        TooLargeError,
        MediaTypeError,
        LimitError,
        InternalError,
        BusyError,
    )
}
"""Every kind of the service's own by its name on the wire."""
