"""Access tokens, refresh tokens and codes, as the Microsoft identity platform gives them out.

Source: https://learn.microsoft.com/entra/identity-platform/access-tokens, .../refresh-tokens,
https://learn.microsoft.com/graph/permissions-reference.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.twin.identity import opaque_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.store import Row

ACCESS_S = 3599
"""How long an access token is good."""
REFRESH_S = 90 * 24 * 3600
CODE_S = 600
GRAPH = "https://graph.microsoft.com/"
SCOPES = (
    "Tasks.Read",
    "Tasks.ReadWrite",
    "Tasks.Read.Shared",
    "Tasks.ReadWrite.Shared",
    "User.Read",
    "User.ReadBasic.All",
    "User.Read.All",
    "MailboxSettings.Read",
    "MailboxSettings.ReadWrite",
)
OF_SIGN_IN = ("openid", "profile", "email", "offline_access")
OF_APP = ("Tasks.ReadWrite.All", "User.Read.All", "MailboxSettings.ReadWrite")
"""What an administrator consented to for the application itself."""
_SECRET = b"a twin guards nothing"


@dataclass(frozen=True)
class Token:
    """Who may do what until when; no user where an application acts for itself."""

    user_id: str | None
    app_id: str
    scopes: frozenset[str]
    until_s: float

    @property
    def may_read_tasks(self) -> bool:
        """Whether its scopes let it read lists and tasks."""
        return any(each.startswith("Tasks.") for each in self.scopes)

    @property
    def may_write_tasks(self) -> bool:
        """Whether its scopes let it change lists and tasks."""
        return any(each.startswith("Tasks.ReadWrite") for each in self.scopes)

    def has(self, *scopes: str) -> bool:
        """Whether it has one of these scopes."""
        return not self.scopes.isdisjoint(scopes)


@dataclass(frozen=True)
class Code:
    """What a user agreed to, until it is redeemed."""

    token: Token
    scope: str
    redirect_uri: str
    challenge: tuple[str, str] | None
    """The method of the proof key, and its challenge."""


class Vault:
    """Everything that was given out, by its text."""

    def __init__(self) -> None:
        self.access: dict[str, Token] = {}
        self.refresh: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.redeemed: set[str] = set()
        self._texts = opaque_text(5, 160)

    def issue(self, user: Row | None, app_id: str, scopes: Iterable[str], now_s: float) -> str:
        """Return a new access token."""
        token = Token(user["id"] if user else None, app_id, frozenset(scopes), now_s + ACCESS_S)
        claims = {"aud": GRAPH, "iat": int(now_s), "exp": int(token.until_s), "appid": app_id}
        claims |= {"scp": " ".join(sorted(token.scopes)), "upn": user["name"]} if user else {"roles": [*OF_APP]}
        text = _sign({**claims, "uti": str(self._texts())[:22]})
        self.access[text] = token
        return text

    def issue_refresh(self, token: Token, now_s: float) -> str:
        """Return a new refresh token for what an access token may do; older ones stay good."""
        text = f"0.A{self._texts()}"
        self.refresh[text] = Token(token.user_id, token.app_id, token.scopes, now_s + REFRESH_S)
        return text

    def issue_code(self, code: Code) -> str:
        """Return a new code, good once."""
        text = f"0.C{self._texts()}"
        self.codes[text] = code
        return text


def _sign(claims: dict[str, object]) -> str:
    head = {"typ": "JWT", "alg": "HS256", "kid": "twin"}
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_encode(hmac.digest(_SECRET, signed.encode(), hashlib.sha256))}"


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
