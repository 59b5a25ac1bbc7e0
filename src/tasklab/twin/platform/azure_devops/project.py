"""Projects: made, changed and deleted by operations that take a moment. Source: https://learn.microsoft.com/rest/api/azure/devops/core/projects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_offset
from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.access import ADMIN, role_of
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.database import OPERATION_S
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.process import BY_ID, PROCESSES, Process
from tasklab.twin.platform.azure_devops.refusal import (
    RefusalError,
    bad_property,
    may_not,
    project_refused,
    project_unknown,
)
from tasklab.twin.platform.azure_devops.team import show_team_reference

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_PAGE, _MAX_NAME = 100, 64
_FORBIDDEN = re.compile(r'[\\/:*?"<>|;#$*{},+=\[\]\x00-\x1f\x7f]')
_STATES = ("deleting", "new", "wellformed", "createpending", "all", "unchanged", "deleted")
_VISIBILITIES = ("private", "public")


@operation("GET projects")
def list_projects(call: Call) -> Answer:
    """Return the projects that who calls may see, by their names."""
    wanted = call.query.get("statefilter", "wellFormed").lower()
    if wanted not in _STATES:
        raise bad_property(f"The value '{wanted}' is not valid for stateFilter.")
    rows = [each for each in call.database.projects if role_of(call.database, each, call.user)]
    rows = [each for each in rows if wanted == "all" or find_state(call, each).lower() == wanted]
    rows.sort(key=lambda row: row["name"].lower())
    first = call.number("continuationToken", call.number("$skip", 0))
    page = cut_offset(rows, first, call.number("$top", _PAGE, least=1))
    headers = {"x-ms-continuationtoken": str(first + len(page.items))} if page.has_more else {}
    return listed([_show_reference(call, each) for each in page.items], **headers)


@operation("GET projects/{id}")
def get_project(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one project by id or name."""
    row = call.find_project(id)
    body = _show_reference(call, row)
    if call.flag("includeCapabilities"):
        process = call.database.process_of(row)
        template = {"templateName": process.name, "templateTypeId": process.id}
        version_control = {"sourceControlType": "Git", "gitEnabled": "True", "tfvcEnabled": "False"}
        body["capabilities"] = {"processTemplate": template, "versioncontrol": version_control}
    links = {
        "self": f"{call.address}/_apis/projects/{row['id']}",
        "collection": f"{call.address}/_apis/projectCollections/{call.database.id}",
        "web": f"{call.address}/{row['name'].replace(' ', '%20')}",
    }
    team = call.database.teams.get(row["default_team_id"])
    body |= {"_links": {name: {"href": address} for name, address in links.items()}}
    if team is not None:
        body["defaultTeam"] = show_team_reference(call, team)
    return Answer(body)


@operation("POST projects")
def make_project(call: Call) -> Answer:
    """Begin to make a project; the answer names the operation that ends it."""
    if not call.user["may_make_projects"]:
        raise may_not("Create new projects", call.user["unique_name"])
    name = _read_name(call, call.text("name"))
    process = _read_process(call)
    visibility = _read_visibility(call)
    ready_at = call.now_s + OPERATION_S
    row = call.database.add_project(
        name, call.now_s, process, description=call.text("description") or "", visibility=visibility, ready_at=ready_at
    )
    call.database.members.insert({"project_id": row["id"], "user_id": call.my_id, "role": ADMIN})
    people = {"members": (call.my_id,), "admins": (call.my_id,)}
    call.database.teams.update(row["default_team_id"], people)
    return _begin(call)


