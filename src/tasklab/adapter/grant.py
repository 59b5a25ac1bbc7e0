"""Access tokens of OAuth 2.0: how a refresh token is traded for one, and what a refusal means.

Source: RFC 6749, sections 5 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from tasklab.adapter.encode import form_body
from tasklab.adapter.error_rule import ErrorRule, error_by_status, find_error
from tasklab.adapter.message import Flow, Pairs, Request
from tasklab.unified.error import AuthenticationError, PlatformError, PlatformUnavailableError

if TYPE_CHECKING:
    from tasklab.adapter.message import Response
    from tasklab.unified.error import MethodError

_SUCCESSES = range(200, 300)
_PASSING = frozenset({"temporarily_unavailable", "server_error"})
"""Codes that say nothing about the credential. Source: RFC 6749, section 4.1.2.1; servers use them here too."""
_REFUSALS = range(400, 500)
_PASSING_STATUSES = frozenset({408, 429})
_SHOWN = 300


class Grant(msgspec.Struct, frozen=True):
    """What a login, or a token endpoint, gave."""

    headers: Pairs
    """Of each request from then on."""
    lasts_s: float | None = None
    """How long it is good from when it came, in seconds; None where nobody says."""
    refresh_token: str | None = None
    """What the next one is asked for with; None where that stays as it was."""

    def __repr__(self) -> str:
        return "Grant(...)"


class Asking(Protocol):
    """Who asks a token endpoint."""

    @property
    def token_url(self) -> str:
        """Its address."""

    @property
    def client_id(self) -> str:
        """The application."""

    @property
    def client_secret(self) -> str | None:
        """What shows that it is the application; None for one that cannot keep a secret."""

    @property
    def scope(self) -> str | None:
        """What the access token is wanted for."""

    @property
    def rules(self) -> tuple[ErrorRule, ...]:
        """How an answer is read that is no error of OAuth."""


class _Told(msgspec.Struct, frozen=True):
    """What a token endpoint answers."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - a kind of token
    expires_in: float | str | None = None
    refresh_token: str | None = None


class _Refused(msgspec.Struct, frozen=True):
    error: str = ""
    error_description: str | None = None


_TOLD = msgspec.json.Decoder(_Told)
_WHY = msgspec.json.Decoder(_Refused)


def renew_grant(who: Asking, refresh_token: str) -> Flow[Grant]:
    """Trade a refresh token for an access token.

    Raises: AuthenticationError where the refresh token, or the application, is refused; PlatformUnavailableError where
    the endpoint cannot tell now; PlatformError for an answer that is none.
    """
    form: Pairs = (("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", who.client_id))
    if who.client_secret:
        form += (("client_secret", who.client_secret),)
    if who.scope:
        form += (("scope", who.scope),)
    response = yield Request(
        verb="POST",
        path=who.token_url,
        headers=(("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")),
        body=form_body(form),
        needs_auth=False,
        is_elsewhere=True,
    )
    if response.status not in _SUCCESSES:
        raise _refusal(response, who.rules)
    return _read_grant(response)


def _read_grant(response: Response) -> Grant:
    try:
        told = _TOLD.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PlatformError(
            f"the token endpoint's answer is not of the documented shape: {error}", native_status=response.status
        ) from error
    if told.token_type.lower() != "bearer" or not told.access_token:
        raise PlatformError(f"the token endpoint gave a token of the type {told.token_type!r}, which nobody can use")
    return Grant(
        headers=(("Authorization", f"Bearer {told.access_token}"),),
        lasts_s=_seconds(told.expires_in),
        refresh_token=told.refresh_token or None,
    )


def _seconds(told: float | str | None) -> float | None:
    """Return how long a token lasts; some servers write the number as text."""
    try:
        seconds = float(told) if told is not None else 0.0
    except ValueError:
        return None
    return seconds if seconds > 0 else None


def _refusal(response: Response, rules: tuple[ErrorRule, ...]) -> MethodError:
    """Return what a refusal means: a credential is refused for good, unless the endpoint says that it cannot tell."""
    usual = find_error(response, rules) or error_by_status(response)
    try:
        why = _WHY.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        why = _Refused()  # whoever answered speaks no OAuth
    code, status = why.error or usual.native_code, response.status
    words = (why.error_description or "").partition("\n")[0].strip()[:_SHOWN]
    said = ": ".join(part for part in (why.error, words) if part) or usual.detail
    detail = f"no access token is given for the refresh token ({said})"
    if why.error in _PASSING:
        return PlatformUnavailableError(detail, native_status=status, native_code=code)
    if status in _REFUSALS and status not in _PASSING_STATUSES:
        return AuthenticationError(detail, native_status=status, native_code=code)
    return usual
