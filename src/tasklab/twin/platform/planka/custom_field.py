"""Custom fields, in groups of a board, of a card, or of a project that others are made from (2.x).

Source: paths `/base-custom-field-groups`, `/custom-field-groups`, `/custom-fields`, `/custom-field-values`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import (
    find,
    find_board,
    find_card,
    require_editor,
    require_manager,
    require_reader,
)
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.position import GAP
from tasklab.twin.platform.planka.refusal import not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.version import SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_NO_BASE, _NO_GROUP, _NO_FIELD = (
    "Base custom field group not found",
    "Custom field group not found",
    "Custom field not found",
)
_NAME = Input("string", is_required=True, max_length=128)
_NEW_NAME = Input("string", is_filled=True, max_length=128)
_NULL_NAME = Input("string", allows_null=True, is_filled=True, max_length=128)
_PLACE = Input("number", is_required=True, minimum=0)
_NEW_PLACE = Input("number", minimum=0)


@operation("POST /api/projects/{projectId}/base-custom-field-groups", {"name": _NAME}, generation=SECOND)
def create_base_group(call: Call) -> dict[str, Any]:
    """Make a base group of a project."""
    project = find(call.database.projects, call.values["projectId"], "Project not found")
    require_manager(call, project["id"], "Project not found")
    return {"item": _insert_base(call, project["id"], call.values["name"])}


def _insert_base(call: Call, project_id: str, name: str) -> Row:
    row: Row = {"projectId": project_id, "name": name, **call.born()}
    call.database.base_custom_field_groups.insert(row)
    return row


def _find_base(call: Call, id_: object) -> Row:
    base = find(call.database.base_custom_field_groups, id_, _NO_BASE)
    require_manager(call, base["projectId"], _NO_BASE)
    return base


@operation("PATCH /api/base-custom-field-groups/{id}", {"name": _NEW_NAME}, generation=SECOND)
def update_base_group(call: Call) -> dict[str, Any]:
    """Rename a base group."""
    base = _find_base(call, call.values["id"])
    call.database.base_custom_field_groups.update(base["id"], call.changed(call.pick("name")))
    return {"item": base}


@operation("DELETE /api/base-custom-field-groups/{id}", generation=SECOND)
def delete_base_group(call: Call) -> dict[str, Any]:
    """Remove a base group with its fields, and the groups that were made from it."""
    base = _find_base(call, call.values["id"])
    call.database.remove_base_custom_field_group(base["id"])
    return {"item": base}


_GROUP = {"baseCustomFieldGroupId": id_input(SECOND, is_required=False), "position": _PLACE, "name": _NULL_NAME}


@operation("POST /api/boards/{boardId}/custom-field-groups", _GROUP, generation=SECOND)
def create_board_group(call: Call) -> dict[str, Any]:
    """Make a group whose fields all cards of a board have."""
    board, project = find_board(call, call.values["boardId"], "Board not found")
    require_editor(call, board["id"], "Board not found")
    return {"item": _create_group(call, project["id"], {"boardId": board["id"], "cardId": None})}


@operation("POST /api/cards/{cardId}/custom-field-groups", _GROUP, generation=SECOND)
def create_card_group(call: Call) -> dict[str, Any]:
    """Make a group whose fields one card has."""
    path = find_card(call, call.values["cardId"])
    require_editor(call, path.board["id"], "Card not found")
    return {"item": _create_group(call, path.project["id"], {"boardId": None, "cardId": path.card["id"]})}


def _create_group(call: Call, project_id: str, parent: Row) -> Row:
    base_id, name = call.values.get("baseCustomFieldGroupId"), call.values.get("name")
    if base_id is not None:
        base = find(call.database.base_custom_field_groups, base_id, _NO_BASE)
        if base["projectId"] != project_id:
            raise not_found(_NO_BASE)
    elif name is None:
        raise unprocessable("Base custom field group or name must be present")
    return _insert_group(call, parent, base_id, name, call.values["position"])


def _insert_group(call: Call, parent: Row, base_id: str | None, name: str | None, position: float) -> Row:
    groups = call.database.custom_field_groups
    place = groups.make_place(parent["cardId"] or parent["boardId"], position)
    row: Row = {**parent, "baseCustomFieldGroupId": base_id, "position": place, "name": name, **call.born()}
    groups.insert(row)
    return row


def _board_id(call: Call, group: Row) -> str:
    if group["boardId"] is not None:
        return str(group["boardId"])
    return str(find_card(call, group["cardId"], _NO_GROUP).board["id"])


def _find_group(call: Call, id_: object) -> Row:
    group = find(call.database.custom_field_groups, id_, _NO_GROUP)
    require_editor(call, _board_id(call, group), _NO_GROUP)
    return group


@operation("GET /api/custom-field-groups/{id}", generation=SECOND)
def get_group(call: Call) -> dict[str, Any]:
    """Return a group with its fields and values."""
    group = find(call.database.custom_field_groups, call.values["id"], _NO_GROUP)
    board, project = find_board(call, _board_id(call, group), _NO_GROUP)
    require_reader(call, project, board["id"], _NO_GROUP)
    values = call.database.custom_field_values.where("customFieldGroupId", group["id"])
    fields = call.database.custom_fields.in_order(group["id"])
    return {"item": group, "included": {"customFields": fields, "customFieldValues": values}}


@operation("PATCH /api/custom-field-groups/{id}", {"position": _NEW_PLACE, "name": _NULL_NAME}, generation=SECOND)
def update_group(call: Call) -> dict[str, Any]:
    """Change a group; one without a base needs a name."""
    group = _find_group(call, call.values["id"])
    changes = call.pick("position", "name")
    if group["baseCustomFieldGroupId"] is None and changes.get("name", "") is None:
        raise unprocessable("Name must not be null")
    groups = call.database.custom_field_groups
    if "position" in changes:
        parent = group["cardId"] or group["boardId"]
        changes["position"] = groups.make_place(parent, changes["position"], group["id"])
    groups.update(group["id"], call.changed(changes))
    return {"item": group}


@operation("DELETE /api/custom-field-groups/{id}", generation=SECOND)
def delete_group(call: Call) -> dict[str, Any]:
    """Remove a group with its fields and values."""
    group = _find_group(call, call.values["id"])
    call.database.remove_custom_field_group(group["id"])
    return {"item": group}


_FIELD = {"position": _PLACE, "name": _NAME, "showOnFrontOfCard": Input("boolean")}


@operation("POST /api/base-custom-field-groups/{baseCustomFieldGroupId}/custom-fields", _FIELD, generation=SECOND)
def create_base_field(call: Call) -> dict[str, Any]:
    """Make a field of a base group."""
    base = _find_base(call, call.values["baseCustomFieldGroupId"])
    return {"item": _insert_field(call, call.values, base_id=base["id"], group_id=None)}


@operation("POST /api/custom-field-groups/{customFieldGroupId}/custom-fields", _FIELD, generation=SECOND)
def create_field(call: Call) -> dict[str, Any]:
    """Make a field of a group."""
    group = _find_group(call, call.values["customFieldGroupId"])
    return {"item": _insert_field(call, call.values, base_id=None, group_id=group["id"])}


def _insert_field(call: Call, values: Row, *, base_id: str | None, group_id: str | None) -> Row:
    fields = call.database.custom_fields
    row: Row = {
        "baseCustomFieldGroupId": base_id,
        "customFieldGroupId": group_id,
        "position": fields.make_place(group_id or base_id, values["position"]),
        "name": values["name"],
        "showOnFrontOfCard": values.get("showOnFrontOfCard", False),
        **call.born(),
    }
    fields.insert(row)
    return row


def _find_field(call: Call) -> Row:
    field = find(call.database.custom_fields, call.values["id"], _NO_FIELD)
    if field["baseCustomFieldGroupId"] is not None:
        base = find(call.database.base_custom_field_groups, field["baseCustomFieldGroupId"], _NO_FIELD)
        require_manager(call, base["projectId"], _NO_FIELD)
    else:
        group = find(call.database.custom_field_groups, field["customFieldGroupId"], _NO_FIELD)
        require_editor(call, _board_id(call, group), _NO_FIELD)
    return field


@operation(
    "PATCH /api/custom-fields/{id}",
    {"position": _NEW_PLACE, "name": _NEW_NAME, "showOnFrontOfCard": Input("boolean")},
    generation=SECOND,
)
def update_field(call: Call) -> dict[str, Any]:
    """Change a field."""
    field = _find_field(call)
    changes = call.pick("position", "name", "showOnFrontOfCard")
    fields = call.database.custom_fields
    if "position" in changes:
        parent = field["customFieldGroupId"] or field["baseCustomFieldGroupId"]
        changes["position"] = fields.make_place(parent, changes["position"], field["id"])
    fields.update(field["id"], call.changed(changes))
    return {"item": field}


@operation("DELETE /api/custom-fields/{id}", generation=SECOND)
def delete_field(call: Call) -> dict[str, Any]:
    """Remove a field with its values."""
    field = _find_field(call)
    call.database.remove_custom_field(field["id"])
    return {"item": field}


_CELL = "/api/cards/{cardId}/custom-field-values/customFieldGroupId:{customFieldGroupId}:customFieldId:{customFieldId}"


@operation(f"PATCH {_CELL}", {"content": Input("string", is_required=True, max_length=512)}, generation=SECOND)
def set_value(call: Call) -> dict[str, Any]:
    """Set the value of a field on a card."""
    card_id, group_id, field_id = _find_cell(call)
    values, content = call.database.custom_field_values, call.values["content"]
    row = values.first("cell", (card_id, group_id, field_id))
    if row is not None:
        values.update(row["id"], call.changed({"content": content}))
        return {"item": row}
    cell = {"cardId": card_id, "customFieldGroupId": group_id, "customFieldId": field_id}
    made: Row = {**cell, "content": content, **call.born()}
    values.insert(made)
    return {"item": made}


@operation(f"DELETE {_CELL}", generation=SECOND)
def delete_value(call: Call) -> dict[str, Any]:
    """Remove the value of a field from a card."""
    row = call.database.custom_field_values.first("cell", _find_cell(call))
    if row is None:
        raise not_found("Custom field value not found")
    call.database.custom_field_values.remove(row["id"])
    return {"item": row}


def _find_cell(call: Call) -> tuple[str, str, str]:
    path = find_card(call, call.values["cardId"])
    require_editor(call, path.board["id"], "Card not found")
    group = find(call.database.custom_field_groups, call.values["customFieldGroupId"], _NO_GROUP)
    if group["boardId"] not in {None, path.board["id"]} or group["cardId"] not in {None, path.card["id"]}:
        raise not_found(_NO_GROUP)
    field = find(call.database.custom_fields, call.values["customFieldId"], _NO_FIELD)
    base_id = group["baseCustomFieldGroupId"]
    belongs = field["baseCustomFieldGroupId"] == base_id if base_id else field["customFieldGroupId"] == group["id"]
    if not belongs:
        raise not_found(_NO_FIELD)
    return path.card["id"], group["id"], field["id"]


def furnish(call: Call, project_id: str, board_id: str) -> None:
    """Give a new project a base group, and its board a group that is made from it and one of its own."""
    base = _insert_base(call, project_id, "Planting")
    for number, name in enumerate(("Season", "Spacing"), 1):
        values = {"name": name, "position": GAP * number}
        _insert_field(call, values, base_id=base["id"], group_id=None)
    parent = {"boardId": board_id, "cardId": None}
    _insert_group(call, parent, base["id"], None, GAP)
    own = _insert_group(call, parent, None, "Purchase", 2 * GAP)
    values = {"name": "Price", "position": GAP, "showOnFrontOfCard": True}
    _insert_field(call, values, base_id=None, group_id=own["id"])


def take_along(call: Call, card: Row, board_id: str, *, leaves_project: bool) -> None:
    """Give a card that leaves its board copies of the board's groups, so that its values stay.

    Where it leaves the project too, groups with a base become plain ones, with the base's name and fields.
    """
    groups = call.database.custom_field_groups
    own = groups.in_order(card["id"])
    for number, group in enumerate(groups.in_order(board_id), 1):
        copied = copy_group(call, group, card["id"], GAP * number)
        _point_values(call, card["id"], group["id"], copied["id"], copy_fields(call, group["id"], copied["id"]))
        own.append(copied)
    for group in own if leaves_project else ():
        base = call.database.base_custom_field_groups.get(group["baseCustomFieldGroupId"])
        if base is not None:
            fields = copy_fields(call, base["id"], group["id"])
            groups.update(group["id"], {"baseCustomFieldGroupId": None, "name": group["name"] or base["name"]})
            _point_values(call, card["id"], group["id"], group["id"], fields)


def copy_group(call: Call, group: Row, card_id: str, position: float) -> Row:
    """Make a group of a card like another one, without its fields."""
    parent = {"boardId": None, "cardId": card_id}
    return _insert_group(call, parent, group["baseCustomFieldGroupId"], group["name"], position)


def copy_fields(call: Call, parent_id: str, group_id: str) -> dict[str, str]:
    """Copy the fields of a group or base group into a group; return the new ids by the old ones."""
    fields = call.database.custom_fields.in_order(parent_id)
    return {field["id"]: _insert_field(call, field, base_id=None, group_id=group_id)["id"] for field in fields}


def copy_values(call: Call, card_id: str, to_card_id: str, groups: dict[str, str], fields: dict[str, str]) -> None:
    """Copy the values of a card to another one, whose groups and fields are named by the old ids."""
    for value in call.database.custom_field_values.where("cardId", card_id):
        row: Row = {
            "cardId": to_card_id,
            "customFieldGroupId": groups.get(value["customFieldGroupId"], value["customFieldGroupId"]),
            "customFieldId": fields.get(value["customFieldId"], value["customFieldId"]),
            "content": value["content"],
            **call.born(),
        }
        call.database.custom_field_values.insert(row)


def _point_values(call: Call, card_id: str, group_id: str, to_group_id: str, fields: dict[str, str]) -> None:
    for value in call.database.custom_field_values.where("cardId", card_id):
        if value["customFieldGroupId"] == group_id:
            field_id = fields.get(value["customFieldId"], value["customFieldId"])
            changes = {"customFieldGroupId": to_group_id, "customFieldId": field_id}
            call.database.custom_field_values.update(value["id"], call.changed(changes))
