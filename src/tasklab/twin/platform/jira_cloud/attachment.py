"""Files of issues. Their content is at a signed address of the media service, to which the API redirects.

Source: the group Issue attachments of the description.
"""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.body import MAX_BODY_BYTES, BodyError
from tasklab.twin.credential import read_header
from tasklab.twin.multipart import parse_multipart
from tasklab.twin.platform.jira_cloud.access import ADMINISTRATOR, find_issue, find_rank, lookup_issue, may_write
from tasklab.twin.platform.jira_cloud.call import NOTHING, Answer
from tasklab.twin.platform.jira_cloud.history import note_single
from tasklab.twin.platform.jira_cloud.issue_show import show_attachment
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.project_write import make_uuid
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, forbidden, not_found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.multipart import Part
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.store import Row

MEDIA = "/-/media/file/"
"""The path of the media service, which has a host of its own where Atlassian runs it."""
_SIGNED_S = 600
_KEY = b"the media service"
_MAX_FILES = 60
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@operation("POST /issue/{issueIdOrKey}/attachments")
def create_attachments(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """Add files, each a part named `file`. Refused without the header that says that no browser was tricked."""
    if (read_header(call.request, "x-atlassian-token") or "").lower() not in {"no-check", "nocheck"}:
        raise RefusalError(403, "XSRF check failed")
    issue = find_issue(call, issueIdOrKey)
    if not may_write(call, call.database.project_of(issue)):
        raise forbidden("You do not have permission to create attachments for this issue.")
    files = [part for part in _read_parts(call) if part.name == "file" and part.filename is not None]
    if not files:
        raise RefusalError(400, "No file to attach was sent.")
    if len(files) > _MAX_FILES:
        raise RefusalError(413, f"Too many files: {len(files)}; the limit is {_MAX_FILES}.")
    return Answer([show_attachment(call, _insert(call, issue, part)) for part in files])


@operation("GET /attachment/meta")
def get_settings(_call: Call) -> Answer:
    """Return how large a file can be."""
    return Answer({"enabled": True, "uploadLimit": MAX_BODY_BYTES})


@operation("GET /attachment/{id}")
def get_attachment(call: Call, id: str) -> Answer:  # noqa: A002
    """Return what is known of a file."""
    return Answer(show_attachment(call, _find(call, id), id_as_number=True))


@operation("DELETE /attachment/{id}")
def delete_attachment(call: Call, id: str) -> Answer:  # noqa: A002
    """Remove a file."""
    row = _find(call, id)
    issue = call.database.must(call.database.issues, row["issue"])
    project = call.database.project_of(issue)
    is_own = row["author"] == call.me and may_write(call, project)
    if not is_own and find_rank(project, call.user) < ADMINISTRATOR:
        raise forbidden(f"You do not have permission to delete attachment with id: {row['id']}")
    call.database.attachments.remove(row["id"])
    call.database.issues.update(issue["id"], {"updated": call.now_ms})
    note_single(call, issue, "attachment", (str(row["id"]), row["name"]), (None, None))
    return NOTHING


@operation("GET /attachment/content/{id}")
def get_content(call: Call, id: str) -> Answer:  # noqa: A002
    """Redirect to the content, or give it where no redirection is wanted."""
    row = _find(call, id)
    if call.flag("redirect", default=True):
        return Answer(status=303, headers={"location": _sign(call, row)})
    return _cut(row, read_header(call.request, "range"))


def serve_media(database: Database, request: Request, now_s: float) -> Response:
    """Answer what the media service is asked: the content, at an address that was signed and still counts."""
    media = request.path.removeprefix(MEDIA).removesuffix("/binary")
    query = dict(request.query)
    row = database.attachments.first("media", media)
    expires = query.get("exp", "")
    is_signed = (
        expires.isascii() and expires.isdigit() and hmac.compare_digest(query.get("token", ""), _token(media, expires))
    )
    if not is_signed or int(expires) < now_s:
        return text_answer('{"code":"JwtAuthoriser:TokenExpiredError","title":"Unauthorized"}', 401, "application/json")
    if row is None or request.verb not in {"GET", "HEAD"}:
        return text_answer('{"code":"NotFound"}', 404, "application/json")
    disposition = f"attachment; filename*=UTF-8''{quote(row['name'], safe='')}"
    headers = {"content-type": row["type"], "content-disposition": disposition}
    return Response(status=200, headers=headers, body=row["content"])


def _read_parts(call: Call) -> list[Part]:
    body = call.request.body or b""
    if len(body) > MAX_BODY_BYTES:
        raise RefusalError(413, "The attachment is larger than the maximum allowed size.")
    kind = read_header(call.request, "content-type") or ""
    if not kind.startswith("multipart/form-data"):
        raise RefusalError(415, "Unsupported Media Type")
    try:
        return parse_multipart(kind, body)
    except BodyError as error:
        raise RefusalError(400, f"The form cannot be read: {error}.") from error


def _insert(call: Call, issue: Row, part: Part) -> Row:
    name = (part.filename or "").replace("\\", "/").rpartition("/")[2] or "file"
    row = {
        "issue": issue["id"],
        "name": name,
        "type": part.kind or mimetypes.guess_type(name)[0] or "application/octet-stream",
        "content": part.content,
        "author": call.me,
        "created": call.now_ms,
        "media": None,
    }
    id_ = call.database.attachments.insert(row)
    call.database.attachments.update(id_, {"media": make_uuid(f"attachment {id_}")})
    call.database.issues.update(issue["id"], {"updated": call.now_ms})
    note_single(call, issue, "attachment", (None, None), (str(row["id"]), name))
    return row


def _find(call: Call, id_: str) -> Row:
    row = call.row_of("attachments", id_)
    if row is None or lookup_issue(call, row["issue"]) is None:
        raise not_found(f"The attachment with id '{id_}' does not exist")
    return row


def _token(media: str, expires: str) -> str:
    return hmac.new(_KEY, f"{media}/{expires}".encode(), hashlib.sha256).hexdigest()


def _sign(call: Call, row: Row) -> str:
    expires = str(int(call.now_s) + _SIGNED_S)
    query = {"token": _token(row["media"], expires), "exp": expires, "dl": "true", "name": row["name"]}
    return f"{call.address}{MEDIA}{row['media']}/binary?{urlencode(query)}"


def _cut(row: Row, wanted: str | None) -> Answer:
    content, headers = row["content"], {"content-type": row["type"], "accept-ranges": "bytes"}
    if wanted is None:
        return Answer(content=content, headers=headers)
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or not (found[1] or found[2]):
        raise RefusalError(400, "The Range header is malformed.")
    size = len(content)
    start = int(found[1]) if found[1] else max(0, size - int(found[2]))
    end = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if start >= size or end < start:
        text = "The requested range cannot be satisfied."
        raise RefusalError(416, text, headers={"content-range": f"bytes */{size}"})
    more: Mapping[str, str] = {**headers, "content-range": f"bytes {start}-{end}/{size}"}
    return Answer(content=content[start : end + 1], status=206, headers=more)
