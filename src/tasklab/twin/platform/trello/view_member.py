"""Members, workspaces and actions as Trello shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import rank_on
from tasklab.twin.platform.trello.field import Shape
from tasklab.twin.platform.trello.moment import render_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

SITE = "https://trello.com"
"""Where people see what the API serves: the addresses in its answers point there."""
_AVATARS = "https://trello-members.s3.amazonaws.com"
CREATOR_FIELDS = (
    "activityBlocked",
    "avatarHash",
    "avatarUrl",
    "fullName",
    "idMemberReferrer",
    "initials",
    "nonPublic",
    "nonPublicAvailable",
    "username",
)
_REACTIONS = {
    "reactions": {
        "perAction": {"status": "ok", "disableAt": 900, "warnAt": 720},
        "uniquePerAction": {"status": "ok", "disableAt": 17, "warnAt": 14},
    }
}


def _email(call: Call, member: Row) -> str | None:
    is_own = call.token is not None and call.token["idMember"] == member["id"] and "account" in call.token["scopes"]
    return member["email"] if is_own else None


def _visible_boards(call: Call, member: Row) -> list[str]:
    return [board["id"] for board in boards_of(call, member)]


def _organizations(call: Call, member: Row) -> list[str]:
    return [each["idOrganization"] for each in call.database.org_memberships.where("idMember", member["id"])]


MEMBER = Shape(
    ("fullName", "initials", "username", "bio", "memberType", "confirmed", "avatarHash"),
    {
        "avatarUrl": lambda _call, row: f"{_AVATARS}/{row['id']}/{row['avatarHash']}" if row["avatarHash"] else None,
        "activityBlocked": lambda _call, _row: False,
        "bioData": lambda _call, _row: {"emoji": {}},
        "idEnterprise": lambda _call, _row: None,
        "idEnterprisesDeactivated": lambda _call, _row: [],
        "idMemberReferrer": lambda _call, _row: None,
        "idPremOrgsAdmin": lambda _call, _row: [],
        "nonPublic": lambda _call, _row: {},
        "nonPublicAvailable": lambda _call, _row: False,
        "products": lambda _call, _row: [],
        "status": lambda _call, _row: "disconnected",
        "url": lambda _call, row: f"{SITE}/{row['username']}",
        "email": _email,
        "idBoards": _visible_boards,
        "idOrganizations": _organizations,
        "prefs": lambda _call, row: {
            "locale": "en-US",
            "timezone": "UTC",
            "colorBlind": False,
            **row.get("prefs", {}),
        },
    },
)
PERSON_FIELDS = ("fullName", "username")
CARD_MEMBER_FIELDS = ("avatarHash", "fullName", "initials", "username")

ORGANIZATION = Shape(
    ("name", "displayName", "desc", "website", "prefs"),
    {
        "dateLastActivity": lambda _call, row: render_ms(row["active_ms"]),
        "descData": lambda _call, _row: {"emoji": {}},
        "idBoards": lambda call, row: [
            board["id"] for board in call.database.boards.where("idOrganization", row["id"]) if rank_on(call, board)
        ],
        "idEnterprise": lambda _call, _row: None,
        "idMemberCreator": lambda _call, row: row["creator"],
        "memberships": lambda call, row: [show_org_membership(each) for each in _org_memberships(call, row)],
        "offering": lambda _call, _row: "trello.free",
        "premiumFeatures": lambda _call, _row: [],
        "products": lambda _call, _row: [],
        "url": lambda _call, row: f"{SITE}/w/{row['name']}",
    },
)


def boards_of(call: Call, member: Row) -> list[Row]:
    """Return the boards that a member is on and the caller may see, the oldest first."""
    boards = (call.database.boards.get(each["idBoard"]) for each in _memberships(call, member))
    return [board for board in boards if board is not None and rank_on(call, board)]


def show_org_membership(membership: Row) -> dict[str, Any]:
    """Show who is in a workspace as what."""
    return {
        "id": membership["id"],
        "idMember": membership["idMember"],
        "memberType": membership["memberType"],
        "unconfirmed": False,
        "deactivated": membership["deactivated"],
    }


def show_membership(membership: Row) -> dict[str, Any]:
    """Show who is on a board as what."""
    return {
        "id": membership["id"],
        "idMember": membership["idMember"],
        "memberType": membership["memberType"],
        "unconfirmed": False,
        "deactivated": False,
    }


def _display(call: Call, row: Row) -> dict[str, Any]:
    data = row["data"]
    entities = {
        name: {
            "type": name,
            **{key: value for key, value in data[name].items() if key != "name"},
            "text": data[name]["name"],
        }
        for name in ("card", "list", "board")
        if name in data
    }
    if row["type"] == "commentCard":
        entities["comment"] = {"type": "comment", "text": data["text"]}
    member = call.database.members.get(row["idMemberCreator"])
    if member is not None:
        entities["memberCreator"] = {
            "type": "member",
            "id": member["id"],
            "username": member["username"],
            "text": member["fullName"],
        }
    key = "action_comment_on_card" if row["type"] == "commentCard" else f"action_{_snake(row['type'])}"
    return {"translationKey": key, "entities": entities}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


ACTION = Shape(
    ("idMemberCreator", "data", "type"),
    {
        "date": lambda _call, row: render_ms(row["date_ms"]),
        "appCreator": lambda _call, _row: None,
        "limits": lambda _call, row: _REACTIONS if row["type"] == "commentCard" else {},
        "display": _display,
        "memberCreator": lambda call, row: show_creator(call, row["idMemberCreator"]),
        "member": lambda call, row: show_creator(call, row["idMember"]) if row["idMember"] else None,
    },
    rare=("display", "memberCreator", "member"),
)


def show_action(
    call: Call, row: Row, fields: Iterable[str], *, creator: Iterable[str] | None, has_member: bool = True
) -> dict[str, Any]:
    """Show an action, with who did it where fields of a member are asked for, and with whom it is about."""
    shown = ACTION.show(call, row, fields)
    if creator is not None:
        shown["memberCreator"] = show_creator(call, row["idMemberCreator"], creator)
    if has_member and row["idMember"]:
        shown["member"] = show_creator(call, row["idMember"])
    return shown


def show_creator(call: Call, member_id: str, fields: Iterable[str] = CREATOR_FIELDS) -> dict[str, Any] | None:
    """Show a member beside what they did; None where they are gone."""
    member = call.database.members.get(member_id)
    return None if member is None else MEMBER.show(call, member, ("id", *(each for each in fields if each != "id")))


def _memberships(call: Call, member: Row) -> list[Row]:
    return call.database.memberships.where("idMember", member["id"])


def _org_memberships(call: Call, organization: Row) -> list[Row]:
    return call.database.org_memberships.where("idOrganization", organization["id"])
