"""Who and what is on a new site: one organisation, its people, a stranger, a project for all and one that is shut."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from tasklab.twin.platform.azure_devops.access import ADMIN, CONTRIBUTOR, READER
from tasklab.twin.platform.azure_devops.database import Database
from tasklab.twin.platform.azure_devops.process import PROCESSES

if TYPE_CHECKING:
    from tasklab.twin.store import Row

ORGANIZATION = "acme"
_NAMES = {"ada": "Ada Berg", "lin": "Lin Park", "gil": "Gil Roy", "zoe": "Zoe Nell"}
TOKENS = {key: f"{key}{'7' * 49}" for key in _NAMES}
BAD_TOKEN = "x" * 52


class Household:
    """`acme` with Ada, who makes projects and administers `Home`; Lin contributes, Gil reads; Zoe has `Vault`."""

    def __init__(self, at_s: float) -> None:
        self.database = Database(ORGANIZATION)
        self.people = {key: self._add_person(key, name) for key, name in _NAMES.items()}
        self.tokens = {TOKENS[key]: row["id"] for key, row in self.people.items()}
        self.home = self.database.add_project("Home", at_s, PROCESSES[0], description="Where we begin")
        self.vault = self.database.add_project("Vault", at_s, PROCESSES[0])
        for key, role in (("ada", ADMIN), ("lin", CONTRIBUTOR), ("gil", READER)):
            self._let_in(self.home, key, role)
        self._let_in(self.vault, "zoe", ADMIN)

    def facts(self) -> dict[str, str]:
        """Return ids that an outsider has to be told."""
        return {
            "user_id": self.people["ada"]["id"],
            "second_user_id": self.people["lin"]["id"],
            "guest_user_id": self.people["gil"]["id"],
            "workspace_id": ORGANIZATION,
            "project_id": self.home["id"],
            "project_name": self.home["name"],
            "foreign_project_id": self.vault["id"],
            "user_name": self.people["ada"]["unique_name"],
            "second_user_name": self.people["lin"]["unique_name"],
            "guest_user_name": self.people["gil"]["unique_name"],
        }

    def _add_person(self, key: str, name: str) -> Row:
        subject = b64encode(f"{ORGANIZATION}-{key}".encode()).decode().rstrip("=")
        row = {
            "display_name": name,
            "unique_name": f"{key}@acme.example",
            "descriptor": f"aad.{subject}",
            "may_make_projects": key == "ada",
        }
        self.database.users.insert(row)
        return row

    def _let_in(self, project: Row, key: str, role: int) -> None:
        user_id = self.people[key]["id"]
        self.database.members.insert({"project_id": project["id"], "user_id": user_id, "role": role})
        team = self.database.teams.get(project["default_team_id"])
        if team is not None and role > READER:
            members = (*team["members"], user_id)
            admins = (*team["admins"], user_id) if role == ADMIN else team["admins"]
            self.database.teams.update(team["id"], {"members": members, "admins": admins})
