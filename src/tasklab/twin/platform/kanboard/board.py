"""The board of a project. Source: https://docs.kanboard.org/v1/api/board_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.column import columns_of
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id
from tasklab.twin.platform.kanboard.procedure import procedure, project_of
from tasklab.twin.platform.kanboard.search import show_found
from tasklab.twin.platform.kanboard.swimlane import active_swimlanes
from tasklab.twin.platform.kanboard.task import OPEN

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row


@procedure(project_of())
def get_board(call: Call, project_id: Any) -> list[Row]:
    """Return the active swimlanes, in each all columns, in each its open tasks by position."""
    project = as_id(project_id)
    columns = columns_of(call.database, project)
    return [_show_swimlane(call, swimlane, columns) for swimlane in active_swimlanes(call.database, project)]


def _show_swimlane(call: Call, swimlane: Row, columns: list[Row]) -> Row:
    shown = [_show_column(call, swimlane, column) for column in columns]
    counts = {
        "nb_columns": len(columns),
        "nb_swimlanes": 1,
        "nb_tasks": sum(each["nb_tasks"] for each in shown),
        "score": sum(each["score"] for each in shown),
    }
    return (call.row(swimlane) or {}) | {"columns": shown} | counts


def _show_column(call: Call, swimlane: Row, column: Row) -> Row:
    lane = (swimlane["project_id"], column["id"], swimlane["id"], OPEN)
    tasks = sort_by(call.database.tasks.where("lane", lane), "position", "id")
    counts = {"nb_tasks": len(tasks), "score": sum(task["score"] for task in tasks)}
    return (call.row(column) or {}) | {"tasks": [show_found(call, task) for task in tasks]} | counts
