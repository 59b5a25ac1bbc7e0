"""Cards and what hangs on them - checklists, attachments, values of custom fields - as Trello shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.trello.field import Shape
from tasklab.twin.platform.trello.moment import render_ms
from tasklab.twin.platform.trello.version import WITH_CARD_ROLES
from tasklab.twin.platform.trello.view_board import LABEL, by_position, slug
from tasklab.twin.platform.trello.view_member import SITE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

CHECK_ITEM_FIELDS = ("name", "nameData", "pos", "state", "due", "dueReminder", "idMember")
COMPLETE, INCOMPLETE = "complete", "incomplete"
_SINCE_ROLES = frozenset({"cardRole", "mirrorSourceId"})


def _items(call: Call, card: Row) -> list[Row]:
    database = call.database
    return [
        item
        for checklist in database.checklists.where("idCard", card["id"])
        for item in database.check_items.where("idChecklist", checklist["id"])
    ]


def _badges(call: Call, card: Row) -> dict[str, Any]:
    database = call.database
    items = _items(call, card)
    dues = [item["due"] for item in items if item["due"] and item["state"] == INCOMPLETE]
    return {
        "attachmentsByType": {"trello": {"board": 0, "card": 0}},
        "location": False,
        "votes": 0,
        "viewingMemberVoted": False,
        "subscribed": call.member_id in card["subscribers"],
        "fogbugz": "",
        "checkItems": len(items),
        "checkItemsChecked": sum(item["state"] == COMPLETE for item in items),
        "checkItemsEarliestDue": min(dues, default=None),
        "comments": database.actions.count("pair", (card["id"], "commentCard")),
        "attachments": database.attachments.count("idCard", card["id"]),
        "description": bool(card["desc"]),
        "due": card["due"],
        "dueComplete": card["dueComplete"],
        "start": card["start"],
    }


def check_item_states(call: Call, card: Row) -> list[dict[str, str]]:
    """Show which items of a card's checklists are complete."""
    done = (item for item in _items(call, card) if item["state"] == COMPLETE)
    return [{"idCheckItem": item["id"], "state": item["state"]} for item in done]


def _labels(call: Call, card: Row) -> list[dict[str, Any]]:
    rows = (call.database.labels.get(each) for each in card["idLabels"])
    return [LABEL.show(call, row) for row in rows if row is not None]


_CARD = Shape(
    (
        "name",
        "desc",
        "closed",
        "due",
        "start",
        "dueComplete",
        "dueReminder",
        "idBoard",
        "idList",
        "idShort",
        "idLabels",
        "idMembers",
        "pos",
        "shortLink",
        "address",
        "locationName",
        "coordinates",
        "cardRole",
        "cover",
        "idMemberCreator",
    ),
    {
        "badges": _badges,
        "checkItemStates": check_item_states,
        "creationMethod": lambda _call, _row: None,
        "dateLastActivity": lambda _call, row: render_ms(row["active_ms"]),
        "descData": lambda _call, _row: {"emoji": {}},
        "email": lambda _call, _row: None,
        "idAttachmentCover": lambda _call, row: row["cover"]["idAttachment"],
        "idChecklists": lambda call, row: [
            each["id"] for each in by_position(call.database.checklists.where("idCard", row["id"]))
        ],
        "idMembersVoted": lambda _call, _row: [],
        "isTemplate": lambda _call, _row: False,
        "labels": _labels,
        "limits": lambda _call, _row: {},
        "manualCoverAttachment": lambda _call, row: row["cover"]["idAttachment"] is not None,
        "mirrorSourceId": lambda _call, _row: None,
        "shortUrl": lambda _call, row: f"{SITE}/c/{row['shortLink']}",
        "subscribed": lambda call, row: call.member_id in row["subscribers"],
        "url": lambda _call, row: f"{SITE}/c/{row['shortLink']}/{row['idShort']}-{slug(row['name'])}",
    },
    rare=("limits", "idMemberCreator"),
)


class CardShape:
    """The fields of a card, without those that a version has not."""

    def choose(self, call: Call, name: str = "fields") -> tuple[str, ...]:
        """Return the fields that an argument asks for. Raises: RefusalError for an unknown one."""
        return self.of(call, _CARD.choose(call.arguments, name))

    def of(self, call: Call, fields: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the fields that the call's version has among some, or among the usual ones."""
        names = tuple(_CARD.choose(call.arguments.below("\0")) if fields is None else fields)
        return names if call.version >= WITH_CARD_ROLES else tuple(each for each in names if each not in _SINCE_ROLES)

    def show(self, call: Call, card: Row, fields: Iterable[str] | None = None) -> dict[str, Any]:
        """Return a card with these fields, the usual ones when left out."""
        return _CARD.show(call, card, self.of(call) if fields is None else fields)

    def read(self, call: Call, card: Row, name: str) -> Any:
        """Return one field as its own path gives it. Raises: RefusalError."""
        return _CARD.read(call, card, name)


CARD = CardShape()
CHECK_ITEM = Shape(
    ("name", "pos", "state", "due", "dueReminder", "idMember", "idChecklist"),
    {"nameData": lambda _call, _row: None},
)
CHECKLIST = Shape(("name", "idBoard", "idCard", "pos"), {})
ATTACHMENT = Shape(
    ("bytes", "edgeColor", "idMember", "isUpload", "mimeType", "name", "pos", "fileName"),
    {
        "date": lambda _call, row: render_ms(row["date_ms"]),
        "isMalicious": lambda _call, _row: False,
        "previews": lambda _call, _row: [],
        "url": lambda call, row: row["link"] or download_address(call, row),
    },
)


def download_address(call: Call, attachment: Row) -> str:
    """Return where an uploaded file is fetched. Source: the announcement of 2020-11 on access to attachments."""
    path = f"/1/cards/{attachment['idCard']}/attachments/{attachment['id']}/download/"
    return f"{call.address}{path}{quote(attachment['fileName'], safe='')}"


def show_checklist(
    call: Call, checklist: Row, fields: Iterable[str] | None = None, items: Iterable[str] | None = None
) -> dict[str, Any]:
    """Show a checklist with its items by position; `items` are their fields, empty for no items."""
    shown = CHECKLIST.show(call, checklist, fields)
    chosen = tuple(CHECK_ITEM.all if items is None else items)
    if chosen:
        rows = call.database.check_items.where("idChecklist", checklist["id"])
        shown["checkItems"] = [CHECK_ITEM.show(call, row, chosen) for row in by_position(rows)]
    return shown


def show_checklists(call: Call, card: Row) -> list[dict[str, Any]]:
    """Show the checklists of a card by position."""
    return [show_checklist(call, row) for row in by_position(call.database.checklists.where("idCard", card["id"]))]


def show_field_items(call: Call, card: Row) -> list[dict[str, Any]]:
    """Show the values that a card has in custom fields."""
    return [show_field_item(row) for row in call.database.field_items.where("idCard", card["id"])]


def show_field_item(item: Row) -> dict[str, Any]:
    """Show a value of a custom field: a value, or the id of an option."""
    return {
        "id": item["id"],
        "idValue": item["idValue"],
        "value": item["value"],
        "idCustomField": item["idCustomField"],
        "idModel": item["idCard"],
        "modelType": "card",
    }
