"""What monday.com refuses, in its words, and how each version writes that down.

Until 2024-07 an error takes the place of the whole answer, with `error_code`; 2024-10 adds `errors` to that; since
2025-01 there is nothing but `errors`, and what could be answered stays in `data`. Source:
https://developer.monday.com/api-reference/docs/error-handling, the changelog, the guide "Migrating to version 2025-04".
"""

from __future__ import annotations

from typing import Any

from tasklab.twin.platform.monday.identifier import number


class RefusalError(Exception):
    """A field cannot be answered."""

    def __init__(
        self, code: str, message: str, status: int = 200, data: dict[str, Any] | None = None, **more: Any
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        """What `status_code` tells; the status of HTTP is 200 all the same."""
        self.data = data or {}
        self.more = more

    @property
    def extensions(self) -> dict[str, Any]:
        """What an error tells in `extensions`."""
        return {"code": self.code, "status_code": self.status, "error_data": self.data, **self.more}

    @property
    def legacy(self) -> dict[str, Any]:
        """What an answer is in the versions before 2025-01."""
        return {
            "error_code": self.code,
            "status_code": self.status,
            "error_message": self.message,
            "error_data": self.data,
        }


class HttpRefusalError(Exception):
    """A request cannot be served at all."""

    def __init__(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body
        self.headers = headers or {}


def unauthorized(version: str) -> RefusalError:
    """Refuse what the caller may not do; the code has another name since 2025-07, and a typo before 2024-01."""
    code = "USER_UNAUTHORIZED" if version >= "2025-07" else "UserUnauthorizedException"
    if version < "2024-01":
        code = "UserUnauthroizedException"
    return RefusalError(code, "User unauthorized to perform action", 403)


def no_board(board_id: Any) -> RefusalError:
    """Refuse a board that is not there, or not for the caller."""
    message = "The board does not exist. Please check your board ID and try again"
    return RefusalError("InvalidBoardIdException", message, data={"board_id": _number(board_id)})


def no_item(item_id: Any) -> RefusalError:
    """Refuse an item that is not there, or not for the caller."""
    message = "The item does not exist. Please check your item ID and try again"
    return RefusalError("InvalidItemIdException", message, data={"item_id": _number(item_id)})


def no_column(column_id: str) -> RefusalError:
    """Refuse a column that the board has not."""
    message = "This column ID doesn't exist for the board"
    return RefusalError("InvalidColumnIdException", message, data={"column_id": column_id})


def no_user(user_id: Any) -> RefusalError:
    """Refuse a user that is not there."""
    message = "This user ID doesn't exist"
    return RefusalError("InvalidUserIdException", message, data={"user_id": _number(user_id)})


def not_found(kind: str, id_: Any) -> RefusalError:
    """Refuse anything else that is not there."""
    return RefusalError("ResourceNotFoundException", f"{kind} not found", 404, {f"{kind.lower()}_id": str(id_)})


def bad_argument(message: str, **data: Any) -> RefusalError:
    """Refuse an argument."""
    return RefusalError("InvalidArgumentException", message, data=data)


def bad_json(text: str) -> RefusalError:
    """Refuse an argument of type `JSON` that is not text with JSON in it."""
    return RefusalError("JsonParseException", "Syntax error in JSON input", 400, {"json": text[:40]})


def _number(value: Any) -> Any:
    found = number(value)
    return value if found is None else found
