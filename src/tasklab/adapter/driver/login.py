"""The login of one connection: made once however many calls wait for it, and again when it has run out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tasklab.adapter.auth import LoginAuth, OAuth2Auth
from tasklab.adapter.driver.effect import Hold
from tasklab.adapter.grant import Grant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from tasklab.adapter.driver.clock import Clock
    from tasklab.adapter.driver.effect import Effects
    from tasklab.adapter.message import Flow, Pairs

Run: TypeAlias = "Callable[[Flow[Any]], Effects[Any]]"
"""Runs a flow for the call that needs the login."""
_EARLY_S = 60.0
"""A token is renewed so long before its end: the request that carries it is still on its way then."""
_EARLY_SHARE = 0.1
"""Of a token that lasts for minutes only."""


class Login:
    """Knows the headers of a logged-in request, and until when they are good."""

    def __init__(
        self,
        auth: LoginAuth | OAuth2Auth,
        places: dict[str, Any],
        clock: Clock,
        learn: Callable[[list[str]], None],
        tell: Callable[[Mapping[str, str]], None] | None,
    ) -> None:
        """Prepare it. `learn` is told of new secrets, `tell` of connection parameters with a new value."""
        self._auth, self._places, self._clock = auth, places, clock
        self._learn, self._tell = learn, tell
        self._headers: Pairs | None = None
        self._until_s: float | None = None
        self._refresh_token = auth.refresh_token if isinstance(auth, OAuth2Auth) else ""

    @property
    def is_made(self) -> bool:
        """Whether a request can go without asking first."""
        return self._headers is not None and (self._until_s is None or self._clock.monotonic() < self._until_s)

    def is_over(self, status: int) -> bool:
        """Whether a status code means that the login has run out."""
        return status in self._auth.renew_on

    def headers(self, run: Run, stale: Pairs | None = None) -> Effects[Pairs]:
        """Return the headers of a logged-in request: others than the stale ones, which were refused."""
        if self._is_good(stale):
            return self._headers or ()
        release = yield Hold(self._places, "login")
        try:
            # Another call may have been here while this one waited: then its login is the one to use.
            if not self._is_good(stale):
                yield from self._make(run)
            return self._headers or ()
        finally:
            release()

    def _is_good(self, stale: Pairs | None) -> bool:
        return self.is_made and self._headers is not stale

    def _make(self, run: Run) -> Effects[None]:
        auth = self._auth
        if isinstance(auth, LoginAuth):
            grant = Grant((yield from run(auth.log_in())))
        else:
            grant = yield from run(auth.renew(self._refresh_token))
        values = [value for _, value in grant.headers]
        self._learn([*values, *(value.rpartition(" ")[2] for value in values)])
        self._headers = grant.headers
        self._until_s = self._end_s(grant.lasts_s)
        if isinstance(auth, OAuth2Auth) and grant.refresh_token not in (None, self._refresh_token):
            self._rotate(auth.parameter, str(grant.refresh_token))

    def _end_s(self, lasts_s: float | None) -> float | None:
        if lasts_s is None:
            return None
        return self._clock.monotonic() + lasts_s - min(_EARLY_S, lasts_s * _EARLY_SHARE)

    def _rotate(self, parameter: str, refresh_token: str) -> None:
        """Go on with a refresh token that took the place of the one before it, and tell who keeps it."""
        self._learn([refresh_token])
        self._refresh_token = refresh_token
        if self._tell is not None:
            self._tell({parameter: refresh_token})
