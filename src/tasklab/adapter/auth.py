"""How a request shows whom it is for: one small value per kind, applied by the session for all platforms alike."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from tasklab.adapter.error_rule import ErrorRule
from tasklab.adapter.grant import Grant, renew_grant
from tasklab.adapter.message import Flow, Pairs

if TYPE_CHECKING:
    from tasklab.adapter.message import Request


class Credential(msgspec.Struct, frozen=True):
    """What all kinds share: none of them shows what it holds."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class NoAuth(Credential, frozen=True):
    """The platform asks for no credential."""

    def apply(self, request: Request, session: Pairs) -> Request:  # noqa: ARG002 - all kinds are applied alike
        """Return the request as it is."""
        return request

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return ()


class HeaderAuth(Credential, frozen=True):
    """A key in a header."""

    name: str
    value: str

    def apply(self, request: Request, session: Pairs) -> Request:  # noqa: ARG002
        """Return the request with the header."""
        return _with_headers(request, ((self.name, self.value),))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (self.value,)


class BearerAuth(Credential, frozen=True):
    """`Authorization: Bearer`. Source: RFC 6750, section 2.1."""

    token: str

    def apply(self, request: Request, session: Pairs) -> Request:  # noqa: ARG002
        """Return the request with the token."""
        return _with_headers(request, (("Authorization", f"Bearer {self.token}"),))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (self.token,)


class BasicAuth(Credential, frozen=True):
    """`Authorization: Basic`, in UTF-8. Source: RFC 7617."""

    username: str
    password: str

    def apply(self, request: Request, session: Pairs) -> Request:  # noqa: ARG002
        """Return the request with user name and password."""
        return _with_headers(request, (("Authorization", f"Basic {self._token}"),))

    @property
    def _token(self) -> str:
        return b2a_base64(f"{self.username}:{self.password}".encode(), newline=False).decode("ascii")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return (self.password, self._token)


class QueryAuth(Credential, frozen=True):
    """Key and token in the query."""

    values: Pairs

    def apply(self, request: Request, session: Pairs) -> Request:  # noqa: ARG002
        """Return the request with the values at the end of its query."""
        return msgspec.structs.replace(request, query=(*request.query, *self.values))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return tuple(value for _, value in self.values)


class LoginAuth(Credential, frozen=True):
    """Log in, then send what the answer gave with each request; log in again when a request is refused."""

    log_in: Callable[[], Flow[Pairs]]
    """A flow of requests with `needs_auth=False` that returns the headers of a logged-in request."""
    renew_on: tuple[int, ...] = (401,)
    """Status codes that mean the login has run out."""

    def apply(self, request: Request, session: Pairs) -> Request:
        """Return the request with the headers of the login."""
        return _with_headers(request, session)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown; the session adds what the login gave."""
        return ()


class OAuth2Auth(Credential, frozen=True):
    """An access token for a while, and a refresh token that gives the next one. Source: RFC 6749, section 6."""

    token_url: str
    """Address of the token endpoint, which may be on another host than the platform."""
    client_id: str
    refresh_token: str
    """The one the connection was made with, or that took its place."""
    client_secret: str | None = None
    """None for applications that cannot keep one."""
    scope: str | None = None
    """What the access token is wanted for, separated by spaces; what was granted before when left out."""
    parameter: str = "refresh_token"
    """Name of the connection parameter that holds the refresh token."""
    rules: tuple[ErrorRule, ...] = ()
    """How an answer of the token endpoint is read that is no error of OAuth."""
    renew_on: tuple[int, ...] = (401,)
    """Status codes that mean that an access token is no longer good."""

    def renew(self, refresh_token: str) -> Flow[Grant]:
        """Return the flow that trades a refresh token for an access token."""
        return renew_grant(self, refresh_token)

    def apply(self, request: Request, session: Pairs) -> Request:
        """Return the request with the access token."""
        return _with_headers(request, session)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown; the session adds the tokens that come later."""
        return tuple(secret for secret in (self.refresh_token, self.client_secret) if secret)


Auth: TypeAlias = NoAuth | HeaderAuth | BearerAuth | BasicAuth | QueryAuth | LoginAuth | OAuth2Auth


def _with_headers(request: Request, headers: Pairs) -> Request:
    return msgspec.structs.replace(request, headers=(*request.headers, *headers))
