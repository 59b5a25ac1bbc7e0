"""Operations about labels. Source: https://docs.github.com/rest/issues/labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.github.access import PUSH, TRIAGE
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import NEW_COLOR, node_id
from tasklab.twin.platform.github.event import note
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.refusal import Refusal, bad_request, invalid, not_found, too_long
from tasklab.twin.platform.github.repository import repo_path
from tasklab.twin.platform.github.shape import TEXT, TEXT_OR_NULL, needed, read_members, require_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_MAX_NAME, _MAX_DESCRIPTION = 50, 100
_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}/labels"


def show_label(call: Call, repo: Row, label: Row) -> dict[str, Any]:
    """Show a label."""
    return {
        "id": label["id"],
        "node_id": node_id("LA", label["id"]),
        "url": call.api(f"{repo_path(call, repo)}/labels/{quote(label['name'], safe='')}"),
        "name": label["name"],
        "color": label["color"],
        "default": label["default"],
        "description": label["description"],
    }


def show_labels(call: Call, repo: Row, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Show labels by their ids."""
    return [show_label(call, repo, row) for each in ids if (row := call.database.labels.get(each)) is not None]


def read_names(values: Any, resource: str = "Issue") -> list[str]:
    """Return the names in a list of labels, each a text or an object. Raises: Refusal with 422."""
    if not isinstance(values, list):
        raise bad_request(f"For 'properties/labels', {'nil' if values is None else 'it'} is not an array.")
    names: list[str] = []
    for each in values:
        name = each.get("name") if isinstance(each, dict) else each
        if not isinstance(name, str):
            raise invalid(resource, "labels")
        _check_name(name)
        names.append(name)
    return names


def find_or_make(call: Call, repo: Row, names: Iterable[str]) -> list[int]:
    """Return the ids of labels, once each; a name that is new becomes a label."""
    ids: dict[int, None] = {}
    for name in names:
        label = find_label(call, repo, name) or call.database.add_label(repo["id"], name.strip())
        ids[label["id"]] = None
    return list(ids)


def find_label(call: Call, repo: Row, name: str) -> Row | None:
    """Return the label of a name, whatever its case."""
    return call.database.labels.first("name", (repo["id"], name.strip().lower()))


def set_labels(call: Call, issue: Row, ids: list[int]) -> None:
    """Give an issue these labels and no others."""
    old = issue["label_ids"]
    if ids == old:
        return
    call.touch(issue, label_ids=ids)
    for event, changed in (
        ("unlabeled", [i for i in old if i not in ids]),
        ("labeled", [i for i in ids if i not in old]),
    ):
        for each in changed:
            label = call.database.labels.get(each)
            if label is not None:
                note(call, issue, event, label={"name": label["name"], "color": label["color"]})


@operation("GET /repos/{owner}/{repo}/labels", "issues/labels#list-labels-for-a-repository")
def list_labels(call: Call, repo: Row) -> Answer:
    """List the labels of a repository, by id."""
    return paged(call, call.database.labels.where("repo_id", repo["id"]), lambda row: show_label(call, repo, row))


@operation("POST /repos/{owner}/{repo}/labels", "issues/labels#create-a-label", role=PUSH, is_hidden=True)
def create_label(call: Call, repo: Row) -> Answer:
    """Make a label: a name of its own, whatever the case."""
    given = read_members(call.body, {"name": needed("text"), "color": TEXT, "description": TEXT_OR_NULL})
    name = require_text(given["name"], "Label", "name").strip()
    _check(call, repo, {**given, "name": name}, None)
    color = given.get("color") or NEW_COLOR
    label = call.database.add_label(repo["id"], name, color, given.get("description"))
    shown = show_label(call, repo, label)
    return Answer(shown, 201, {"location": shown["url"]})


@operation("GET /repos/{owner}/{repo}/labels/{name}", "issues/labels#get-a-label")
def get_label(call: Call, repo: Row, name: str) -> Answer:
    """Show a label."""
    return Answer(show_label(call, repo, _require(call, repo, name)))


@operation("PATCH /repos/{owner}/{repo}/labels/{name}", "issues/labels#update-a-label", role=PUSH, is_hidden=True)
def update_label(call: Call, repo: Row, name: str) -> Answer:
    """Change a label."""
    label = _require(call, repo, name)
    given = read_members(call.body, {"new_name": TEXT, "color": TEXT, "description": TEXT_OR_NULL})
    if "new_name" in given:
        given["name"] = require_text(given.pop("new_name"), "Label", "name").strip()
    _check(call, repo, given, label["id"])
    call.database.labels.update(label["id"], given)
    return Answer(show_label(call, repo, label))


