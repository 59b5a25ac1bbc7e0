"""Issues. Source: the groups Issues and Issue watchers of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import (
    ADMINISTRATOR,
    find_issue,
    find_rank,
    is_assignable,
    lookup_issue,
    may_write,
)
from tasklab.twin.platform.jira_cloud.call import NOTHING, Answer
from tasklab.twin.platform.jira_cloud.field import fields_on_screen, find_field
from tasklab.twin.platform.jira_cloud.field_kind import Reading
from tasklab.twin.platform.jira_cloud.history import show_history
from tasklab.twin.platform.jira_cloud.issue_input import read_input, read_parts
from tasklab.twin.platform.jira_cloud.issue_meta import show_screen
from tasklab.twin.platform.jira_cloud.issue_show import select_fields, show_issue
from tasklab.twin.platform.jira_cloud.issue_write import (
    add_besides,
    apply_changes,
    create_issue,
    default_assignee,
    delete_issue,
    edit_issue,
    remove_issue,
)
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import show_page
from tasklab.twin.platform.jira_cloud.refusal import NO_USER, RefusalError, bad_payload, forbidden, invalid, not_found
from tasklab.twin.platform.jira_cloud.show import show_user
from tasklab.twin.platform.jira_cloud.workflow import available_steps, set_status, show_step, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.platform.jira_cloud.workflow import Step
    from tasklab.twin.store import Row

_ISSUE = "/issue/{issueIdOrKey}"
_MOST_AT_ONCE = 50
_MOST_FETCHED = 100
_HISTORIES = 100
_GDPR = "'accountId' must be the only user identifying query parameter in GDPR strict mode."


@operation("POST /issue")
def create(call: Call) -> Answer:
    """Make an issue, and take a step with it where that is asked for."""
    issue = create_issue(call, call.body)
    shown = _name(call, issue)
    if call.member("transition", dict):
        try:
            _take_step(call, issue, call.body, {}, {})
        except RefusalError:
            remove_issue(call, issue)
            raise
        shown["transition"] = {"status": 204, "errorCollection": {"errorMessages": [], "errors": {}}}
    return Answer(shown, 201)


@operation("POST /issue/bulk")
def create_many(call: Call) -> Answer:
    """Make up to fifty issues; one that is refused does not hinder the others."""
    updates = call.member("issueUpdates", list)
    if not updates or not all(isinstance(each, dict) for each in updates):
        raise bad_payload()
    if len(updates) > _MOST_AT_ONCE:
        raise RefusalError(400, f"You can create at most {_MOST_AT_ONCE} issues at once.")
    made, errors = [], []
    for number, body in enumerate(updates):
        try:
            made.append(_name(call, create_issue(call, body)))
        except RefusalError as error:
            errors.append({"status": error.status, "elementErrors": error.body, "failedElementNumber": number})
    return Answer({"issues": made, "errors": errors}, 201 if made else 400)


@operation("POST /issue/bulkfetch")
def fetch_many(call: Call) -> Answer:
    """Return up to a hundred issues; those that the caller does not see are left out."""
    refs = call.member("issueIdsOrKeys", list)
    call.member("fieldsByKeys", bool)
    if not all(isinstance(each, str) for each in [*(refs or []), *(call.member("properties", list) or [])]):
        call.refuse_payload()
    if not refs:
        raise RefusalError(400, "issueIdsOrKeys must not be empty.")
    if len(refs) > _MOST_FETCHED:
        raise RefusalError(400, f"The request can contain at most {_MOST_FETCHED} issues.")
    fields = select_fields(call, _words(call, "fields"), "*navigable")
    found = {row["id"]: row for ref in refs if (row := lookup_issue(call, ref)) is not None}
    shown = [show_expanded(call, found[id_], fields, _words(call, "expand")) for id_ in sorted(found)]
    return Answer({"issues": shown, "issueErrors": []})


@operation(f"GET {_ISSUE}")
def get(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """Return an issue."""
    issue = find_issue(call, issueIdOrKey)
    return Answer(show_expanded(call, issue, select_fields(call, call.each("fields"), "*all"), call.all("expand")))


@operation(f"PUT {_ISSUE}")
def update(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Change an issue; return it where that is asked for."""
    issue = find_issue(call, issueIdOrKey)
    edit_issue(call, issue, call.body)
    if not call.flag("returnIssue"):
        return NOTHING
    return Answer(show_expanded(call, issue, select_fields(call, (), "*all"), call.all("expand")))


