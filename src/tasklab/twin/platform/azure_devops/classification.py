"""Areas and iterations of a project. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/classification-nodes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.access import ADMIN, role_of
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.database import Update
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property, may_not

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.database import Group
    from tasklab.twin.store import Row

_GROUPS: dict[str, Group] = {"areas": "area", "iterations": "iteration"}
_PATH = "wit/classificationnodes"
_FORBIDDEN = re.compile(r'[\\/$?*:"&<>|#%+\x00-\x1f\x7f]')
_MAX_NAME, _MAX_DEPTH = 255, 14
_MOST = 100


@operation(f"GET {_PATH}", needs_project=True)
def list_roots(call: Call) -> Answer:
    """Return the roots of areas and iterations, or the nodes that are named."""
    project = call.own_project
    depth = call.number("$depth", 0, _MAX_DEPTH)
    if "ids" in call.query:
        return listed([_find_by_id(call, each.strip()) for each in call.query["ids"].split(",")])
    roots = [call.database.nodes.get(project[f"{group}_id"]) for group in ("area", "iteration")]
    return listed([_show(call, each, depth) for each in roots if each is not None])


@operation(f"GET {_PATH}/{{group}}", needs_project=True)
def get_root(call: Call, group: str) -> Answer:
    """Return the root of areas or of iterations."""
    return get_node(call, group, "")


@operation(f"GET {_PATH}/{{group}}/{{path}}", needs_project=True)
def get_node(call: Call, group: str, path: str) -> Answer:
    """Return an area or iteration by its path below the root."""
    return Answer(_show(call, _find(call, _read_group(group), path), call.number("$depth", 0, _MAX_DEPTH)))


@operation(f"POST {_PATH}/{{group}}", needs_project=True)
def make_top_node(call: Call, group: str) -> Answer:
    """Make an area or iteration below the root, or move one there."""
    return make_node(call, group, "")


@operation(f"POST {_PATH}/{{group}}/{{path}}", needs_project=True)
def make_node(call: Call, group: str, path: str) -> Answer:
    """Make an area or iteration below another one, or move the one that the body names by id."""
    kind = _read_group(group)
    parent = _find(call, kind, path)
    _check_admin(call)
    if call.body.get("id"):
        return Answer(_show(call, _move(call, parent), 0))
    name = _read_name(call.text("name"))
    _check_free(call, parent, name)
    if call.database.path_of(parent["id"]).count("\\") >= _MAX_DEPTH - 1:
        raise bad_property(f"VS402373: The depth of the hierarchy exceeds the limit of {_MAX_DEPTH}.")
    attributes = _read_attributes(call, kind)
    row = call.database.add_node(parent["project_id"], kind, parent["id"], name, attributes=attributes)
    return Answer(_show(call, row, 0), 201)


@operation(f"PATCH {_PATH}/{{group}}/{{path}}", needs_project=True)
def change_node(call: Call, group: str, path: str) -> Answer:
    """Rename an area or iteration, or set its dates."""
    kind = _read_group(group)
    row = _find(call, kind, path)
    _check_admin(call)
    if "name" in call.body and call.text("name") is not None:
        name = _read_name(call.text("name"))
        parent = call.database.nodes.get(row["parent_id"])
        if parent is None:
            raise bad_property("VS402374: The root node cannot be renamed.")
        if name.lower() != row["name"].lower():
            _check_free(call, parent, name)
        row["name"] = name
    if "attributes" in call.body:
        row["attributes"] = _read_attributes(call, kind)
    return Answer(_show(call, row, 0))


@operation(f"DELETE {_PATH}/{{group}}/{{path}}", needs_project=True)
def delete_node(call: Call, group: str, path: str) -> Answer:
    """Delete an area or iteration; its work items go to the node that the request names."""
    kind = _read_group(group)
    row = _find(call, kind, path)
    _check_admin(call)
    target = call.database.nodes.get(call.number("$reclassifyId", 0))
    gone = {each["id"] for each in _walk(call, row)}
    if row["parent_id"] is None:
        raise bad_property("VS402374: The root node cannot be deleted.")
    if target is not None and (
        target["id"] in gone or target["group"] != kind or target["project_id"] != row["project_id"]
    ):
        raise _unknown(str(target["id"]))
    _reclassify(call, kind, gone, target["id"] if target else row["parent_id"])
    for id_ in gone:
        call.database.nodes.remove(id_)
    return Answer(status=204)


def _reclassify(call: Call, kind: Group, gone: set[int], target: int) -> None:
    key = f"System.{kind.capitalize()}Id"
    for item in call.database.items.where("project_id", call.own_project["id"]):
        if item["fields"][key] in gone:
            call.database.revise(item, {**item["fields"], key: target}, call.now_s, call.my_id)
            item["updates"].append(Update(item["rev"], call.now_s, call.my_id, is_revision=True))
        item["revisions"] = [
            replace(each, fields={**each.fields, key: target}) if each.fields[key] in gone else each
            for each in item["revisions"]
        ]
        item["fields"] = item["revisions"][-1].fields


def _move(call: Call, parent: Row) -> Row:
    id_ = call.body["id"]
    row = call.database.nodes.get(id_) if isinstance(id_, int) else None
    if row is None or row["parent_id"] is None or row["project_id"] != parent["project_id"]:
        raise _unknown(str(id_))
    if row["group"] != parent["group"] or parent["id"] in {each["id"] for each in _walk(call, row)}:
        raise bad_property("VS402375: The node cannot be moved there.")
    if row["parent_id"] != parent["id"]:
        _check_free(call, parent, row["name"])
        call.database.nodes.update(row["id"], {"parent_id": parent["id"]})
    return row


def _walk(call: Call, row: Row) -> list[Row]:
    found = [row]
    for each in found:
        found += call.database.nodes.where("parent_id", each["id"])
    return found


def _read_group(text: str) -> Group:
    group = _GROUPS.get(text.lower())
    if group is None:
        raise bad_property(f"The value '{text}' is not valid for structureGroup.")
    return group


def _find(call: Call, group: Group, path: str) -> Row:
    project = call.own_project
    node = call.database.nodes.get(project[f"{group}_id"])
    for name in re.split(r"[/\\]", path.strip("/\\")) if path.strip("/\\") else []:
        node = None if node is None else call.database.find_child(node["id"], name)
    if node is None:
        raise _unknown(path)
    return node


def _find_by_id(call: Call, text: str) -> dict[str, Any] | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - of 32 bits
    node = call.database.nodes.get(int(text)) if is_number else None
    if node is not None and node["project_id"] == call.own_project["id"]:
        return _show(call, node, call.number("$depth", 0, _MAX_DEPTH))
    if call.query.get("errorpolicy", "").lower() == "omit":
        return None
    raise _unknown(text)


def _unknown(path: str) -> RefusalError:
    text = f"VS402485: The Area/Iteration name is not recognized: {path}."
    return RefusalError(404, "ClassificationNodeNotFoundException", text)


def _check_admin(call: Call) -> None:
    if role_of(call.database, call.own_project, call.user) < ADMIN:
        raise may_not("Create child nodes", call.user["unique_name"])


def _check_free(call: Call, parent: Row, name: str) -> None:
    if call.database.find_child(parent["id"], name) is not None:
        text = (
            f"VS402371: Classification node name {name} is already in use by a different child of parent "
            f"classification node {parent['identifier']}. Choose a different name and try again."
        )
        raise RefusalError(409, "ClassificationNodeDuplicateNameException", text)


def _read_name(text: str | None) -> str:
    name = (text or "").strip()
    if not name or len(name) > _MAX_NAME or _FORBIDDEN.search(name) or name in {".", ".."}:
        text = f"VS402372: The name '{name}' is not valid for an area or iteration."
        raise RefusalError(400, "ClassificationNodeInvalidNameException", text)
    return name


def _read_attributes(call: Call, kind: Group) -> dict[str, float] | None:
    given = call.body.get("attributes")
    if given is None or kind == "area":
        return None
    if not isinstance(given, dict):
        raise bad_property("The value of attributes is not valid.")
    found = {}
    for name in ("startDate", "finishDate"):
        if given.get(name) is not None:
            found[name] = _read_date(given[name], name)
    if len(found) == 1 or found.get("startDate", 0) > found.get("finishDate", 0):
        raise bad_property("VS402376: An iteration has both dates or neither, the start before the finish.")
    return found or None


def _read_date(value: object, name: str) -> float:
    try:
        return moment.parse(value if isinstance(value, str) else "")
    except ValueError as error:
        raise bad_property(f"The value of {name} is not valid.") from error


def _show(call: Call, row: Row, depth: int) -> dict[str, Any]:
    children = call.database.nodes.where("parent_id", row["id"])
    body: dict[str, Any] = {
        "id": row["id"],
        "identifier": row["identifier"],
        "name": row["name"],
        "structureType": row["group"],
        "hasChildren": bool(children),
    }
    if call.api.has("6.0"):
        first, *rest = call.database.path_of(row["id"]).split("\\")
        body["path"] = "\\" + "\\".join([first, row["group"].capitalize(), *rest])
    if row["attributes"]:
        body["attributes"] = {name: moment.render(at_s) for name, at_s in row["attributes"].items()}
    if depth and children:
        body["children"] = [_show(call, each, depth - 1) for each in children]
    links = {"self": {"href": _url(call, row)}}
    parent = call.database.nodes.get(row["parent_id"])
    if parent is not None:
        links["parent"] = {"href": _url(call, parent)}
    return {**body, "_links": links, "url": _url(call, row)}


def _url(call: Call, row: Row) -> str:
    names = call.database.path_of(row["id"]).split("\\")[1:]
    group = "Areas" if row["group"] == "area" else "Iterations"
    return call.url("/".join(["wit/classificationNodes", group, *map(quote, names)]))
