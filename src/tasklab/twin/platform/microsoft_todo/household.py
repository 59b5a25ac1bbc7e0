"""Who and what is on a new site: an organisation, its people with their mailboxes, an application, and tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tasklab.twin.platform.microsoft_todo.database import Database
from tasklab.twin.platform.microsoft_todo.token import Token, Vault

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_NAMES = {"ada": ("Ada", "Berg"), "lin": ("Lin", "Park"), "gil": ("Gil", "Roy"), "zoe": ("Zoe", "Nell")}
_ALL = ("Tasks.ReadWrite", "User.Read", "User.ReadBasic.All", "MailboxSettings.ReadWrite", "offline_access")
_READING = ("Tasks.Read", "User.Read", "User.ReadBasic.All", "MailboxSettings.Read", "offline_access")
_COLORS = {"Red category": "preset0", "Blue category": "preset7"}
BAD_TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJub2JvZHkifQ.c2lnbmF0dXJl"  # noqa: S105 - a token of nobody


class Household:
    """`acme.example` with Ada, Lin, Gil, whose token may only read, and Zoe; Ada shares the list `Home` with both."""

    def __init__(self, at_s: float) -> None:
        self.database, self.vault = Database(), Vault()
        self.domain = "acme.example"
        self.tenant_id, self.client_id = (str(self.database.make_uuid()) for _ in range(2))
        self.client_secret = "twin~secret~of~the~application"  # noqa: S105 - it guards nothing
        self.redirect_uri = "https://app.example/signed-in"
        self.people = {key: self._add_person(key, *names) for key, names in _NAMES.items()}
        shared = (self.people["lin"]["id"], self.people["gil"]["id"])
        self.home = self.add_list(self.people["ada"], "Home", shared)
        self.strange = self.add_list(self.people["zoe"], "Vault")
        self._tokens = {key: self._issue(key, at_s) for key in _NAMES}

    def find_user(self, name: str | None) -> Row | None:
        """Return a person by id or sign-in name."""
        if name is None:
            return None
        return self.database.users.get(name) or self.database.users.first("name", name.lower())

    def login(self, key: str) -> dict[str, str]:
        """Return what an application needs to act for a person."""
        access, refresh = self._tokens[key]
        return {
            "access_token": access,
            "refresh_token": refresh,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "tenant": self.tenant_id,
        }

    def facts(self) -> dict[str, str]:
        """Return ids that an outsider has to be told."""
        names = {"": "ada", "second_": "lin", "guest_": "gil"}
        people = {f"{prefix}user_id": self.people[key]["id"] for prefix, key in names.items()}
        people |= {f"{prefix}user_name": self.people[key]["name"] for prefix, key in names.items()}
        own = self.database.lists.where("owner_id", self.people["ada"]["id"])
        return {
            **people,
            "workspace_id": self.tenant_id,
            "project_id": self.home["id"],
            "project_name": self.home["name"],
            "default_project_id": own[0]["id"],
            "foreign_project_id": self.strange["id"],
        }

    def stamp(self, now_s: float) -> str:
        """Write a moment as the token endpoint does."""
        return datetime.fromtimestamp(now_s, UTC).strftime("%Y-%m-%d %H:%M:%SZ")

    def add_list(self, owner: Row, name: str, shared_with: tuple[str, ...] = ()) -> Row:
        """Keep a new list of a person, shared with others."""
        return self._insert_list(owner["id"], name, "none", shared_with)

    def _add_person(self, key: str, given: str, family: str) -> Row:
        row = {"name": f"{key}@{self.domain}", "given": given, "family": family}
        self.database.users.insert(row)
        self._fill_mailbox(row)
        return row

    def _fill_mailbox(self, user: Row) -> None:
        for name, wellknown in (("Tasks", "defaultList"), ("Flagged Emails", "flaggedEmails")):
            self._insert_list(user["id"], name, wellknown, ())
        for name, color in _COLORS.items():
            self.database.categories.insert({"owner_id": user["id"], "displayName": name, "color": color})

    def _insert_list(self, owner_id: str, name: str, wellknown: str, shared_with: tuple[str, ...]) -> Row:
        row = {
            "owner_id": owner_id,
            "name": name,
            "wellknown": wellknown,
            "shared_with": shared_with,
            "change": self.database.next_change(),
        }
        self.database.lists.insert(row)
        return row

    def _issue(self, key: str, at_s: float) -> tuple[str, str]:
        user, scopes = self.people[key], _READING if key == "gil" else _ALL
        access = self.vault.issue(user, self.client_id, scopes, at_s)
        granted = Token(user["id"], self.client_id, frozenset(scopes), at_s)
        return access, self.vault.issue_refresh(granted, at_s)
