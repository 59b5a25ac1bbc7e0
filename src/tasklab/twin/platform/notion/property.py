"""Properties of a data source: what each is called, of which type it is, and what it may hold.

Source: https://developers.notion.com/reference/property-object (2026-11-27).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.rich_text import HUES, plain_text
from tasklab.twin.platform.notion.shape import (
    Check,
    array,
    choice,
    empty,
    fields,
    identity,
    kind_of,
    literal,
    members,
    nullable,
    text,
)
from tasklab.twin.platform.notion.version import DATA_SOURCES, DATABASES, IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call
    from tasklab.twin.store import Row

OPTION_KINDS = ("select", "multi_select", "status")
_PLAIN = (
    *("title", "rich_text", "url", "people", "files", "email", "phone_number", "date", "checkbox"),
    *("created_by", "created_time", "last_edited_by", "last_edited_time"),
)
_FORMATS = (
    *("number", "number_with_commas", "percent", "dollar", "australian_dollar", "canadian_dollar"),
    *("singapore_dollar", "euro", "pound", "yen", "ruble", "rupee", "won", "yuan", "real", "lira", "rupiah", "franc"),
    *("hong_kong_dollar", "new_zealand_dollar", "krona", "norwegian_krone", "mexican_peso", "rand"),
    *("new_taiwan_dollar", "danish_krone", "zloty", "baht", "forint", "koruna", "shekel", "chilean_peso"),
    *("philippine_peso", "dirham", "colombian_peso", "riyal", "ringgit", "leu", "argentine_peso", "uruguayan_peso"),
    "peruvian_sol",
)
_STATUSES = (("Not started", "default", 0), ("In progress", "blue", 1), ("Done", "green", 2))
_GROUPS = (("To-do", "gray"), ("In progress", "blue"), ("Complete", "green"))
_MAX_OPTIONS = 100
_ID_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:;<=>@[]^_`{|}~"
_NAME = 100
hue = literal(*HUES)


def _options(*, is_update: bool) -> Check:
    optional = {"color": hue, "description": nullable(text())}
    if is_update:
        return array(fields({}, {**optional, "id": text(), "name": text(_NAME)}), _MAX_OPTIONS)
    return array(fields({"name": text(_NAME)}, optional), _MAX_OPTIONS)


@cache
def config_kinds(version: int, *, is_update: bool) -> dict[str, Check]:
    """Return the types of properties that can be made, each with the check of what it needs."""
    options = fields({}, {"options": _options(is_update=is_update)})
    target = "database_id" if version == DATABASES else "data_source_id"
    synced = {"synced_property_id": text(), "synced_property_name": text()} if version >= DATA_SOURCES else {}
    ways = {"single_property": empty, "dual_property": fields({}, synced)}
    kinds: dict[str, Check] = {
        **dict.fromkeys(_PLAIN, empty),
        "number": fields({}, {"format": literal(*_FORMATS)}),
        "select": options,
        "multi_select": options,
        "relation": choice(ways, {target: identity}),
        "unique_id": fields({}, {"prefix": nullable(text())}),
    }
    if version >= DATA_SOURCES:
        kinds["status"] = options if version >= IN_TRASH else empty
    return kinds


@cache
def creation(version: int) -> Check:
    """Return the check of the properties of something new."""
    return members(choice(config_kinds(version, is_update=False), {"name": text(), "description": nullable(text())}))


@cache
def change(version: int) -> Check:
    """Return the check of changes: a new name, another type, other options; null takes a property away."""
    kinds = config_kinds(version, is_update=True)
    beside = {"name": text(), "description": nullable(text())}

    def check(value: Any, at: str, faults: list[str]) -> None:
        if isinstance(value, dict) and kind_of(value, kinds) is None:
            fields({}, beside)(value, at, faults)
        else:
            choice(kinds, beside)(value, at, faults)

    return members(nullable(check))


def find_property(source: Row, name: str) -> dict[str, Any] | None:
    """Return a property by its name or id, as it is shown or without escapes."""
    properties: dict[str, dict[str, Any]] = source["properties"]
    for each in properties.values():
        if each["name"] == name:
            return each
    return properties.get(name) or properties.get(unquote(name))


def add_property(call: Call, source: Row, name: str, value: dict[str, Any]) -> dict[str, Any]:
    """Give a data source another property. Raises: RefusalError."""
    kind = kind_of(value, config_kinds(IN_TRASH, is_update=True)) or "rich_text"
    if kind == "title" and "title" in source["properties"]:
        raise invalid("Cannot create new title property: there is one already.")
    if kind == "unique_id" and any(each["type"] == kind for each in source["properties"].values()):
        raise invalid("Only one unique_id property is allowed.")
    row: dict[str, Any] = {"id": "title" if kind == "title" else _new_id(call, source), "name": name, "type": kind}
    row["description"] = value.get("description")
    source["properties"][row["id"]] = row
    try:
        row["config"] = _read_config(call, source, row, value[kind])
    except Exception:
        del source["properties"][row["id"]]
        raise
    return row


def _new_id(call: Call, source: Row) -> str:
    while (id_ := "".join(call.database.chance.choices(_ID_LETTERS, k=4))) in source["properties"]:
        pass
    return id_


def _read_config(call: Call, source: Row, row: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    match row["type"]:
        case "number":
            return {"format": value.get("format", "number")}
        case "select" | "multi_select":
            return {"options": read_options(call, value.get("options", []), [])}
        case "status":
            return read_statuses(call, value.get("options"), {})
        case "unique_id":
            return {"prefix": value.get("prefix")}
        case "relation":
            return _read_relation(call, source, row, value)
    return {}


def read_options(call: Call, given: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return options with ids; those that were there keep theirs. Raises: RefusalError."""
    options: list[dict[str, Any]] = []
    for each in given:
        old = next((o for o in before if o["id"] == each.get("id") or o["name"] == each.get("name")), None)
        if old is not None:
            if each.get("color", old["color"]) != old["color"]:
                raise invalid(f"Cannot update color of select with name: {old['name']}.")
            name = each.get("name", old["name"])
            options.append({**old, "name": name, "description": each.get("description", old["description"])})
        elif "name" not in each:
            raise invalid(f"Could not find an option with id: {each.get('id')}.")
        else:
            color = each.get("color") or call.database.chance.choice(HUES)
            options.append(new_option(call, each["name"], color, each.get("description")))
    names = [each["name"] for each in options]
    if len(set(names)) != len(names):
        raise invalid("Options must have different names.")
    return options


