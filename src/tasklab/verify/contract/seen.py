"""What an object says in a field, held against what was written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.verify.contract.value import find_difference

if TYPE_CHECKING:
    from tasklab.verify.contract.capability import WrittenField


def read_back(item: Any, field: WrittenField) -> Any:
    """Return what an object says in a field, in the form in which it is written."""
    value = getattr(item, field.name)
    if field.name != field.parameter:
        return None if value is None else value.id
    return value


def check_field(item: Any, field: WrittenField, written: Any) -> str:
    """Find how a field of an object differs from what was written into it; empty when it does not."""
    difference = find_difference(field.expected(written), read_back(item, field))
    return f"{field.parameter}: {difference}" if difference else ""
