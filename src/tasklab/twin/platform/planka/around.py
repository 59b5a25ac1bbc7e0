"""What hangs on cards: the part of `included` that boards, lists and cards have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.call import by_id
from tasklab.twin.platform.planka.show import show_attachment, show_task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row


def show_around(call: Call, cards: list[Row], board_id: str | None = None) -> dict[str, Any]:
    """Tell members, labels, tasks, attachments and custom fields of cards, and the fields of a named board."""
    database = call.database
    ids = [card["id"] for card in cards]
    task_lists = _by_position(row for id_ in ids for row in database.task_lists.in_order(id_))
    tasks = _by_position(row for each in task_lists for row in database.tasks.in_order(each["id"]))
    attachments = by_id(row for id_ in ids for row in database.attachments.where("cardId", id_))
    shown = {
        "cardMemberships": by_id(row for id_ in ids for row in database.card_memberships.where("cardId", id_)),
        "cardLabels": by_id(row for id_ in ids for row in database.card_labels.where("cardId", id_)),
        "tasks": [show_task(call, task) for task in tasks],
        "attachments": [show_attachment(call, row) for row in attachments if shows_attachment(call, row)],
    }
    if not call.is_second:
        return shown
    parents = ids if board_id is None else [board_id, *ids]
    groups = _by_position(row for id_ in parents for row in database.custom_field_groups.in_order(id_))
    return {
        **shown,
        "taskLists": task_lists,
        "customFieldGroups": groups,
        "customFields": _by_position(row for group in groups for row in database.custom_fields.in_order(group["id"])),
        "customFieldValues": by_id(row for id_ in ids for row in database.custom_field_values.where("cardId", id_)),
    }


def shows_attachment(call: Call, attachment: Row) -> bool:
    """Whether an attachment is told at all: 1.x knows files alone."""
    return call.is_second or attachment["type"] == "file"


def _by_position(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["position"], int(row["id"])))
