"""The authorization and token endpoints of the Microsoft identity platform, which stand on another host.

Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow,
.../v2-oauth2-client-creds-grant-flow, .../reference-error-codes; RFC 6749, RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from tasklab.adapter.message import Response
from tasklab.twin.answer import json_answer
from tasklab.twin.body import BodyError, read_form
from tasklab.twin.credential import read_basic
from tasklab.twin.platform.microsoft_todo.token import ACCESS_S, CODE_S, GRAPH, OF_APP, OF_SIGN_IN, SCOPES, Code, Token

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.microsoft_todo.household import Household
    from tasklab.twin.store import Row

_PATH = re.compile(r"/([^/]+)/oauth2/v2\.0/(token|authorize)/?")
_SHARED_TENANTS = ("common", "organizations", "consumers")
_OAUTH_CODES = {
    70000: "invalid_grant", 70008: "invalid_grant", 54005: "invalid_grant", 501481: "invalid_grant",
    9002313: "invalid_grant", 700082: "invalid_grant", 700016: "unauthorized_client", 7000215: "invalid_client",
    7000218: "invalid_client", 70003: "unsupported_grant_type", 70011: "invalid_scope", 900144: "invalid_request",
    90002: "invalid_request", 900561: "invalid_request", 50011: "invalid_request",
}  # fmt: skip
_CLIENT_FAULTS = (7000215, 7000218)


class _GrantError(Exception):
    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


def serve_sign_in(request: Request, household: Household, now_s: float) -> Response | None:
    """Answer a request of either endpoint; None where the path is of neither."""
    found = _PATH.fullmatch(request.path)
    if found is None:
        return None
    tenant, endpoint = found.groups()
    try:
        _check_tenant(tenant, household)
        if endpoint == "authorize":
            return _authorize(request, household, now_s)
        return json_answer(_redeem(_read(request), request, household, now_s), headers=_UNCACHED)
    except _GrantError as error:
        return _refuse(error, household, now_s)


_UNCACHED = {"cache-control": "no-store, no-cache", "pragma": "no-cache"}


def _check_tenant(tenant: str, household: Household) -> None:
    if tenant.lower() not in {*_SHARED_TENANTS, household.tenant_id, household.domain}:
        raise _GrantError(90002, f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.")


def _read(request: Request) -> dict[str, str]:
    if request.verb != "POST":
        raise _GrantError(900561, "The endpoint only accepts POST requests. Received a GET request.")
    try:
        return dict(read_form(request))
    except BodyError as error:
        raise _GrantError(9002313, "Invalid request. Request is malformed or invalid.") from error


def _redeem(form: dict[str, str], request: Request, household: Household, now_s: float) -> dict[str, Any]:
    grant = _need(form, "grant_type")
    client_id = _check_client(form, request, household)
    if grant == "authorization_code":
        return _redeem_code(form, client_id, household, now_s)
    if grant == "refresh_token":
        return _refresh(form, client_id, household, now_s)
    if grant == "client_credentials":
        return _for_itself(form, client_id, household, now_s)
    raise _GrantError(70003, f"The app requested an unsupported grant type '{grant}'.")


def _check_client(form: dict[str, str], request: Request, household: Household) -> str:
    basic = read_basic(request)
    client_id, secret = basic or (_need(form, "client_id"), form.get("client_secret"))
    if client_id != household.client_id:
        raise _GrantError(700016, f"Application with identifier '{client_id}' was not found in the directory.")
    if secret is None:
        text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
        raise _GrantError(7000218, text)
    if secret != household.client_secret:
        raise _GrantError(7000215, "Invalid client secret provided.")
    return client_id


def _redeem_code(form: dict[str, str], client_id: str, household: Household, now_s: float) -> dict[str, Any]:
    text = _need(form, "code")
    if text in household.vault.redeemed:
        raise _GrantError(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code.")
    code = household.vault.codes.get(text)
    if code is None:
        raise _GrantError(9002313, "Invalid request. Request is malformed or invalid.")
    if code.token.until_s <= now_s:
        raise _GrantError(70008, "The provided authorization code or refresh token has expired.")
    if form.get("redirect_uri") != code.redirect_uri:
        raise _GrantError(70000, "The provided value for the 'redirect_uri' is not valid.")
    _check_proof(code, form.get("code_verifier"))
    del household.vault.codes[text]
    household.vault.redeemed.add(text)
    return _answer(household, code.token, client_id, _read_scopes(form.get("scope", code.scope), code.token), now_s)


def _check_proof(code: Code, verifier: str | None) -> None:
    if code.challenge is None:
        return
    method, challenge = code.challenge
    digest = hashlib.sha256((verifier or "").encode()).digest()
    made = base64.urlsafe_b64encode(digest).decode().rstrip("=") if method == "S256" else verifier
    if made != challenge:
        text = "The Code_Verifier does not match the code_challenge supplied in the authorization request."
        raise _GrantError(501481, text)


def _refresh(form: dict[str, str], client_id: str, household: Household, now_s: float) -> dict[str, Any]:
    token = household.vault.refresh.get(_need(form, "refresh_token"))
    if token is None or token.app_id != client_id:
        raise _GrantError(9002313, "Invalid request. Request is malformed or invalid.")
    if token.until_s <= now_s:
        raise _GrantError(700082, "The refresh token has expired due to inactivity.")
    scopes = _read_scopes(form.get("scope", " ".join(sorted(token.scopes))), token)
    return _answer(household, token, client_id, scopes, now_s)


def _for_itself(form: dict[str, str], client_id: str, household: Household, now_s: float) -> dict[str, Any]:
    if _need(form, "scope") != f"{GRAPH}.default":
        raise _GrantError(70011, f"The provided value for scope {form['scope']} is not valid.")
    text = household.vault.issue(None, client_id, OF_APP, now_s)
    return {"token_type": "Bearer", "expires_in": ACCESS_S, "ext_expires_in": ACCESS_S, "access_token": text}


def _read_scopes(text: str, granted: Token) -> list[str]:
    """Read scopes, separated by spaces, each with or without Graph's address; `.default` is all that was granted."""
    asked = [each.removeprefix(GRAPH) for each in text.split()]
    known = {each.lower(): each for each in (*SCOPES, *OF_SIGN_IN)}
    if ".default" in asked:
        return sorted(granted.scopes)
    unknown = next((each for each in asked if each.lower() not in known), None)
    if unknown is not None:
        raise _GrantError(70011, f"The provided value for the input parameter 'scope' is not valid: {unknown}.")
    found = [known[each.lower()] for each in asked]
    if not {*found} <= granted.scopes | {*OF_SIGN_IN}:
        text = "The request body contains scopes that the user or an administrator has not consented to."
        raise _GrantError(70000, text)
    return found


