"""Tags of a project. They come with the first work item that has them. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError
from tasklab.twin.platform.azure_devops.value import MAX_TAG, read_tags
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_STAGE = Stage("6.0", released="7.0")


@operation("GET wit/tags", stage=_STAGE, needs_project=True)
def list_tags(call: Call) -> Answer:
    """Return a project's tags by their names."""
    rows = call.database.tags.where("project_id", call.own_project["id"])
    return listed([_show(call, each) for each in sorted(rows, key=lambda row: row["name"].lower())])


@operation("GET wit/tags/{tag}", stage=_STAGE, needs_project=True)
def get_tag(call: Call, tag: str) -> Answer:
    """Return one tag by id or name."""
    return Answer(_show(call, _find(call, tag)))


@operation("PATCH wit/tags/{tag}", stage=_STAGE, needs_project=True)
def rename_tag(call: Call, tag: str) -> Answer:
    """Give a tag another name, wherever it is used."""
    row = _find(call, tag)
    call.check_may_save(call.own_project)
    name = (call.text("name") or "").strip()
    if not name or len(name) > MAX_TAG or ";" in name or "," in name:
        raise RefusalError(400, "InvalidTagNameException", "TF400948: The tag name is not valid.")
    other = call.database.tags.first("name", (row["project_id"], name.lower()))
    if other is not None and other["id"] != row["id"]:
        raise RefusalError(
            409, "DuplicateTagNameException", f"TF400934: A tag definition with name {name} already exists."
        )
    _spell(call, row, name)
    call.database.tags.update(row["id"], {"name": name, "updated_at": call.now_s})
    return Answer(_show(call, row))


@operation("DELETE wit/tags/{tag}", stage=_STAGE, needs_project=True)
def delete_tag(call: Call, tag: str) -> Answer:
    """Take a tag away from every work item."""
    row = _find(call, tag)
    call.check_may_save(call.own_project)
    _spell(call, row, None)
    call.database.tags.remove(row["id"])
    return Answer(status=200)


def _find(call: Call, text: str) -> Row:
    project_id = call.own_project["id"]
    row = call.database.tags.get(text.lower()) or call.database.tags.first("name", (project_id, text.lower()))
    if row is None or row["project_id"] != project_id:
        raise RefusalError(
            404, "TagNotFoundException", f"TF400947: A tag definition with identifier {text} was not found."
        )
    return row


def _spell(call: Call, tag: Row, name: str | None) -> None:
    """Write a tag's new name into the work items that have it: no revision comes of it."""
    for item in call.database.items.where("project_id", tag["project_id"]):
        last = item["revisions"][-1]
        names = read_tags(last.fields.get("System.Tags"))
        if tag["name"] not in names:
            continue
        kept = [each for each in names if each != tag["name"]] + ([name] if name else [])
        fields = {**last.fields, "System.Tags": "; ".join(sorted(kept, key=str.lower))}
        if not kept:
            del fields["System.Tags"]
        item["fields"] = fields
        item["revisions"][-1] = replace(last, fields=fields)


def _show(call: Call, row: Row) -> dict[str, Any]:
    body = {"id": row["id"], "name": row["name"], "url": call.url(f"wit/tags/{row['id']}")}
    if call.api.has("7.1"):
        body["lastUpdated"] = moment.render(row["updated_at"])
    return body
