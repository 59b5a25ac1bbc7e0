"""Every error that a unified method can end with, grouped by what the caller does next.

    TasklabError                        anything tasklab refuses or fails at
    └── MethodError                     a unified method did not do what it was asked
        ├── CallError                   change the call
        │   ├── UnsupportedMethodError      unsupported_method     this platform version cannot do it
        │   ├── UnsupportedFieldError       unsupported_field      it cannot carry or filter by this field
        │   ├── ValidationError             validation             a value is wrong; `pointer` says which
        │   ├── NotFoundError               not_found              no such object, or not for this account
        │   └── ConflictError               conflict               it changed meanwhile: read it again first
        ├── AccessError                 have the owner of the account act
        │   ├── AuthenticationError         authentication         the credential is wrong or expired: reconnect
        │   └── PermissionDeniedError       permission             the account may not do this: grant it
        ├── TransientError              wait, then repeat
        │   ├── RateLimitedError            rate_limited           `retry_after` says how long
        │   └── PlatformUnavailableError    platform_unavailable   look at `outcome_unknown` before repeating a write
        ├── VersionError                choose another version for the connection
        │   ├── VersionUnsupportedError     version_unsupported    tasklab does not serve it
        │   ├── VersionRetiredError         version_retired        the platform or tasklab no longer serves it
        │   └── VersionMismatchError        version_mismatch       the platform answered with another version
        └── PlatformError               report it: platform_error  the platform failed or broke its own word

On the wire an error is a problem document (RFC 9457, `application/problem+json`). Messages are made from the facts an
error carries. Whoever raises one passes no credential and no request header in `detail`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPE_PREFIX = "/errors/"


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An error on the wire. Shape: members that do not apply are left out. Source: RFC 9457, section 3."""

    type: str
    """Relative reference of the kind: `/errors/not_found`."""
    title: str
    status: int
    """HTTP status that the live API answers with."""
    detail: str
    method: str | None = None
    platform: str | None = None
    platform_version: str | None = None
    native_status: int | None = None
    """HTTP status that the platform answered with."""
    native_code: str | None = None
    """The platform's own name or number for what went wrong."""
    retry_after: float | None = None
    """Units: seconds."""
    request_id: str | None = None
    pointer: str | None = None
    """JSON Pointer (RFC 6901) into the parameters: `/due/datetime`."""
    outcome_unknown: bool = False
    """Whether a write may have happened although no answer came."""


class TasklabError(Exception):
    """Anything that tasklab refuses or fails at."""