@operation("DELETE /repos/{owner}/{repo}/labels/{name}", "issues/labels#delete-a-label", role=PUSH, is_hidden=True)
def delete_label(call: Call, repo: Row, name: str) -> Answer:
    """Remove a label from its repository and from all issues."""
    label = _require(call, repo, name)
    for issue in call.database.issues.where("repo_id", repo["id"]):
        if label["id"] in issue["label_ids"]:
            left = [each for each in issue["label_ids"] if each != label["id"]]
            call.database.issues.update(issue["id"], {"label_ids": left})
    call.database.labels.remove(label["id"])
    return GONE


@operation(f"GET {_ISSUE}", "issues/labels#list-labels-for-an-issue")
def list_issue_labels(call: Call, repo: Row, issue: Row) -> Answer:
    """List the labels of an issue."""
    rows = [row for each in issue["label_ids"] if (row := call.database.labels.get(each)) is not None]
    return paged(call, rows, lambda row: show_label(call, repo, row))


@operation(f"POST {_ISSUE}", "issues/labels#add-labels-to-an-issue", role=TRIAGE, is_hidden=True)
def add_issue_labels(call: Call, repo: Row, issue: Row) -> Answer:
    """Give an issue more labels."""
    ids = find_or_make(call, repo, _read_body(call))
    set_labels(call, issue, list(dict.fromkeys([*issue["label_ids"], *ids])))
    return Answer(show_labels(call, repo, issue["label_ids"]))


@operation(f"PUT {_ISSUE}", "issues/labels#set-labels-for-an-issue", role=TRIAGE, is_hidden=True)
def replace_issue_labels(call: Call, repo: Row, issue: Row) -> Answer:
    """Give an issue other labels in place of those that it has."""
    set_labels(call, issue, find_or_make(call, repo, _read_body(call)))
    return Answer(show_labels(call, repo, issue["label_ids"]))


@operation(f"DELETE {_ISSUE}", "issues/labels#remove-all-labels-from-an-issue", role=TRIAGE, is_hidden=True)
def clear_issue_labels(call: Call, issue: Row, **_rest: Any) -> Answer:
    """Take all labels from an issue."""
    set_labels(call, issue, [])
    return GONE


@operation(f"DELETE {_ISSUE}/{{name}}", "issues/labels#remove-a-label-from-an-issue", role=TRIAGE, is_hidden=True)
def remove_issue_label(call: Call, repo: Row, issue: Row, name: str) -> Answer:
    """Take one label from an issue."""
    label = find_label(call, repo, name)
    if label is None or label["id"] not in issue["label_ids"]:
        raise Refusal(404, "Label does not exist")
    set_labels(call, issue, [each for each in issue["label_ids"] if each != label["id"]])
    return Answer(show_labels(call, repo, issue["label_ids"]))


@operation(
    "GET /repos/{owner}/{repo}/milestones/{milestone_number}/labels",
    "issues/labels#list-labels-for-issues-in-a-milestone",
)
def list_milestone_labels(call: Call, repo: Row, milestone_number: str) -> Answer:
    """List the labels of all issues of a milestone."""
    milestone = call.database.milestones.first("pair", (repo["id"], as_id(milestone_number)))
    if milestone is None:
        raise not_found()
    issues = call.database.issues.where("milestone_id", milestone["id"])
    ids = sorted({each for issue in issues for each in issue["label_ids"]})
    rows = [row for each in ids if (row := call.database.labels.get(each)) is not None]
    return paged(call, rows, lambda row: show_label(call, repo, row))


def _require(call: Call, repo: Row, name: str) -> Row:
    label = find_label(call, repo, name)
    if label is None:
        raise not_found()
    return label


def _read_body(call: Call) -> list[str]:
    body = call.any_body
    return read_names(body if isinstance(body, list) else call.body.get("labels", []), "Label")


def _check(call: Call, repo: Row, given: dict[str, Any], label_id: int | None) -> None:
    if "name" in given:
        _check_name(given["name"])
        namesake = find_label(call, repo, given["name"])
        if namesake is not None and namesake["id"] != label_id:
            raise invalid("Label", "name", code="already_exists")
    if given.get("color") and not re.fullmatch(r"[0-9A-Fa-f]{6}", given["color"]):
        raise invalid("Label", "color")
    if len(given.get("description") or "") > _MAX_DESCRIPTION:
        raise too_long("Label", "description", _MAX_DESCRIPTION)


def _check_name(name: str) -> None:
    require_text(name, "Label", "name")
    if len(name) > _MAX_NAME:
        raise too_long("Label", "name", _MAX_NAME)
