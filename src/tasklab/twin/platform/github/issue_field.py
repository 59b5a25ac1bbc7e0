"""Operations about an organisation's fields of issues, and the values that issues have.

Source: https://docs.github.com/rest/orgs/issue-fields and https://docs.github.com/rest/issues/issue-field-values.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PUSH
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.issue_type import COLORS
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.organization import require_member, require_owner
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.refusal import Refusal, bad_request, not_found
from tasklab.twin.platform.github.shape import ANY, ARRAY, TEXT, TEXT_OR_NULL, Member, choice, needed, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_KINDS = ("text", "date", "single_select", "multi_select", "number")
_SELECTS = frozenset({"single_select", "multi_select"})
_VISIBILITY = choice("organization_members_only", "all")
_OPTIONS = Member("array", is_nullable=True)
_PATH = "/repos/{owner}/{repo}/issues/{issue_number}/issue-field-values"
_MOST_VALUES = 25


@operation("GET /orgs/{org}/issue-fields", "orgs/issue-fields#list-issue-fields-for-an-organization", feature="fields")
def list_fields(call: Call, org: str) -> Answer:
    """List all fields, without pages."""
    return Answer([_show_field(row) for row in call.database.fields.where("org_id", require_member(call, org)["id"])])


@operation(
    "POST /orgs/{org}/issue-fields", "orgs/issue-fields#create-issue-field-for-an-organization", feature="fields"
)
def create_field(call: Call, org: str) -> Answer:
    """Make a field; owners may. Selects need options."""
    account = require_owner(call, org)
    members = {
        "name": needed("text"),
        "data_type": choice(*_KINDS, is_required=True),
        "description": TEXT_OR_NULL,
        "visibility": _VISIBILITY,
        "options": _OPTIONS,
    }
    given: dict[str, Any] = {"description": None, "visibility": "organization_members_only", "options": None}
    given |= read_members(call.body, members)
    _check_name(call, account, given["name"], None)
    if given["data_type"] in _SELECTS and not given["options"]:
        raise _refuse("Options can't be blank")
    given["options"] = _read_options(call, given["options"], []) if given["data_type"] in _SELECTS else None
    row = {"org_id": account["id"], **given, "created_at": call.now_s, "updated_at": call.now_s}
    call.database.fields.insert(row)
    return Answer(_show_field(row))


@operation(
    "PATCH /orgs/{org}/issue-fields/{issue_field_id}",
    "orgs/issue-fields#update-issue-field-for-an-organization",
    feature="fields",
)
def update_field(call: Call, org: str, issue_field_id: str) -> Answer:
    """Change a field; options that are left out are gone."""
    account = require_owner(call, org)
    row = _find_field(call, account["id"], as_id(issue_field_id))
    members = {"name": TEXT, "description": TEXT_OR_NULL, "visibility": _VISIBILITY, "options": ARRAY}
    given = read_members(call.body, members)
    if "name" in given:
        _check_name(call, account, given["name"], row["id"])
    if "options" in given:
        given["options"] = _read_options(call, given["options"], row["options"] or [])
    call.database.fields.update(row["id"], {**given, "updated_at": call.now_s})
    return Answer(_show_field(row))


@operation(
    "DELETE /orgs/{org}/issue-fields/{issue_field_id}",
    "orgs/issue-fields#delete-issue-field-for-an-organization",
    feature="fields",
)
def delete_field(call: Call, org: str, issue_field_id: str) -> Answer:
    """Remove a field with all its values."""
    row = _find_field(call, require_owner(call, org)["id"], as_id(issue_field_id))
    call.database.fields.remove(row["id"])
    return GONE


@operation(f"GET {_PATH}", "issues/issue-field-values#list-issue-field-values-for-an-issue", feature="field_values")
def list_values(call: Call, repo: Row, issue: Row) -> Answer:
    """List the values of an issue."""
    del repo
    return paged(call, show_values(call, issue), lambda value: value)


@operation(f"POST {_PATH}", "issues/issue-field-values#add-issue-field-values-to-an-issue", role=PUSH, feature="fields")
def add_values(call: Call, repo: Row, issue: Row) -> Answer:
    """Set some values and leave the others."""
    call.touch(issue, field_values={**issue["field_values"], **_read_body(call, repo)})
    return Answer(show_values(call, issue))


@operation(f"PUT {_PATH}", "issues/issue-field-values#set-issue-field-values-for-an-issue", role=PUSH, feature="fields")
def set_values(call: Call, repo: Row, issue: Row) -> Answer:
    """Set these values and take away the others."""
    call.touch(issue, field_values=_read_body(call, repo))
    return Answer(show_values(call, issue))


@operation(
    f"DELETE {_PATH}/{{issue_field_id}}",
    "issues/issue-field-values#delete-an-issue-field-value-from-an-issue",
    role=PUSH,
    feature="fields",
)
def delete_value(call: Call, repo: Row, issue: Row, issue_field_id: str) -> Answer:
    """Take one value away."""
    del repo
    field_id = as_id(issue_field_id)
    if field_id not in issue["field_values"]:
        raise not_found()
    call.touch(issue, field_values={key: value for key, value in issue["field_values"].items() if key != field_id})
    return GONE


def read_values(call: Call, repo: Row, values: Any) -> dict[int, Any]:
    """Return values by the ids of their fields, options by theirs. Raises: Refusal with 422."""
    if not isinstance(values, list) or len(values) > _MOST_VALUES:
        raise bad_request(f"For 'properties/issue_field_values', it is not an array of up to {_MOST_VALUES}.")
    found: dict[int, Any] = {}
    for each in values:
        if not isinstance(each, dict):
            raise bad_request("For 'properties/issue_field_values', it is not an array of objects.")
        given = read_members(each, {"field_id": needed("integer"), "value": Member("any", is_required=True)})
        field = call.database.fields.get(given["field_id"])
        if field is None or field["org_id"] != repo["owner_id"]:
            raise Refusal(422, f"Issue field with id {given['field_id']} not found")
        found[field["id"]] = _read_value(field, given["value"])
    return found


def show_values(call: Call, issue: Row) -> list[dict[str, Any]]:
    """Show the values of an issue."""
    pairs = [(call.database.fields.get(field_id), value) for field_id, value in issue["field_values"].items()]
    return [_show_value(issue, field, value) for field, value in pairs if field is not None]


def _read_body(call: Call, repo: Row) -> dict[int, Any]:
    given = read_members(call.body, {"issue_field_values": ANY})
    return read_values(call, repo, given.get("issue_field_values", []))


def _read_value(field: Row, value: Any) -> Any:
    match field["data_type"]:
        case "text" if isinstance(value, str):
            return value
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        case "date" if isinstance(value, str) and _is_date(value):
            return value
        case "single_select" if isinstance(value, str):
            return _find_option(field, value)
        case "multi_select" if isinstance(value, list):
            return [_find_option(field, each) for each in value]
    raise Refusal(422, f"Invalid value for issue field '{field['name']}' of type {field['data_type']}")


def _find_option(field: Row, name: Any) -> int:
    for option in field["options"] or []:
        if option["name"] == name:
            return int(option["id"])
    raise Refusal(422, f"Invalid option for issue field '{field['name']}'")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _read_options(call: Call, values: list[Any], old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    members = {
        "id": Member("integer"),
        "name": needed("text"),
        "color": choice(*COLORS, is_required=True),
        "priority": needed("integer"),
        "description": TEXT_OR_NULL,
    }
    known = {each["id"]: each for each in old}
    options = []
    for value in values:
        if not isinstance(value, dict):
            raise bad_request("For 'properties/options', it is not an array of objects.")
        given = {"description": None, **read_members(value, members)}
        former = known.get(given.pop("id", None))
        id_ = former["id"] if former else int(call.database.option_ids())
        begun = former["created_at"] if former else call.now_s
        options.append({**given, "id": id_, "created_at": begun, "updated_at": call.now_s})
    return sorted(options, key=lambda option: option["priority"])


def _find_field(call: Call, org_id: int, field_id: int) -> Row:
    row = call.database.fields.get(field_id)
    if row is None or row["org_id"] != org_id:
        raise not_found()
    return row


def _check_name(call: Call, org: Row, name: str, field_id: int | None) -> None:
    if not name.strip():
        raise _refuse("Name can't be blank")
    for row in call.database.fields.where("org_id", org["id"]):
        if row["name"].lower() == name.lower() and row["id"] != field_id:
            raise _refuse("Name has already been taken")


def _refuse(text: str) -> Refusal:
    return Refusal(422, "Validation Failed", errors=[text])


def _show_field(row: Row) -> dict[str, Any]:
    options = row["options"]
    return {
        "id": row["id"],
        "node_id": node_id("IFT", row["id"]),
        "name": row["name"],
        "description": row["description"],
        "data_type": row["data_type"],
        "visibility": row["visibility"],
        "options": None
        if options is None
        else [
            {**each, "created_at": render(each["created_at"]), "updated_at": render(each["updated_at"])}
            for each in options
        ],
        "created_at": render(row["created_at"]),
        "updated_at": render(row["updated_at"]),
    }


def _show_value(issue: Row, field: Row, value: Any) -> dict[str, Any]:
    by_id = {each["id"]: {name: each[name] for name in ("id", "name", "color")} for each in field["options"] or []}
    shown = {
        "issue_field_id": field["id"],
        "issue_field_name": field["name"],
        "node_id": node_id("IFV", issue["id"] * 1000 + field["id"]),
        "data_type": field["data_type"],
        "value": value,
    }
    if field["data_type"] == "single_select":
        option = by_id.get(value)
        shown |= {"value": option["name"] if option else None, "single_select_option": option}
    if field["data_type"] == "multi_select":
        chosen = [by_id[each] for each in value if each in by_id]
        shown |= {"value": ", ".join(each["name"] for each in chosen), "multi_select_options": chosen}
    return shown