@operation("PATCH projects/{id}")
def change_project(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Begin to change a project's name, description or visibility."""
    row = _find_own(call, id)
    changes: dict[str, Any] = {}
    if call.text("name") is not None:
        name = _read_name(call, call.text("name"), row)
        changes["name"] = name
        for group in ("area_id", "iteration_id"):
            call.database.nodes.update(row[group], {"name": name})
    if call.text("description") is not None:
        changes["description"] = call.text("description")
    if call.text("visibility") is not None:
        changes["visibility"] = _read_visibility(call)
    changes |= {"updated_at": call.now_s, "revision": row["revision"] + 1}
    call.database.projects.update(row["id"], changes)
    return _begin(call)


@operation("DELETE projects/{id}")
def delete_project(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Begin to delete a project."""
    row = _find_own(call, id)
    call.database.projects.update(row["id"], {"gone_at": call.now_s + OPERATION_S, "updated_at": call.now_s})
    return _begin(call)


@operation("GET operations/{id}")
def get_operation(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return how far an operation is."""
    row = call.database.operations.get(id.lower())
    if row is None or row["user_id"] != call.my_id:
        text = f"VS403275: The operation {id} was not found."
        raise RefusalError(404, "OperationNotFoundException", text, space="Microsoft.VisualStudio.Services.Operations")
    is_done = row["ends_at"] <= call.now_s
    return Answer({**_show_operation(call, row, "succeeded" if is_done else "inProgress"), "resultMessage": ""})


@operation("GET process/processes")
def list_processes(call: Call) -> Answer:
    """Return the processes that a project can have."""
    return listed([_show_process(call, each) for each in PROCESSES])


@operation("GET process/processes/{id}")
def get_process(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one process."""
    process = BY_ID.get(id.lower())
    if process is None:
        raise project_refused("ProcessNotFoundException", f"VS402362: The process {id} does not exist.", 404)
    return Answer(_show_process(call, process))


def find_state(call: Call, row: Row) -> str:
    """Return what a project is like at the moment."""
    if row["ready_at"] > call.now_s:
        return "createPending"
    if row["gone_at"] is None:
        return "wellFormed"
    return "deleting" if call.now_s < row["gone_at"] else "deleted"


def _find_own(call: Call, id_: str) -> Row:
    """Return a project that who calls administers; it goes by its id alone."""
    row = call.database.projects.get(id_.lower())
    if row is None or not call.may_see(row):
        raise project_unknown(id_)
    if role_of(call.database, row, call.user) < ADMIN:
        raise may_not("Edit project-level information", call.user["unique_name"])
    return row


def _read_name(call: Call, text: str | None, own: Row | None = None) -> str:
    name = (text or "").strip()
    if not name or len(name) > _MAX_NAME or _FORBIDDEN.search(name) or name[0] in "._" or name[-1] == ".":
        message = f"TF200012: The following project name is not valid: {name}."
        raise project_refused("InvalidProjectNameException", message)
    for each in call.database.projects.where("name", name.lower()):
        if each is not own and (each["gone_at"] is None or call.now_s < each["gone_at"]):
            message = (
                f"TF200019: The following project already exists on the Azure DevOps Server: {name}. You cannot create "
                "a new project with the same name as an existing project. Provide a different name."
            )
            raise project_refused("ProjectAlreadyExistsException", message)
    return name


def _read_process(call: Call) -> Process:
    capabilities = call.body.get("capabilities")
    template = capabilities.get("processTemplate") if isinstance(capabilities, dict) else None
    id_ = template.get("templateTypeId") if isinstance(template, dict) else None
    if id_ is None:
        raise bad_property("The project capabilities must name a process template: processTemplate.templateTypeId.")
    process = BY_ID.get(str(id_).lower())
    if process is None:
        raise project_refused(
            "ProcessTemplateNotFoundByTypeIdException", f"TF400996: There is no process template {id_}."
        )
    return process


def _read_visibility(call: Call) -> str:
    visibility = (call.text("visibility") or "private").lower()
    if visibility not in _VISIBILITIES:
        raise bad_property(f"The value '{visibility}' is not valid for visibility.")
    return visibility


def _begin(call: Call) -> Answer:
    row = {"user_id": call.my_id, "ends_at": call.now_s + OPERATION_S}
    call.database.operations.insert(row)
    return Answer(_show_operation(call, row, "queued"))


def _show_operation(call: Call, row: Row, status: str) -> dict[str, Any]:
    return {"id": row["id"], "status": status, "url": f"{call.address}/_apis/operations/{row['id']}"}


def _show_reference(call: Call, row: Row) -> dict[str, Any]:
    body = {"id": row["id"], "name": row["name"]}
    if row["description"]:
        body["description"] = row["description"]
    return {
        **body,
        "url": f"{call.address}/_apis/projects/{row['id']}",
        "state": find_state(call, row),
        "revision": row["revision"],
        "visibility": row["visibility"],
        "lastUpdateTime": moment.render(row["updated_at"]),
    }


def _show_process(call: Call, process: Process) -> dict[str, Any]:
    url = f"{call.address}/_apis/process/processes/{process.id}"
    return {
        "id": process.id,
        "description": process.description,
        "isDefault": process is PROCESSES[0],
        "type": "system",
        "_links": {"self": {"href": url}},
        "url": url,
        "name": process.name,
    }
