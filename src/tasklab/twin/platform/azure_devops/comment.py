"""Comments of work items since 5.1. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/comments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_offset
from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.access import ADMIN, role_of
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.item_create import comment_on
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property
from tasklab.twin.platform.azure_devops.show import item_url, show_identity
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_STAGE = Stage("6.0", released=None, previews=(("6.0", 3), ("7.1", 4)))
_PARTS = Stage("6.0", released=None)
_EXPANSIONS = ("none", "reactions", "renderedtext", "renderedtextonly", "all")
_REACTIONS = ("like", "dislike", "heart", "hooray", "smile", "confused")
_MOST = 200
_PATH = "wit/workitems/{id}/comments"
_ONE = _PATH + "/{comment}"


@operation(f"GET {_PATH}", stage=_STAGE, needs_project=True)
def list_comments(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return comments, the newest first, or those that are named."""
    item = call.find_item(id)
    rows = call.database.comments.where("item_id", item["id"])
    if not call.flag("includeDeleted"):
        rows = [each for each in rows if not _is_deleted(each)]
    total, expansion = len(rows), _read_expansion(call)
    if "ids" in call.query:
        wanted = set(call.query["ids"].replace(" ", "").split(","))
        rows = [each for each in rows if str(each["id"]) in wanted]
    elif _read_order(call) == "desc":
        rows = rows[::-1]
    page = cut_offset(rows, _read_token(call), call.number("$top", _MOST, _MOST, 1))
    shown = [show_comment(call, each, expansion) for each in page.items]
    body = {"totalCount": total, "count": len(shown), "comments": shown, "url": item_url(call, item["id"], "/comments")}
    if page.has_more:
        token = str(_read_token(call) + len(shown))
        path = f"wit/workItems/{item['id']}/comments"
        body |= {"continuationToken": token, "nextPage": call.next_page(path, continuationToken=token)}
    return Answer(body)


