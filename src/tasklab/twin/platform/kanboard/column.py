"""Procedures about columns. Source: https://docs.kanboard.org/v1/api/column_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MANAGER
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_int, as_text
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, project_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row, Table


def insert_column(call: Call, project_id: int, title: Any, task_limit: Any = 0, description: Any = "") -> int:
    """Add a column at the right end of a board."""
    columns = call.database.columns
    last = max((each["position"] for each in columns.where("project_id", project_id)), default=0)
    row = {
        "title": as_text(title),
        "position": last + 1,
        "project_id": project_id,
        "task_limit": as_int(task_limit),
        "description": description,
        "hide_in_dashboard": 0,
    }
    return int(columns.insert(row))


def columns_of(database: Database, project_id: int) -> list[Row]:
    """Return the columns of a project, from left to right."""
    return sort_by(database.columns.where("project_id", project_id), "position")


def place(table: Table, rows: list[Row], row: Row, position: int) -> bool:
    """Give one row a position among others and number those anew; False for a position that there is not."""
    if not 1 <= position <= len(rows):
        return False
    others = [each for each in sort_by(rows, "position") if each["id"] != row["id"]]
    others.insert(position - 1, row)
    for number, each in enumerate(others, 1):
        table.update(each["id"], {"position": number})
    return True


@procedure(project_of())
def get_columns(call: Call, project_id: Any) -> list[Row | None]:
    """Return the columns of a project, from left to right."""
    return call.rows(columns_of(call.database, as_id(project_id)))


@procedure(owner_of("columns", "column_id"))
def get_column(call: Call, column_id: Any) -> Row | None:
    """Return a column, or null."""
    return call.row(call.database.columns.get(as_id(column_id)))


@procedure(project_of(), PROJECT_MANAGER)
def add_column(call: Call, project_id: Any, title: Any, task_limit: Any = 0, description: Any = "") -> int | bool:
    """Add a column at the right end of a board."""
    if as_id(project_id) not in call.database.projects:
        return False
    return insert_column(call, as_id(project_id), title, task_limit, description)


@procedure(owner_of("columns", "column_id"), PROJECT_MANAGER)
def update_column(call: Call, column_id: Any, title: Any, task_limit: Any = 0, description: Any = "") -> bool:
    """Change a column; what is not given falls back to its default."""
    changes = {"title": as_text(title), "task_limit": as_int(task_limit), "description": description}
    return call.database.columns.update(as_id(column_id), changes)


@procedure(owner_of("columns", "column_id"), PROJECT_MANAGER)
def remove_column(call: Call, column_id: Any) -> bool:
    """Remove a column with the tasks in it."""
    for task in call.database.tasks.where("column_id", as_id(column_id)):
        call.database.remove_task(task["id"])
    return call.database.columns.remove(as_id(column_id))


@procedure(project_of(), PROJECT_MANAGER)
def change_column_position(call: Call, project_id: Any, column_id: Any, position: Any) -> bool:
    """Move a column on its board."""
    columns = call.database.columns
    column = columns.get(as_id(column_id))
    if column is None or column["project_id"] != as_id(project_id):
        return False
    return place(columns, columns.where("project_id", column["project_id"]), column, as_int(position))
