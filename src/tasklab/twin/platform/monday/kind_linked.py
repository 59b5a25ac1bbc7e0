"""Columns that point to something: people, other items, subitems, files.

Since 2025-04 `value` tells nothing of other items; their fields do. Source: the guide "Migrating to version 2025-04",
https://developer.monday.com/api-reference/reference/people, /dependency, /connect-boards, /subitems, /files-assets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.kind import KINDS, Kind, Look, Write, changed, member, updated_at

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_MOST_LINKED = 60


def _read_people(write: Write, given: Any) -> Any:
    wanted = given.get("personsAndTeams") if isinstance(given, dict) else None
    if not isinstance(wanted, list):
        raise write.wrong_form(given)
    people = []
    for each in wanted:
        id_ = number(each.get("id")) if isinstance(each, dict) else None
        kind = each.get("kind", "person") if isinstance(each, dict) else None
        if id_ is None or kind not in ("person", "team"):
            raise write.wrong_form(given)
        database = write.call.database
        is_known = _may_be_assigned(write, id_) if kind == "person" else id_ in database.teams
        if not is_known:
            raise write.refuse(f"unable to assign {kind} with id: {id_}", "invalidPersonAssignment", given)
        people.append({"id": id_, "kind": kind})
    return changed(write, personsAndTeams=people) if people else None


def _may_be_assigned(write: Write, id_: int) -> bool:
    user = write.call.database.users.get(id_)
    if user is None or not user["enabled"]:
        return False
    return user["kind"] != "guest" or id_ in write.board["subscriber_ids"]


def _simple_people(_: Write, text: str) -> Any:
    return {"personsAndTeams": [{"id": each.strip(), "kind": "person"} for each in text.split(",") if each.strip()]}


def _people_text(look: Look) -> str:
    database = look.call.database
    rows = [
        (database.users if each["kind"] == "person" else database.teams).get(each["id"])
        for each in member(look, "personsAndTeams") or ()
    ]
    return ", ".join(row["name"] for row in rows if row is not None)


KINDS["people"] = Kind(
    "PeopleValue",
    "multiple-person",
    _people_text,
    _read_people,
    _simple_people,
    lambda look: {"persons_and_teams": member(look, "personsAndTeams") or [], "updated_at": updated_at(look)},
)


def _read_links(write: Write, given: Any) -> Any:
    ids = given.get("item_ids") if isinstance(given, dict) else None
    if isinstance(ids, str):
        ids = [each.strip() for each in ids.split(",") if each.strip()]
    if not isinstance(ids, list):
        raise write.wrong_form(given)
    found = list(dict.fromkeys(number(each) for each in ids))
    if len(found) > _MOST_LINKED:
        raise write.refuse(f"more than {_MOST_LINKED} items", "linkedItemsLimitExceeded", given)
    for id_ in found:
        row = write.call.find_item(id_)
        if row is None or row["board_id"] not in _linked_boards(write):
            raise write.refuse("item is not on a linked board", "itemsNotInConnectedBoards", given)
        if row["state"] != "active":
            raise write.refuse("item is not active", "inactiveItems", given)
    return changed(write, linkedPulseIds=[{"linkedPulseId": id_} for id_ in found]) if found else None


def _linked_boards(write: Write) -> list[int]:
    return write.column["settings"].get("boardIds") or [write.board["id"]]


def linked_ids(look: Look) -> list[int]:
    """Return the ids of the items that a value points to and that are still active."""
    ids = [each["linkedPulseId"] for each in member(look, "linkedPulseIds") or ()]
    return [id_ for id_ in ids if (row := look.call.find_item(id_)) is not None and row["state"] == "active"]


def _names(look: Look, ids: list[int]) -> str:
    rows = (look.call.database.items.get(id_) for id_ in ids)
    return ", ".join(row["name"] for row in rows if row is not None)


def _link_fields(look: Look) -> dict[str, Any]:
    ids = linked_ids(look)
    items = [look.call.database.items.get(id_) for id_ in ids]
    return {
        "linked_item_ids": ids,
        "linked_items": items,
        "display_value": _names(look, ids),
        "updated_at": updated_at(look),
    }


def _link_text(look: Look) -> str | None:
    return _names(look, linked_ids(look)) if look.call.is_numbered else None


KINDS["dependency"] = Kind(
    "DependencyValue", "dependency", _link_text, _read_links, None, _link_fields, is_value_told=False
)
KINDS["board_relation"] = Kind(
    "BoardRelationValue",
    "board-relation",
    _link_text,
    _read_links,
    None,
    _link_fields,
    lambda: {"allowCreateReflectionColumn": False, "boardIds": []},
    is_value_told=False,
)


def subitems_of(look: Look) -> list[Row]:
    """Return the subitems of an item that are active."""
    return [row for row in look.call.database.items.where("parent", look.item["id"]) if row["state"] == "active"]


def _subitem_fields(look: Look) -> dict[str, Any]:
    rows = subitems_of(look)
    names = ", ".join(row["name"] for row in rows)
    return {"subitems": rows, "subitems_ids": [row["id"] for row in rows], "display_value": names}


def _subitem_ids(look: Look) -> dict[str, Any] | None:
    rows = subitems_of(look)
    return {"linkedPulseIds": [{"linkedPulseId": row["id"]} for row in rows]} if rows else None


KINDS["subtasks"] = Kind(
    "SubtasksValue",
    "subtasks",
    lambda look: ", ".join(row["name"] for row in subitems_of(look)) if look.call.is_numbered else None,
    fields=_subitem_fields,
    settings=lambda: {
        "allowMultipleItems": True,
        "itemTypeName": "column.subtasks.title",
        "displayType": "BOARD_INLINE",
        "boardIds": [],
    },
    value=_subitem_ids,
    is_value_told=False,
)


def _read_files(write: Write, given: Any) -> Any:
    if isinstance(given, dict) and given.get("clear_all") in (True, "true"):
        return None
    raise write.wrong_form(given)


def _files(look: Look) -> list[dict[str, Any]]:
    told = []
    for each in member(look, "files") or ():
        asset = look.call.database.assets.get(each["assetId"])
        if asset is not None:
            told.append({**asset, "__typename": "FileAssetValue", "asset_id": asset["id"], "asset": asset})
    return told


KINDS["file"] = Kind(
    "FileValue",
    "file",
    lambda look: ", ".join(look.call.address + each["path"] for each in _files(look)),
    _read_files,
    None,
    lambda look: {"files": _files(look)},
)
