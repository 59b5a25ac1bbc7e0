"""Procedures about the metadata of tasks and projects.

Source: https://docs.kanboard.org/v1/api/task_metadata_procedures/ and .../project_metadata_procedures/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.php import as_id, as_text
from tasklab.twin.platform.kanboard.procedure import procedure, project_of, task_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call


@procedure(task_of())
def get_task_metadata(call: Call, task_id: Any) -> dict[str, Any] | list[Any]:
    """Return values by name; an empty list for none, as PHP writes an empty array."""
    return call.database.metadata.get(("task", as_id(task_id))) or []


@procedure(task_of())
def get_task_metadata_by_name(call: Call, task_id: Any, name: Any) -> Any:
    """Return one value, the empty text for none."""
    return call.database.metadata.get(("task", as_id(task_id)), {}).get(as_text(name), "")


@procedure(task_of(), arrays=("values",))
def save_task_metadata(call: Call, task_id: Any, values: Any) -> bool:
    """Set values by name; others stay."""
    return as_id(task_id) in call.database.tasks and _save(call, ("task", as_id(task_id)), values)


@procedure(task_of())
def remove_task_metadata(call: Call, task_id: Any, name: Any) -> bool:
    """Remove one value; false where there is none."""
    return _remove(call, ("task", as_id(task_id)), name)


@procedure(project_of())
def get_project_metadata(call: Call, project_id: Any) -> dict[str, Any] | list[Any]:
    """Return values by name; an empty list for none, as PHP writes an empty array."""
    return call.database.metadata.get(("project", as_id(project_id))) or []


@procedure(project_of())
def get_project_metadata_by_name(call: Call, project_id: Any, name: Any) -> Any:
    """Return one value, the empty text for none."""
    return call.database.metadata.get(("project", as_id(project_id)), {}).get(as_text(name), "")


@procedure(project_of(), arrays=("values",))
def save_project_metadata(call: Call, project_id: Any, values: Any) -> bool:
    """Set values by name; others stay."""
    return as_id(project_id) in call.database.projects and _save(call, ("project", as_id(project_id)), values)


@procedure(project_of())
def remove_project_metadata(call: Call, project_id: Any, name: Any) -> bool:
    """Remove one value; false where there is none."""
    return _remove(call, ("project", as_id(project_id)), name)


def _save(call: Call, owner: tuple[str, int], values: Any) -> bool:
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    kept = call.database.metadata.setdefault(owner, {})
    kept.update({str(name): as_text(value) for name, value in pairs})
    return True


def _remove(call: Call, owner: tuple[str, int], name: Any) -> bool:
    return call.database.metadata.get(owner, {}).pop(as_text(name), None) is not None
