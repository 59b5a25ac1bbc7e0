"""Files: announced, sent in one part or several, attached, and read at an address that is signed for an hour.

Source: https://developers.notion.com/reference/file-upload, https://developers.notion.com/reference/file-object and
https://developers.notion.com/docs/sending-larger-files (2026-11-27).
"""

from __future__ import annotations

import hashlib
import mimetypes
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from tasklab.adapter.message import Response
from tasklab.twin.answer import text_answer
from tasklab.twin.body import BodyError
from tasklab.twin.multipart import Part, parse_multipart
from tasklab.twin.platform.notion.call import Call, path_id
from tasklab.twin.platform.notion.moment import render_exact, render_minute
from tasklab.twin.platform.notion.paging import cut
from tasklab.twin.platform.notion.refusal import invalid, unknown
from tasklab.twin.platform.notion.rich_text import url
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import (
    Check,
    choice,
    demand,
    failed,
    fault,
    fields,
    identity,
    kind_of,
    literal,
    number,
    read_id,
    text,
    undefined,
)
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.database import Database
    from tasklab.twin.store import Row

STORAGE_PATH = "/-/prod-files-secure.s3.us-west-2.amazonaws.com/"
MIB = 1024 * 1024
MAX_PART, MIN_PART, MAX_PARTS = 20 * MIB, 5 * MIB, 1000
MAX_FILE = 5 * 1024 * MIB
_NAME_BYTES = 900
_SIGNED_S = 3600
_PENDING_S = 3600
_MODES = ("single_part", "multi_part", "external_url")
_STATUSES = ("pending", "uploaded", "expired", "failed")
_XML = "application/xml"
_create = fields(
    {},
    {
        "mode": literal(*_MODES),
        "filename": text(),
        "content_type": text(),
        "number_of_parts": number,
        "external_url": text(),
    },
)


def show_upload(call: Call, row: Row) -> dict[str, Any]:
    """Return a file upload as it is told."""
    status = _status(row, call.now_s)
    base = f"{call.address}/v1/file_uploads/{row['id']}"
    shown: dict[str, Any] = {
        "object": "file_upload",
        "id": row["id"],
        "created_time": render_minute(row["created_s"]),
        "created_by": {"id": row["created_by"], "type": "bot"},
        "last_edited_time": render_minute(row["edited_s"]),
        "expiry_time": None if row["is_attached"] else render_minute(row["until_s"]),
        "archived": False,
        "status": status,
        "filename": row["name"],
        "content_type": row["content_type"],
        "content_length": None if row["content"] is None else len(row["content"]),
    }
    if call.version >= IN_TRASH:
        shown["in_trash"] = False
    if row["total"] is not None:
        shown["number_of_parts"] = {"total": row["total"], "sent": len(row["parts"])}
    if status == "pending":
        shown["upload_url"] = f"{base}/send"
        if row["total"] is not None:
            shown["complete_url"] = f"{base}/complete"
    return shown


def _status(row: Row, now_s: float) -> str:
    if not row["is_attached"] and now_s >= row["until_s"]:
        return "expired"
    return "pending" if row["content"] is None else "uploaded"


@serves("POST", "/v1/file_uploads")
def _announce(call: Call) -> Any:
    call.demand("insert")
    body = call.body
    demand(_create, body)
    mode = body.get("mode", "single_part")
    if mode == "external_url":
        raise invalid("The external URL could not be read. It must be publicly accessible.")
    if "external_url" in body:
        raise failed([fault("body.external_url", "not present", body["external_url"])])
    total = body.get("number_of_parts")
    name, kind = body.get("filename"), body.get("content_type")
    if mode == "multi_part":
        faults = [undefined(f"body.{each}") for each in ("filename", "number_of_parts") if body.get(each) is None]
        if faults:
            raise failed(faults)
        if not isinstance(total, int) or not 1 <= total <= MAX_PARTS:
            raise failed([fault("body.number_of_parts", f"≥ `1` and ≤ `{MAX_PARTS}`", total)])
    elif total is not None:
        raise failed([fault("body.number_of_parts", "not present", total)])
    if name is not None:
        kind = _check_name(name, kind)
    row = call.new("file_upload", "workspace", "")
    row.update(name=name, content_type=kind, total=total, parts={}, content=None, is_attached=False)
    row["until_s"] = call.now_s + _PENDING_S
    call.database.files.insert(row)
    return show_upload(call, row)


