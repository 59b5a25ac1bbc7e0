"""Procedures about automatic actions, which a twin keeps and does not carry out.

Source: https://docs.kanboard.org/v1/api/action_procedures/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MANAGER
from tasklab.twin.platform.kanboard.php import as_id, as_text
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, project_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_EVENTS = {
    "task.move.column": "Move a task to another column",
    "task.close": "Closing a task",
    "task.open": "Open a closed task",
    "task.assignee_change": "Task assignee change",
    "task.create": "Task creation",
    "task.create_update": "Task creation or modification",
    "task.update": "Task modification",
}
_ACTIONS: dict[str, tuple[str, tuple[str, ...], frozenset[str]]] = {
    r"\Kanboard\Action\TaskClose": ("Close a task", ("task.move.column",), frozenset()),
    r"\Kanboard\Action\TaskCloseColumn": (
        "Close a task in a specific column",
        ("task.move.column",),
        frozenset({"column_id"}),
    ),
    r"\Kanboard\Action\TaskAssignSpecificUser": (
        "Assign the task to a specific user",
        ("task.create_update", "task.move.column"),
        frozenset({"column_id", "user_id"}),
    ),
    r"\Kanboard\Action\TaskAssignCurrentUser": (
        "Assign the task to the person who does the action",
        ("task.create",),
        frozenset(),
    ),
    r"\Kanboard\Action\TaskAssignCategoryColor": (
        "Assign automatically a category based on a color",
        ("task.create_update",),
        frozenset({"category_id", "color_id"}),
    ),
}


@procedure()
def get_available_actions(_call: Call) -> dict[str, str]:
    """Return the descriptions of all actions by name."""
    return {name: text for name, (text, _, _) in _ACTIONS.items()}


@procedure()
def get_available_action_events(_call: Call) -> dict[str, str]:
    """Return the descriptions of all events by name."""
    return _EVENTS


@procedure()
def get_compatible_action_events(_call: Call, action_name: Any) -> dict[str, str] | list[Any]:
    """Return the events that an action can follow."""
    events = _ACTIONS[as_text(action_name)][1] if as_text(action_name) in _ACTIONS else ()
    return {event: _EVENTS[event] for event in events} or []


@procedure(project_of(), PROJECT_MANAGER)
def get_actions(call: Call, project_id: Any) -> list[Row | None]:
    """Return the actions of a project."""
    return call.rows(call.database.actions.where("project_id", as_id(project_id)))


@procedure(project_of(), PROJECT_MANAGER, arrays=("params",))
def create_action(call: Call, project_id: Any, event_name: Any, action_name: Any, params: Any) -> int | bool:
    """Keep an action: the event has to be one that it can follow, and it needs all its parameters."""
    known = _ACTIONS.get(as_text(action_name))
    names = frozenset(params) if isinstance(params, dict) else frozenset()
    if as_id(project_id) not in call.database.projects or known is None:
        return False
    if event_name not in known[1] or not known[2] <= names:
        return False
    row = {
        "project_id": as_id(project_id),
        "event_name": event_name,
        "action_name": action_name,
        "params": dict(params) if isinstance(params, dict) else {},
    }
    return int(call.database.actions.insert(row))


@procedure(owner_of("actions", "action_id"), PROJECT_MANAGER)
def remove_action(call: Call, action_id: Any) -> bool:
    """Remove an action."""
    return call.database.actions.remove(as_id(action_id))
