"""Values of properties: what is taken, what is remembered, and what is given back.

Source: https://developers.notion.com/reference/page-property-values and
https://developers.notion.com/reference/request-limits (2026-11-27).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.notion.call import Call, partial_user
from tasklab.twin.platform.notion.file import media_again, media_name, read_media, show_media
from tasklab.twin.platform.notion.moment import is_day, parse_date, render_minute
from tasklab.twin.platform.notion.property import find_property, hue, new_option, shown_id
from tasklab.twin.platform.notion.refusal import invalid, unknown
from tasklab.twin.platform.notion.rich_text import HUES, MAX_URL, date, read_date, read_rich_text, rich_text, user
from tasklab.twin.platform.notion.shape import (
    Check,
    array,
    choice,
    fields,
    flag,
    identity,
    kind_of,
    members,
    nullable,
    number,
    read_id,
    text,
    undefined,
)
from tasklab.twin.platform.notion.user import show_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.store import Row

MAX_SHOWN = 25
"""How many relations and people a page shows; the rest only its property does."""
_MAX_EMAIL = _MAX_PHONE = 200
Read: TypeAlias = "Callable[[Call, dict[str, Any], Any, list[Callable[[], None]]], Any]"
Show: TypeAlias = "Callable[[Call, dict[str, Any], Any], Any]"


@dataclass(frozen=True)
class Kind:
    """One type of property: the check of a value, how it is read and shown, and what stands for none."""

    check: Check
    read: Read
    show: Show
    blank: Any = None


def _same(_call: Call, _row: dict[str, Any], value: Any, *_: Any) -> Any:
    return value


def _filled(_call: Call, _row: dict[str, Any], value: Any, *_: Any) -> Any:
    return value or None


def _option(value: Any, at: str, faults: list[str]) -> None:
    optional = {"id": text(), "name": text(), "color": hue, "description": nullable(text())}
    fields({}, optional)(value, at, faults)
    if isinstance(value, dict) and "id" not in value and "name" not in value:
        faults.extend([undefined(f"{at}.id"), undefined(f"{at}.name")])


def _read_option(_call: Call, row: dict[str, Any], value: Any, after: list[Callable[[], None]]) -> Any:
    if value is None:
        return None
    return _find_option(_call, row, value, after)


def _find_option(call: Call, row: dict[str, Any], value: dict[str, Any], after: list[Callable[[], None]]) -> str:
    key = "id" if "id" in value else "name"
    for option in row["config"]["options"]:
        if option[key] == value[key]:
            return str(option["id"])
    if key == "id":
        raise invalid(f'{row["name"]} is an invalid select option "{value["id"]}".')
    if row["type"] == "status":
        raise invalid(f'Invalid status option. Status option "{value["name"]}" does not exist".')
    call.demand("update")
    option = new_option(call, value["name"], value.get("color") or call.database.chance.choice(HUES))
    after.append(lambda: row["config"]["options"].append(option))
    return str(option["id"])


def _read_options(call: Call, row: dict[str, Any], value: Any, after: list[Callable[[], None]]) -> Any:
    named = {(each.get("id"), each.get("name")): each for each in value}
    return list(dict.fromkeys(_find_option(call, row, each, after) for each in named.values()))


def _show_option(call: Call, row: dict[str, Any], value: Any) -> Any:
    shown = None if value is None else _show_options(call, row, [value])
    return shown[0] if shown else None


def _show_options(_call: Call, row: dict[str, Any], value: list[str]) -> list[Any]:
    options = {each["id"]: each for each in row["config"]["options"]}
    kept = ("id", "name", "color")
    return [{name: options[id_][name] for name in kept} for id_ in value if id_ in options]


def _read_text(call: Call, _row: dict[str, Any], value: Any, _after: Any) -> Any:
    return read_rich_text(call, value)


def _read_date(_call: Call, row: dict[str, Any], value: Any, _after: Any) -> Any:
    if value is None:
        return None
    if value.get("time_zone") is not None and not all(map(_is_floating, (value["start"], value.get("end")))):
        raise invalid(f"{row['name']}: with a time_zone, dates have a time and no UTC offset.")
    shown = read_date(value)
    if shown["end"] is not None and shown["end"] < shown["start"]:
        raise invalid(f"{row['name']}: the end of a date must not be before its start.")
    return shown


def _is_floating(date: str | None) -> bool:
    """Whether a date is a moment without a zone, or is not there."""
    moment = None if date is None else parse_date(date)
    return moment is None or (date is not None and not is_day(date) and moment.tzinfo is None)


def _read_people(call: Call, _row: dict[str, Any], value: Any, _after: Any) -> Any:
    ids = list(dict.fromkeys(read_id(each["id"]) for each in value))
    for id_ in ids:
        if id_ not in call.database.users:
            raise unknown("user", str(id_))
    return ids


def _show_people(call: Call, _row: dict[str, Any], value: Any) -> Any:
    return [show_person(call, id_) for id_ in value]


def show_person(call: Call, id_: str) -> Any:
    """Return a user as a property has it: with name and mail where the integration may know them."""
    row = call.database.users.get(id_)
    return partial_user(id_) if row is None or "users" not in call.integration.capabilities else show_user(call, row)


def _read_relation(call: Call, row: dict[str, Any], value: Any, _after: Any) -> Any:
    ids = list(dict.fromkeys(read_id(each["id"]) for each in value))
    for id_ in ids:
        page = call.find(call.database.pages, "page", id_)
        if page["parent_id"] != row["config"]["source_id"]:
            raise invalid(f"{row['name']}: page {id_} is not in the related data source.")
    return ids


def _show_relation(_call: Call, _row: dict[str, Any], value: Any) -> Any:
    return [{"id": id_} for id_ in value]


def _read_files(call: Call, _row: dict[str, Any], value: Any, _after: Any) -> Any:
    read = [(each, read_media(call, each)) for each in value]
    return [{**media, "name": each.get("name") or media_name(call, media)} for each, media in read]


def _show_files(call: Call, _row: dict[str, Any], value: Any) -> Any:
    return [{"name": each["name"], **show_media(call, each)} for each in value]


def _file(value: Any, at: str, faults: list[str]) -> None:
    media_again(name=text())(value, at, faults)
    if isinstance(value, dict) and "file_upload" not in value and "name" not in value:
        faults.append(undefined(f"{at}.name"))


KINDS: dict[str, Kind] = {
    "title": Kind(rich_text, _read_text, _same, ()),
    "rich_text": Kind(rich_text, _read_text, _same, ()),
    "number": Kind(nullable(number), _same, _same),
    "url": Kind(nullable(text(MAX_URL)), _filled, _same),
    "select": Kind(nullable(_option), _read_option, _show_option),
    "multi_select": Kind(array(_option), _read_options, _show_options, ()),
    "status": Kind(nullable(_option), _read_option, _show_option),
    "people": Kind(array(user), _read_people, _show_people, ()),
    "email": Kind(nullable(text(_MAX_EMAIL)), _filled, _same),
    "phone_number": Kind(nullable(text(_MAX_PHONE)), _filled, _same),
    "date": Kind(nullable(date), _read_date, _same),
    "checkbox": Kind(flag, _same, _same, blank=False),
    "relation": Kind(array(fields({"id": identity})), _read_relation, _show_relation, ()),
    "files": Kind(array(_file), _read_files, _show_files, ()),
}
_CHECKS = {name: kind.check for name, kind in KINDS.items()}
_values = members(choice(_CHECKS))


def check_values(value: Any, at: str, faults: list[str]) -> None:
    """Take values of properties; the title also as bare rich text, as `body.properties.title` may be."""
    if isinstance(value, dict) and isinstance(value.get("title"), list):
        value = {**value, "title": {"title": value["title"]}}
    _values(value, at, faults)


def read_values(call: Call, source: Row, given: dict[str, Any]) -> tuple[dict[str, Any], list[Callable[[], None]]]:
    """Return values by the ids of their properties, and what is to be done once nothing can fail any more.

    Raises: RefusalError for a property that is not there or of another type, and for a value that cannot be.
    """
    faults, found = [], []
    for name, value in given.items():
        row = find_property(source, name)
        if row is None:
            faults.append(f"{name} is not a property that exists.")
            continue
        kind = "title" if isinstance(value, list) else kind_of(value, KINDS) or ""
        if kind != row["type"]:
            faults.append(f"{name} is expected to be {row['type']}.")
        else:
            found.append((row, kind, value if isinstance(value, list) else value[kind]))
    if faults:
        raise invalid(" ".join(faults))
    after: list[Callable[[], None]] = []
    return {row["id"]: KINDS[kind].read(call, row, value, after) for row, kind, value in found}, after


def value_of(page: Row, row: dict[str, Any]) -> Any:
    """Return what a page remembers of a property."""
    kind = row["type"]
    if kind in KINDS:
        value = page["values"].get(row["id"])
        return KINDS[kind].blank if value is None else value
    match kind:
        case "created_time":
            return render_minute(page["created_s"])
        case "last_edited_time":
            return render_minute(page["edited_s"])
        case "unique_id":
            return page["number"]
    return page[kind.replace("last_edited", "edited")]


def show_value(call: Call, page: Row, row: dict[str, Any], *, is_whole: bool = False) -> Any:
    """Return the bare value of a property, cut to what a page shows unless it is to be whole."""
    value, kind = value_of(page, row), row["type"]
    if kind in ("relation", "people") and not is_whole:
        value = value[:MAX_SHOWN]
    if kind in KINDS:
        return KINDS[kind].show(call, row, value)
    if kind in ("created_by", "last_edited_by"):
        return show_person(call, value)
    return {"prefix": row["config"]["prefix"], "number": value} if kind == "unique_id" else value


def show_values(call: Call, page: Row, source: Row, wanted: list[str]) -> dict[str, Any]:
    """Return the properties of a row by their names; those wanted, or all."""
    shown = {}
    for row in source["properties"].values():
        if wanted and row["id"] not in wanted and shown_id(row) not in wanted:
            continue
        kind = row["type"]
        shown[row["name"]] = {"id": shown_id(row), "type": kind, kind: show_value(call, page, row)}
        if kind == "relation":
            shown[row["name"]]["has_more"] = len(value_of(page, row)) > MAX_SHOWN
    return shown
