"""Relations that show on both sides. Source: https://developers.notion.com/reference/property-object#relation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call
    from tasklab.twin.store import Row


def sync_relations(call: Call, source: Row, page: Row, before: dict[str, Any]) -> None:
    """Let the other sides of a page's two-way relations say what the page says now."""
    for each in list(source["properties"].values()):
        synced_id = each["config"].get("synced_id") if each["type"] == "relation" else None
        if synced_id is None:
            continue
        old, new = before.get(each["id"]) or (), page["values"].get(each["id"]) or ()
        for id_ in new:
            if id_ not in old:
                _change(call, id_, synced_id, page["id"], is_there=True)
        for id_ in old:
            if id_ not in new:
                _change(call, id_, synced_id, page["id"], is_there=False)


def _change(call: Call, id_: str, property_id: str, other_id: str, *, is_there: bool) -> None:
    row = call.database.pages.get(id_)
    if row is None:
        return
    ids = [each for each in row["values"].get(property_id) or () if each != other_id]
    if is_there:
        ids.append(other_id)
    call.touch(row, values={**row["values"], property_id: ids})
