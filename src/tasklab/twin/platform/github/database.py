"""What a GitHub keeps."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from tasklab.twin.identity import count_up
from tasklab.twin.store import Row, Table, by

if TYPE_CHECKING:
    from tasklab.twin.store import Key

NEW_COLOR = "ededed"
_LABELS = (
    ("bug", "d73a4a", "Something isn't working"),
    ("documentation", "0075ca", "Improvements or additions to documentation"),
    ("duplicate", "cfd3d7", "This issue or pull request already exists"),
    ("enhancement", "a2eeef", "New feature or request"),
    ("good first issue", "7057ff", "Good for newcomers"),
    ("help wanted", "008672", "Extra attention is needed"),
    ("invalid", "e4e669", "This doesn't seem right"),
    ("question", "d876e3", "Further information is requested"),
    ("wontfix", "ffffff", "This will not be worked on"),
)
"""Those of each new repository. Source: https://docs.github.com/issues/using-labels-and-milestones-to-track-work/managing-labels."""


class Database:
    """The tables of one site. Rows hold instants as Unix seconds."""

    def __init__(self) -> None:
        self.accounts = Table(count_up(583_231), {"login": lambda row: row["login"].lower()})
        """People and organisations: they share their names."""
        self.members = Table(indexes=_indexes("org_id", "user_id", pair=("org_id", "user_id")))
        self.teams = Table(count_up(2_001), _indexes("org_id", pair=("org_id", "slug")))
        self.team_members = Table(indexes=_indexes("team_id", "user_id"))
        self.repos = Table(
            count_up(1_296_269),
            {"owner_id": by("owner_id"), "name": lambda row: (row["owner_id"], row["name"].lower())},
        )
        self.grants = Table(indexes=_indexes("repo_id", "user_id", pair=("repo_id", "user_id")))
        self.labels = Table(
            count_up(208_045_946), {"repo_id": by("repo_id"), "name": lambda row: (row["repo_id"], row["name"].lower())}
        )
        self.milestones = Table(count_up(1_002_604), _indexes("repo_id", pair=("repo_id", "number")))
        self.issues = Table(
            count_up(3_000_000_001),
            {
                **_indexes("repo_id", "milestone_id", "parent_id", pair=("repo_id", "number")),
                "state": by("repo_id", "state"),
            },
        )
        self.comments = Table(count_up(1_500_000_001), _indexes("issue_id", "repo_id"))
        self.events = Table(count_up(6_430_295_168), _indexes("issue_id", "repo_id"))
        self.reactions = Table(count_up(80_000_001), {"subject": by("kind", "subject_id")})
        self.blocks = Table(indexes=_indexes("blocked_id", "blocker_id", pair=("blocked_id", "blocker_id")))
        self.types = Table(count_up(410), _indexes("org_id"))
        self.fields = Table(count_up(510), _indexes("org_id"))
        self.option_ids = count_up(1_001)
        self.moved: dict[tuple[int, str], int] = {}
        """Repositories by the names that they had."""

    def add_repo(self, owner_id: int, name: str, at_s: int, **more: Any) -> Row:
        """Keep a new repository with the labels that each has."""
        row = {
            "owner_id": owner_id,
            "name": name,
            "description": None,
            "homepage": None,
            "private": False,
            "has_issues": True,
            "has_projects": True,
            "has_wiki": True,
            "archived": False,
            "settings": {},
            "created_at": at_s,
            "updated_at": at_s,
            "next_number": 1,
            "next_milestone": 1,
            "deleted_numbers": frozenset(),
            **more,
        }
        repo_id = int(self.repos.insert(row))
        for label, color, description in _LABELS:
            self.add_label(repo_id, label, color, description, is_default=True)
        return row

    def add_label(
        self,
        repo_id: int,
        name: str,
        color: str = NEW_COLOR,
        description: str | None = None,
        *,
        is_default: bool = False,
    ) -> Row:
        """Keep a new label."""
        row = {"repo_id": repo_id, "name": name, "color": color, "description": description, "default": is_default}
        self.labels.insert(row)
        return row

    def remove_repo(self, repo_id: int) -> None:
        """Forget a repository and all that is in it."""
        for issue in self.issues.where("repo_id", repo_id):
            self.reactions.remove_where("subject", ("issue", issue["id"]))
            self.blocks.remove_where("blocked_id", issue["id"])
            self.blocks.remove_where("blocker_id", issue["id"])
            for child in self.issues.where("parent_id", issue["id"]):
                self.issues.update(child["id"], {"parent_id": None})
        for comment in self.comments.where("repo_id", repo_id):
            self.reactions.remove_where("subject", ("comment", comment["id"]))
        for table in (self.grants, self.labels, self.milestones, self.issues, self.comments, self.events):
            table.remove_where("repo_id", repo_id)
        self.moved = {name: id_ for name, id_ in self.moved.items() if id_ != repo_id}
        self.repos.remove(repo_id)


def node_id(prefix: str, id_: int) -> str:
    """Return the id that GraphQL would have for a row: opaque text."""
    return f"{prefix}_{urlsafe_b64encode(id_.to_bytes(9, 'big')).decode().rstrip('=')}"


def _indexes(*fields: str, pair: tuple[str, str] | None = None) -> dict[str, Key]:
    single = {field: by(field) for field in fields}
    return single if pair is None else {**single, "pair": by(*pair)}
