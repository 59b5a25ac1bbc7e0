"""Signing in and out, terms, and what an installation says about itself before that.

Source: paths `/access-tokens`, `/terms`, `/bootstrap` of the description; the product's function `handle-steps`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka import palette
from tasklab.twin.platform.planka.call import ADMIN
from tasklab.twin.platform.planka.operation import operation
from tasklab.twin.platform.planka.refusal import forbidden, not_found, unauthorized
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.token import COOKIE, open_session
from tasklab.twin.platform.planka.version import FIRST, RELEASES, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

USERNAME = r"[a-zA-Z0-9]+((_|\.)?[a-zA-Z0-9])*"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TERMS = {
    "en-US": "# Terms\n\nThis is a twin: it stores what you tell it until it ends.\n",
    "de-DE": "# Bedingungen\n\nDies ist ein Zwilling: Er behält, was man ihm sagt, bis er endet.\n",
}
TERMS_SIGNATURE = hashlib.sha256(_TERMS["en-US"].encode()).hexdigest()
"""What whoever accepts the terms sends back: the digest of their text in English, whatever language was read."""
_INVALID_PENDING = "Invalid pending token"


def _names_somebody(longest: int) -> Any:
    username = re.compile(USERNAME)

    def check(value: str) -> bool:
        if "@" in value:
            return _EMAIL.fullmatch(value) is not None
        return 3 <= len(value) <= longest and username.fullmatch(value) is not None  # noqa: PLR2004 - as declared

    return check


_WITH_COOKIE = Input("boolean")


@operation(
    "POST /api/access-tokens",
    {
        "emailOrUsername": Input("string", is_required=True, check=_names_somebody(16)),
        "password": Input("string", is_required=True),
        "withHttpOnlyToken": _WITH_COOKIE,
    },
    generation=FIRST,
    policy="public",
)
def sign_in_1(call: Call) -> dict[str, Any]:
    """Return an access token for a password."""
    user = _check_password(call)
    return {"item": open_session(call, user, is_pending=False, with_cookie=_wants_cookie(call))}


@operation(
    "POST /api/access-tokens",
    {
        "emailOrUsername": Input("string", is_required=True, max_length=256, check=_names_somebody(32)),
        "password": Input("string", is_required=True, max_length=256),
        "withHttpOnlyToken": _WITH_COOKIE,
    },
    generation=SECOND,
    policy="public",
)
def sign_in(call: Call) -> dict[str, Any]:
    """Return an access token for a password; who has not accepted the terms gets a pending token with the refusal."""
    user = _check_password(call)
    database = call.database
    if not database.is_initialized and user["role"] != ADMIN:
        raise forbidden("Admin login required to initialize instance")
    if user["termsSignature"] != TERMS_SIGNATURE:
        token = open_session(call, user, is_pending=True, with_cookie=_wants_cookie(call))
        raise forbidden("Terms acceptance required", pendingToken=token, step="accept-terms")
    database.is_initialized = True
    return {"item": open_session(call, user, is_pending=False, with_cookie=_wants_cookie(call))}


@operation(
    "POST /api/access-tokens/accept-terms",
    {
        "pendingToken": Input("string", is_required=True, max_length=1024),
        "signature": Input("string", is_required=True, min_length=64, max_length=64),
        "initialLanguage": Input("string", allows_null=True, choices=palette.LANGUAGES),
    },
    generation=SECOND,
    policy="public",
)
def accept_terms(call: Call) -> dict[str, Any]:
    """Accept the terms, and turn a pending token into an access token."""
    session = _find_pending(call)
    user = None if session is None else call.database.users.get(session["userId"])
    if session is None or user is None or session["expiresAt_s"] <= call.now_s:
        raise unauthorized(_INVALID_PENDING)
    if session["httpOnlyToken"] and call.cookies.get(COOKIE) != session["httpOnlyToken"]:
        raise unauthorized(_INVALID_PENDING)
    if call.values["signature"] != TERMS_SIGNATURE:
        raise forbidden("Invalid signature")
    changes = {"termsSignature": TERMS_SIGNATURE, "language": user["language"] or call.values.get("initialLanguage")}
    call.database.users.update(user["id"], call.changed(changes))
    call.database.is_initialized = True
    call.database.sessions.remove(session["id"])
    return {"item": open_session(call, user, is_pending=False, with_cookie=False)}


@operation(
    "POST /api/access-tokens/revoke-pending-token",
    {"pendingToken": Input("string", is_required=True, max_length=1024)},
    generation=SECOND,
    policy="public",
)
def revoke_pending_token(call: Call) -> dict[str, Any]:
    """Forget a pending token."""
    session = _find_pending(call)
    if session is None:
        raise not_found("Pending token not found")
    call.database.sessions.remove(session["id"])
    return {"item": None}


@operation("DELETE /api/access-tokens/me")
def sign_out(call: Call) -> dict[str, Any]:
    """Forget the access token that was used. An API key has no session to end."""
    if call.session is None:
        raise unauthorized()
    call.database.sessions.remove(call.session["id"])
    if call.session["httpOnlyToken"]:
        call.cookies_to_set.append(f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict")
    return {"item": call.session["accessToken"]}


@operation(
    "GET /api/terms", {"language": Input("string", choices=palette.LANGUAGES)}, generation=SECOND, policy="public"
)
def show_terms(call: Call) -> dict[str, Any]:
    """Return the terms, in English where they are not there in a language."""
    language = call.values.get("language", "en-US")
    language = language if language in _TERMS else "en-US"
    return {"item": {"language": language, "content": _TERMS[language], "signature": TERMS_SIGNATURE}}


@operation("GET /api/config", generation=FIRST, policy="public")
def show_config_1(_call: Call) -> dict[str, Any]:
    """Return what a client has to know before it signs in: here that there is no single sign-on."""
    return {"item": {"oidc": None}}


@operation("GET /api/bootstrap", generation=SECOND, policy="public")
def show_bootstrap(call: Call) -> dict[str, Any]:
    """Return what a client has to know before it signs in, the release among it; administrators learn a limit too."""
    item: dict[str, Any] = {"oidc": None, "termsLanguages": sorted(_TERMS), "version": RELEASES[call.version]}
    if call.user_or_none is not None and call.is_admin:
        item["activeUsersLimit"] = None
    return {"item": item}


def _wants_cookie(call: Call) -> bool:
    return bool(call.values.get("withHttpOnlyToken"))


def _check_password(call: Call) -> Row:
    name = call.values["emailOrUsername"].lower()
    user = call.database.users.first("email" if "@" in name else "username", name)
    if user is None or user["isDeactivated"] or user["password"] != call.values["password"]:
        raise unauthorized("Invalid credentials")
    return user


def _find_pending(call: Call) -> Row | None:
    return call.database.sessions.first("pendingToken", call.values["pendingToken"])
