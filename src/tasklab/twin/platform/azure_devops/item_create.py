"""Work items come to be and change: what is checked is kept, as a revision, an update, a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops.access import ADMIN, role_of
from tasklab.twin.platform.azure_devops.database import Database, Revision, Update
from tasklab.twin.platform.azure_devops.item_fields import OF_ONE_REVISION, Rules
from tasklab.twin.platform.azure_devops.patch import check_tests
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property, may_not
from tasklab.twin.platform.azure_devops.relation import Draft
from tasklab.twin.platform.azure_devops.show import show_fields
from tasklab.twin.platform.azure_devops.value import read_tags

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.call import Call
    from tasklab.twin.platform.azure_devops.patch import Patch
    from tasklab.twin.platform.azure_devops.process import Type
    from tasklab.twin.store import Row

_CHANGING = frozenset({"System.ChangedDate", "System.ChangedBy", "System.Watermark"})


def find_type(call: Call, project: Row, name: str) -> Type:
    """Return a type of a project. Raises: RefusalError with 404."""
    found = call.database.process_of(project).find_type(name)
    if found is None:
        text = (
            f"VS402323: Work item type {name} does not exist in project {project['name']} or you do not have "
            "permission to access it."
        )
        raise RefusalError(404, "WorkItemTypeNotFoundException", text)
    return found


def new_row(project_id: str, type_name: str) -> Row:
    """Return a work item that has no revision yet."""
    return {
        "id": -1,
        "project_id": project_id,
        "type": type_name,
        "rev": 0,
        "fields": {},
        "relations": (),
        "revisions": [],
        "updates": [],
        "deleted_at": None,
        "deleted_by": None,
    }


def may_bypass(call: Call, project: Row) -> bool:
    """Read `bypassRules`. Raises: RefusalError with 403 where who calls may not."""
    if not call.flag("bypassRules"):
        return False
    if role_of(call.database, project, call.user) < ADMIN:
        raise may_not("Bypass rules on work item updates", call.user["unique_name"])
    return True


def create_item(call: Call, project: Row, type_: Type, patch: Patch) -> Row:
    """Make a work item; with `validateOnly` one that is not kept. Raises: RefusalError."""
    call.check_may_save(project)
    item = new_row(project["id"], type_.name)
    is_free = may_bypass(call, project)
    made = Rules(call, project, type_, patch, is_free=is_free).make(first_fields(call, type_), is_new=True)
    check_tests(patch, 0, {})
    draft = Draft(call, item, patch)
    if call.flag("validateOnly"):
        call.database.revise(item, made, call.now_s, call.my_id)
        return item
    call.database.items.insert(item)
    draft.apply()
    _keep(call, item, made, patch, draft)
    return item


def first_fields(call: Call, type_: Type) -> dict[str, Any]:
    """Return what a new work item of a type has before anything is said."""
    made = {"System.CreatedDate": call.now_s, "System.CreatedBy": call.my_id, "System.CommentCount": 0}
    return {**type_.defaults, **made}


def update_item(call: Call, item: Row, patch: Patch) -> Row:
    """Change a work item; with `validateOnly` a copy of it. Raises: RefusalError."""
    project = call.project_of(item)
    call.check_may_save(project)
    shown = show_fields(call, item, item["revisions"][-1], item["rev"])
    check_tests(patch, item["rev"], shown)
    target = _find_target(call, project, patch)
    is_free = may_bypass(call, project)
    type_ = find_type(call, target, _read_type(patch, item["type"]))
    rules = Rules(call, target, type_, patch, is_free=is_free)
    made = rules.make(item["fields"], is_new=False, is_moved=target is not project)
    draft = Draft(call, item, patch)
    if call.flag("validateOnly"):
        copy = {**item, "revisions": list(item["revisions"])}
        copy["fields"] = made
        copy["revisions"][-1] = Revision(made, item["revisions"][-1].at_s, call.my_id, item["relations"])
        return copy
    call.database.items.update(item["id"], {"project_id": target["id"], "type": type_.name})
    draft.apply()
    _keep(call, item, made, patch, draft)
    return item


def comment_on(call: Call, item: Row, text: str) -> Row:
    """Keep a comment, and the revision that it makes."""
    at_s = max(call.now_s, item["revisions"][-1].at_s)
    row = {
        "item_id": item["id"],
        "created_by": call.my_id,
        "created_at": at_s,
        "version": 1,
        "versions": [(text, at_s, call.my_id, False)],
        "reactions": {},
    }
    call.database.comments.insert(row)
    fields = {name: value for name, value in item["fields"].items() if name not in OF_ONE_REVISION}
    count = fields.get("System.CommentCount", 0) + 1
    fields |= {"System.History": text, "comment": row["id"], "System.CommentCount": count}
    call.database.revise(item, fields, call.now_s, call.my_id)
    item["updates"].append(Update(item["rev"], at_s, call.my_id, is_revision=True))
    return row


def seed_item(database: Database, project: Row, user: Row, title: str, at_s: float) -> Row:
    """Make a task without going through a request."""
    type_ = database.process_of(project).find_type("Task")
    if type_ is None:
        raise bad_property("no tasks")
    item = new_row(project["id"], type_.name)
    database.items.insert(item)
    state = type_.states[0]
    fields = {
        "System.WorkItemType": type_.name,
        "System.AreaId": project["area_id"],
        "System.IterationId": project["iteration_id"],
        "System.State": state.name,
        "System.Reason": state.reasons[0],
        "System.Title": title,
        "System.CreatedDate": at_s,
        "System.CreatedBy": user["id"],
        "System.CommentCount": 0,
        "Microsoft.VSTS.Common.StateChangeDate": at_s,
        **type_.defaults,
    }
    database.revise(item, fields, at_s, user["id"])
    item["updates"].append(Update(1, at_s, user["id"], is_revision=True))
    return item


def _keep(call: Call, item: Row, made: dict[str, Any], patch: Patch, draft: Draft) -> None:
    history = patch.values.get("System.History")
    if history:
        item["fields"] = made
        if not item["revisions"]:
            call.database.revise(item, dict(made), call.now_s, call.my_id)
            item["updates"].append(Update(1, call.now_s, call.my_id, True, tuple(draft.added)))
            _keep_tags(call, item, made)
            comment_on(call, item, str(history))
            return
        comment_on(call, item, str(history))
        item["updates"][-1] = _with_relations(item["updates"][-1], draft)
    elif _is_changed(item, made) or draft.is_revision:
        call.database.revise(item, made, call.now_s, call.my_id)
        update = Update(item["rev"], item["revisions"][-1].at_s, call.my_id, is_revision=True)
        item["updates"].append(_with_relations(update, draft))
    elif not draft.is_empty:
        update = Update(item["rev"], call.now_s, call.my_id, is_revision=False)
        item["updates"].append(_with_relations(update, draft))
    _keep_tags(call, item, made)


def _with_relations(update: Update, draft: Draft) -> Update:
    return Update(
        update.rev, update.at_s, update.by, update.is_revision,
        tuple(draft.added), tuple(draft.removed), tuple(draft.updated),
    )  # fmt: skip


def _is_changed(item: Row, made: dict[str, Any]) -> bool:
    ignored = _CHANGING | OF_ONE_REVISION
    before = {name: value for name, value in item["fields"].items() if name not in ignored}
    return before != {name: value for name, value in made.items() if name not in ignored} or not item["revisions"]


def _keep_tags(call: Call, item: Row, made: dict[str, Any]) -> None:
    for name in read_tags(made.get("System.Tags")):
        if call.database.tags.first("name", (item["project_id"], name.lower())) is None:
            call.database.tags.insert({"project_id": item["project_id"], "name": name, "updated_at": call.now_s})


def _find_target(call: Call, project: Row, patch: Patch) -> Row:
    name = patch.values.get("System.TeamProject")
    if not isinstance(name, str) or name.lower() == project["name"].lower():
        return project
    target = call.find_project(name)
    call.check_may_save(target)
    return target


def _read_type(patch: Patch, name: str) -> str:
    wanted = patch.values.get("System.WorkItemType")
    return wanted if isinstance(wanted, str) and wanted else name
