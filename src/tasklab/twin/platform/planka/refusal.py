"""Refusals, worded as Planka's server does: `{"code", "message"}`, and for parameters the list of problems too.

Source: server/api/responses of the product, and components/responses of its description.
"""

from __future__ import annotations

from typing import Any

NOT_ENOUGH_RIGHTS = "Not enough rights"
NO_TOKEN = "Access token is missing, invalid or expired"  # noqa: S105 - a sentence


class RefusalError(Exception):
    """An answer that refuses; `data` is its body."""

    def __init__(self, status: int, code: str, message: str | None = None, **more: Any) -> None:
        super().__init__(message or code)
        self.status = status
        self.data: dict[str, Any] = {"code": code, **more}
        if message is not None:
            self.data["message"] = message


class ProblemsError(Exception):
    """Parameters are missing or invalid: 400, with a sentence for each of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def not_found(message: str | None = None) -> RefusalError:
    """Say that something is not there, or not to be seen by the caller."""
    return RefusalError(404, "E_NOT_FOUND", message)


def forbidden(message: str = NOT_ENOUGH_RIGHTS, **more: Any) -> RefusalError:
    """Say that the caller may see something and not do this to it."""
    return RefusalError(403, "E_FORBIDDEN", message, **more)


def unauthorized(message: str = NO_TOKEN) -> RefusalError:
    """Say that the credentials are wrong."""
    return RefusalError(401, "E_UNAUTHORIZED", message)


def conflict(message: str) -> RefusalError:
    """Say that something like this is there already."""
    return RefusalError(409, "E_CONFLICT", message)


def unprocessable(message: str) -> RefusalError:
    """Say that the parameters, each valid, do not make sense together."""
    return RefusalError(422, "E_UNPROCESSABLE_ENTITY", message)
