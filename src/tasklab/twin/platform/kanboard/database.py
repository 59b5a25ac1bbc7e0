"""What a Kanboard keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.store import Row, Table, by

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINKS = (
    ("relates to", 0),
    ("blocks", 3),
    ("is blocked by", 2),
    ("duplicates", 5),
    ("is duplicated by", 4),
    ("is a child of", 7),
    ("is a parent of", 6),
    ("targets milestone", 9),
    ("is a milestone of", 8),
    ("fixes", 11),
    ("is fixed by", 10),
)
"""Source: the example of getAllLinks, https://docs.kanboard.org/v1/api/link_procedures/."""


class Database:
    """The tables of one installation."""

    def __init__(self) -> None:
        self.users = Table(indexes={"username": by("username")})
        self.projects = Table(indexes={"identifier": by("identifier"), "email": by("email"), "name": by("name")})
        self.members = Table(indexes=_indexes("project_id", "user_id"))
        self.groups = Table(indexes={"name": by("name")})
        self.group_members = Table(indexes=_indexes("group_id", "user_id"))
        self.project_groups = Table(indexes=_indexes("project_id", "group_id"))
        self.columns = Table(indexes=_indexes("project_id"))
        self.swimlanes = Table(indexes=_indexes("project_id"))
        self.categories = Table(indexes=_indexes("project_id"))
        self.tags = Table(indexes=_indexes("project_id"))
        self.tasks = Table(indexes=_TASK_INDEXES)
        self.task_tags = Table(indexes=_indexes("task_id", "tag_id"))
        self.comments = Table(indexes=_indexes("task_id", "user_id"))
        self.subtasks = Table(indexes=_indexes("task_id", "user_id"))
        self.timers = Table(indexes=_indexes("subtask_id"))
        self.task_files = Table(indexes=_indexes("task_id"))
        self.project_files = Table(indexes=_indexes("project_id"))
        self.links = Table(indexes={"label": by("label"), "opposite_id": by("opposite_id")})
        self.task_links = Table(indexes=_indexes("task_id", "opposite_task_id", "link_id"))
        self.external_links = Table(indexes=_indexes("task_id"))
        self.actions = Table(indexes=_indexes("project_id"))
        self.activities = Table(indexes=_indexes("project_id", "task_id"))
        self.blobs: dict[str, bytes] = {}
        self.metadata: dict[tuple[str, int], dict[str, Any]] = {}
        for label, opposite in _LINKS:
            self.links.insert({"label": label, "opposite_id": opposite})

    def remove_task(self, task_id: int) -> bool:
        """Forget a task and all that hangs on it; False where there is none."""
        for subtask in self.subtasks.where("task_id", task_id):
            self.timers.remove_where("subtask_id", subtask["id"])
        for table in (self.task_tags, self.comments, self.subtasks, self.external_links, self.activities):
            table.remove_where("task_id", task_id)
        self.task_links.remove_where("task_id", task_id)
        self.task_links.remove_where("opposite_task_id", task_id)
        for file in self.task_files.where("task_id", task_id):
            self.blobs.pop(file["path"], None)
        self.task_files.remove_where("task_id", task_id)
        self.metadata.pop(("task", task_id), None)
        return self.tasks.remove(task_id)

    def remove_project(self, project_id: int) -> bool:
        """Forget a project and all that is in it; False where there is none."""
        for task in self.tasks.where("project_id", project_id):
            self.remove_task(task["id"])
        for file in self.project_files.where("project_id", project_id):
            self.blobs.pop(file["path"], None)
        for table in (self.members, self.project_groups, self.columns, self.swimlanes, self.categories, self.tags):
            table.remove_where("project_id", project_id)
        for table in (self.project_files, self.actions, self.activities):
            table.remove_where("project_id", project_id)
        self.metadata.pop(("project", project_id), None)
        return self.projects.remove(project_id)


def sort_by(rows: list[Row], *fields: str) -> list[Row]:
    """Return rows in the order of their fields, the older first where those agree."""
    return sorted(rows, key=by(*fields))  # type: ignore[arg-type]  # the fields named can be compared


def pick(row: Mapping[str, Any], *fields: str) -> Row:
    """Return these fields of a row."""
    return {field: row[field] for field in fields}


def _indexes(*fields: str) -> dict[str, Any]:
    return {field: by(field) for field in fields}


_TASK_INDEXES = {
    "project_id": by("project_id"),
    "column_id": by("column_id"),
    "swimlane_id": by("swimlane_id"),
    "category_id": by("category_id"),
    "owner_id": by("owner_id"),
    "status": by("project_id", "is_active"),
    "lane": by("project_id", "column_id", "swimlane_id", "is_active"),
    "reference": by("project_id", "reference"),
}
