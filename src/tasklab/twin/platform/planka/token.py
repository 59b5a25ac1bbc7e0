"""Access tokens: JSON Web Tokens that a session remembers, and cookies beside them.

Source: the product's functions `create-jwt-token`, `set-http-only-token-cookie`, `generate-api-key`; its hook
`current-user`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import uuid
from typing import TYPE_CHECKING, Any

from tasklab.twin.credential import read_header
from tasklab.twin.identity import ALPHANUMERIC

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

LIFETIME_S = 365 * 24 * 3600
"""How long an access token is good, unless TOKEN_EXPIRES_IN says otherwise."""
PENDING_LIFETIME_S = 10 * 60
COOKIE = "httpOnlyToken"
_SECRET = b"a twin guards nothing"


class TokenMaker:
    """Makes tokens and keys, no two alike, and the same ones again in the same order."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - repeatable on purpose; it guards nothing

    def make_jwt(self, subject: Any, now_s: float, lifetime_s: int) -> str:
        """Return a token in HS256 that says whose it is and until when."""
        head = {"alg": "HS256", "typ": "JWT", "kid": self.make_uuid()}
        claims = {"iat": int(now_s), "exp": int(now_s) + lifetime_s, "sub": subject}
        signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
        return f"{signed}.{_encode(hmac.digest(_SECRET, signed.encode(), hashlib.sha256))}"

    def make_uuid(self) -> str:
        """Return a UUID of version 4."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def make_api_key(self) -> str:
        """Return an API key: its prefix of 8 characters, which is shown later, and its secret of 32."""
        return f"{self._text(8)}_{self._text(32)}"

    def _text(self, length: int) -> str:
        return "".join(self._chance.choices(ALPHANUMERIC, k=length))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def open_session(call: Call, user: Row, *, is_pending: bool, with_cookie: bool) -> str:
    """Remember a new token, set the cookie that goes with it where asked, and return the token."""
    maker = call.database.tokens
    lifetime_s = PENDING_LIFETIME_S if is_pending else LIFETIME_S
    token = maker.make_jwt("accept-terms" if is_pending else user["id"], call.now_s, lifetime_s)
    cookie = maker.make_uuid() if with_cookie else None
    row = {
        "userId": user["id"],
        "accessToken": None if is_pending else token,
        "pendingToken": token if is_pending else None,
        "httpOnlyToken": cookie,
        "expiresAt_s": int(call.now_s) + lifetime_s,
    }
    call.database.sessions.insert(row)
    if cookie is not None:
        call.cookies_to_set.append(f"{COOKIE}={cookie}; Max-Age={lifetime_s}; Path=/; HttpOnly; SameSite=Strict")
    return token


def read_cookies(request: Request) -> dict[str, str]:
    """Return the cookies of a request."""
    pairs = (each.strip().partition("=") for each in (read_header(request, "cookie") or "").split(";"))
    return {name: value for name, equals, value in pairs if equals}


def identify(call: Call, request: Request) -> None:
    """Find out who calls: by the bearer token; under `/attachments` by the cookie; in 2.x by an API key too."""
    if request.path.startswith("/api/"):
        word, _, token = (read_header(request, "authorization") or "").partition(" ")
        token = token if word == "Bearer" else ""
    else:
        token = call.cookies.get("accessToken", "")
    if token:
        _identify_session(call, token)
    elif call.is_second and (key := read_header(request, "x-api-key")):
        call.user_or_none = _active(call.database.users.first("apiKey", key))


def _identify_session(call: Call, token: str) -> None:
    session = call.database.sessions.first("accessToken", token)
    if session is None or session["expiresAt_s"] <= call.now_s:
        return
    if session["httpOnlyToken"] and call.cookies.get(COOKIE) != session["httpOnlyToken"]:
        return
    user = _active(call.database.users.get(session["userId"]))
    if user is not None:
        call.user_or_none, call.session = user, session


def _active(user: Row | None) -> Row | None:
    return None if user is None or user["isDeactivated"] else user