def _check_name(name: str, kind: str | None) -> str:
    guessed = mimetypes.guess_type(name)[0]
    if guessed is None and kind is None:
        raise invalid("The filename must have an extension, or a content_type must be given.")
    if len(name.encode()) > _NAME_BYTES:
        raise failed([fault("body.filename.length", f"≤ `{_NAME_BYTES}`", len(name.encode()))])
    return kind or guessed or ""


def _own(call: Call, id_: str) -> Row:
    row = call.database.files.get(path_id(id_, "file_upload_id"))
    if row is None or row["created_by"] != call.user_id:
        raise unknown("file upload", id_)
    return row


@serves("GET", "/v1/file_uploads/{file_upload_id}")
def _get(call: Call, id_: str) -> Any:
    call.demand("read")
    return show_upload(call, _own(call, id_))


@serves("GET", "/v1/file_uploads")
def _list(call: Call) -> Any:
    call.demand("read")
    wanted = call.parameter("status")
    if wanted is not None:
        demand(literal(*_STATUSES), wanted, "query.status")
    files = call.database.files
    rows = [row for row in files if row["created_by"] == call.user_id]
    ids = [row["id"] for row in reversed(rows) if wanted in (None, _status(row, call.now_s))]
    return cut(call, ids, "file_upload", lambda id_: show_upload(call, files.get(id_) or {}))


@serves("POST", "/v1/file_uploads/{file_upload_id}/send")
def _send(call: Call, id_: str) -> Any:
    call.demand("insert")
    row = _own(call, id_)
    if _status(row, call.now_s) != "pending":
        raise invalid(f"File upload with ID {row['id']} is not in the pending status.")
    form = _read_form(call)
    part = form["file"]
    if part.filename is None:
        raise failed([fault("body.file", "a file", "")])
    if len(part.content) > MAX_PART:
        raise invalid(f"The file is larger than the {MAX_PART} bytes that can be sent at once.")
    if row["content_type"] is not None and part.kind and part.kind.partition(";")[0] != row["content_type"]:
        raise invalid(f"The content type {part.kind} is not the one of the file upload, {row['content_type']}.")
    if row["total"] is None:
        if "part_number" in form:
            raise invalid("part_number is only for file uploads with mode=multi_part.")
        name = row["name"] or part.filename
        kind = row["content_type"] or _check_name(name, part.kind or None)
        call.database.files.update(row["id"], {"content": part.content, "name": name, "content_type": kind})
    else:
        row["parts"][_part_number(form, row)] = part.content
    return show_upload(call, row)


def _read_form(call: Call) -> dict[str, Part]:
    try:
        parts = {part.name: part for part in parse_multipart(call.content_type, call.raw)}
    except BodyError as error:
        raise invalid("The body must be multipart/form-data with a boundary.") from error
    faults = [fault(f"body.{name}", "not present", "") for name in parts if name not in ("file", "part_number")]
    if "file" not in parts:
        faults.append(undefined("body.file"))
    if faults:
        raise failed(faults)
    return parts


def _part_number(form: dict[str, Part], row: Row) -> int:
    if "part_number" not in form:
        raise failed([undefined("body.part_number")])
    said = form["part_number"].content.decode(errors="replace")
    if not said.isascii() or not said.isdigit() or not 1 <= int(said) <= row["total"]:
        raise failed([fault("body.part_number", f"≥ `1` and ≤ `{row['total']}`", said)])
    if int(said) < row["total"] and len(form["file"].content) < MIN_PART:
        raise invalid(f"Each part but the last must have at least {MIN_PART} bytes.")
    return int(said)


@serves("POST", "/v1/file_uploads/{file_upload_id}/complete")
def _complete(call: Call, id_: str) -> Any:
    call.demand("insert")
    row = _own(call, id_)
    if row["total"] is None:
        raise invalid("Only file uploads with mode=multi_part are completed.")
    if _status(row, call.now_s) != "pending":
        raise invalid(f"File upload with ID {row['id']} is not in the pending status.")
    if len(row["parts"]) != row["total"]:
        raise invalid(f"{len(row['parts'])} of {row['total']} parts were sent.")
    content = b"".join(row["parts"][each] for each in range(1, row["total"] + 1))
    call.database.files.update(row["id"], {"content": content, "until_s": call.now_s + _PENDING_S})
    return show_upload(call, row)


