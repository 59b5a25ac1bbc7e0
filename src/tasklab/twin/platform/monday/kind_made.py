"""Columns whose values nobody writes: who made an item, who changed it last, its id, and time that was tracked.

Time is tracked on the product's screens; the API only reads it.
"""

from __future__ import annotations

from typing import Any

from tasklab.twin.platform.monday.kind import KINDS, Kind, Look


def _log_text(moment: str) -> str:
    return f"{moment[:10]} {moment[11:19]} UTC"


KINDS["name"] = Kind("TextValue", "name", lambda look: look.item["name"])
KINDS["creation_log"] = Kind(
    "CreationLogValue",
    "pulse-log",
    lambda look: _log_text(look.item["created_at"]),
    fields=lambda look: {"created_at": look.item["created_at"], "creator_id": look.item["creator_id"]},
)


def _last_fields(look: Look) -> dict[str, Any]:
    return {"updated_at": look.item["updated_at"], "updater_id": look.item["updater_id"]}


KINDS["last_updated"] = Kind(
    "LastUpdatedValue", "pulse-updated", lambda look: _log_text(look.item["updated_at"]), fields=_last_fields
)
KINDS["item_id"] = Kind(
    "ItemIdValue",
    "pulse-id",
    lambda look: str(look.item["id"]),
    fields=lambda look: {"item_id": look.item["id"]},
)
KINDS["time_tracking"] = Kind(
    "TimeTrackingValue",
    "duration",
    lambda _: "",
    fields=lambda _: {"duration": 0, "history": [], "running": False, "started_at": None, "updated_at": None},
)
