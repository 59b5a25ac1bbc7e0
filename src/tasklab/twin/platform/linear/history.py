"""What happened to issues: an entry for each change, with what was and what is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_FOLLOWED = {
    "title": "Title",
    "assigneeId": "AssigneeId",
    "priority": "Priority",
    "estimate": "Estimate",
    "dueDate": "DueDate",
    "stateId": "StateId",
    "teamId": "TeamId",
    "projectId": "ProjectId",
    "cycleId": "CycleId",
    "parentId": "ParentId",
}
"""Members of an issue, and how an entry names what they were and are."""


def note(call: Call, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write down what changed of an issue, if an entry tells it."""
    entry: dict[str, Any] = {}
    for name, said in _FOLLOWED.items():
        if before[name] != after[name]:
            entry[f"from{said}"], entry[f"to{said}"] = before[name], after[name]
    added = [each for each in after["labelIds"] if each not in before["labelIds"]]
    removed = [each for each in before["labelIds"] if each not in after["labelIds"]]
    if added:
        entry["addedLabelIds"] = added
    if removed:
        entry["removedLabelIds"] = removed
    if before["description"] != after["description"]:
        entry.update(updatedDescription=True, descriptionUpdatedByIds=[call.user_id])
    if before["archivedAt"] != after["archivedAt"]:
        entry["archived"] = after["archivedAt"] is not None
    if before["trashed"] != after["trashed"]:
        entry["trashed"] = bool(after["trashed"])
    if entry:
        add_entry(call, str(after["id"]), entry)


def note_relation(call: Call, issue_id: str, other: Row, kind: str) -> None:
    """Write down that a relation to another issue came or went: `ab` for blocks that was added, `rb` for removed."""
    change = {"identifier": call.database.identifier(other), "type": kind}
    add_entry(call, issue_id, {"relationChanges": [change]})


def add_entry(call: Call, issue_id: str, entry: dict[str, Any]) -> None:
    """Keep an entry."""
    row = {**entry, "issueId": issue_id, "actorId": call.user_id}
    call.database.add(call.database.histories, row, call.now)


@resolves("Issue.history")
def _history(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return connect(args, call.database.histories.where("issue", row["id"]))


def _register() -> None:
    for side in ("from", "to"):
        for name, table in (
            *(("Assignee", "users"), ("State", "states"), ("Team", "teams"), ("Project", "projects")),
            *(("Cycle", "cycles"), ("Parent", "issues")),
        ):
            link(f"IssueHistory.{side}{name}", table, f"{side}{name}Id")
    link("IssueHistory.actor", "users", "actorId")
    link("IssueHistory.issue", "issues", "issueId")
    link("IssueHistory.attachment", "attachments", "attachmentId")
    for field, table, member in (
        *(("addedLabels", "labels", "addedLabelIds"), ("removedLabels", "labels", "removedLabelIds")),
        ("descriptionUpdatedBy", "users", "descriptionUpdatedByIds"),
    ):
        resolves(f"IssueHistory.{field}")(_listed(table, member))


def _listed(table: str, member: str) -> Any:
    def resolve(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
        if row.get(member) is None:
            return None
        found = (getattr(call.database, table).get(each) for each in row[member])
        return [each for each in found if each is not None]

    return resolve


@resolves("IssueHistory.actors")
def _actors(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    actor = call.database.users.get(row["actorId"])
    return [] if actor is None else [actor]


_register()
