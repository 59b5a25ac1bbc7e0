"""Attachments: links beside an issue, one for each address. A file is a link to where it was sent.

Source: https://linear.app/developers/attachments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import sees_part
from tasklab.twin.platform.linear.entity import find, find_open_issue, new_id, pick, read_text
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, linked, matcher, stored
from tasklab.twin.platform.linear.history import add_entry
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.refusal import invalid
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")

FILTERS["Attachment"] = {
    **ENTITY,
    **{name: stored(name) for name in ("sourceType", "subtitle", "title", "url")},
    "creator": linked("User", "users", "creatorId"),
}
link("Attachment.creator", "users", "creatorId")
link("Attachment.issue", "issues", "issueId")


def _page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    seen = [row for row in rows if sees_part(call, row)]
    return connect(args, seen, matcher(call, "Attachment", args.get("filter")))


@resolves("Query.attachment")
def _attachment(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.attachments, args["id"], "Attachment", sees_part)


@resolves("Query.attachments")
def _attachments(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.attachments)


@resolves("Query.attachmentsForURL")
def _attachments_for_url(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.attachments.where("url", args["url"]))


@resolves("Issue.attachments")
def _issue_attachments(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.attachments.where("issue", row["id"]))


@resolves("Mutation.attachmentCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values = args["input"]
    changes = {
        "title": read_text(values, "title"),
        **pick(values, "subtitle"),
        "metadata": values.get("metadata") or {},
        "groupBySource": bool(values.get("groupBySource")),
    }
    return call.done(attachment=_keep(call, values, changes))


@resolves("Mutation.attachmentLinkURL")
def _link(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return call.done(attachment=_keep(call, args, {"title": args.get("title") or args["url"]}))


def _keep(call: Call, values: Mapping[str, Any], changes: dict[str, Any]) -> Row:
    """Keep an attachment, or change the one of this address that the issue has. Raises: RefusalError."""
    database = call.database
    id_ = new_id(values, database.attachments, "Attachment")
    issue = find_open_issue(call, values["issueId"])
    if not _URL.fullmatch(values["url"]):
        raise invalid("url", "isUrl", "url must be a URL address")
    for each in database.attachments.where("url", values["url"]):
        if each["issueId"] == issue["id"]:
            database.change(database.attachments, each, changes, call.now)
            return each
    row = {
        "subtitle": None,
        "metadata": {},
        "groupBySource": False,
        "source": {"type": "api"},
        "sourceType": "api",
        **changes,
        "url": values["url"],
        "issueId": issue["id"],
        "creatorId": call.user_id,
    }
    database.add(database.attachments, row, call.now, id_)
    add_entry(call, issue["id"], {"attachmentId": row["id"]})
    return row


@resolves("Mutation.attachmentUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    row = find(call, database.attachments, args["id"], "Attachment", sees_part)
    changes = {"title": read_text(values, "title"), **pick(values, "subtitle")}
    if values.get("metadata") is not None:
        changes["metadata"] = values["metadata"]
    database.change(database.attachments, row, changes, call.now)
    return call.done(attachment=row)


@resolves("Mutation.attachmentDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find(call, call.database.attachments, args["id"], "Attachment", sees_part)
    call.database.drop(call.database.attachments, row)
    return call.done(entityId=row["id"])
