"""Operations about whom an issue is given to. Source: https://docs.github.com/rest/issues/assignees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import TRIAGE, find_role, is_assignable
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.issue import show_issue
from tasklab.twin.platform.github.issue_edit import assign
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.person import find_account
from tasklab.twin.platform.github.refusal import not_found
from tasklab.twin.platform.github.shape import ARRAY, needed, read_logins, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_PATH = "/repos/{owner}/{repo}/issues/{issue_number}/assignees"


@operation(f"POST {_PATH}", "issues/assignees#add-assignees-to-an-issue")
def add_assignees(call: Call, repo: Row, issue: Row) -> Answer:
    """Give an issue to more people. Who cannot have it is left out, and all of them for a caller who may not."""
    given = read_members(call.body, {"assignees": ARRAY}).get("assignees", [])
    named = _find_people(call, given)
    if find_role(call.database, repo, call.me) >= TRIAGE:
        people = [person for person in named if is_assignable(call.database, repo, person, issue)]
        assign(call, issue, list(dict.fromkeys([*issue["assignee_ids"], *(person["id"] for person in people)])))
    return Answer(show_issue(call, issue), 201)


@operation(f"DELETE {_PATH}", "issues/assignees#remove-assignees-from-an-issue")
def remove_assignees(call: Call, repo: Row, issue: Row) -> Answer:
    """Take an issue from people; nothing happens for a caller who may not."""
    given = read_members(call.body, {"assignees": needed("array")})["assignees"]
    gone = {person["id"] for person in _find_people(call, given)}
    if find_role(call.database, repo, call.me) >= TRIAGE:
        assign(call, issue, [each for each in issue["assignee_ids"] if each not in gone])
    return Answer(show_issue(call, issue))


@operation(f"GET {_PATH}/{{assignee}}", "issues/assignees#check-if-a-user-can-be-assigned-to-a-issue")
def check_assignee(call: Call, repo: Row, issue: Row, assignee: str) -> Answer:
    """Say whether an issue can be given to somebody."""
    if not is_assignable(call.database, repo, find_account(call, assignee), issue):
        raise not_found()
    return GONE


def _find_people(call: Call, values: list[Any]) -> list[Row]:
    found = [call.database.accounts.first("login", each.lower()) for each in read_logins(values)]
    return [person for person in found if person is not None]