_external = fields({"url": url})
_upload = fields({"id": identity})
_hosted = fields({"url": text()}, {"expiry_time": text()})
MEDIA = {"external": _external, "file_upload": _upload}


def media(**beside: Check) -> Check:
    """Take a file at an address of its own, or one that was uploaded."""
    return choice(MEDIA, beside)


def media_again(**beside: Check) -> Check:
    """Take what `media` takes, and a file that is here already, as it was answered."""
    return choice({**MEDIA, "file": _hosted}, beside)


def read_media(call: Call, value: dict[str, Any]) -> dict[str, Any]:
    """Return a file as it is remembered. Raises: RefusalError."""
    kind = kind_of(value, (*MEDIA, "file"))
    if kind == "external":
        return {"type": "external", "external": {"url": value["external"]["url"]}}
    if kind == "file":
        return {"type": "file", "file_id": _hosted_id(call, value["file"]["url"])}
    row = call.database.files.get(read_id(value["file_upload"]["id"]))
    if row is None or row["created_by"] != call.user_id:
        raise unknown("file upload", value["file_upload"]["id"])
    if _status(row, call.now_s) != "uploaded":
        raise invalid(f"File upload with ID {row['id']} is not in the uploaded status.")
    call.database.files.update(row["id"], {"is_attached": True})
    return {"type": "file", "file_id": row["id"]}


def _hosted_id(call: Call, address: str) -> str:
    path = urlsplit(address).path
    id_ = read_id(path.removeprefix(STORAGE_PATH).split("/")[1]) if path.startswith(STORAGE_PATH) else None
    if id_ is None or id_ not in call.database.files:
        raise invalid(f"Invalid file URL: {address}")
    return id_


def show_media(call: Call, value: dict[str, Any]) -> dict[str, Any]:
    """Return a file with an address where it can be read for an hour."""
    if value["type"] == "external":
        return dict(value)
    row = call.database.files.get(value["file_id"]) or {}
    path = f"{STORAGE_PATH}{call.database.workspace['id']}/{row['id']}/{quote(row['name'])}"
    until_s = int(call.now_s) + _SIGNED_S
    signature = _sign(unquote(path), until_s)
    query = f"X-Amz-Expires={_SIGNED_S}&X-Amz-Date={until_s - _SIGNED_S}&X-Amz-Signature={signature}"
    return {"type": "file", "file": {"url": f"{call.address}{path}?{query}", "expiry_time": render_exact(until_s)}}


def media_name(call: Call, value: dict[str, Any]) -> str:
    """Return the name of a file where none was given."""
    if value["type"] == "external":
        return unquote(urlsplit(value["external"]["url"]).path.rpartition("/")[2]) or value["external"]["url"]
    return str((call.database.files.get(value["file_id"]) or {})["name"])


def content_type_of(call: Call, value: dict[str, Any]) -> str:
    """Return the media type of an uploaded file."""
    return (call.database.files.get(value["file_id"]) or {}).get("content_type") or ""


def _sign(path: str, until_s: int) -> str:
    return hashlib.sha256(f"notion:{path}:{until_s}".encode()).hexdigest()


def deliver(database: Database, path: str, query: dict[str, str], now_s: float) -> Response:
    """Give the content of a file to whoever has an address that is signed and still counts."""
    began = query.get("X-Amz-Date", "")
    until_s = int(began) + _SIGNED_S if began.isascii() and began.isdigit() else 0
    if query.get("X-Amz-Signature") != _sign(unquote(path), until_s) or now_s > until_s:
        return text_answer("<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", 403, _XML)
    row = database.files.get(unquote(path).removeprefix(STORAGE_PATH).split("/")[1])
    if row is None:
        return text_answer("<Error><Code>NoSuchKey</Code></Error>", 404, _XML)
    name = quote(row["name"])
    headers = {"content-type": row["content_type"], "content-disposition": f"inline; filename*=UTF-8''{name}"}
    return Response(status=200, headers=headers, body=row["content"])