def _answer(household: Household, token: Token, client_id: str, scopes: list[str], now_s: float) -> dict[str, Any]:
    user = household.database.users.get(token.user_id)
    told = [each for each in scopes if each != "offline_access"]
    answer = {
        "token_type": "Bearer",
        "scope": " ".join(told),
        "expires_in": ACCESS_S,
        "ext_expires_in": ACCESS_S,
        "access_token": household.vault.issue(user, client_id, told, now_s),
    }
    if "offline_access" in token.scopes:
        answer["refresh_token"] = household.vault.issue_refresh(token, now_s)
    return answer


def _authorize(request: Request, household: Household, now_s: float) -> Response:
    """Send the user back with a code, as if they had agreed; `login_hint` says who, the main user if not."""
    query = dict(request.query)
    if query.get("client_id") != household.client_id:
        raise _GrantError(700016, "Application with the identifier was not found in the directory.")
    redirect_uri = query.get("redirect_uri", "")
    if not _is_registered(redirect_uri, household):
        raise _GrantError(50011, "The redirect URI specified in the request does not match those of the application.")
    if query.get("response_type") != "code":
        raise _GrantError(900144, "The request body must contain the following parameter: 'response_type'.")
    user = household.find_user(query.get("login_hint")) or household.people["ada"]
    told = _agree(query, user, redirect_uri, household, now_s)
    state = {"state": query["state"]} if "state" in query else {}
    separator = "&" if urlsplit(redirect_uri).query else "?"
    location = f"{redirect_uri}{separator}{urlencode({**told, **state})}"
    return Response(status=302, headers={"location": location})


def _agree(query: dict[str, str], user: Row, redirect_uri: str, household: Household, now_s: float) -> dict[str, str]:
    may = Token(user["id"], household.client_id, frozenset((*SCOPES, *OF_SIGN_IN)), now_s + CODE_S)
    try:
        scopes = _read_scopes(query.get("scope", ""), may)
    except _GrantError as error:
        return {"error": _OAUTH_CODES[error.number], "error_description": f"AADSTS{error.number}: {error}"}
    token = Token(user["id"], household.client_id, frozenset(scopes), now_s + CODE_S)
    method, challenge = query.get("code_challenge_method", "plain"), query.get("code_challenge")
    proof = None if challenge is None else (method, challenge)
    return {"code": household.vault.issue_code(Code(token, " ".join(scopes), redirect_uri, proof))}


def _is_registered(redirect_uri: str, household: Household) -> bool:
    parts = urlsplit(redirect_uri)
    is_local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    return redirect_uri == household.redirect_uri or is_local


def _need(form: dict[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise _GrantError(900144, f"The request body must contain the following parameter: '{name}'.")
    return value


def _refuse(error: _GrantError, household: Household, now_s: float) -> Response:
    trace, correlation = str(household.database.make_uuid()), str(household.database.make_uuid())
    stamp = household.stamp(now_s)
    text = f"AADSTS{error.number}: {error}"
    body = {
        "error": _OAUTH_CODES[error.number],
        "error_description": f"{text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
        "error_codes": [error.number],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.number}",
    }
    return json_answer(body, 401 if error.number in _CLIENT_FAULTS else 400, _UNCACHED)
