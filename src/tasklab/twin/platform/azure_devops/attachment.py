"""Files: uploaded first, then related to a work item. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/attachments."""

from __future__ import annotations

from urllib.parse import quote

from tasklab.twin.platform.azure_devops.access import CONTRIBUTOR, role_of
from tasklab.twin.platform.azure_devops.call import Answer, Call
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property, may_not

_STREAM = "application/octet-stream"


@operation("POST wit/attachments")
def upload(call: Call) -> Answer:
    """Keep the body as a file."""
    call.check_media_type(_STREAM)
    if call.query.get("uploadtype", "simple").lower() != "simple":
        raise bad_property(f"The value '{call.query['uploadtype']}' is not valid for uploadType.")
    projects = [call.project] if call.project else [each for each in call.database.projects if call.may_see(each)]
    if not any(role_of(call.database, each, call.user) >= CONTRIBUTOR for each in projects):
        raise may_not("Edit work items in this node", call.user["unique_name"])
    name = call.query.get("filename") or "attachment"
    row = {
        "name": name,
        "content": call.request.body or b"",
        "project_id": call.project["id"] if call.project else None,
    }
    id_ = call.database.attachments.insert(row)
    url = call.url(f"wit/attachments/{id_}")
    return Answer({"id": id_, "url": f"{url}?fileName={quote(name)}"}, 201)


@operation("GET wit/attachments/{id}")
def download(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return a file's content."""
    row = call.database.attachments.get(id.lower())
    home = call.database.projects.get(row["project_id"]) if row and row["project_id"] else None
    if row is None or (home is not None and not call.may_see(home)):
        raise RefusalError(404, "AttachmentNotFoundException", f"TF237082: The attachment {id} does not exist.")
    name = call.query.get("filename") or row["name"]
    headers = {"content-type": _STREAM}
    if call.flag("download"):
        headers["content-disposition"] = f"attachment; filename=\"{quote(name)}\"; filename*=UTF-8''{quote(name)}"
    return Answer(headers=headers, content=row["content"])
