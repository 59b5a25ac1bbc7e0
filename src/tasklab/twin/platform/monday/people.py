"""Users, teams, the account.

Source: https://developer.monday.com/api-reference/reference/users, /me, /teams, /account; for 2026-10 the guide on the
User entity, where flags and photos gave way to `kind`, `status` and `photo_url`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.call import cut, numbers
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

PHOTO = "https://cdn.monday.com/images/dapulse_default_photo.png"
_SIZES = ("original", "small", "thumb", "thumb_small", "tiny")


@resolves("Query.me")
def _me(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return call.user


@resolves("Query.account", "User.account")
def _account(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return call.database.account


@resolves("Account.active_members_count")
def _members(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return sum(row["enabled"] and row["kind"] in ("admin", "member") for row in call.database.users)


@resolves("Query.users")
def _users(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return select_users(args, call.database.users)


def select_users(args: Mapping[str, Any], rows: Iterable[Row]) -> list[Row]:
    """Return the users that arguments ask for; those who were deactivated only on demand."""
    kept = list(rows)
    if args.get("ids") is not None:
        wanted = set(numbers(args["ids"]))
        kept = [row for row in kept if row["id"] in wanted]
    if args.get("emails") is not None:
        kept = [row for row in kept if row["email"] in args["emails"]]
    if args.get("name"):
        kept = [row for row in kept if args["name"].lower() in row["name"].lower()]
    if args.get("status") is not None:
        kept = [row for row in kept if _status(row) in args["status"]]
    else:
        kept = [row for row in kept if row["enabled"] != bool(args.get("non_active"))]
    kept = [row for row in kept if _is_of_kind(row, args.get("kind") or "all")]
    if args.get("newest_first"):
        kept.reverse()
    return cut(kept, args.get("limit"), args.get("page"))


def _is_of_kind(row: Row, kind: str) -> bool:
    is_guest = row["kind"] == "guest"
    tests = {"guests": is_guest, "non_guests": not is_guest, "non_pending": not row["is_pending"]}
    return bool(tests.get(kind, True))


def _status(row: Row) -> str:
    if row["is_pending"]:
        return "PENDING"
    return "ACTIVE" if row["enabled"] else "INACTIVE"


@resolves("User.status")
def _user_status(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return _status(row)


@resolves("User.is_admin")
def _is_admin(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return row["kind"] == "admin"


@resolves("User.is_guest")
def _is_guest(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return row["kind"] == "guest"


@resolves("User.is_view_only")
def _is_view_only(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return row["kind"] == "view_only"


@resolves("User.account_id")
def _account_id(call: Call, _: Row, __: Mapping[str, Any]) -> Any:
    return call.database.account["id"]


@resolves("User.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return f"https://{call.database.account['slug']}.monday.com/users/{row['id']}"


@resolves(*(f"User.photo_{size}" for size in _SIZES))
def _photo(_: Call, __: Row, ___: Mapping[str, Any]) -> Any:
    return PHOTO


@resolves("User.photo_url")
def _photos(_: Call, __: Row, ___: Mapping[str, Any]) -> Any:
    return dict.fromkeys(_SIZES, PHOTO)


@resolves("User.is_verified", "User.is_email_confirmed")
def _is_verified(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return not row["is_pending"]


@resolves("User.became_active_at")
def _became_active(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return None if row["is_pending"] else row["created_at"]


@resolves("User.join_date")
def _join_date(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return row["created_at"][:10]


@resolves("User.teams")
def _teams_of(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return [each for each in _select_teams(call, args) if row["id"] in each["user_ids"]]


@resolves("Query.teams")
def _teams(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _select_teams(call, args)


def _select_teams(call: Call, args: Mapping[str, Any]) -> list[Row]:
    rows = list(call.database.teams)
    if args.get("ids") is None:
        return rows
    wanted = set(numbers(args["ids"]))
    return [row for row in rows if row["id"] in wanted]


@resolves("Team.users")
def _team_users(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return select_users(args, users_by_id(call, row["user_ids"]))


@resolves("Team.owners")
def _team_owners(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return users_by_id(call, row["owner_ids"])


def users_by_id(call: Call, ids: Iterable[int]) -> list[Row]:
    """Return the users with these ids, without those that are not there."""
    return [row for id_ in ids if (row := call.database.users.get(id_)) is not None]