def new_option(call: Call, name: str, color: str, description: str | None = None) -> dict[str, Any]:
    """Return an option that is still to be added. Raises: RefusalError for a comma or no name."""
    if "," in name:
        raise invalid(f"Invalid select option, commas not allowed: {name}")
    if not name:
        raise invalid("Invalid select option, the name must not be empty.")
    return {"id": str(call.database.make_id()), "name": name, "color": color, "description": description}


def read_statuses(call: Call, given: list[dict[str, Any]] | None, before: dict[str, Any]) -> dict[str, Any]:
    """Return options in their groups: what is new stands in the first group."""
    if given is None and before:
        return before
    if given is None:
        options = [new_option(call, name, color) for name, color, _ in _STATUSES]
        places = {option["id"]: place for option, (_, _, place) in zip(options, _STATUSES, strict=True)}
    else:
        options = read_options(call, given, before.get("options", []))
        places = {id_: at for at, group in enumerate(before.get("groups", [])) for id_ in group["option_ids"]}
    olds = before.get("groups")
    groups = [
        {
            "id": olds[at]["id"] if olds else str(call.database.make_id()),
            "name": name,
            "color": color,
            "option_ids": [each["id"] for each in options if places.get(each["id"], 0) == at],
        }
        for at, (name, color) in enumerate(_GROUPS)
    ]
    return {"options": options, "groups": groups}


