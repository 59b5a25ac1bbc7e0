"""Values of custom fields: what is taken, and how they are shown.

Source: https://developers.asana.com/docs/custom-fields-guide (2026-11-26).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.entry import find_user, read_list, read_text
from tasklab.twin.platform.asana.moment import day_of, parse_day, parse_moment, render_moment
from tasklab.twin.platform.asana.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Collection

    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row

MAX_TEXT = 1024
_PERCENT_PLACES = 2


def field_ids_of(call: Call, task: Row) -> list[str]:
    """Return which fields the projects of a task have, each once."""
    found: dict[str, None] = {}
    for placement in call.database.placements.where("task", task["id"]):
        for setting in call.database.ordered("settings", placement["project_id"], call.database.settings):
            found[setting["field_id"]] = None
    return list(found)


def shown_values(call: Call, row: Row) -> list[Row]:
    """Return a row for each field that an object has, and for each value whose field it has no longer."""
    values = row.get("field_values", {})
    here = field_ids_of(call, row)
    gone = [each for each in values if each not in here]
    return [
        {**field, "value": values.get(field_id), "enabled": field_id in here}
        for field_id in (*here, *gone)
        if (field := call.database.custom_fields.get(field_id))
    ]


def write_values(
    call: Call, old: dict[str, Any], given: Any, allowed: Collection[str]
) -> tuple[dict[str, Any], list[tuple[Row, Any, Any]]]:
    """Return the values after writing, and what changed: field, before, after. Raises: RefusalError."""
    if not isinstance(given, dict):
        raise invalid("custom_fields", "Not an Object")
    values, changes = dict(old), []
    for field_id, value in given.items():
        field = call.database.custom_fields.get(field_id)
        if field is None or (field_id not in allowed and not (value is None and field_id in old)):
            raise RefusalError(400, f"Custom field with ID {field_id} is not on given object")
        before, after = old.get(field_id), read_value(call, field, value)
        if after is None:
            values.pop(field_id, None)
        else:
            values[field_id] = after
        if before != after:
            changes.append((field, before, after))
    return values, changes


def read_value(call: Call, field: Row, value: Any) -> Any:
    """Return a value as it is kept; None clears. Raises: RefusalError."""
    if value is None:
        return None
    name = f"custom_fields.{field['id']}"
    match field["type"]:
        case "text":
            return read_text({name: value}, name, max_length=MAX_TEXT) or None
        case "number":
            return _read_number(field, value, name)
        case "enum":
            return _read_option(field, value, name)
        case "multi_enum":
            return [_read_option(field, each, name) for each in dict.fromkeys(read_list({name: value}, name))] or None
        case "date":
            return _read_date(value, name)
    users = [find_user(call, each, name)["id"] for each in read_list({name: value}, name)]
    return list(dict.fromkeys(users)) or None


def _read_number(field: Row, value: Any, name: str) -> float | int:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise invalid(name, f"Not a Number: {value}")
    places = field["precision"] + (_PERCENT_PLACES if field["format"] == "percentage" else 0)
    rounded = Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(rounded) if places == 0 else float(rounded)


def _read_option(field: Row, value: Any, name: str) -> str:
    option = option_of(field, value)
    if option is None or not option["enabled"]:
        raise invalid(name, f"Not a valid enum option: {value}")
    return str(option["id"])


def _read_date(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not (value.get("date") or value.get("date_time")):
        raise invalid(name, "Not a valid date value")
    if value.get("date_time"):
        at = parse_moment(value["date_time"], name)
        return {"date": day_of(at), "date_time": render_moment(at)}
    return {"date": parse_day(value["date"], name), "date_time": None}


def option_of(field: Row, gid: Any) -> Row | None:
    """Return an option of a field, or None."""
    return next((each for each in field["options"] if each["id"] == gid), None)


def options_of(field: Row, gids: Any) -> list[Row]:
    """Return the options with these gids."""
    return [option for gid in gids or () if (option := option_of(field, gid))]


def display(call: Call, field: Row, value: Any) -> str | None:
    """Return a value as text, as Asana shows it."""
    if value is None:
        return None
    match field["type"]:
        case "text":
            return str(value)
        case "number":
            return _display_number(field, value)
        case "enum":
            return str((option_of(field, value) or {}).get("name"))
        case "multi_enum":
            return ", ".join(each["name"] for each in options_of(field, value))
        case "date":
            return f"{value['date_time'] or value['date'] + 'T00:00:00.000Z'}"
    return ", ".join(each["name"] for each in call.database.users_of(value))


def _display_number(field: Row, value: float) -> str:
    places = field["precision"]
    match field["format"]:
        case "percentage":
            return f"{value * 100:.{places}f}%"
        case "currency":
            return f"{field['currency_code']} {value:.{places}f}"
        case "custom":
            label = field["custom_label"] or ""
            shown = f"{value:.{places}f}"
            return f"{label} {shown}" if field["custom_label_position"] == "prefix" else f"{shown} {label}"
    return f"{value:.{places}f}"