class MethodError(TasklabError):
    """A unified method did not do what it was asked."""

    kind: str = "method_error"
    """Name of the kind on the wire."""
    title: str = "The method failed"
    """What the kind means, in a few words that never change."""
    status: int = 500
    """HTTP status that the live API answers with."""

    def __init__(
        self,
        detail: str,
        *,
        method: str | None = None,
        platform: str | None = None,
        platform_version: str | None = None,
        native_status: int | None = None,
        native_code: str | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
        pointer: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.method = method
        self.platform = platform
        self.platform_version = platform_version
        self.native_status = native_status
        self.native_code = native_code
        self.retry_after = retry_after
        self.request_id = request_id
        self.pointer = pointer

    @property
    def type(self) -> str:
        """Relative reference that names the kind on the wire."""
        return _TYPE_PREFIX + self.kind

    def __str__(self) -> str:
        where = " on ".join(part for part in (self.method, self._site()) if part)
        facts = [f"at {self.pointer}" if self.pointer else "", where, self._answer(), self._wait()]
        known = "; ".join(fact for fact in facts if fact)
        return f"{self.title}: {self.detail}" + (f" ({known})" if known else "")

    def _site(self) -> str:
        return " ".join(part for part in (self.platform, self.platform_version) if part)

    def _answer(self) -> str:
        answer = " ".join(str(part) for part in (self.native_status, self.native_code) if part is not None)
        return f"the platform answered {answer}" if answer else ""

    def _wait(self) -> str:
        return "" if self.retry_after is None else f"repeat after {self.retry_after:g} s"

    def to_problem(self) -> dict[str, Any]:
        """Return the problem document as plain JSON values; members that do not apply are left out."""
        document: dict[str, Any] = msgspec.to_builtins(self._problem())
        return document

    def _problem(self) -> Problem:
        return Problem(
            type=self.type,
            title=self.title,
            status=self.status,
            detail=self.detail,
            method=self.method,
            platform=self.platform,
            platform_version=self.platform_version,
            native_status=self.native_status,
            native_code=self.native_code,
            retry_after=self.retry_after,
            request_id=self.request_id,
            pointer=self.pointer,
        )


class CallError(MethodError):
    """The call itself cannot work: change it."""


class UnsupportedMethodError(CallError):
    """This platform version cannot do what the method promises."""

    kind = "unsupported_method"
    title = "The platform version has no such method"
    status = 501


class UnsupportedFieldError(CallError):
    """This platform version cannot carry a field, or cannot filter by it without reading everything."""

    kind = "unsupported_field"
    title = "The platform version cannot carry this field"
    status = 422


class ValidationError(CallError):
    """A value is missing, of the wrong type, or refused by the platform."""

    kind = "validation"
    title = "A parameter is not valid"
    status = 422


class NotFoundError(CallError):
    """There is no such object, or this account may not know of it."""

    kind = "not_found"
    title = "No such object"
    status = 404


class ConflictError(CallError):
    """The object changed meanwhile, or exists already: read it again before deciding."""

    kind = "conflict"
    title = "The object is not as the call assumed"
    status = 409


class AccessError(MethodError):
    """The owner of the account has to act."""


class AuthenticationError(AccessError):
    """The credential is wrong, expired or revoked: the connection has to be made again."""

    kind = "authentication"
    title = "The platform refused the credential"
    status = 401


class PermissionDeniedError(AccessError):
    """The credential is good, and the account behind it may not do this."""

    kind = "permission"
    title = "The account may not do this"
    status = 403


class TransientError(MethodError):
    """The same call can work later."""


class RateLimitedError(TransientError):
    """The platform takes no more calls for now."""

    kind = "rate_limited"
    title = "The platform takes no more calls for now"
    status = 429


class PlatformUnavailableError(TransientError):
    """No usable answer came: no connection, a time-out, or an outage that the platform admits."""

    kind = "platform_unavailable"
    title = "The platform did not answer"
    status = 503

    def __init__(
        self,
        detail: str,
        *,
        method: str | None = None,
        platform: str | None = None,
        platform_version: str | None = None,
        native_status: int | None = None,
        native_code: str | None = None,
        retry_after: float | None = None,
        request_id: str | None = None,
        pointer: str | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(
            detail,
            method=method,
            platform=platform,
            platform_version=platform_version,
            native_status=native_status,
            native_code=native_code,
            retry_after=retry_after,
            request_id=request_id,
            pointer=pointer,
        )
        self.outcome_unknown = outcome_unknown

    def __str__(self) -> str:
        doubt = ". The write may have happened: look before repeating it" if self.outcome_unknown else ""
        return super().__str__() + doubt

    def _problem(self) -> Problem:
        return msgspec.structs.replace(super()._problem(), outcome_unknown=self.outcome_unknown)


class VersionError(MethodError):
    """The connection needs another version of the platform's API."""


class VersionUnsupportedError(VersionError):
    """No adapter for this version is supported."""

    kind = "version_unsupported"
    title = "This platform version is not supported"
    status = 422


class VersionRetiredError(VersionError):
    """This version was served once and no longer is."""

    kind = "version_retired"
    title = "This platform version is retired"
    status = 410


class VersionMismatchError(VersionError):
    """The platform answered with another version than the one asked for."""

    kind = "version_mismatch"
    title = "The platform answered with another version"
    status = 502


class PlatformError(MethodError):
    """The platform failed, or answered what its own documentation rules out."""

    kind = "platform_error"
    title = "The platform failed"
    status = 502


KINDS: Mapping[str, type[MethodError]] = {
    error.kind: error
    for error in (
        UnsupportedMethodError,
        UnsupportedFieldError,
        ValidationError,
        AuthenticationError,
        PermissionDeniedError,
        NotFoundError,
        ConflictError,
        RateLimitedError,
        PlatformError,
        PlatformUnavailableError,
        VersionUnsupportedError,
        VersionRetiredError,
        VersionMismatchError,
    )
}
"""Every kind by its name on the wire."""


def parse_problem(problem: Problem) -> MethodError:
    """Return the error that a problem document was made from.

    A kind that this release does not know becomes a plain `MethodError`: a newer server may have more kinds.
    """
    kind = problem.type.removeprefix(_TYPE_PREFIX)
    error = KINDS.get(kind, MethodError)(
        problem.detail,
        method=problem.method,
        platform=problem.platform,
        platform_version=problem.platform_version,
        native_status=problem.native_status,
        native_code=problem.native_code,
        retry_after=problem.retry_after,
        request_id=problem.request_id,
        pointer=problem.pointer,
    )
    if isinstance(error, PlatformUnavailableError):
        error.outcome_unknown = problem.outcome_unknown
    if kind not in KINDS:
        error.kind, error.title, error.status = kind, problem.title, problem.status
    return error
