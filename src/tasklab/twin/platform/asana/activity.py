"""What happens to a task leaves a story on it.

Source: https://developers.asana.com/docs/stories-reference and the subtypes that the description's members belong to
(2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row


def note(call: Call, task: Row, subtype: str, what: str, **extra: Any) -> None:
    """Write a story that the system words: who did what. `extra` holds its members, objects by their gids."""
    row = {
        "task_id": task["id"],
        "created_by_id": call.user_id,
        "created_at": call.now,
        "resource_subtype": subtype,
        "text": f"{call.user['name']} {what}",
        "extra": extra,
    }
    call.database.stories.insert(row)
    touch(call, task)


def touch(call: Call, task: Row) -> None:
    """Let a task have changed now."""
    call.database.tasks.update(task["id"], {"modified_at": call.now})
