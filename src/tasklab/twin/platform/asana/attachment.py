"""Files and links on tasks and projects.

A file comes as a form and is fetched at `download_url`, which needs no token and is good for two minutes.
Source: https://developers.asana.com/reference/createattachmentforobject (2026-11-26).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.platform.asana.access import EDITOR, see_project, see_task
from tasklab.twin.platform.asana.activity import note, touch
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find, read_choice, read_flag, read_name, read_text
from tasklab.twin.platform.asana.refusal import RefusalError, forbidden, invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, stored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.platform.asana.database import Database
    from tasklab.twin.store import Row

FILE, LINK = "asana", "external"
MAX_BYTES = 100 * 1024 * 1024
DOWNLOAD_PATH = "/-/asset/"
DOWNLOAD_S = 120
_ELSEWHERE = ("dropbox", "gdrive", "onedrive", "box", "vimeo")


def _seal(gid: str, expires_s: int) -> str:
    return hashlib.blake2s(f"{gid}:{expires_s}".encode(), digest_size=16, person=b"asana-dl").hexdigest()


def _download_url(call: Call, row: Row) -> str | None:
    if row["resource_subtype"] != FILE:
        return None
    expires_s = int(call.now_s) + DOWNLOAD_S
    query = urlencode({"expires": expires_s, "signature": _seal(row["id"], expires_s)})
    return f"{call.address}{DOWNLOAD_PATH}{row['id']}/{quote(row['name'], safe='')}?{query}"


def _permanent_url(call: Call, row: Row) -> str | None:
    if row["resource_subtype"] != FILE:
        return None
    return f"{call.address}/app/asana/-/get_asset?asset_id={row['id']}"


VIEWS["attachment"] = View(
    "attachment",
    compact={"name": stored("name"), "resource_subtype": stored("resource_subtype")},
    full={
        "created_at": stored("created_at"),
        "download_url": Member(_download_url),
        "permanent_url": Member(_permanent_url),
        "host": stored("resource_subtype"),
        "parent": Member(lambda call, row: call.database.tasks.get(row["parent_id"]), "task"),
        "size": Member(lambda _call, row: len(row["content"]) if row["resource_subtype"] == FILE else ABSENT),
        "view_url": Member(lambda call, row: row["url"] or _permanent_url(call, row)),
        "connected_to_app": Member(lambda _call, row: ABSENT if row["resource_subtype"] == FILE else False),
    },
)


def _see_parent(call: Call, gid: Any, *, least: str = "viewer", status: int = 404) -> Row:
    """Return the task or project that an attachment is on. Raises: RefusalError."""
    if isinstance(gid, str) and gid in call.database.projects:
        return see_project(call, gid, "parent", least=least)
    return see_task(call, gid, "parent", least=least, status=status)


@serves("GET", "/attachments")
def list_attachments(call: Call) -> Result:
    """List the attachments of a task or a project."""
    parent = _see_parent(call, call.query.get("parent"))
    return Listing("attachment", walk_rows(call.database.attachments.where("parent", parent["id"])))


@serves("POST", "/attachments")
def create_attachment(call: Call) -> Result:
    """Attach a file or a link. The answer has status 200, not 201."""
    parent = _see_parent(call, call.data.get("parent"), least=EDITOR, status=400)
    kinds = (FILE, LINK, *(_ELSEWHERE if call.version < NEWER else ()))
    kind = read_choice(call.data, "resource_subtype", kinds) if "resource_subtype" in call.data else FILE
    row: Row = {
        "parent_id": parent["id"],
        "created_by_id": call.user_id,
        "created_at": call.now,
        "resource_subtype": kind,
        "url": None,
        "content": b"",
        "content_type": None,
        **(_read_file(call) if kind == FILE else _read_link(call, kind)),
    }
    call.database.attachments.insert(row)
    if parent["id"] in call.database.tasks:
        note(call, parent, "attachment_added", f"attached {row['name']}")
    return Record("attachment", row)


def _read_file(call: Call) -> Row:
    upload = call.files.get("file")
    if upload is None:
        raise missing("file")
    if len(upload.content) > MAX_BYTES:
        raise RefusalError(413, "file: The file is larger than 100 MB.")
    name = unquote(upload.name)
    if not name:
        raise missing("file")
    return {"name": name, "content": upload.content, "content_type": upload.content_type}


def _read_link(call: Call, kind: str) -> Row:
    if kind != LINK:
        raise invalid("resource_subtype", f"Attachments of type {kind} cannot be created here")
    if "connect_to_app" in call.data and read_flag(call, call.data, "connect_to_app"):
        raise forbidden("connect_to_app: The app is not added to a project of the task")
    url = read_text(call.data, "url")
    if not url.startswith(("https://", "http://")):
        raise invalid("url", f"Not a valid URL: {url}")
    return {"name": read_name(call.data), "url": url}


@serves("GET", "/attachments/{attachment_gid}")
def read_attachment(call: Call, gid: str) -> Result:
    """Return an attachment."""
    row = find(call, "attachment", gid)
    _see_parent(call, row["parent_id"])
    return Record("attachment", row)


@serves("DELETE", "/attachments/{attachment_gid}")
def delete_attachment(call: Call, gid: str) -> Result:
    """Delete an attachment."""
    row = find(call, "attachment", gid)
    parent = _see_parent(call, row["parent_id"], least=EDITOR)
    call.database.attachments.remove(row["id"])
    if parent["id"] in call.database.tasks:
        touch(call, parent)
    return Nothing()


def download(database: Database, path: str, query: Mapping[str, str], now_s: float) -> Response:
    """Return the content of a file, or 403 for an address that is made up or too old."""
    gid = path.removeprefix(DOWNLOAD_PATH).partition("/")[0]
    row, expires = database.attachments.get(gid), query.get("expires", "")
    is_signed = expires.isascii() and expires.isdigit() and query.get("signature") == _seal(gid, int(expires))
    if row is None or not is_signed or now_s > int(expires):
        return text_answer("<Error><Code>AccessDenied</Code></Error>", 403, "application/xml")
    name = quote(row["name"], safe="")
    headers = {
        "content-type": row["content_type"] or "application/octet-stream",
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
    }
    return Response(status=200, headers=headers, body=row["content"])
