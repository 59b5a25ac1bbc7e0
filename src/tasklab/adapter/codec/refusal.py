"""The three ways in which a codec says no."""

from __future__ import annotations

from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError, ValidationError

_SHOWN = 60


def show(value: object) -> str:
    """Return a value as it may stand in a message: short."""
    text = repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def cannot_carry(field: str, why: str) -> UnsupportedFieldError:
    """Return the error for a value that the platform has no room for."""
    return UnsupportedFieldError(f"`{field}` {why}", pointer=f"/{field}")


def wrong_value(field: str, value: object, expected: str) -> ValidationError:
    """Return the error for a value that nobody could carry."""
    return ValidationError(f"`{field}` is {show(value)}: expected {expected}", pointer=f"/{field}")


def wrong_id(field: str, value: object, expected: str) -> NotFoundError | ValidationError:
    """Return the error for an id that no object of the platform can have.

    It is `not_found` for the object that a method is about, as with every id that names nothing.
    """
    if field == "id":
        return NotFoundError(f"nothing has the id {show(value)}: ids here are {expected}", pointer="/id")
    return wrong_value(field, value, expected)


def unreadable(value: object, expected: str) -> PlatformError:
    """Return the error for a native value that is not what the platform documents."""
    return PlatformError(f"the platform gave {show(value)}: expected {expected}")
