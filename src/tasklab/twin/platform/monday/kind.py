"""Kinds of columns: how their values are written, kept, told as text, and told with fields of their own.

What is kept of a value is what `value` tells as JSON. Source: the pages of each column at
https://developer.monday.com/api-reference/reference/column-types-reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.refusal import RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_HINT = "Please check our API documentation for the correct data structure for this column."
_HINT_AT = "https://developer.monday.com/api-reference/docs/change-column-values"


@dataclass(frozen=True)
class Write:
    """A value that is being written into a column."""

    call: Call
    board: Row
    column: Row
    creates_labels: bool

    def refuse(self, reason: str, code: str, given: Any) -> RefusalError:
        """Word that a value is no good; `column_type` lost its ending, and the words changed, in 2025-04."""
        old_name = kind_of(self.column).old_name
        if self.call.since("2025-04"):
            kind, message = old_name, f"invalid value - {reason}. {_HINT} {_HINT_AT}"
        else:
            kind = "".join(part.title() for part in old_name.split("-")) + "Column"
            message = "invalid value, please check our API documentation for more information"
        data = {
            "column_id": self.column["id"],
            "column_name": self.column["title"],
            "column_type": kind,
            "column_value": given,
            "column_validation_error_code": code,
        }
        return RefusalError("ColumnValueException", message, data=data)

    def wrong_form(self, given: Any) -> RefusalError:
        """Refuse a value whose form is not that of the column's."""
        return self.refuse("wrong data structure for this column", "invalidColumnValue", given)


@dataclass(frozen=True)
class Look:
    """A value that is being read."""

    call: Call
    column: Row
    item: Row
    stored: Any


def nothing(_: Look) -> dict[str, Any]:
    """Tell no fields of its own."""
    return {}


def what_is_kept(look: Look) -> Any:
    """Tell a value as it is kept."""
    return look.stored


@dataclass(frozen=True)
class Kind:
    """One kind of column."""

    typename: str
    old_name: str
    """Its name before 2023-10, which `ColumnValueException` still tells."""
    text: Callable[[Look], str | None]
    read: Callable[[Write, Any], Any] | None = None
    """Turns what was sent into what is kept, None where it empties the column; None where it cannot be written."""
    simple: Callable[[Write, str], Any] | None = None
    """Turns plain text into what may be sent; None where plain text is no good."""
    fields: Callable[[Look], dict[str, Any]] = nothing
    settings: Callable[[], dict[str, Any]] = dict
    """What a new column is set to."""
    value: Callable[[Look], Any] = what_is_kept
    """What `value` tells as JSON."""
    is_value_told: bool = True
    """Whether `value` still tells it in 2025-04 and later."""


KINDS: dict[str, Kind] = {}


def kind_of(column: Row) -> Kind:
    """Return the kind of a column."""
    return KINDS[column["type"]]


def changed(write: Write, **values: Any) -> dict[str, Any]:
    """Return what is kept of a value, with the moment of its change."""
    return {**values, "changed_at": write.call.fine_now}


def member(look: Look, name: str) -> Any:
    """Return a member of what is kept, None where nothing is."""
    return None if look.stored is None else look.stored.get(name)


def updated_at(look: Look) -> str | None:
    """Return when a value was changed, to the second."""
    moment = member(look, "changed_at")
    return None if moment is None else f"{moment[:19]}Z"
