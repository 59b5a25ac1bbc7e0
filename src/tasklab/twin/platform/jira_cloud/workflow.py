"""Workflows: which steps lead from a status to which other one, and what their screens ask for.

The statuses of company-managed projects have steps of their own; in team-managed projects every status can be reached
from every other one. Source: https://support.atlassian.com/jira-cloud-administration/docs/work-with-issue-workflows/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import may_write
from tasklab.twin.platform.jira_cloud.field import SYSTEM
from tasklab.twin.platform.jira_cloud.history import compare, make_item, note
from tasklab.twin.platform.jira_cloud.show import show_status

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.store import Row


@dataclass(frozen=True)
class Step:
    """A transition."""

    id: int
    name: str
    to: str
    """The name of the status that it leads to."""
    start: tuple[str, ...] | None = None
    """The names of those that it leads from; None for all."""
    screen: tuple[str, ...] = ()
    """The fields on its screen."""
    required: tuple[str, ...] = ()


COMPANY_MANAGED = (
    Step(11, "Start progress", "In Progress", ("To Do", "In Review")),
    Step(21, "Stop progress", "To Do", ("In Progress",)),
    Step(31, "Done", "Done", ("To Do", "In Progress", "In Review"), screen=("resolution", "assignee", "fixVersions")),
    Step(41, "Ask for review", "In Review", ("In Progress",)),
    Step(51, "Reopen", "To Do", ("Done", "Canceled")),
    Step(61, "Cancel", "Canceled", ("To Do", "In Progress", "In Review"), ("resolution",), ("resolution",)),
)
TEAM_MANAGED = (Step(11, "To Do", "To Do"), Step(21, "In Progress", "In Progress"), Step(31, "Done", "Done"))


def steps_of(project: Row) -> tuple[Step, ...]:
    """Return the steps of a project's workflow."""
    return TEAM_MANAGED if project["is_simplified"] else COMPANY_MANAGED


def available_steps(call: Call, issue: Row) -> list[Step]:
    """Return the steps that the caller can take with an issue; none to who may not change it."""
    project = call.database.project_of(issue)
    if not may_write(call, project):
        return []
    now = call.database.status_of(issue)["name"]
    return [step for step in steps_of(project) if step.start is None or now in step.start]


def target_of(database: Database, project: Row, step: Step) -> Row:
    """Return the status that a step leads to."""
    return next(row for row in database.statuses_of(project) if row["name"] == step.to)


def show_step(call: Call, issue: Row, step: Step) -> dict[str, Any]:
    """Return a step, as what can be done with an issue."""
    project = call.database.project_of(issue)
    return {
        "id": str(step.id),
        "name": step.name,
        "to": show_status(call, target_of(call.database, project, step)),
        "hasScreen": bool(step.screen),
        "isGlobal": step.start is None,
        "isInitial": False,
        "isAvailable": True,
        "isConditional": False,
    }


def set_status(call: Call, issue: Row, status: Row, changes: Row) -> None:
    """Put an issue into a status, with changes from the screen."""
    changes, items = plan_status(call, issue, status, changes)
    call.database.issues.update(issue["id"], changes)
    note(call, issue, items)


def plan_status(call: Call, issue: Row, status: Row, changes: Row) -> tuple[Row, list[dict[str, Any]]]:
    """Return what another status changes besides, and the items of its history. Only what is done has a resolution."""
    database = call.database
    old = database.status_of(issue)
    is_done = status["category"] == "done"
    if not is_done:
        changes = {**changes, "resolution": None}
    elif changes.get("resolution") is None and issue["resolution"] is None:
        changes = {**changes, "resolution": next(iter(database.resolutions))["id"]}
    items = compare(call, issue, changes)
    if old["id"] != status["id"]:
        items.append(make_item(SYSTEM["status"], (str(old["id"]), old["name"]), (str(status["id"]), status["name"])))
    more: Row = {"status": status["id"], "updated": call.now_ms}
    if old["category"] != status["category"]:
        more["statuscategorychangedate"] = call.now_ms
    resolution = changes.get("resolution", issue["resolution"])
    if resolution is None or issue["resolutiondate"] is None:
        more["resolutiondate"] = None if resolution is None else call.now_ms
    return {**changes, **more}, items
