"""How GitHub says no. Source: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the twin
    """An answer that is no success: status, message, and what else is in the body or the headers."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: list[dict[str, Any]] | list[str] | str | None = None,
        extra: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        is_general: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.errors = status, message, errors
        self.extra, self.headers = extra or {}, headers or {}
        self.is_general = is_general
        """Whether it points at the documentation as a whole and not at that of the operation."""


NOT_FOUND = "Not Found"
ADMIN_NEEDED = "Must have admin rights to Repository."
ARCHIVED = "Repository was archived so is read-only."
ISSUES_DISABLED = "Issues are disabled for this repo"
ISSUE_DELETED = "This issue was deleted"


def not_found() -> Refusal:
    """Refuse as if there were nothing: also for what the caller may not see."""
    return Refusal(404, NOT_FOUND)


def forbidden(message: str = ADMIN_NEEDED) -> Refusal:
    """Refuse what the caller sees and may not do."""
    return Refusal(403, message)


def bad_request(text: str) -> Refusal:
    """Refuse a body whose shape is wrong: 422 without `errors`."""
    return Refusal(422, f"Invalid request.\n\n{text}")


def invalid(resource: str, field: str, value: Any = None, code: str = "invalid", message: str = "") -> Refusal:
    """Refuse one value: 422 with `errors`."""
    error: dict[str, Any] = {"resource": resource, "code": code, "field": field}
    if isinstance(value, str | int) and not isinstance(value, bool):
        error["value"] = value
    if message:
        error["message"] = message
    return Refusal(422, "Validation Failed", errors=[error])


def too_long(resource: str, field: str, most: int) -> Refusal:
    """Refuse a text that is longer than `most` characters."""
    return invalid(resource, field, code="custom", message=f"{field} is too long (maximum is {most} characters)")
