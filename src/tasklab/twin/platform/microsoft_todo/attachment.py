"""Files at tasks: small ones in one request, larger ones by an upload session.

Source: https://learn.microsoft.com/graph/api/todotask-post-attachments, .../taskfileattachment-createuploadsession,
https://learn.microsoft.com/graph/todo-attachments; and callers who measured statuses, how long an upload may take, and
what a file counts.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.credential import read_header
from tasklab.twin.platform.microsoft_todo import member, moment
from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.filter import shown_members, sort
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import cut, page_size, read_names, select
from tasklab.twin.platform.microsoft_todo.refusal import (
    bad_request,
    bad_value,
    invalid,
    not_found,
    refused,
    too_large,
    unknown,
)
from tasklab.twin.platform.microsoft_todo.task_show import FILE_TYPE, show_file, show_upload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.store import Row

MAX_SMALL = 3 * 1024 * 1024
MAX_RANGE = 4 * 1024 * 1024
MAX_FILE = 25 * 1024 * 1024
SESSION_S = 2 * 3600
_PATH = "me/todo/lists/{list_id}/tasks/{task_id}"
_STREAM = "application/octet-stream"
_RANGE = re.compile(r"bytes ([0-9]{1,12})-([0-9]{1,12})/([0-9]{1,12})")


def _binary(value: Any, path: str) -> bytes:
    try:
        return base64.b64decode(member.text(value, path), validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_value(value, "Edm.Binary", path) from error


_FILE: dict[str, member.Read | None] = {
    "id": None,
    "size": None,
    "lastModifiedDateTime": None,
    "name": member.text,
    "contentType": member.or_null(member.text),
    "contentBytes": _binary,
}
_INFO = member.parts(
    {
        "attachmentType": member.choice("AttachmentType", "file", "item", "reference"),
        "name": member.text,
        "size": member.number,
        "contentType": member.or_null(member.text),
    },
    "AttachmentInfo",
)


@operation(f"GET {_PATH}/attachments")
def list_files(call: Call, list_id: str, task_id: str) -> Answer:
    """Return the files of a task, without what is in them."""
    task = call.find_task(list_id, task_id)
    shown = shown_members(
        lambda row: show_file(call, row), ("id", "name", "contentType", "size", "lastModifiedDateTime")
    )
    rows = sort(call, list(call.database.files.where("task_id", task["id"])), shown)
    names = read_names(call, "$select", {*_FILE, "contentBytes"})
    return cut(call, rows, page_size(call, 100), lambda row: select(show_file(call, row), names), _context(call, task))


@operation(f"GET {_PATH}/attachments/$count")
def count_files(call: Call, list_id: str, task_id: str) -> Answer:
    """Return how many files a task has."""
    count = call.database.files.count("task_id", call.find_task(list_id, task_id)["id"])
    return Answer(content=str(count).encode(), headers={"content-type": "text/plain"})


@operation(f"POST {_PATH}/attachments")
def create_file(call: Call, list_id: str, task_id: str) -> Answer:
    """Keep a file of less than 3 MB."""
    task = call.find_task(list_id, task_id)
    kind = call.body.get("@odata.type", FILE_TYPE)
    if not isinstance(kind, str) or kind.removeprefix("#") != FILE_TYPE.removeprefix("#"):
        raise bad_request(f"The type '{kind}' is no kind of attachment that a task has.")
    given = member.read_members(call.body, _FILE, "taskFileAttachment")
    lacking = [name for name in ("name", "contentBytes") if not given.get(name) and given.get(name) != b""]
    if lacking:
        raise invalid(f"The property '{lacking[0]}' is required.", "ErrorRequiredPropertyMissing")
    if len(given["contentBytes"]) >= MAX_SMALL:
        raise too_large("The attachment is too large for a single request.")
    row = _keep(call, task, given["name"], given.get("contentType"), given["contentBytes"])
    return Answer(_whole(call, task, row), 201, {"location": f"{_address(call, task)}/attachments/{row['id']}"})


@operation(f"GET {_PATH}/attachments/{{id}}")
def get_file(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Return a file with what is in it."""
    task = call.find_task(list_id, task_id)
    return Answer(_whole(call, task, _find(call, task, id)))


