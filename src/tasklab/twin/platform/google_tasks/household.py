"""Who and what is on a new site: accounts with their lists, an application, and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.twin.identity import ALPHANUMERIC, opaque_text
from tasklab.twin.platform.google_tasks.database import Database
from tasklab.twin.platform.google_tasks.task_row import new_row

if TYPE_CHECKING:
    from tasklab.twin.store import Row

ACCESS_S = 3599
"""How long an access token is good."""
SCOPE = "https://www.googleapis.com/auth/tasks"
READING_SCOPE = f"{SCOPE}.readonly"
DEFAULT_TITLE = "My Tasks"
_LOGINS = {"ada": ("ada", SCOPE), "lin": ("lin", SCOPE), "gil": ("ada", READING_SCOPE)}
_PROJECT = "407408718192"


@dataclass(frozen=True)
class Token:
    """Whose lists may be used how, until when; no end for what refreshes."""

    user_id: str
    scope: str
    until_s: float | None


class Household:
    """Ada's account with the list `Home`, and Lin's with `Vault`. A third login, Gil's, may only read what Ada has."""

    def __init__(self, at_s: float) -> None:
        self.database = Database()
        self.project = _PROJECT
        self.client_id = f"{_PROJECT}-twin.apps.googleusercontent.com"
        self.client_secret = "GOCSPX-it-guards-nothing"  # noqa: S105 - as it says
        self.access: dict[str, Token] = {}
        self.refresh: dict[str, Token] = {}
        self._texts = opaque_text(3, 96, f"{ALPHANUMERIC}-_")
        self.defaults = {each: self.database.add_list(each, DEFAULT_TITLE, at_s) for each in ("ada", "lin")}
        self.home = self.database.add_list("ada", "Home", at_s)
        self.strange = self.database.add_list("lin", "Vault", at_s)
        self.assigned = self._assign(at_s)
        self._logins = {key: self._issue(*login, at_s) for key, login in _LOGINS.items()}

    def login(self, key: str) -> dict[str, str]:
        """Return what an application needs to act for an account."""
        access, refresh = self._logins[key]
        return {
            "access_token": access,
            "refresh_token": refresh,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }

    def facts(self) -> dict[str, str]:
        """Return ids that an outsider has to be told."""
        return {
            "project_id": self.home["id"],
            "project_name": self.home["title"],
            "default_project_id": self.defaults["ada"]["id"],
            "foreign_project_id": self.strange["id"],
            "assigned_task_id": self.assigned["id"],
        }

    def issue(self, token: Token, now_s: float) -> str:
        """Return a new access token."""
        text = f"ya29.{self._texts()}"
        self.access[text] = Token(token.user_id, token.scope, now_s + ACCESS_S)
        return text

    def _issue(self, user_id: str, scope: str, at_s: float) -> tuple[str, str]:
        token = Token(user_id, scope, None)
        refresh = f"1//{self._texts()}"
        self.refresh[refresh] = token
        return self.issue(token, at_s), refresh

    def _assign(self, at_s: float) -> Row:
        """Let a Chat space assign a task to Ada; the API itself cannot."""
        row = new_row({"title": "Read the minutes"}, at_s)
        row["assignment"] = {
            "linkToTask": "https://chat.google.com/room/AAAATwinTwin/task",
            "surfaceType": "SPACE",
            "spaceInfo": {"space": "spaces/AAAATwinTwin"},
        }
        return self.database.add_task(self.defaults["ada"], row, at_s)