@operation(f"DELETE {_ISSUE}")
def delete(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Remove an issue, with its subtasks where that is said."""
    delete_issue(call, find_issue(call, issueIdOrKey), with_subtasks=call.flag("deleteSubtasks"))
    return NOTHING


@operation(f"PUT {_ISSUE}/assignee")
def assign(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Give an issue to somebody, to nobody (null), or to who gets issues of the project (-1)."""
    issue = find_issue(call, issueIdOrKey)
    project = call.database.project_of(issue)
    if "name" in call.body or "key" in call.body:
        raise RefusalError(400, _GDPR)
    if "accountId" not in call.body:
        raise RefusalError(400, "The 'accountId' query parameter needs to be provided")
    if not may_write(call, project):
        raise forbidden("You do not have permission to assign issues.")
    account_id = call.member("accountId", str)
    if account_id == "-1":
        account_id = default_assignee(project)
    if account_id is not None and not is_assignable(call.database, project, account_id):
        raise invalid("assignee", f"User '{account_id}' cannot be assigned issues.")
    apply_changes(call, issue, {"assignee": account_id})
    return NOTHING


@operation(f"GET {_ISSUE}/editmeta")
def get_edit_meta(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Return which fields can be changed, and to what."""
    return Answer(_edit_meta(call, find_issue(call, issueIdOrKey)))


@operation(f"GET {_ISSUE}/transitions")
def list_transitions(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """List the steps that the caller can take, with the fields on their screens where that is asked for."""
    issue = find_issue(call, issueIdOrKey)
    wanted = call.text("transitionId")
    steps = [step for step in available_steps(call, issue) if wanted in (None, str(step.id))]
    shown = [
        _show_transition(call, issue, step, has_fields="transitions.fields" in call.all("expand")) for step in steps
    ]
    return Answer({"expand": "transitions", "transitions": shown})


@operation(f"POST {_ISSUE}/transitions")
def take_transition(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Take a step with an issue."""
    issue = find_issue(call, issueIdOrKey)
    fields, update_ = read_parts(call)
    _take_step(call, issue, call.body, fields, update_)
    return NOTHING


@operation(f"GET {_ISSUE}/changelog")
def list_changelog(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """List what happened, the oldest first."""
    issue = find_issue(call, issueIdOrKey)
    rows = call.database.histories.where("issue", issue["id"])
    path = f"issue/{issueIdOrKey}/changelog"
    return Answer(show_page(call, path, rows, lambda row: show_history(call, row), _HISTORIES, _HISTORIES))


@operation(f"GET {_ISSUE}/watchers")
def list_watchers(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """List who watches an issue."""
    issue = find_issue(call, issueIdOrKey)
    return Answer(
        {
            "self": call.url(f"issue/{issue['key']}/watchers"),
            "isWatching": call.me in issue["watchers"],
            "watchCount": len(issue["watchers"]),
            "watchers": [show_user(call, each) for each in issue["watchers"]],
        }
    )


@operation(f"POST {_ISSUE}/watchers")
def add_watcher(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Let somebody watch an issue: who is named by an account id as the whole body, or the caller."""
    issue = find_issue(call, issueIdOrKey)
    account_id = call.value if call.request.body else call.me
    if not isinstance(account_id, str):
        raise bad_payload()
    user = call.database.users.get(account_id)
    project = call.database.project_of(issue)
    if user is None or not find_rank(project, user):
        raise not_found(NO_USER)
    _check_watching(call, project, account_id)
    call.database.issues.update(issue["id"], {"watchers": {**issue["watchers"], account_id: None}})
    return NOTHING


@operation(f"DELETE {_ISSUE}/watchers")
def remove_watcher(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Let somebody watch an issue no longer."""
    issue = find_issue(call, issueIdOrKey)
    account_id = call.text("accountId")
    if account_id is None:
        raise RefusalError(400, "The 'accountId' query parameter needs to be provided")
    if account_id not in call.database.users:
        raise not_found(NO_USER)
    _check_watching(call, call.database.project_of(issue), account_id)
    kept = {each: None for each in issue["watchers"] if each != account_id}
    call.database.issues.update(issue["id"], {"watchers": kept})
    return NOTHING


def show_expanded(call: Call, issue: Row, fields: list[Field], expand: list[str]) -> dict[str, Any]:
    """Return an issue with what is asked for besides its fields."""
    shown = show_issue(call, issue, fields)
    if "names" in expand:
        shown["names"] = {each.id: each.name for each in fields}
    if "schema" in expand:
        shown["schema"] = {each.id: each.schema for each in fields}
    if "transitions" in expand:
        shown["transitions"] = [_show_transition(call, issue, step) for step in available_steps(call, issue)]
    if "editmeta" in expand:
        shown["editmeta"] = _edit_meta(call, issue)
    if "changelog" in expand:
        rows = call.database.histories.where("issue", issue["id"])[::-1]
        histories = [show_history(call, row) for row in rows[:_HISTORIES]]
        page = {"startAt": 0, "maxResults": len(histories), "total": len(rows)}
        shown["changelog"] = {**page, "histories": histories}
    return shown


def _name(call: Call, issue: Row) -> dict[str, Any]:
    return {"id": str(issue["id"]), "key": issue["key"], "self": call.url(f"issue/{issue['id']}")}


def _words(call: Call, name: str) -> list[str]:
    """Return a member of the body that is a list of words. Raises: RefusalError (400)."""
    values = call.member(name, list) or []
    if not all(isinstance(each, str) for each in values):
        raise bad_payload()
    return [word for each in values for word in each.split(",")]


def _edit_meta(call: Call, issue: Row) -> dict[str, Any]:
    database = call.database
    project = database.project_of(issue)
    if not may_write(call, project):
        return {"fields": {}}
    type_ = database.type_of(issue)
    screen = fields_on_screen(database, project, type_)
    return {"fields": show_screen(call, screen, project, type_)}


def _show_transition(call: Call, issue: Row, step: Step, *, has_fields: bool = False) -> dict[str, Any]:
    shown = show_step(call, issue, step)
    if has_fields:
        project, type_ = call.database.project_of(issue), call.database.type_of(issue)
        shown["fields"] = show_screen(call, _screen_of(call, step), project, type_, step.required)
    return shown


def _screen_of(call: Call, step: Step) -> dict[str, Field]:
    found = {id_: find_field(call.database, id_) for id_ in step.screen}
    return {id_: each for id_, each in found.items() if each is not None}


def _take_step(
    call: Call, issue: Row, body: Mapping[str, Any], fields: Mapping[str, Any], update_: Mapping[str, Any]
) -> None:
    wanted = call.member("transition", dict, body)
    id_ = (wanted or {}).get("id")
    if id_ is None:
        raise RefusalError(400, "Missing 'transition' identifier")
    if not str(id_).isascii() or not str(id_).isdigit():
        raise RefusalError(400, "'transition' identifier must be an integer")
    step = next((each for each in available_steps(call, issue) if str(each.id) == str(id_)), None)
    if step is None:
        raise RefusalError(400, f"Transition id '{id_}' is not valid for this issue.")
    project, type_ = call.database.project_of(issue), call.database.type_of(issue)
    reading = Reading(call, "", project, type_["level"], issue)
    found = read_input(_screen_of(call, step), reading, fields, update_)
    missing = [each for each in step.required if found.changes.get(each) is None]
    if missing:
        raise RefusalError(400, errors={each: f"{each.capitalize()} is required." for each in missing})
    add_besides(call, issue, found)
    set_status(call, issue, target_of(call.database, project, step), found.changes)


def _check_watching(call: Call, project: Row, account_id: str) -> None:
    if account_id != call.me and not may_write(call, project) and find_rank(project, call.user) < ADMINISTRATOR:
        raise forbidden("You do not have permission to manage the watcher list.")
