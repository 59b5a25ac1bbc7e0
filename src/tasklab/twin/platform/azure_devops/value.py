"""Values of fields as requests have them, read by the field's type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.refusal import (
    RefusalError,
    bad_property,
    identity_unknown,
    rule_broken,
    value_unsupported,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.database import Database
    from tasklab.twin.platform.azure_devops.field import Field
    from tasklab.twin.store import Row

_MAX_TEXT = 255
_MAX_LONG = 1_048_576
_NAMED = re.compile(r"\s*(.*?)\s*<([^<>]+)>\s*")
_MIN_DATE_S, _MAX_DATE_S = -6_847_804_800.0, 253_370_764_800.0
"""The first moment of 1753, which is the database's first one, and the first of 9999."""
MAX_TAGS, MAX_TAG = 100, 400


def read_value(database: Database, field: Field, raw: Any) -> Any:
    """Return a value to keep; None for none. Raises: RefusalError with 400.

    An empty text is no value of a boolean: https://github.com/snuziale/vsts-extension-split-work/pull/26.
    """
    if raw is None or (raw == "" and field.kind != "boolean"):
        return None
    if field.is_identity:
        return read_identity(database, field, raw)
    match field.kind:
        case "integer" | "double":
            value: Any = _read_number(field, raw)
        case "dateTime":
            value = _read_date(field, raw)
        case "boolean":
            value = _read_boolean(field, raw)
        case _:
            value = _read_text(field, raw)
    return _pick(field, value)


def read_identity(database: Database, field: Field, raw: Any) -> str:
    """Return whom a text or an object means: by a name, a unique name, `Name <unique name>`. Raises: RefusalError."""
    text = raw
    if isinstance(raw, dict):
        text = next((raw[each] for each in ("uniqueName", "descriptor", "id", "displayName") if raw.get(each)), None)
    if not isinstance(text, str):
        raise identity_unknown(raw, field.reference, field.name)
    found = find_person(database, text, by_id=isinstance(raw, dict))
    if found is None:
        raise identity_unknown(text, field.reference, field.name)
    return str(found["id"])


def find_person(database: Database, text: str, *, by_id: bool = False) -> Row | None:
    """Return whom a text means, or None. An id alone means nobody, unless an object says that it is one."""
    named = _NAMED.fullmatch(text)
    unique = (named[2] if named else text).strip().lower()
    found = database.users.first("unique_name", unique)
    if found is not None:
        return found
    for each in database.users:
        if each["display_name"].lower() == unique or (by_id and text in {each["id"], each["descriptor"]}):
            return each
    return None


def read_tags(raw: Any) -> list[str]:
    """Return the tags of a text: parted by semicolons or commas, each once. Raises: RefusalError with 400."""
    if raw is None:
        return []
    if not isinstance(raw, str):
        raise bad_property("The value of System.Tags is not valid.")
    found: dict[str, str] = {}
    for each in re.split("[;,]", raw):
        name = each.strip()
        if len(name) > MAX_TAG:
            raise RefusalError(400, "InvalidTagNameException", "TF400948: The tag name is not valid.")
        if name:
            found.setdefault(name.lower(), name)
    if len(found) > MAX_TAGS:
        text = f"VS403404: A work item can have {MAX_TAGS} tags at most."
        raise RefusalError(400, "WorkItemTagLimitExceededException", text)
    return list(found.values())


def _read_number(field: Field, raw: Any) -> int | float:
    try:
        number = float(raw) if not isinstance(raw, bool) and isinstance(raw, int | float | str) else None
    except (ValueError, OverflowError):
        number = None
    is_whole = field.kind == "integer"
    if number is None or number - number != 0 or (is_whole and (number % 1 or abs(number) > 2**31 - 1)):
        raise rule_broken(field.reference, field.name, "InvalidType")
    return int(number) if is_whole else number


def _read_date(field: Field, raw: Any) -> float:
    try:
        at_s = moment.parse(raw) if isinstance(raw, str) else None
    except ValueError:
        at_s = None
    if at_s is None:
        raise rule_broken(field.reference, field.name, "InvalidType")
    if not _MIN_DATE_S <= at_s < _MAX_DATE_S:
        raise rule_broken(field.reference, field.name, "InvalidDate")
    return at_s


def _read_boolean(field: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in {"true", "false"}:
        return raw.lower() == "true"
    raise rule_broken(field.reference, field.name, "InvalidType")


def _read_text(field: Field, raw: Any) -> str:
    if isinstance(raw, dict | list):
        raise rule_broken(field.reference, field.name, "InvalidType")
    text = raw if isinstance(raw, str) else str(raw).lower() if isinstance(raw, bool) else str(raw)
    if len(text) > (_MAX_LONG if field.is_long else _MAX_TEXT):
        raise rule_broken(field.reference, field.name, "InvalidTooLong")
    return text


def _pick(field: Field, value: Any) -> Any:
    """Return a value as the field's list of values spells it."""
    if not field.allowed:
        return value
    for each in field.allowed:
        if str(each).lower() == str(value).lower():
            return each
    raise value_unsupported(field.reference, field.name, value)
