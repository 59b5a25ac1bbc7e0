"""Work items: get, list, create, change, delete. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/work-items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.call import Answer, Call, as_number, listed
from tasklab.twin.platform.azure_devops.item_create import create_item, find_type, first_fields, new_row, update_item
from tasklab.twin.platform.azure_devops.item_fields import Rules
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.patch import Patch, read_patch
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property, item_unknown
from tasklab.twin.platform.azure_devops.show import read_expansion, read_fields, show_item

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.database import Revision
    from tasklab.twin.store import Row

MAX_IDS = 200
"""How many work items one request may name."""
_NEVER = "1753-01-01T00:00:00Z"


@operation("GET wit/workitems/{id}")
def get_item(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return a work item, or with `$` before it what a new one of a type has."""
    if id.startswith("$"):
        return _show_template(call, id[1:])
    item = call.find_item(id)
    fields, expansion = _read_selection(call)
    revision = _find_revision(item, _read_as_of(call.query.get("asof")))
    if revision is None:
        raise item_unknown(id)
    shown = None if revision is item["revisions"][-1] else revision
    return Answer(show_item(call, item, shown, expansion=expansion, fields=fields, has_links=fields is None))


@operation("GET wit/workitems")
def list_items(call: Call) -> Answer:
    """Return several work items by their ids."""
    ids = [_read_id(each.strip()) for each in call.query.get("ids", "").split(",") if each.strip()]
    fields, expansion = _read_selection(call)
    return _list(call, ids, fields, expansion, call.query.get("asof"), call.query.get("errorpolicy"))


@operation("POST wit/workitemsbatch")
def read_batch(call: Call) -> Answer:
    """Return several work items by their ids, all said in the body."""
    body = {name.lower(): value for name, value in call.body.items()}
    ids = body.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, int) and not isinstance(each, bool) for each in ids):
        raise bad_property("The value of ids is not valid.")
    names = body.get("fields")
    if names is not None and not (isinstance(names, list) and all(isinstance(each, str) for each in names)):
        raise bad_property("The value of fields is not valid.")
    fields = read_fields(names) if names else None
    expansion = read_expansion(_as_text(body.get("$expand")))
    _check_selection(fields, expansion)
    return _list(call, ids, fields, expansion, _as_text(body.get("asof")), _as_text(body.get("errorpolicy")))


@operation("POST wit/workitems/{type}", needs_project=True)
def make_item(call: Call, type: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Make a work item of a type, which the path names behind `$`."""
    if not type.startswith("$"):
        raise RefusalError(405, "HttpException", "The requested resource does not support http method 'POST'.")
    project = call.own_project
    type_ = find_type(call, project, type[1:])
    expansion = read_expansion(call.query.get("$expand", "relations"))
    item = create_item(call, project, type_, read_patch(call))
    shown = show_item(call, item, expansion=expansion, has_links=True)
    if item["id"] < 0:
        shown = {"fields": shown["fields"], "url": call.url("wit/workItems")}
    return Answer(shown)


@operation("PATCH wit/workitems/{id}")
def change_item(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Change a work item by a JSON Patch."""
    expansion = read_expansion(call.query.get("$expand", "relations"))
    item = update_item(call, call.find_item(id), read_patch(call))
    return Answer(show_item(call, item, expansion=expansion, has_links=True))


def _list(
    call: Call, ids: list[int], fields: list[str] | None, expansion: str, as_of: str | None, policy: str | None
) -> Answer:
    if not ids or len(ids) > MAX_IDS:
        raise bad_property(f"The number of work item ids has to be between 1 and {MAX_IDS}.")
    if policy is not None and policy.lower() not in {"fail", "omit"}:
        raise bad_property(f"The value '{policy}' is not valid for errorPolicy.")
    at_s = _read_as_of(as_of)
    is_lenient = (policy or "").lower() == "omit"
    return listed([_show_one(call, each, fields, expansion, at_s, is_lenient=is_lenient) for each in ids])


def _show_one(
    call: Call, id_: int, fields: list[str] | None, expansion: str, at_s: float | None, *, is_lenient: bool
) -> dict[str, Any] | None:
    try:
        item = call.find_item(id_)
    except RefusalError:
        if is_lenient:
            return None
        raise
    revision = _find_revision(item, at_s)
    if revision is None and not is_lenient:
        raise item_unknown(id_)
    if revision is None:
        return None
    shown = None if revision is item["revisions"][-1] else revision
    return show_item(call, item, shown, expansion=expansion, fields=fields)


def _find_revision(item: Row, at_s: float | None) -> Revision | None:
    revisions: list[Revision] = item["revisions"]
    if at_s is None:
        return revisions[-1]
    return next((each for each in reversed(revisions) if each.at_s <= at_s), None)


def _read_id(text: str) -> int:
    try:
        return as_number(text)
    except RefusalError as refusal:
        raise bad_property(f"The value '{text}' is not valid for ids.") from refusal


def _read_as_of(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return moment.parse(text)
    except ValueError as error:
        raise bad_property(f"The value '{text}' is not valid for asOf.") from error


def _read_selection(call: Call) -> tuple[list[str] | None, str]:
    names = call.query.get("fields")
    fields = read_fields(names.split(",")) if names else None
    expansion = read_expansion(call.query.get("$expand"))
    _check_selection(fields, expansion)
    return fields, expansion


def _check_selection(fields: list[str] | None, expansion: str) -> None:
    if fields and expansion not in {"none", "links"}:
        text = "The expand parameter can not be used with the fields parameter."
        raise RefusalError(400, "ConflictingParametersException", text)


def _as_text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise bad_property(f"The value '{value}' is not valid.")
    return value


def _show_template(call: Call, name: str) -> Answer:
    project = call.own_project
    type_ = find_type(call, project, name)
    _read_selection(call)
    _read_as_of(call.query.get("asof"))
    item = new_row(project["id"], type_.name)
    titled = Patch(values={"System.Title": "-"})
    made = Rules(call, project, type_, titled, is_free=False).make(first_fields(call, type_), is_new=True)
    del made["System.Title"], made["System.CommentCount"]
    call.database.revise(item, made, call.now_s, call.my_id)
    shown = show_item(call, item)
    shown["fields"]["Microsoft.VSTS.Common.StateChangeDate"] = _NEVER
    for each in ("System.CreatedDate", "System.ChangedDate"):
        del shown["fields"][each]
    return Answer({"fields": shown["fields"], "url": call.url("wit/workItems")})
