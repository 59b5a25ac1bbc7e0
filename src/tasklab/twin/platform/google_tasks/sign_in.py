"""Google's token endpoint, which stands on another host.

Source: https://developers.google.com/identity/protocols/oauth2/web-server, "Refreshing an access token"; RFC 6749.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.answer import json_answer
from tasklab.twin.body import BodyError, read_form
from tasklab.twin.credential import read_basic
from tasklab.twin.platform.google_tasks.household import ACCESS_S

if TYPE_CHECKING:
    from tasklab.adapter.message import Request, Response
    from tasklab.twin.platform.google_tasks.household import Household

PATH = "/token"
_UNCACHED = {"cache-control": "no-cache, no-store, max-age=0, must-revalidate", "pragma": "no-cache"}


class _GrantError(Exception):
    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.status = code, status


def serve_token(request: Request, household: Household, now_s: float) -> Response:
    """Give a new access token for a refresh token, which stays good and is not given again."""
    try:
        return json_answer(_redeem(request, household, now_s), headers=_UNCACHED)
    except _GrantError as error:
        body = {"error": error.code, "error_description": str(error)}
        return json_answer(body, error.status, _UNCACHED)


def _redeem(request: Request, household: Household, now_s: float) -> dict[str, object]:
    try:
        form = dict(read_form(request))
    except BodyError as error:
        raise _GrantError("invalid_request", "Bad Request") from error
    grant = _need(form, "grant_type")
    if grant != "refresh_token":
        raise _GrantError("unsupported_grant_type", f"Invalid grant_type: {grant}")
    _check_client(form, request, household)
    token = household.refresh.get(_need(form, "refresh_token"))
    if token is None:
        raise _GrantError("invalid_grant", "Token has been expired or revoked.")
    asked = form.get("scope", "").split()
    if asked and asked != [token.scope]:
        raise _GrantError("invalid_scope", "Bad Request")
    return {
        "access_token": household.issue(token, now_s),
        "expires_in": ACCESS_S,
        "scope": token.scope,
        "token_type": "Bearer",
    }


def _check_client(form: dict[str, str], request: Request, household: Household) -> None:
    client_id, secret = read_basic(request) or (form.get("client_id"), form.get("client_secret"))
    if not client_id:
        raise _GrantError("invalid_request", "Could not determine client ID from request.")
    if client_id != household.client_id:
        raise _GrantError("invalid_client", "The OAuth client was not found.", 401)
    if secret is None:
        raise _GrantError("invalid_request", "client_secret is missing.")
    if secret != household.client_secret:
        raise _GrantError("invalid_client", "Unauthorized", 401)


def _need(form: dict[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise _GrantError("invalid_request", f"Missing required parameter: {name}")
    return value