def _read_relation(call: Call, source: Row, row: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    target = _target(call, value)
    kind = kind_of(value, ("single_property", "dual_property"))
    config: dict[str, Any] = {"source_id": target["id"], "synced_id": None}
    if kind == "dual_property":
        said = value[kind].get("synced_property_name")
        name = said or f"Related to {plain_text(source['title']) or 'Untitled'} ({row['name']})"
        if find_property(target, name) is not None:
            raise invalid(f"There is a property with the name {name} already.")
        other = {"id": _new_id(call, target), "name": name, "type": "relation", "description": None}
        other["config"] = {"source_id": source["id"], "synced_id": row["id"]}
        target["properties"][other["id"]] = other
        config["synced_id"] = other["id"]
    return config


def _target(call: Call, value: dict[str, Any]) -> Row:
    database = call.database
    if "data_source_id" in value:
        return call.find(database.data_sources, "data source", value["data_source_id"])
    if "database_id" not in value:
        name = "database_id" if call.version == DATABASES else "data_source_id"
        raise invalid(f"body failed validation: relation.{name} should be defined, instead was `undefined`.")
    container = call.find(database.databases, "database", value["database_id"])
    return database.data_sources.where("parent", container["id"])[0]


def change_property(call: Call, source: Row, row: dict[str, Any], value: dict[str, Any]) -> None:
    """Rename a property, give it another type or other options. Raises: RefusalError."""
    kind = kind_of(value, config_kinds(IN_TRASH, is_update=True)) or row["type"]
    if kind != row["type"] and "title" in (kind, row["type"]):
        raise invalid("The title property cannot be made one of another type.")
    name = value.get("name", row["name"])
    other = find_property(source, name)
    if other is not None and other is not row:
        raise invalid(f"There is a property with the name {name} already.")
    if kind in value:
        row["config"] = _changed_config(call, source, {**row, "type": kind, "name": name}, value[kind], row["type"])
    row.update(name=name, type=kind, description=value.get("description", row["description"]))


def _changed_config(call: Call, source: Row, row: dict[str, Any], value: dict[str, Any], before: str) -> dict[str, Any]:
    config: dict[str, Any] = row["config"]
    kind = row["type"]
    if kind != before or kind == "relation":
        return _read_config(call, source, row, value)
    if kind == "status":
        return read_statuses(call, value.get("options"), config)
    if kind in OPTION_KINDS:
        return (
            config if "options" not in value else {"options": read_options(call, value["options"], config["options"])}
        )
    return {**config, **value}


def remove_property(source: Row, row: dict[str, Any]) -> None:
    """Take a property away. Raises: RefusalError for the title."""
    if row["type"] == "title":
        raise invalid("Cannot delete title property.")
    del source["properties"][row["id"]]


def show_property(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Return a property as a schema has it."""
    kind, config = row["type"], row["config"]
    if kind == "relation":
        shown = _show_relation(call, config)
    elif kind == "status":
        shown = {"options": [dict(each) for each in config["options"]], "groups": config["groups"]}
    elif kind in OPTION_KINDS:
        shown = {"options": [dict(each) for each in config["options"]]}
    else:
        shown = dict(config)
    return {
        "id": shown_id(row),
        "name": row["name"],
        "description": row["description"],
        "type": kind,
        kind: shown,
    }


def _show_relation(call: Call, config: dict[str, Any]) -> dict[str, Any]:
    target = call.database.data_sources.get(config["source_id"]) or {}
    shown = {"database_id": target["parent_id"]}
    if call.version >= DATA_SOURCES:
        shown["data_source_id"] = target["id"]
    synced = target["properties"].get(config["synced_id"])
    if synced is None:
        return {**shown, "type": "single_property", "single_property": {}}
    names = {"synced_property_name": synced["name"], "synced_property_id": shown_id(synced)}
    return {**shown, "type": "dual_property", "dual_property": names}


def shown_id(row: dict[str, Any]) -> str:
    """Return the id of a property as answers have it: escaped for use in addresses."""
    return quote(row["id"], safe="")


def demand_title(properties: dict[str, Any]) -> None:
    """Refuse a schema with no title or several. Raises: RefusalError."""
    titles = [name for name, each in properties.items() if "title" in each]
    if len(titles) != 1:
        raise invalid("Title is not provided" if not titles else "Only one title property is allowed.")
