"""Custom fields of a workspace, their options, and which of them a project has.

Source: https://developers.asana.com/docs/custom-fields-guide (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import EDITOR, require_member, see_project, see_team, see_workspace
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_list, walk_rows
from tasklab.twin.platform.asana.entry import (
    find,
    read_choice,
    read_flag,
    read_name,
    read_text,
    read_whole,
    refuse_fixed,
)
from tasklab.twin.platform.asana.field_value import display, option_of, options_of
from tasklab.twin.platform.asana.refusal import RefusalError, forbidden, invalid, missing, payment_required
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_TYPES = ("text", "enum", "multi_enum", "number", "date", "people")
_WITH_OPTIONS = ("enum", "multi_enum")
_FORMATS = ("currency", "identifier", "percentage", "custom", "duration", "none")
_COLORS = (
    *("none", "red", "orange", "yellow-orange", "yellow", "yellow-green", "green", "blue-green", "aqua", "blue"),
    *("indigo", "purple", "magenta", "hot-pink", "pink", "cool-gray"),
)
_MAX_PRECISION = 6
_MAX_OPTIONS = 500
_TASK_PROPERTIES = frozenset({"assignee", "due date", "start date", "name", "tags", "projects", "followers"})


def _of(types: tuple[str, ...], get: Callable[[Call, Row], Any], view: str | None = None) -> Member:
    """Return a member that only fields of some types have."""
    return Member(lambda call, row: get(call, row) if row["type"] in types else ABSENT, view)


_COMPACT = {
    "name": stored("name"),
    "type": stored("type"),
    "resource_subtype": Member(lambda call, row: row["type"] if call.version < NEWER else ABSENT),
    "representation_type": stored("type"),
    "id_prefix": constant(None),
    "is_formula_field": constant(False),
    "enum_options": _of(_WITH_OPTIONS, lambda _call, row: row["options"], "enum_option"),
}
_FULL = {
    "resource_subtype": stored("type"),
    "precision": _of(("number",), lambda _call, row: row["precision"]),
    "format": _of(("number",), lambda _call, row: row["format"]),
    "currency_code": _of(("number",), lambda _call, row: row["currency_code"]),
    "custom_label": _of(("number",), lambda _call, row: row["custom_label"]),
    "custom_label_position": _of(("number",), lambda _call, row: row["custom_label_position"]),
    "is_global_to_workspace": stored("is_global"),
    "has_notifications_enabled": stored("has_notifications_enabled"),
    "is_value_read_only": constant(False),
    "created_by": linked("user", "users", "created_by_id"),
    "privacy_setting": constant("public", since=NEWER),
    "default_access_level": constant("editor", since=NEWER),
}
_OPT_IN = {"description": stored("description"), "asana_created_field": constant(None)}
_VALUES = {
    "enabled": stored("enabled"),
    "display_value": Member(lambda call, row: display(call, row, row["value"])),
    "text_value": _of(("text",), lambda _call, row: row["value"]),
    "number_value": _of(("number",), lambda _call, row: row["value"]),
    "date_value": _of(("date",), lambda _call, row: row["value"], "date_value"),
    "enum_value": _of(("enum",), lambda _call, row: option_of(row, row["value"]), "enum_option"),
    "multi_enum_values": _of(("multi_enum",), lambda _call, row: options_of(row, row["value"]), "enum_option"),
    "people_value": _of(("people",), lambda call, row: call.database.users_of(row["value"] or []), "user"),
}
VIEWS["custom_field"] = View("custom_field", _COMPACT, _FULL, _OPT_IN, is_shown_inside=True)
VIEWS["custom_field_value"] = View(
    "custom_field", {**_COMPACT, **_FULL, **_VALUES}, opt_in=_OPT_IN, is_shown_inside=True
)
VIEWS["date_value"] = View(
    None, {"date": stored("date"), "date_time": Member(lambda _call, row: row["date_time"] or ABSENT)}
)
VIEWS["enum_option"] = View(
    "enum_option",
    {"name": stored("name"), "enabled": stored("enabled"), "color": stored("color")},
    is_shown_inside=True,
)
VIEWS["custom_field_setting"] = View(
    "custom_field_setting",
    {
        "project": linked("project", "projects", "container_id"),
        "is_important": stored("is_important"),
        "parent": linked("project", "projects", "container_id"),
        "custom_field": linked("custom_field", "custom_fields", "field_id"),
    },
)


@serves("GET", "/workspaces/{workspace_gid}/custom_fields")
def list_custom_fields(call: Call, gid: str) -> Result:
    """List the fields of a workspace; guests may not."""
    workspace = see_workspace(call, gid)
    require_member(call, workspace["id"])
    _require_premium(call)
    rows = [row for row in call.database.custom_fields.where("workspace", workspace["id"]) if row["is_global"]]
    return Listing("custom_field", walk_rows(rows))


def _require_premium(call: Call) -> None:
    if not call.is_premium:
        raise payment_required("This feature")


def see_field(call: Call, gid: Any, name: str = "custom_field", *, status: int = 404) -> Row:
    """Return a field of a workspace that the caller is in. Raises: RefusalError."""
    row = find(call, "custom_field", gid, name, status=status)
    see_workspace(call, row["workspace_id"])
    return row


@serves("POST", "/custom_fields")
def create_custom_field(call: Call) -> Result:
    """Make a field in a workspace."""
    workspace = see_workspace(call, call.data.get("workspace"), status=400)
    row = insert_field(call, workspace["id"], call.data, is_global=True)
    return Record("custom_field", row, 201, f"/custom_fields/{row['id']}")


def insert_field(call: Call, workspace_id: str, data: Any, *, is_global: bool) -> Row:
    """Make a field; its name is taken once in a workspace. Raises: RefusalError."""
    require_member(call, workspace_id)
    _require_premium(call)
    kind = "resource_subtype" if "resource_subtype" in data else "type"
    if kind not in data:
        raise missing("resource_subtype")
    row: Row = {
        "workspace_id": workspace_id,
        "type": read_choice(data, kind, _TYPES),
        "is_global": is_global,
        "created_by_id": call.user_id,
        "options": [],
        "description": "",
        "has_notifications_enabled": True,
        "precision": 0,
        "format": "none",
        "currency_code": None,
        "custom_label": None,
        "custom_label_position": None,
        "name": _read_free_name(call, workspace_id, data, None),
    }
    row.update(_read_field(call, data, row["type"]))
    if row["type"] in _WITH_OPTIONS:
        row["options"] = [_read_option(call, each) for each in _read_options(data)]
    call.database.custom_fields.insert(row)
    return row


def _read_options(data: Any) -> list[Any]:
    options = data.get("enum_options") or []
    if not isinstance(options, list) or not all(isinstance(each, dict) for each in options):
        raise invalid("enum_options", "Not an Array of options")
    if len(options) > _MAX_OPTIONS:
        raise invalid("enum_options", f"Must be no more than {_MAX_OPTIONS}.")
    return options


def _read_free_name(call: Call, workspace_id: str, data: Any, own: Row | None) -> str:
    name = read_name(data)
    others = call.database.custom_fields.where("workspace", workspace_id)
    if name.lower() in _TASK_PROPERTIES or any(each is not own and each["name"] == name for each in others):
        raise invalid("name", f"There is already a field named {name}.")
    return name


def _read_field(call: Call, data: Any, kind: str) -> Row:
    changes: Row = {}
    if "description" in data:
        changes["description"] = read_text(data, "description")
    if "has_notifications_enabled" in data:
        changes["has_notifications_enabled"] = read_flag(call, data, "has_notifications_enabled")
    if kind != "number":
        return changes
    if "precision" in data:
        changes["precision"] = read_whole(data, "precision")
        if changes["precision"] > _MAX_PRECISION:
            raise invalid("precision", f"Must be between 0 and {_MAX_PRECISION}.")
    if "format" in data:
        changes["format"] = read_choice(data, "format", _FORMATS)
    for name in ("currency_code", "custom_label", "custom_label_position"):
        if data.get(name) is not None:
            changes[name] = read_text(data, name)
    return changes


def _read_option(call: Call, data: Any) -> Row:
    return call.database.fresh(
        {
            "name": read_name(data),
            "enabled": read_flag(call, data, "enabled") if "enabled" in data else True,
            "color": read_choice(data, "color", _COLORS) if data.get("color") else "none",
        }
    )


@serves("GET", "/custom_fields/{custom_field_gid}")
def read_custom_field(call: Call, gid: str) -> Result:
    """Return a field."""
    return Record("custom_field", see_field(call, gid))


@serves("PUT", "/custom_fields/{custom_field_gid}")
def update_custom_field(call: Call, gid: str) -> Result:
    """Change a field; its type and workspace stay as they are, and options have requests of their own."""
    row = see_field(call, gid)
    require_member(call, row["workspace_id"])
    refuse_fixed(call.data, ("enum_options",))
    fixed = {"workspace": row["workspace_id"], "resource_subtype": row["type"], "type": row["type"]}
    refuse_fixed(call.data, tuple(name for name, value in fixed.items() if call.data.get(name, value) != value))
    changes = _read_field(call, call.data, row["type"])
    if "name" in call.data:
        changes["name"] = _read_free_name(call, row["workspace_id"], call.data, row)
    call.database.custom_fields.update(row["id"], changes)
    return Record("custom_field", row)


@serves("DELETE", "/custom_fields/{custom_field_gid}")
def delete_custom_field(call: Call, gid: str) -> Result:
    """Delete a field, and with it its places and values."""
    row = see_field(call, gid)
    require_member(call, row["workspace_id"])
    for setting in call.database.settings.where("field", row["id"]):
        _drop_setting(call, setting)
    call.database.custom_fields.remove(row["id"])
    return Nothing()


def _drop_setting(call: Call, setting: Row) -> None:
    call.database.orders["settings", setting["container_id"]].remove(setting["id"])
    call.database.settings.remove(setting["id"])


@serves("POST", "/custom_fields/{custom_field_gid}/enum_options")
def create_option(call: Call, gid: str) -> Result:
    """Add an option to a field."""
    field = see_field(call, gid)
    require_member(call, field["workspace_id"])
    _require_options(field)
    if len(field["options"]) >= _MAX_OPTIONS:
        raise invalid("enum_options", f"Must be no more than {_MAX_OPTIONS}.")
    option = _read_option(call, call.data)
    options = [*field["options"], option]
    _place(options, option, call.data.get("insert_before"), call.data.get("insert_after"))
    call.database.custom_fields.update(field["id"], {"options": options})
    return Record("enum_option", option, 201)


@serves("POST", "/custom_fields/{custom_field_gid}/enum_options/insert")
def move_option(call: Call, gid: str) -> Result:
    """Move an option before or after another."""
    field = see_field(call, gid)
    require_member(call, field["workspace_id"])
    _require_options(field)
    option = option_of(field, read_text(call.data, "enum_option"))
    if option is None:
        raise invalid("enum_option", f"Unknown object: {call.data['enum_option']}")
    options = list(field["options"])
    _place(options, option, call.data.get("before_enum_option"), call.data.get("after_enum_option"))
    call.database.custom_fields.update(field["id"], {"options": options})
    return Record("enum_option", option)


def _require_options(field: Row) -> None:
    if field["type"] not in _WITH_OPTIONS:
        raise RefusalError(400, "custom_field: Only enum and multi_enum fields have options.")


def _place(options: list[Row], option: Row, before: Any, after: Any) -> None:
    anchor = before if before is not None else after
    if anchor is None:
        return
    options.remove(option)
    at = next((place for place, each in enumerate(options) if each["id"] == anchor), None)
    if at is None:
        raise invalid("enum_option", f"Unknown object: {anchor}")
    options.insert(at if before is not None else at + 1, option)


@serves("GET", "/projects/{project_gid}/custom_field_settings")
def list_settings(call: Call, gid: str) -> Result:
    """List which fields a project has, in their order."""
    project = see_project(call, gid)
    return Listing("custom_field_setting", walk_list(settings_of(call, project["id"])), is_full=True)


@serves("GET", "/teams/{team_gid}/custom_field_settings", since=NEWER)
def list_team_settings(call: Call, gid: str) -> Result:
    """List which fields a team has: none, since they cannot be given to one here."""
    team = see_team(call, gid)
    return Listing("custom_field_setting", walk_list(settings_of(call, team["id"])), is_full=True, is_paged=False)


def settings_of(call: Call, container_id: str) -> list[Row]:
    """Return which fields a project has, in their order."""
    return call.database.ordered("settings", container_id, call.database.settings)


@serves("POST", "/projects/{project_gid}/addCustomFieldSetting")
def add_setting(call: Call, gid: str) -> Result:
    """Give a field to a project: one of the workspace, or since 2026 a new one that only it has."""
    project = see_project(call, gid, least=EDITOR)
    _require_premium(call)
    given = call.data.get("custom_field")
    if isinstance(given, dict) and call.version >= NEWER:
        field = insert_field(call, project["workspace_id"], given, is_global=False)
    else:
        field = see_field(call, given, status=400)
    if field["workspace_id"] != project["workspace_id"]:
        raise forbidden()
    settings = settings_of(call, project["id"])
    if any(each["field_id"] == field["id"] for each in settings):
        raise invalid("custom_field", f"Already on the project: {field['id']}")
    anchors = {name: call.data.get(name) for name in ("insert_before", "insert_after")}
    _check_anchors(call, project["id"], anchors)
    row = {
        "container_id": project["id"],
        "field_id": field["id"],
        "is_important": read_flag(call, call.data, "is_important") if "is_important" in call.data else False,
    }
    call.database.settings.insert(row)
    order = call.database.orders["settings", project["id"]]
    order.insert(str(row["id"]), before=anchors["insert_before"], after=anchors["insert_after"])
    return Record("custom_field_setting", row)


def _check_anchors(call: Call, container_id: str, anchors: dict[str, Any]) -> None:
    order = call.database.orders["settings", container_id]
    given = {name: gid for name, gid in anchors.items() if gid is not None}
    if len(given) > 1:
        raise RefusalError(400, "insert_before: Cannot be specified together with insert_after.")
    for name, gid in given.items():
        if not isinstance(gid, str) or gid not in order:
            raise invalid(name, f"Unknown object: {gid}")


@serves("POST", "/projects/{project_gid}/removeCustomFieldSetting")
def remove_setting(call: Call, gid: str) -> Result:
    """Take a field from a project; values stay on the tasks, disabled."""
    project = see_project(call, gid, least=EDITOR)
    field = see_field(call, call.data.get("custom_field"), status=400)
    for setting in settings_of(call, project["id"]):
        if setting["field_id"] == field["id"]:
            _drop_setting(call, setting)
            return Nothing()
    raise invalid("custom_field", f"Not on the project: {field['id']}")
