"""Refusals as Trello words them: plain text mostly, here and there an object with a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.answer import json_answer, text_answer

if TYPE_CHECKING:
    from tasklab.adapter.message import Response

NOT_FOUND = "The requested resource was not found."
NO_MODEL = "model not found"
NOT_ALLOWED = "unauthorized permission requested"
CARD_NOT_ALLOWED = "unauthorized card permission requested"
JSON_KIND = {"content-type": "application/json; charset=utf-8"}


class RefusalError(Exception):
    """A request is refused: a status and a text, and for some a word for the error, which makes it an object."""

    def __init__(self, status: int, message: str, error: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.error = error

    def answer(self) -> Response:
        """Word it: text, or an object where there is a word for the error (left out of it when empty)."""
        if self.error is None:
            return text_answer(self.message, self.status)
        worded = {"message": self.message} | ({"error": self.error} if self.error else {})
        return json_answer(worded, self.status, JSON_KIND)


def invalid(name: str, error: str | None = None) -> RefusalError:
    """Return the refusal of an argument."""
    return RefusalError(400, f"invalid value for {name}", error)


def missing_scopes() -> RefusalError:
    """Return the refusal of a token that is not there, or allows less than is asked."""
    return RefusalError(401, "missing scopes", "")