@operation(f"GET {_PATH}/attachments/{{id}}/$value")
def download_file(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Return what is in a file."""
    row = _find(call, call.find_task(list_id, task_id), id)
    return Answer(content=row["content"], headers={"content-type": row["contentType"]})


@operation(f"DELETE {_PATH}/attachments/{{id}}")
def delete_file(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Forget a file."""
    task = call.find_task(list_id, task_id)
    call.database.files.remove(_find(call, task, id)["id"])
    call.database.touch(task, call.now_s)
    return NOTHING


@operation(f"POST {_PATH}/attachments/createUploadSession")
def create_upload(call: Call, list_id: str, task_id: str) -> Answer:
    """Begin to upload a file by ranges."""
    task = call.find_task(list_id, task_id)
    info = _INFO(call.body.get("attachmentInfo"), "attachmentInfo")
    _check_info(info)
    row = {
        "task_id": task["id"],
        "name": info["name"],
        "contentType": info.get("contentType"),
        "size": info["size"],
        "content": b"",
        "until_s": call.now_s + SESSION_S,
    }
    id_ = call.database.uploads.insert(row)
    return Answer(
        {
            "@odata.context": f"{call.base}/$metadata#microsoft.graph.uploadSession",
            "uploadUrl": f"{_address(call, task)}/attachmentSessions/{id_}",
            "expirationDateTime": moment.render(row["until_s"]),
            "nextExpectedRanges": ["0-"],
        },
        201,
    )


@operation(f"GET {_PATH}/attachmentSessions")
def list_uploads(call: Call, list_id: str, task_id: str) -> Answer:
    """Return the uploads of a task that are under way."""
    task = call.find_task(list_id, task_id)
    rows = [row for row in call.database.uploads.where("task_id", task["id"]) if row["until_s"] > call.now_s]
    rows = sort(call, rows, shown_members(lambda row: show_upload(call, row), ("id", "expirationDateTime")))
    context = _context(call, task, "attachmentSessions")
    return cut(call, rows, page_size(call, 100), lambda row: show_upload(call, row), context)


@operation(f"PUT {_PATH}/attachmentSessions/{{id}}")
@operation(f"GET {_PATH}/attachmentSessions/{{id}}")
def get_upload(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Tell that nothing is there; the address is good for its content. Raises: RefusalError with 404 always."""
    _find_upload(call, call.find_task(list_id, task_id), id)
    raise unknown()


@operation(f"PUT {_PATH}/attachmentSessions/{{id}}/content")
def upload_range(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
    """Take the next range of a file; the last one makes the attachment, whose address is told in a header."""
    task = call.find_task(list_id, task_id)
    row = _find_upload(call, task, id)
    content = row["content"] + _read_range(call, row)
    if len(content) < row["size"]:
        call.database.uploads.update(row["id"], {"content": content})
        return Answer(show_upload(call, row))
    call.database.uploads.remove(row["id"])
    made = _keep(call, task, row["name"], row["contentType"], content)
    return Answer(status=201, headers={"location": f"{_address(call, task)}/attachments/{made['id']}"})


@operation(f"DELETE {_PATH}/attachmentSessions/{{id}}")
def cancel_upload(call: Call, list_id: str, task_id: str, id: str) -> Answer:  # noqa: A002 - as the path has it
    """End an upload without its file."""
    call.database.uploads.remove(_find_upload(call, call.find_task(list_id, task_id), id)["id"])
    return NOTHING


def _check_info(info: Mapping[str, Any]) -> None:
    lacking = [name for name in ("attachmentType", "name", "size") if not info.get(name)]
    if lacking:
        raise invalid(f"The property 'attachmentInfo.{lacking[0]}' is required.", "ErrorRequiredPropertyMissing")
    if info["attachmentType"] != "file":
        raise invalid("Only files can be attached to a task.")
    if info["size"] < 0 or info["size"] > MAX_FILE:
        raise too_large("The attachment is larger than 25 MB.")


def _read_range(call: Call, row: Row) -> bytes:
    found = _RANGE.fullmatch(read_header(call.request, "content-range") or "")
    if found is None:
        raise bad_request("The Content-Range header is missing or malformed.")
    first, last, total = map(int, found.groups())
    content = call.request.body or b""
    if len(content) >= MAX_RANGE:
        raise too_large("A range has to be smaller than 4 MB.")
    if len(content) != last - first + 1:
        raise bad_request("The Content-Range header length does not match the provided number of bytes.")
    if first != len(row["content"]) or total != row["size"] or last >= total:
        raise refused("The specified byte range is not the one that is expected.", "InvalidStart")
    return content


def _keep(call: Call, task: Row, name: str, kind: str | None, content: bytes) -> Row:
    row = {
        "task_id": task["id"],
        "name": name,
        "contentType": kind or _STREAM,
        "content": content,
        "modified_at": call.now_s,
    }
    call.database.files.insert(row)
    call.database.touch(task, call.now_s)
    return row


def _find(call: Call, task: Row, id_: str) -> Row:
    row = call.database.files.get(id_)
    if row is None or row["task_id"] != task["id"]:
        raise not_found()
    return row


def _find_upload(call: Call, task: Row, id_: str) -> Row:
    row = call.database.uploads.get(id_)
    if row is None or row["task_id"] != task["id"] or row["until_s"] <= call.now_s:
        raise not_found()
    return row


def _whole(call: Call, task: Row, row: Row) -> dict[str, Any]:
    content = base64.b64encode(row["content"]).decode()
    return {"@odata.context": _context(call, task, is_entity=True), **show_file(call, row), "contentBytes": content}


def _address(call: Call, task: Row) -> str:
    return f"{call.home}/todo/lists/{task['list_id']}/tasks/{task['id']}"


def _context(call: Call, task: Row, name: str = "attachments", *, is_entity: bool = False) -> str:
    list_id, task_id = quote(task["list_id"], safe=""), quote(task["id"], safe="")
    return call.context(f"todo/lists('{list_id}')/tasks('{task_id}')/{name}", is_entity=is_entity)
