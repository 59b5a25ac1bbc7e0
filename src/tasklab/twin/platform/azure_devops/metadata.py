"""Types, their states and fields, the organisation's fields, kinds of relations.

Source: https://learn.microsoft.com/rest/api/azure/devops/wit/work-item-types and its neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.field import FIELDS, Field, list_operations
from tasklab.twin.platform.azure_devops.item_create import find_type
from tasklab.twin.platform.azure_devops.link_type import LINK_TYPES, LinkType, show_attributes
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.picklist import picklist_id
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property, field_unknown
from tasklab.twin.platform.azure_devops.show import show_identity
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.process import State, Type

_REQUIRED = frozenset({"System.Title", "System.State", "System.AreaId", "System.IterationId"})
_BY_NAME = {name.lower(): each for each in FIELDS for name in (each.reference, each.name)}
_FIELD_EXPANSIONS = ("none", "extensionfields", "includedeleted")
_EXPANSIONS = ("none", "allowedvalues", "dependentfields", "all")


@operation("GET wit/workitemtypes", needs_project=True)
def list_types(call: Call) -> Answer:
    """Return the types of a project's process."""
    process = call.database.process_of(call.own_project)
    return listed([_show_type(call, each) for each in process.types])


@operation("GET wit/workitemtypes/{type}", needs_project=True)
def get_type(call: Call, type: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one type."""
    return Answer(_show_type(call, find_type(call, call.own_project, type)))


@operation("GET wit/workitemtypes/{type}/states", stage=Stage(released="7.0"), needs_project=True)
def list_states(call: Call, type: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return the states of a type in their order."""
    return listed([_show_state(each) for each in find_type(call, call.own_project, type).states])


@operation("GET wit/workitemtypes/{type}/fields", needs_project=True)
def list_type_fields(call: Call, type: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return the fields of a type, with their values where they are expanded."""
    type_ = find_type(call, call.own_project, type)
    return listed([_show_use(call, type_, _BY_NAME[each.lower()]) for each in type_.fields])


@operation("GET wit/workitemtypes/{type}/fields/{field}", needs_project=True)
def get_type_field(call: Call, type: str, field: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one field of a type."""
    type_ = find_type(call, call.own_project, type)
    found = _BY_NAME.get(field.lower())
    if found is None or found.reference not in type_.fields:
        raise field_unknown(field)
    return Answer(_show_use(call, type_, found))


@operation("GET wit/workitemtypecategories", needs_project=True)
def list_categories(call: Call) -> Answer:
    """Return which types stand on which level."""
    names = [each for type_ in call.database.process_of(call.own_project).types for each in type_.categories]
    return listed([_show_category(call, each) for each in dict.fromkeys(names)])


@operation("GET wit/workitemtypecategories/{category}", needs_project=True)
def get_category(call: Call, category: str) -> Answer:
    """Return one category by its reference name."""
    names = [each for type_ in call.database.process_of(call.own_project).types for each in type_.categories]
    for each in dict.fromkeys(names):
        if category.lower() in {f"microsoft.{each}category".lower(), f"{each} category".lower()}:
            return Answer(_show_category(call, each))
    text = f"VS402324: Work item type category {category} does not exist."
    raise RefusalError(404, "WorkItemTypeCategoryNotFoundException", text)


@operation("GET wit/fields")
def list_fields(call: Call) -> Answer:
    """Return the organisation's fields; there are none that only an expansion shows."""
    expansion = call.query.get("$expand", "none").lower()
    if expansion not in _FIELD_EXPANSIONS:
        raise bad_property(f"The value '{expansion}' is not valid for $expand.")
    return listed([_show_field(call, each) for each in FIELDS])


@operation("GET wit/fields/{field}")
def get_field(call: Call, field: str) -> Answer:
    """Return one field by reference name or name."""
    found = _BY_NAME.get(field.lower())
    if found is None:
        text = f"TF51535: Cannot find field {field}."
        raise RefusalError(404, "WorkItemTrackingFieldDefinitionNotFoundException", text)
    return Answer(_show_field(call, found))


@operation("GET wit/workitemrelationtypes")
def list_relation_types(call: Call) -> Answer:
    """Return the kinds of relations."""
    return listed([_show_relation_type(call, each) for each in LINK_TYPES.values()])


@operation("GET wit/workitemrelationtypes/{relation}")
def get_relation_type(call: Call, relation: str) -> Answer:
    """Return one kind of relations by its reference name."""
    found = LINK_TYPES.get(relation.lower())
    if found is None:
        text = f"VS402325: Work item relation type {relation} does not exist."
        raise RefusalError(404, "WorkItemRelationTypeNotFoundException", text)
    return Answer(_show_relation_type(call, found))


def _show_type(call: Call, type_: Type) -> dict[str, Any]:
    uses = [_show_use(call, type_, _BY_NAME[each.lower()], is_short=True) for each in type_.fields]
    steps = [{"to": each.name} for each in type_.states]
    return {
        "name": type_.name,
        "referenceName": type_.reference,
        "description": f"{type_.name} of the process.",
        "color": type_.color,
        "icon": {
            "id": type_.icon,
            "url": f"{call.address}/_apis/wit/workItemIcons/{type_.icon}?color={type_.color}&v=2",
        },
        "isDisabled": False,
        "xmlForm": "",
        "fields": uses,
        "fieldInstances": uses,
        "transitions": {"": steps[:1], **{each.name: steps for each in type_.states}},
        "states": [_show_state(each) for each in type_.states],
        "url": _type_url(call, type_),
    }


def _type_url(call: Call, type_: Type) -> str:
    return call.url(f"wit/workItemTypes/{quote(type_.name)}")


def _show_state(state: State) -> dict[str, str]:
    return {"name": state.name, "color": state.color, "category": state.category}


def _show_use(call: Call, type_: Type, field: Field, *, is_short: bool = False) -> dict[str, Any]:
    expansion = call.query.get("$expand", "none").lower()
    if expansion not in _EXPANSIONS:
        raise bad_property(f"The value '{expansion}' is not valid for $expand.")
    default = type_.defaults.get(field.reference)
    body: dict[str, Any] = {
        "alwaysRequired": field.reference in _REQUIRED,
        "defaultValue": None if default is None else str(default),
    }
    if not is_short and expansion in {"allowedvalues", "all"}:
        body["allowedValues"] = _list_values(call, type_, field)
    if not is_short and expansion in {"dependentfields", "all"}:
        body["dependentFields"] = []
    url = f"{call.address}/_apis/wit/fields/{field.reference}"
    return {**body, "referenceName": field.reference, "name": field.name, "url": url}


def _list_values(call: Call, type_: Type, field: Field) -> list[Any]:
    if field.is_identity:
        members = call.database.members.where("project_id", call.own_project["id"])
        return [show_identity(call, each["user_id"]) for each in members]
    if field.reference == "System.State":
        return [each.name for each in type_.states]
    if field.reference == "System.Reason":
        return list(dict.fromkeys(reason for each in type_.states for reason in each.reasons))
    return [str(each) for each in field.allowed]


def _show_category(call: Call, name: str) -> dict[str, Any]:
    process = call.database.process_of(call.own_project)
    types = [{"name": each.name, "url": _type_url(call, each)} for each in process.types if name in each.categories]
    reference = f"Microsoft.{name}Category"
    return {
        "name": f"{name} Category",
        "referenceName": reference,
        "defaultWorkItemType": types[0],
        "workItemTypes": types,
        "url": call.url(f"wit/workItemTypeCategories/{reference}"),
    }


def _show_field(call: Call, field: Field) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": field.name,
        "referenceName": field.reference,
        "description": None,
        "type": field.kind,
        "usage": "workItem",
        "readOnly": field.writing != "open",
        "canSortBy": not field.is_long,
        "isQueryable": True,
        "supportedOperations": list_operations(field),
        "isIdentity": field.is_identity,
        "isPicklist": field.is_picklist,
        "isPicklistSuggested": False,
        "url": f"{call.address}/_apis/wit/fields/{field.reference}",
    }
    if field.is_picklist:
        body["picklistId"] = picklist_id(field)
    if call.api.has("7.1"):
        body["isLocked"] = False
    return body


def _show_relation_type(call: Call, link: LinkType) -> dict[str, Any]:
    return {
        "attributes": show_attributes(link),
        "referenceName": link.reference,
        "name": link.name,
        "url": f"{call.address}/_apis/wit/workItemRelationTypes/{link.reference}",
    }
