"""Procedures about files of tasks and projects.

Source: https://docs.kanboard.org/v1/api/task_file_procedures/ and .../project_file_procedures/.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER
from tasklab.twin.platform.kanboard.activity import note
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_text
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, project_of, task_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row, Table

_MAX_NAME = 255
_IMAGES = (".jpeg", ".jpg", ".png", ".gif", ".webp")


@procedure(owner_of("task_files", "file_id"))
def get_task_file(call: Call, file_id: Any) -> Row | None:
    """Return what is known of a file, or null."""
    return call.row(call.database.task_files.get(as_id(file_id)))


@procedure(task_of())
def get_all_task_files(call: Call, task_id: Any) -> list[Row | None]:
    """Return the files of a task, by name."""
    return _show_all(call, call.database.task_files.where("task_id", as_id(task_id)))


@procedure(owner_of("task_files", "file_id"))
def download_task_file(call: Call, file_id: Any) -> str:
    """Return the content in base64; the empty text where there is no such file."""
    return _download(call, call.database.task_files.get(as_id(file_id)))


@procedure(project_of(), PROJECT_MEMBER)
def create_task_file(call: Call, project_id: Any, task_id: Any, filename: Any, blob: Any) -> int | bool:
    """Attach a file to a task; one without content is refused."""
    del project_id  # who may write to it may attach; where the task is is not looked at, as in the product
    task = call.database.tasks.get(as_id(task_id))
    if task is None:
        return False
    file_id = _insert(call, call.database.task_files, "task_id", task["id"], filename, blob)
    if file_id:
        note(call, "task.file.create", task, file=call.row(call.database.task_files.get(file_id)))
    return file_id


@procedure(owner_of("task_files", "file_id"), PROJECT_MEMBER)
def remove_task_file(call: Call, file_id: Any) -> bool:
    """Remove a file."""
    return _remove(call, call.database.task_files, call.database.task_files.get(as_id(file_id)))


@procedure(task_of(), PROJECT_MEMBER)
def remove_all_task_files(call: Call, task_id: Any) -> bool:
    """Remove the files of a task; true where there were none too."""
    files = call.database.task_files
    return all(_remove(call, files, each) for each in files.where("task_id", as_id(task_id)))


@procedure(project_of())
def get_project_file(call: Call, project_id: Any, file_id: Any) -> Row | None:
    """Return what is known of a file of a project, or null."""
    return call.row(_of_project(call, project_id, file_id))


@procedure(project_of())
def get_all_project_files(call: Call, project_id: Any) -> list[Row | None]:
    """Return the files of a project, by name."""
    return _show_all(call, call.database.project_files.where("project_id", as_id(project_id)))


@procedure(project_of())
def download_project_file(call: Call, project_id: Any, file_id: Any) -> str:
    """Return the content in base64; the empty text where there is no such file."""
    return _download(call, _of_project(call, project_id, file_id))


@procedure(project_of(), PROJECT_MEMBER)
def create_project_file(call: Call, project_id: Any, filename: Any, blob: Any) -> int | bool:
    """Attach a file to a project."""
    if as_id(project_id) not in call.database.projects:
        return False
    return _insert(call, call.database.project_files, "project_id", as_id(project_id), filename, blob)


@procedure(project_of(), PROJECT_MEMBER)
def remove_project_file(call: Call, project_id: Any, file_id: Any) -> bool:
    """Remove a file of a project."""
    return _remove(call, call.database.project_files, _of_project(call, project_id, file_id))


@procedure(project_of(), PROJECT_MEMBER)
def remove_all_project_files(call: Call, project_id: Any) -> bool:
    """Remove the files of a project; true where there were none too."""
    files = call.database.project_files
    return all(_remove(call, files, each) for each in files.where("project_id", as_id(project_id)))


def _of_project(call: Call, project_id: Any, file_id: Any) -> Row | None:
    file = call.database.project_files.get(as_id(file_id))
    return file if file is not None and file["project_id"] == as_id(project_id) else None


def _show_all(call: Call, files: list[Row]) -> list[Row | None]:
    shown = []
    for file in sort_by(files, "name"):
        author = call.database.users.get(file["user_id"]) or {}
        shown.append(call.row(file | {"username": author.get("username"), "user_name": author.get("name")}))
    return shown


def _insert(call: Call, table: Table, field: str, owner_id: int, filename: Any, blob: Any) -> int | bool:
    try:
        content = base64.b64decode(as_text(blob))
    except (binascii.Error, ValueError):
        return False
    if not content:
        return False
    row = {
        "name": as_text(filename)[:_MAX_NAME],
        "path": "",
        "is_image": int(as_text(filename).lower().endswith(_IMAGES)),
        field: owner_id,
        "date": call.now_s,
        "user_id": call.user_id,
        "size": len(content),
    }
    file_id = int(table.insert(row))
    digest = hashlib.sha1(f"{filename}{call.now_s}{file_id}".encode(), usedforsecurity=False).hexdigest()
    path = f"{field.removesuffix('_id')}s/{owner_id}/{digest}"
    table.update(file_id, {"path": path})
    call.database.blobs[path] = content
    return file_id


def _download(call: Call, file: Row | None) -> str:
    return "" if file is None else base64.b64encode(call.database.blobs[file["path"]]).decode()


def _remove(call: Call, table: Table, file: Row | None) -> bool:
    if file is None:
        return False
    call.database.blobs.pop(file["path"], None)
    return table.remove(file["id"])