@operation(f"POST {_PATH}", stage=_STAGE, needs_project=True)
def add_comment(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Say something about a work item."""
    item = call.find_item(id)
    text = _read_text(call)
    call.check_may_save(call.project_of(item))
    return Answer(show_comment(call, comment_on(call, item, text)))


@operation(f"GET {_ONE}", stage=_STAGE, needs_project=True)
def get_comment(call: Call, id: str, comment: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one comment."""
    row = _find(call, id, comment, with_deleted=call.flag("includeDeleted"))
    return Answer(show_comment(call, row, _read_expansion(call)))


@operation(f"PATCH {_ONE}", stage=_STAGE, needs_project=True)
def change_comment(call: Call, id: str, comment: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Give a comment another text."""
    row = _find(call, id, comment)
    text = _read_text(call)
    _check_own(call, row)
    _add_version(call, row, text, is_deleted=False)
    return Answer(show_comment(call, row))


@operation(f"DELETE {_ONE}", stage=_STAGE, needs_project=True)
def delete_comment(call: Call, id: str, comment: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Delete a comment; it stays to be read for who asks for deleted ones."""
    row = _find(call, id, comment)
    _check_own(call, row)
    _add_version(call, row, row["versions"][-1][0], is_deleted=True)
    _count_down(call.find_item(id))
    return Answer(show_comment(call, row))


@operation(f"GET {_ONE}/versions", stage=_PARTS, needs_project=True)
def list_versions(call: Call, id: str, comment: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return what a comment was."""
    row = _find(call, id, comment)
    return listed([_show_version(call, row, number) for number in range(1, row["version"] + 1)])


@operation(f"GET {_ONE}/reactions", stage=_PARTS, needs_project=True)
def list_reactions(call: Call, id: str, comment: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return how people took a comment."""
    row = _find(call, id, comment)
    return listed([_show_reaction(call, row, each) for each in _REACTIONS if row["reactions"].get(each)])


@operation(f"PUT {_ONE}/reactions/{{kind}}", stage=_PARTS, needs_project=True)
def add_reaction(call: Call, id: str, comment: str, kind: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """React to a comment."""
    row, kind = _find(call, id, comment), _read_reaction(kind)
    row["reactions"].setdefault(kind, {})[call.my_id] = None
    return Answer(_show_reaction(call, row, kind))


@operation(f"DELETE {_ONE}/reactions/{{kind}}", stage=_PARTS, needs_project=True)
def remove_reaction(call: Call, id: str, comment: str, kind: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Take a reaction back."""
    row, kind = _find(call, id, comment), _read_reaction(kind)
    row["reactions"].get(kind, {}).pop(call.my_id, None)
    return Answer(_show_reaction(call, row, kind))


def show_comment(call: Call, row: Row, expansion: str = "none") -> dict[str, Any]:
    """Return a comment as the version has it."""
    text, modified_at, modified_by, is_deleted = row["versions"][-1]
    body: dict[str, Any] = {
        "workItemId": row["item_id"],
        "id": row["id"],
        "version": row["version"],
        "createdBy": show_identity(call, row["created_by"]),
        "createdDate": moment.render(row["created_at"]),
        "modifiedBy": show_identity(call, modified_by),
        "modifiedDate": moment.render(modified_at),
        "isDeleted": is_deleted,
        "url": item_url(call, row["item_id"], f"/comments/{row['id']}"),
    }
    if expansion != "renderedtextonly":
        body["text"] = text
    if call.api.has("7.1"):
        body["format"] = "html"
        if expansion in {"renderedtext", "renderedtextonly", "all"}:
            body["renderedText"] = text
    if expansion in {"reactions", "all"}:
        body["reactions"] = [_show_reaction(call, row, each) for each in _REACTIONS if row["reactions"].get(each)]
    return body


def _find(call: Call, item_id: str, comment_id: str, *, with_deleted: bool = False) -> Row:
    item = call.find_item(item_id)
    is_number = comment_id.isascii() and comment_id.isdigit() and len(comment_id) < 10  # noqa: PLR2004 - of 32 bits
    row = call.database.comments.get(int(comment_id)) if is_number else None
    if row is None or row["item_id"] != item["id"] or (_is_deleted(row) and not with_deleted):
        text = f"VS404044: Comment {comment_id} does not exist, or you do not have permissions to read it."
        raise RefusalError(404, "CommentNotFoundException", text)
    return row


def _count_down(item: Row) -> None:
    last = item["revisions"][-1]
    item["fields"] = {**last.fields, "System.CommentCount": last.fields["System.CommentCount"] - 1}
    item["revisions"][-1] = replace(last, fields=item["fields"])


def _is_deleted(row: Row) -> bool:
    return bool(row["versions"][-1][3])


def _check_own(call: Call, row: Row) -> None:
    """Hold that a comment is one's own, or that one administers the project."""
    item = call.find_item(row["item_id"])
    project = call.project_of(item)
    call.check_may_save(project)
    if row["created_by"] != call.my_id and role_of(call.database, project, call.user) < ADMIN:
        text = "VS404045: You do not have permissions to change this comment."
        raise RefusalError(403, "CommentUpdateUnauthorizedException", text)


def _add_version(call: Call, row: Row, text: str, *, is_deleted: bool) -> None:
    row["versions"].append((text, call.now_s, call.my_id, is_deleted))
    row["version"] += 1


def _read_text(call: Call) -> str:
    text = call.text("text")
    if not text or not text.strip():
        raise bad_property("Value cannot be null or empty.\r\nParameter name: text")
    return text


def _read_token(call: Call) -> int:
    return call.number("continuationToken", 0)


def _read_order(call: Call) -> str:
    order = call.query.get("order", "desc").lower()
    if order not in {"asc", "desc"}:
        raise bad_property(f"The value '{order}' is not valid for order.")
    return order


def _read_expansion(call: Call) -> str:
    expansion = call.query.get("$expand", "none").lower()
    if expansion not in _EXPANSIONS:
        raise bad_property(f"The value '{expansion}' is not valid for $expand.")
    return expansion


def _read_reaction(text: str) -> str:
    if text.lower() not in _REACTIONS:
        raise bad_property(f"The value '{text}' is not valid for reactionType.")
    return text.lower()


def _show_reaction(call: Call, row: Row, kind: str) -> dict[str, Any]:
    people = row["reactions"].get(kind, {})
    path = f"/comments/{row['id']}/reactions/{kind}"
    return {
        "commentId": row["id"],
        "type": kind,
        "count": len(people),
        "isCurrentUserEngaged": call.my_id in people,
        "url": item_url(call, row["item_id"], path),
    }


def _show_version(call: Call, row: Row, number: int) -> dict[str, Any]:
    text, at_s, by_id, is_deleted = row["versions"][number - 1]
    return {
        "id": row["id"],
        "version": number,
        "text": text,
        "createdBy": show_identity(call, row["created_by"]),
        "createdDate": moment.render(row["created_at"]),
        "modifiedBy": show_identity(call, by_id),
        "modifiedDate": moment.render(at_s),
        "isDeleted": is_deleted,
        "url": item_url(call, row["item_id"], f"/comments/{row['id']}/versions/{number}"),
    }
