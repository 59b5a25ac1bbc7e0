"""Who and what is on a new site: one organisation, its people, a stranger, and a repository that all know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PULL, PUSH
from tasklab.twin.platform.github.database import Database
from tasklab.twin.platform.github.issue_edit import NEW
from tasklab.twin.platform.github.issue_type import add_first_types

if TYPE_CHECKING:
    from tasklab.twin.store import Row

TOKENS = {login: f"ghp_{login}{'0' * (36 - len(login))}" for login in ("mona", "lin", "gil", "zoe")}
BAD_TOKEN = f"ghp_{'x' * 36}"


class Household:
    """`acme` with its owner mona and its member lin; gil, who is let into `acme/home` to read; zoe, whom none knows.

    `acme/home` has a pull request with the number 1, and an issue with the number 2 that was deleted.
    """

    def __init__(self, at_s: int) -> None:
        self.database = Database()
        self._at_s = at_s
        self.main = self._add("mona", name="Mona Ito", email="mona@acme.example")
        self.second = self._add("lin", name="Lin Park", email="lin@acme.example")
        self.guest = self._add("gil", name="Gil Roy")
        stranger = self._add("zoe", name="Zoe Nell")
        self.org = self._add("acme", "Organization", name="Acme", description="Makers of things")
        self.tokens = {TOKENS[each["login"]]: each["id"] for each in (self.main, self.second, self.guest, stranger)}
        self._add_members()
        self.home = self.database.add_repo(self.org["id"], "home", at_s, private=True, description="Where we begin")
        self.database.grants.insert({"repo_id": self.home["id"], "user_id": self.second["id"], "rank": PUSH})
        self.database.grants.insert({"repo_id": self.home["id"], "user_id": self.guest["id"], "rank": PULL})
        self._add_pull()
        self.vault = self.database.add_repo(stranger["id"], "vault", at_s, private=True)
        add_first_types(self.database, self.org["id"], at_s)

    def facts(self) -> dict[str, str]:
        """Return the names by which the API takes them, and their numbers."""
        return {
            "user_id": self.main["login"],
            "second_user_id": self.second["login"],
            "guest_user_id": self.guest["login"],
            "member_ids": f"{self.main['login']} {self.second['login']}",
            "workspace_id": self.org["login"],
            "project_id": f"{self.org['login']}/{self.home['name']}",
            "foreign_project_id": f"zoe/{self.vault['name']}",
            "no_task_id": f"{self.org['login']}/{self.home['name']}#1",
            "user_number": str(self.main["id"]),
            "second_user_number": str(self.second["id"]),
            "guest_user_number": str(self.guest["id"]),
            "workspace_number": str(self.org["id"]),
            "project_number": str(self.home["id"]),
            "foreign_project_number": str(self.vault["id"]),
        }

    def _add(self, login: str, kind: str = "User", **profile: Any) -> Row:
        row = {"login": login, "type": kind, "profile": profile, "created_at": self._at_s, "updated_at": self._at_s}
        self.database.accounts.insert(row)
        return row

    def _add_members(self) -> None:
        org_id = self.org["id"]
        for person, role in ((self.main, "admin"), (self.second, "member")):
            self.database.members.insert({"org_id": org_id, "user_id": person["id"], "role": role, "is_public": True})
        team = {"org_id": org_id, "name": "Crew", "slug": "crew", "description": None, "created_at": self._at_s}
        team_id = self.database.teams.insert(team)
        for person in (self.main, self.second):
            self.database.team_members.insert({"team_id": team_id, "user_id": person["id"]})

    def _add_pull(self) -> None:
        row = {
            **NEW,
            "repo_id": self.home["id"],
            "number": 1,
            "title": "Paint the door",
            "user_id": self.second["id"],
            "created_at": self._at_s,
            "updated_at": self._at_s,
            "is_pull": True,
        }
        self.database.issues.insert(row)
        self.database.repos.update(self.home["id"], {"next_number": 3, "deleted_numbers": frozenset({2})})
