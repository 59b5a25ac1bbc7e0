"""Who calls, and what they may see and do.

Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/ and the status codes beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.credential import read_header
from tasklab.twin.platform.trello.object_id import is_id, is_short_link
from tasklab.twin.platform.trello.refusal import (
    CARD_NOT_ALLOWED,
    NO_MODEL,
    NOT_ALLOWED,
    NOT_FOUND,
    RefusalError,
    missing_scopes,
)

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.platform.trello.database import Database
    from tasklab.twin.store import Row, Table

ADMIN, NORMAL, OBSERVER = "admin", "normal", "observer"
READ, WRITE, MANAGE = 1, 2, 3
"""What a caller wants to do with a board."""

_RANKS = {ADMIN: MANAGE, NORMAL: WRITE, OBSERVER: READ}
_TOKEN_FORM = re.compile(r"[0-9a-fA-F]{64}|ATTA[0-9a-fA-F]{64}[0-9a-fA-F]{8}")
_PAIR = re.compile(r'(oauth_consumer_key|oauth_token)\s*=\s*"?([^",\s]*)"?')


def read_oauth(request: Request) -> dict[str, str]:
    """Return key and token of `Authorization: OAuth oauth_consumer_key="…", oauth_token="…"`, by these two names."""
    value = read_header(request, "authorization") or ""
    if not value.lower().startswith("oauth "):
        return {}
    return {"key" if name == "oauth_consumer_key" else "token": text for name, text in _PAIR.findall(value)}


def authenticate(database: Database, verb: str, key: str, token: str) -> Row | None:
    """Return the token that is used, None for a stranger who reads. Raises: RefusalError (401)."""
    if not key and not token:
        if verb == "GET":
            return None
        raise missing_scopes()
    if key not in database.keys:
        raise RefusalError(401, "invalid key")
    if not token:
        raise missing_scopes()
    if _TOKEN_FORM.fullmatch(token) is None:
        raise RefusalError(401, "invalid app token")
    row = database.tokens.first("text", token)
    if row is None:
        raise RefusalError(401, "invalid token")
    if verb != "GET" and "write" not in row["scopes"]:
        raise missing_scopes()
    return row


def role_of(database: Database, board: Row, member_id: str) -> str | None:
    """Return what a member is on a board; who administers its workspace administers it too."""
    membership = database.memberships.first("pair", (board["id"], member_id))
    if membership is not None:
        return str(membership["memberType"])
    workspace = database.org_memberships.first("pair", (board["idOrganization"], member_id))
    return ADMIN if workspace is not None and workspace["memberType"] == ADMIN else None


def rank_on(call: Call, board: Row) -> int:
    """Return how much the caller may do on a board: nothing (0) up to managing it."""
    database, member_id = call.database, call.member_id
    role = role_of(database, board, member_id) if member_id else None
    level = board["prefs"]["permissionLevel"]
    is_open = level == "public" or (
        level == "org" and database.org_memberships.first("pair", (board["idOrganization"], member_id)) is not None
    )
    return max(_RANKS[role] if role else 0, READ if is_open else 0)


def need_member(call: Call) -> Row:
    """Return the caller. Raises: RefusalError for a stranger."""
    if call.member is None:
        raise RefusalError(401, NOT_ALLOWED)
    return call.member


def find_board(call: Call, id_: str, need: int = READ) -> Row:
    """Return a board by its id or short link. Raises: RefusalError."""
    board = _find_linked(call.database.boards, id_)
    _allow(call, board, need, NOT_ALLOWED)
    return board


def find_card(call: Call, id_: str, need: int = READ) -> Row:
    """Return a card by its id or short link. Raises: RefusalError."""
    card = _find_linked(call.database.cards, id_)
    _allow(call, board_of(call, card), need, CARD_NOT_ALLOWED)
    return card


def find_list(call: Call, id_: str, need: int = READ) -> Row:
    """Return a list by its id. Raises: RefusalError."""
    return _find_on_board(call, call.database.lists, id_, need, NO_MODEL)


def find_label(call: Call, id_: str, need: int = READ) -> Row:
    """Return a label by its id. Raises: RefusalError."""
    return _find_on_board(call, call.database.labels, id_, need, NO_MODEL)


def find_checklist(call: Call, id_: str, need: int = READ) -> Row:
    """Return a checklist by its id. Raises: RefusalError."""
    return _find_on_board(call, call.database.checklists, id_, need, NOT_FOUND)


def find_custom_field(call: Call, id_: str, need: int = READ) -> Row:
    """Return a custom field by its id. Raises: RefusalError."""
    field = find_row(call.database.custom_fields, id_, NO_MODEL)
    find_board(call, field["idModel"], need)
    return field


def find_member(call: Call, id_: str) -> Row:
    """Return a member by id, name or `me`. Raises: RefusalError."""
    if id_ == "me":
        return need_member(call)
    found = call.database.members.get(id_) or call.database.members.first("username", id_.lower())
    if found is None:
        raise RefusalError(404, NO_MODEL)
    return found


def find_organization(call: Call, id_: str, need: int = READ) -> Row:
    """Return a workspace by its id or name. Raises: RefusalError."""
    database = call.database
    found = database.organizations.get(id_) or database.organizations.first("name", id_)
    if found is None:
        raise RefusalError(404, NO_MODEL)
    membership = database.org_memberships.first("pair", (found["id"], call.member_id))
    is_public = found["prefs"]["permissionLevel"] == "public" and need == READ
    if not is_public and (membership is None or (need == MANAGE and membership["memberType"] != ADMIN)):
        raise RefusalError(401, NOT_ALLOWED)
    return found


def find_row(table: Table, id_: str, text: str = NOT_FOUND) -> Row:
    """Return a row by its id. Raises: RefusalError: 400 for what is no id, 404 with this text for an unknown one."""
    row = table.get(id_)
    if row is None:
        raise RefusalError(404, text) if is_id(id_) else RefusalError(400, "invalid id")
    return row


def board_of(call: Call, row: Row) -> Row:
    """Return the board that a card, list, label or checklist is on."""
    board: Any = call.database.boards.get(row["idBoard"])
    return board  # type: ignore[no-any-return]  # what is on a board goes with it


def _find_linked(table: Table, id_: str) -> Row:
    found = table.get(id_) or (table.first("shortLink", id_) if is_short_link(id_) else None)
    if found is None:
        known = is_id(id_) or is_short_link(id_)
        raise RefusalError(404, NOT_FOUND) if known else RefusalError(400, "invalid id")
    return found


def _find_on_board(call: Call, table: Table, id_: str, need: int, text: str) -> Row:
    row = find_row(table, id_, text)
    _allow(call, board_of(call, row), need, NOT_ALLOWED)
    return row


def _allow(call: Call, board: Row, need: int, text: str) -> None:
    if rank_on(call, board) < need:
        raise RefusalError(401, text)
