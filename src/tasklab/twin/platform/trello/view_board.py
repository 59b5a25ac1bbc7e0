"""Boards and what belongs to them - lists, labels, custom fields - as Trello shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.field import Shape
from tasklab.twin.platform.trello.moment import render_ms
from tasklab.twin.platform.trello.view_member import SITE, show_membership

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

COLORS = ("green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black")
BOARD_FIELDS = (
    "name",
    "desc",
    "descData",
    "closed",
    "idOrganization",
    "idEnterprise",
    "pinned",
    "url",
    "shortUrl",
    "prefs",
    "labelNames",
)
"""What one board shows when nothing is asked. Source: the default of `fields` of GET /boards/{id}."""
LIST_FIELDS = ("name", "closed", "idBoard", "pos")
"""What one list shows when nothing is asked. Source: the default of `fields` of GET /lists/{id}."""


def _limit(disable_at: int, warn_at: int) -> dict[str, Any]:
    return {"status": "ok", "disableAt": disable_at, "warnAt": warn_at}


_LIMITS = {
    "attachments": {"perBoard": _limit(36000, 28800), "perCard": _limit(1000, 800)},
    "boards": {"totalMembersPerBoard": _limit(1600, 1280)},
    "cards": {"openPerBoard": _limit(5000, 4000), "totalPerBoard": _limit(2000000, 1600000)},
    "labels": {"perBoard": _limit(1000, 800)},
    "lists": {"openPerBoard": _limit(500, 400), "totalPerBoard": _limit(3000, 2400)},
}


def _label_names(call: Call, board: Row) -> dict[str, str]:
    names = dict.fromkeys(COLORS, "")
    for label in call.database.labels.where("idBoard", board["id"]):
        if label["color"] and not names[label["color"]]:
            names[label["color"]] = label["name"]
    return names


def slug(name: str) -> str:
    """Return the readable end of an address: letters and digits, and dashes between."""
    words = "".join(each.lower() if each.isascii() and each.isalnum() else " " for each in name).split()
    return "-".join(words) or "-"


def by_position(rows: list[Row]) -> list[Row]:
    """Return rows from the top to the bottom, the older first where two have one position."""
    return sorted(rows, key=lambda row: (row["pos"], row["id"]))


def show_options(call: Call, field: Row) -> list[dict[str, Any]]:
    """Show the options of a custom field by position."""
    rows = call.database.options.where("idCustomField", field["id"])
    return [show_option(row) for row in by_position(rows)]


def show_option(option: Row) -> dict[str, Any]:
    """Show one option."""
    return {name: option[name] for name in ("id", "idCustomField", "value", "color", "pos")}


BOARD = Shape(
    ("name", "desc", "closed", "idOrganization", "idMemberCreator", "prefs", "shortLink"),
    {
        "descData": lambda _call, _row: None,
        "dateLastActivity": lambda _call, row: render_ms(row["active_ms"]),
        "dateLastView": lambda _call, row: render_ms(row["active_ms"]),
        "dateClosed": lambda _call, row: row["dateClosed"],
        "creationMethod": lambda _call, _row: None,
        "datePluginDisable": lambda _call, _row: None,
        "enterpriseOwned": lambda _call, _row: False,
        "idEnterprise": lambda _call, _row: None,
        "idTags": lambda _call, _row: [],
        "ixUpdate": lambda _call, row: row["updates"],
        "labelNames": _label_names,
        "limits": lambda _call, _row: _LIMITS,
        "memberships": lambda call, row: [
            show_membership(each) for each in call.database.memberships.where("idBoard", row["id"])
        ],
        "pinned": lambda _call, _row: False,
        "powerUps": lambda _call, _row: [],
        "shortUrl": lambda _call, row: f"{SITE}/b/{row['shortLink']}",
        "starred": lambda call, row: call.member_id in row["starred_by"],
        "subscribed": lambda _call, _row: False,
        "templateGallery": lambda _call, _row: None,
        "url": lambda _call, row: f"{SITE}/b/{row['shortLink']}/{slug(row['name'])}",
    },
    rare=("limits",),
)
LIST = Shape(
    ("name", "closed", "idBoard", "pos"),
    {
        "subscribed": lambda call, row: call.member_id in row["subscribers"],
        "softLimit": lambda _call, _row: None,
        "color": lambda _call, _row: None,
        "limits": lambda _call, _row: {"cards": {"openPerList": _limit(5000, 4000)}},
    },
    rare=("limits",),
)
LABEL = Shape(("idBoard", "name", "color", "uses"), {})
CUSTOM_FIELD = Shape(
    ("idModel", "modelType", "fieldGroup", "display", "name", "pos", "type"),
    {"options": show_options, "isSuggestedField": lambda _call, _row: False},
)


def show_custom_field(call: Call, field: Row) -> dict[str, Any]:
    """Show a custom field; only a list has options."""
    names = (name for name in CUSTOM_FIELD.all if name != "options" or field["type"] == "list")
    return CUSTOM_FIELD.show(call, field, names)
