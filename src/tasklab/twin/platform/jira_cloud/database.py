"""What a site remembers. Ids are whole numbers by kind of object, as Jira makes them; people have account ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.identity import count_up
from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.twin.store import Row

_FIRST = 10_000


class Database:
    """The tables. Rows of issues hold the values of fields under the fields' ids."""

    def __init__(self) -> None:
        self.tokens: dict[tuple[str, str], str] = {}
        """The account id of each pair of an email address and an API token."""
        self.users: dict[str, Row] = {}
        """By account id, in the order in which they came."""
        self.groups: dict[str, Row] = {}
        """By group id; `member_ids` is a dictionary used as an ordered set."""
        self.projects = Table(count_up(_FIRST), {"key": by("key"), "name": lambda row: str(row["name"]).lower()})
        self.project_keys: dict[str, int] = {}
        """Every key that a project has or had."""
        self.issue_types = Table(count_up(_FIRST), {"project": by("project")})
        self.statuses = Table(count_up(_FIRST), {"project": by("project")})
        self.priorities = Table()
        self.resolutions = Table(count_up(_FIRST))
        self.link_types = Table(count_up(_FIRST))
        self.custom_fields: dict[str, Row] = {}
        """By id, `customfield_10015`."""
        self.text_fields: list[str] = []
        """The ids of those that hold words: what a search for text looks into."""
        self.options = Table(count_up(10_020), {"field": by("field")})
        self.components = Table(count_up(_FIRST), {"project": by("project")})
        self.versions = Table(count_up(_FIRST), {"project": by("project")})
        self.issues = Table(
            count_up(_FIRST), {"project": by("project"), "parent": by("parent"), "assignee": by("assignee")}
        )
        self.issue_keys: dict[str, int] = {}
        """Every key that an issue has or had."""
        self.comments = Table(count_up(_FIRST), {"issue": by("issue")})
        self.worklogs = Table(count_up(_FIRST), {"issue": by("issue")})
        self.attachments = Table(count_up(_FIRST), {"issue": by("issue"), "media": by("media")})
        self.links = Table(count_up(_FIRST), {"inward": by("inward"), "outward": by("outward")})
        self.remote_links = Table(count_up(_FIRST), {"issue": by("issue")})
        self.histories = Table(count_up(_FIRST), {"issue": by("issue")})
        task_ids = count_up(_FIRST)
        self.tasks = Table(task_ids)
        self.moves = Table(task_ids)
        """Bulk moves: tasks too, that are asked for elsewhere."""

    def statuses_of(self, project: Row) -> list[Row]:
        """Return the statuses of a project: its own where it is team-managed, else those of the site."""
        return self.statuses.where("project", project["id"] if project["is_simplified"] else None)

    def types_of(self, project: Row) -> list[Row]:
        """Return the issue types of a project: its own where it is team-managed, else those of the site."""
        return self.issue_types.where("project", project["id"] if project["is_simplified"] else None)

    def live_projects(self) -> Iterator[Row]:
        """Yield the projects that are neither deleted nor in the trash."""
        return (row for row in self.projects if row["trashed_ms"] is None)

    def subtasks_of(self, issue: Row) -> list[Row]:
        """Return the children of an issue that are subtasks."""
        return [row for row in self.issues.where("parent", issue["id"]) if self.type_of(row)["level"] < 0]

    def type_of(self, issue: Row) -> Row:
        """Return the issue type of an issue."""
        return self.must(self.issue_types, issue["issuetype"])

    def project_of(self, issue: Row) -> Row:
        """Return the project of an issue."""
        return self.must(self.projects, issue["project"])

    def status_of(self, issue: Row) -> Row:
        """Return the status of an issue."""
        return self.must(self.statuses, issue["status"])

    @staticmethod
    def must(table: Table, id_: Any) -> Row:
        """Return a row that another row refers to. Raises: KeyError, which would be a mistake of the twin."""
        row = table.get(id_)
        if row is None:
            raise KeyError(id_)
        return row


def as_id(text: Any) -> int | None:
    """Return the number that an id is, given as text or as a number; None for what is none."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19:  # noqa: PLR2004 - 64 bits
        return int(text)
    return None
