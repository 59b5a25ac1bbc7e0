"""What an object says in a field, held against what was written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.verify.contract.value import find_difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.verify.contract.capability import WrittenField


def read_back(item: Any, field: WrittenField) -> Any:
    """Return what an object says in a field, in the form in which it is written."""
    value = getattr(item, field.name)
    if field.name != field.parameter:
        return None if value is None else value.id
    return value


def check_field(item: Any, field: WrittenField, written: Any) -> str:
    """Find how a field of an object differs from what was written into it; empty when it does not.

    Of custom fields only those that were written count: the others have values of their own.
    """
    expected, seen = field.expected(written), read_back(item, field)
    if field.parameter == "custom_fields" and expected is not None:
        seen = {name: (seen or {}).get(name) for name in expected}
    difference = find_difference(expected, seen)
    return f"{field.parameter}: {difference}" if difference else ""


def other_custom_fields(item: Any, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the custom fields besides those that were written."""
    return {name: value for name, value in (item.custom_fields or {}).items() if name not in written}
