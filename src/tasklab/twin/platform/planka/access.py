"""Who may see and change what.

Source: the checks at the head of every action of the product. What a caller may not see is not found; what they see and
may not change is forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.twin.platform.planka.call import ADMIN, OWNER
from tasklab.twin.platform.planka.refusal import forbidden, not_found

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.platform.planka.database import Database
    from tasklab.twin.store import Row, Table

EDITOR, VIEWER = "editor", "viewer"


@dataclass(frozen=True, slots=True)
class Path:
    """Where a card is."""

    card: Row
    list: Row
    board: Row
    project: Row


def find(table: Table, id_: object, missing: str) -> Row:
    """Return a row. Raises: RefusalError (404), with `missing` as its message."""
    row = table.get(id_)
    if row is None:
        raise not_found(missing)
    return row


def find_board(call: Call, id_: object, missing: str) -> tuple[Row, Row]:
    """Return a board and its project."""
    board = find(call.database.boards, id_, missing)
    return board, find(call.database.projects, board["projectId"], missing)


def find_card(call: Call, id_: object, missing: str = "Card not found") -> Path:
    """Return where a card is. 1.x knows no cards in an archive or a trash."""
    card = find(call.database.cards, id_, missing)
    list_ = find(call.database.lists, card["listId"], missing)
    if not call.is_second and list_["position"] is None:
        raise not_found(missing)
    board, project = find_board(call, card["boardId"], missing)
    return Path(card, list_, board, project)


def is_manager(database: Database, user_id: str, project_id: str) -> bool:
    """Whether a user manages a project."""
    return database.project_managers.count("pair", (project_id, user_id)) > 0


def is_private(project: Row) -> bool:
    """Whether a project belongs to one manager alone, so that not even administrators see it (2.x)."""
    return project["ownerProjectManagerId"] is not None


def is_admin_or_owner(user: Row) -> bool:
    """Whether a user may make projects (2.x)."""
    return user["role"] in {ADMIN, OWNER}


def find_membership(database: Database, user_id: str, board_id: str) -> Row | None:
    """Return what makes a user a member of a board."""
    return database.board_memberships.first("pair", (board_id, user_id))


def sees_all(call: Call, project: Row) -> bool:
    """Whether the caller sees every board of a project: as a manager, or (2.x) as an administrator of a shared one."""
    if call.is_second and call.is_admin and not is_private(project):
        return True
    return is_manager(call.database, call.user_id, project["id"])


def require_reader(call: Call, project: Row, board_id: str, missing: str) -> None:
    """Refuse with 404 who may not see a board."""
    if not sees_all(call, project) and find_membership(call.database, call.user_id, board_id) is None:
        raise not_found(missing)


def require_member(call: Call, board_id: str, missing: str) -> Row:
    """Return the caller's membership of a board; refuse with 404 who has none."""
    membership = find_membership(call.database, call.user_id, board_id)
    if membership is None:
        raise not_found(missing)
    return membership


def require_editor(call: Call, board_id: str, missing: str) -> None:
    """Refuse with 404 who is no member of a board, with 403 who is no editor of it."""
    if require_member(call, board_id, missing)["role"] != EDITOR:
        raise forbidden()


def require_commenter(call: Call, board_id: str, missing: str) -> None:
    """Refuse who may not comment: viewers may where their membership says so."""
    membership = require_member(call, board_id, missing)
    if membership["role"] != EDITOR and not membership["canComment"]:
        raise forbidden()


def require_manager(call: Call, project_id: str, missing: str) -> None:
    """Refuse with 404 who does not manage a project."""
    if not is_manager(call.database, call.user_id, project_id):
        raise not_found(missing)
