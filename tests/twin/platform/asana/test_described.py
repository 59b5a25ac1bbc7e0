"""Everything that the twin serves, held against the description that Asana publishes, for every version."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.twin.platform.asana.caller import Asana
from tests.upstream import FOLDER

from tasklab.twin.platform.asana.route import router_of
from tasklab.twin.platform.asana.version import VERSIONS, rank_of
from tasklab.twin.platform.asana.view import VIEWS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "asana" / "vendor.lock"
NEWEST = VERSIONS[-1]
UNCHECKED = {"not-checked"}
"""Forms with files, which the check does not look into."""
ALL_FIELDS = (
    "actual_time_minutes,approval_status,assignee.name,assignee_section.name,assignee_status,completed,completed_at,"
    "completed_by.name,created_at,created_by,custom_fields,custom_fields.enum_options.name,dependencies,dependents,due_at,"
    "due_on,external,followers.name,html_notes,is_rendered_as_separator,liked,likes.user.name,memberships,"
    "memberships.section.name,modified_at,name,notes,num_likes,num_subtasks,parent.name,permalink_url,projects.name,"
    "resource_subtype,start_at,start_on,tags.name,workspace.name"
)


class Watch:
    """Checks each answer, and each request that was taken."""

    def __init__(self, version):
        lock = load_lock(LOCK)
        shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
        if not isinstance(shelved, Here):
            pytest.skip(shelved.reason)
        description = load_description(shelved.path, "openapi3")
        mistakes = [each for each in lock.mistakes if not each.versions or version in each.versions]
        self.check = ExchangeCheck(description, mistakes=mistakes, notes_use=True)
        self.findings = []
        self.seen = set()

    def __call__(self, request, response):
        self.seen.add((request.verb, request.path, response.status // 100))
        if request.path.startswith(("/api/1.0", "/-/asset")):
            found = self.check.check_response(
                request.verb,
                request.path,
                response.status,
                tuple(response.headers.items()),
                response.body,
                request.query,
            )
            if response.status < 300:
                found += self.check.check_request(
                    request.verb, request.path, request.query, request.headers, request.body
                )
            self.findings += [each for each in found if each not in self.findings and each.rule not in UNCHECKED]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_broad_scenario_is_as_described(version):
    watch = Watch(version)
    asana = Asana(version, watch=watch)
    people(asana, version)
    field_ids = fields(asana, version)
    project(asana, version)
    work(asana, version, field_ids)
    refusals(asana)

    assert watch.findings == []
    assert watch.check.sieve.unused == []
    assert unserved(watch, version) == []


def unserved(watch, version):
    """Name the procedures that the scenario never saw succeed."""
    router = router_of(rank_of(version))
    served = {id(serve) for verb, path, kind in watch.seen if kind == 2 and (serve := _find(router, verb, path))}
    every = {}
    _gather(router._root, every)
    return sorted(name for key, name in every.items() if key not in served)


def _find(router, verb, path):
    found = router.find(verb, path.removeprefix("/api/1.0"))
    return found and found[0]


def _gather(node, every):
    for verb, (serve, _) in node.served.items():
        every[id(serve)] = f"{verb} {serve.__module__.rpartition('.')[2]}.{serve.__name__}"
    for child in [*node.children.values(), *([node.anything] if node.anything else [])]:
        _gather(child, every)


def people(asana, version):
    workspace, team, me = asana.workspace, asana.facts["team_id"], asana.facts["user_id"]
    asana.get("/workspaces")
    asana.get(f"/workspaces/{workspace}")
    asana.put(f"/workspaces/{workspace}", {"name": "Northwind Ltd"})
    asana.get("/users")
    asana.get("/users", workspace=workspace, limit=2, opt_fields="name,email,photo")
    asana.get("/users", team=team)
    asana.get("/users/me")
    asana.get("/users/omar@northwind.example", opt_fields="email,workspaces.name")
    asana.get(f"/workspaces/{workspace}/users")
    asana.get(f"/teams/{team}/users")
    asana.get(f"/workspaces/{workspace}/teams")
    asana.get("/users/me/teams", organization=workspace)
    new = asana.post("/teams", {"name": "Sales", "organization": workspace, "description": "They sell"})
    asana.get(f"/teams/{new['gid']}", opt_fields="description,html_description,visibility,organization.name")
    asana.put(f"/teams/{new['gid']}", {"visibility": "public"})
    joined = asana.post(f"/teams/{new['gid']}/addUser", {"user": asana.facts["second_user_id"]}, 200)
    asana.get(f"/team_memberships/{joined['gid']}")
    asana.get("/team_memberships", team=team)
    asana.get(f"/teams/{team}/team_memberships")
    asana.get("/users/me/team_memberships", workspace=workspace)
    gone = 204 if version != NEWEST else 200
    asana.post(f"/teams/{new['gid']}/removeUser", {"user": asana.facts["second_user_id"]}, gone)
    listed = asana.get(f"/workspaces/{workspace}/workspace_memberships", limit=1)
    asana.get(f"/workspace_memberships/{listed[0]['gid']}")
    asana.get("/users/me/workspace_memberships")
    own = asana.get(f"/users/{me}/user_task_list", workspace=workspace)
    asana.get(f"/user_task_lists/{own['gid']}")
    asana.get(f"/user_task_lists/{own['gid']}/tasks", completed_since="now")
    invited = asana.post(f"/workspaces/{workspace}/addUser", {"user": "new@elsewhere.example"}, 200)
    asana.post(f"/workspaces/{workspace}/removeUser", {"user": invited["gid"]}, gone)
    if version == NEWEST:
        asana.put("/users/me", {"name": "Greta H. Holm"})
        asana.get("/users/me", opt_fields="custom_fields")
        asana.get(f"/workspaces/{workspace}/users/{me}")
        asana.get(f"/teams/{team}/custom_field_settings")


def fields(asana, version):
    made = {}
    for kind in ("text", "number", "enum", "multi_enum", "date", "people"):
        data = {"name": f"A {kind}", "resource_subtype": kind, "workspace": asana.workspace}
        if "enum" in kind:
            data["enum_options"] = [{"name": "Low", "color": "blue"}, {"name": "High", "color": "red"}]
        if kind == "number":
            data |= {"precision": 1, "format": "currency", "currency_code": "EUR"}
        made[kind] = asana.post("/custom_fields", data)
    enum = made["enum"]["gid"]
    option = asana.post(f"/custom_fields/{enum}/enum_options", {"name": "Urgent", "color": "purple"})
    first = made["enum"]["enum_options"][0]["gid"]
    asana.post(
        f"/custom_fields/{enum}/enum_options/insert",
        {"enum_option": option["gid"], "before_enum_option": first},
        200,
    )
    asana.get(f"/custom_fields/{enum}")
    asana.put(f"/custom_fields/{enum}", {"name": "Priority", "description": "How soon"})
    asana.get(f"/custom_fields/{enum}", opt_fields="description,created_by.name")
    asana.get(f"/workspaces/{asana.workspace}/custom_fields", limit=2)
    for field in made.values():
        asana.post(
            f"/projects/{asana.project}/addCustomFieldSetting",
            {"custom_field": field["gid"], "is_important": True},
            200,
        )
    asana.get(f"/projects/{asana.project}/custom_field_settings")
    if version == NEWEST:
        local = {"name": "Local", "resource_subtype": "text", "workspace": asana.workspace}
        asana.post(f"/projects/{asana.project}/addCustomFieldSetting", {"custom_field": local}, 200)
    spare = asana.post("/custom_fields", {"name": "Spare", "resource_subtype": "text", "workspace": asana.workspace})[
        "gid"
    ]
    asana.post(f"/projects/{asana.project}/addCustomFieldSetting", {"custom_field": spare}, 200)
    asana.post(f"/projects/{asana.project}/removeCustomFieldSetting", {"custom_field": spare}, 200)
    asana.delete(f"/custom_fields/{spare}")
    return made


def project(asana, version):
    workspace, team = asana.workspace, asana.facts["team_id"]
    second = asana.facts["second_user_id"]
    made = asana.post(
        "/projects",
        {
            "name": "Launch",
            "team": team,
            "color": "dark-pink",
            "html_notes": "<body><h1>Goal</h1>Ship <em>it</em></body>",
            "due_on": "2024-05-01",
            "start_on": "2024-04-01",
            "default_view": "board",
            "privacy_setting": "private",
        },
    )["gid"]
    asana.post(f"/workspaces/{workspace}/projects", {"name": "Two", "team": team})
    asana.post(f"/teams/{team}/projects", {"name": "Three"})
    if version == NEWEST:
        asana.post("/projects", {"name": "Mine", "workspace": workspace, "icon": "rocket"})
    asana.get("/projects")
    asana.get("/projects", workspace=workspace, limit=2, opt_fields="name,archived,html_notes,owner,team.name")
    asana.get(f"/workspaces/{workspace}/projects", archived="false")
    asana.get(f"/teams/{team}/projects")
    asana.get(f"/projects/{made}")
    asana.put(f"/projects/{made}", {"archived": True, "owner": None, "notes": "Plain", "public": True})
    asana.post(f"/projects/{made}/addMembers", {"members": second}, 200)
    asana.post(f"/projects/{made}/addFollowers", {"followers": second}, 200)
    asana.post(f"/projects/{made}/removeFollowers", {"followers": second}, 200)
    asana.post(f"/projects/{made}/removeMembers", {"members": second}, 200)
    member = asana.post("/memberships", {"parent": made, "member": second, "access_level": "commenter"})["gid"]
    asana.get("/memberships", parent=made)
    asana.get(f"/memberships/{member}")
    asana.put(f"/memberships/{member}", {"access_level": "editor"})
    asana.get(f"/projects/{made}/project_memberships", user=second)
    asana.get(f"/project_memberships/{member}")
    asana.delete(f"/memberships/{member}")
    section = asana.post(f"/projects/{made}/sections", {"name": "Next"})["gid"]
    first = asana.get(f"/projects/{made}/sections")[0]["gid"]
    asana.get(f"/sections/{section}")
    asana.put(f"/sections/{section}", {"name": "Later"})
    asana.post(f"/projects/{made}/sections/insert", {"section": section, "before_section": first}, 200)
    asana.delete(f"/sections/{first}")
    asana.delete(f"/projects/{made}")
    if version == NEWEST:
        types = asana.get("/custom_types", project=asana.project)
        asana.get(f"/custom_types/{types[0]['gid']}")


def work(asana, version, field_ids):
    task = asana.task(
        assignee="me",
        html_notes="<body><strong>Now</strong><ul><li>one</li></ul></body>",
        due_at="2024-03-01T10:00:00Z",
        start_at="2024-02-28T09:00:00.000Z",
        followers=[asana.facts["second_user_id"]],
    )["gid"]
    change(asana, task, field_ids)
    connect(asana, task)
    stories(asana, task)
    listings(asana, task)
    files_and_time(asana, task, version)
    if version == NEWEST:
        custom = asana.task(resource_subtype="custom")["gid"]
        kind = asana.get("/custom_types", project=asana.project)[0]
        option = kind["status_options"][2]["gid"]
        asana.put(f"/tasks/{custom}", {"custom_type": kind["gid"], "custom_type_status_option": option})
    asana.get(f"/tasks/{task}")
    asana.get(f"/tasks/{task}", opt_fields=ALL_FIELDS)
    asana.delete(f"/tasks/{task}")


def change(asana, task, field_ids):
    values = {
        field_ids["text"]["gid"]: "words",
        field_ids["number"]["gid"]: 3.5,
        field_ids["enum"]["gid"]: field_ids["enum"]["enum_options"][0]["gid"],
    }
    asana.put(f"/tasks/{task}", {"custom_fields": values})
    objects = {
        field_ids["multi_enum"]["gid"]: [each["gid"] for each in field_ids["multi_enum"]["enum_options"]],
        field_ids["date"]["gid"]: {"date": "2024-05-06"},
        field_ids["people"]["gid"]: ["me"],
    }
    asana.put(f"/tasks/{task}", {"custom_fields": objects})
    asana.put(f"/tasks/{task}", {"custom_fields": dict.fromkeys([*values, *objects])})
    asana.put(f"/tasks/{task}", {"name": "Rewrite", "completed": True, "liked": True})
    asana.put(f"/tasks/{task}", {"completed": False, "assignee": "omar@northwind.example", "due_on": "2024-03-05"})
    asana.put(f"/tasks/{task}", {"assignee": None, "external": {"gid": "theirs", "data": "{}"}})
    asana.put(f"/tasks/{task}", {"resource_subtype": "approval", "approval_status": "rejected", "due_on": None})
    asana.get("/tasks/external:theirs")


def connect(asana, task):
    other = asana.task(name="Other")["gid"]
    child = asana.post(f"/tasks/{task}/subtasks", {"name": "Part"})["gid"]
    asana.get(f"/tasks/{task}/subtasks")
    asana.get(f"/tasks/{child}")
    asana.post(f"/tasks/{other}/setParent", {"parent": task, "insert_before": child}, 200)
    asana.post(f"/tasks/{other}/setParent", {"parent": None}, 200)
    asana.post(f"/tasks/{other}/setParent", {"parent": task, "insert_before": child}, 200)
    asana.post(f"/tasks/{task}/addDependencies", {"dependencies": [other]}, 200)
    asana.post(f"/tasks/{task}/addDependents", {"dependents": [child]}, 200)
    asana.get(f"/tasks/{task}/dependencies")
    asana.get(f"/tasks/{task}/dependents", opt_fields="name")
    asana.post(f"/tasks/{task}/removeDependencies", {"dependencies": [other]}, 200)
    asana.post(f"/tasks/{task}/removeDependents", {"dependents": [child]}, 200)
    tag = asana.post("/tags", {"name": "hot", "workspace": asana.workspace, "color": "light-red"})["gid"]
    spare = asana.post(f"/workspaces/{asana.workspace}/tags", {"name": "cold"})["gid"]
    asana.put(f"/tags/{tag}", {"notes": "burning"})
    asana.get(f"/tags/{tag}")
    asana.get("/tags")
    asana.get(f"/workspaces/{asana.workspace}/tags", limit=1)
    asana.post(f"/tasks/{task}/addTag", {"tag": tag}, 200)
    asana.post(f"/tasks/{task}/addTag", {"tag": spare}, 200)
    asana.post(f"/tasks/{task}/removeTag", {"tag": spare}, 200)
    asana.delete(f"/tags/{spare}")
    asana.get(f"/tasks/{task}/tags")
    asana.get(f"/tags/{tag}/tasks")
    second = asana.facts["second_user_id"]
    asana.post(f"/tasks/{task}/removeFollowers", {"followers": [second]}, 200)
    asana.post(f"/tasks/{task}/addFollowers", {"followers": [second]}, 200)
    elsewhere = asana.post("/projects", {"name": "Else", "team": asana.facts["team_id"]})["gid"]
    asana.post(f"/tasks/{task}/addProject", {"project": elsewhere}, 200)
    asana.get(f"/tasks/{task}/projects")
    asana.post(f"/tasks/{task}/removeProject", {"project": elsewhere}, 200)
    section = asana.get(f"/projects/{asana.project}/sections")[1]["gid"]
    asana.post(f"/sections/{section}/addTask", {"task": task}, 200)


def stories(asana, task):
    comment = asana.post(f"/tasks/{task}/stories", {"html_text": "<body>See <code>x</code></body>"})["gid"]
    asana.put(f"/stories/{comment}", {"text": "See y", "is_pinned": True})
    for story in asana.get(f"/tasks/{task}/stories"):
        asana.get(f"/stories/{story['gid']}")
        asana.get(f"/stories/{story['gid']}", opt_fields="html_text,type,created_by.name,text")
    asana.delete(f"/stories/{comment}")


def listings(asana, task):
    section = asana.get(f"/projects/{asana.project}/sections")[1]["gid"]
    asana.get("/tasks", project=asana.project, limit=1, opt_fields=ALL_FIELDS)
    asana.get("/tasks", assignee="me", workspace=asana.workspace)
    asana.get("/tasks", section=section, modified_since="2020-01-01T00:00:00Z")
    asana.get(f"/projects/{asana.project}/tasks", completed_since="now")
    asana.get(f"/sections/{section}/tasks")
    asana.get(f"/projects/{asana.project}/task_counts", opt_fields="num_tasks,num_completed_milestones")
    search = f"/workspaces/{asana.workspace}/tasks/search"
    asana.get(search, text="write", completed="false", sort_by="created_at", sort_ascending="true")
    asana.get(search, projects__any=asana.project, assignee__any="me", modified_on__after="2020-01-01")
    typeahead = f"/workspaces/{asana.workspace}/typeahead"
    for kind in ("user", "project", "task", "tag", "team", "custom_field"):
        asana.get(typeahead, resource_type=kind, query="", count=5)
    actions = [
        {"method": "get", "relative_path": f"/tasks/{task}", "options": {"fields": ["name"]}},
        {"method": "post", "relative_path": "/tasks", "data": {"name": "b", "projects": [asana.project]}},
        {"method": "get", "relative_path": "/tasks/1"},
    ]
    asana.post("/batch", {"actions": actions}, 200)


def files_and_time(asana, task, version):
    file = msgspec.json.decode(asana.upload(task).body)["data"]["gid"]
    link = {"parent": task, "resource_subtype": "external", "name": "Site", "url": "https://example.org"}
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in link.items()
    )
    headers = (("content-type", "multipart/form-data; boundary=b"),)
    asana.send("POST", "/attachments", body=f"{parts}--b--\r\n".encode(), headers=headers)
    asana.fetch(asana.get(f"/attachments/{file}", opt_fields="download_url")["download_url"])
    for each in asana.get("/attachments", parent=task):
        asana.get(f"/attachments/{each['gid']}")
    asana.get("/attachments", parent=task, limit=1, opt_fields="name,download_url,size,host,parent.name,view_url")
    asana.delete(f"/attachments/{file}")
    spent = {"duration_minutes": 30, "entered_on": "2024-02-01"}
    if version == NEWEST:
        spent |= {"billable_status": "billable", "description": "Wrote"}
    entry = asana.post(f"/tasks/{task}/time_tracking_entries", spent)["gid"]
    asana.get(f"/tasks/{task}/time_tracking_entries", limit=10)
    asana.get(f"/time_tracking_entries/{entry}")
    asana.put(f"/time_tracking_entries/{entry}", {"duration_minutes": 45})
    if version == NEWEST:
        asana.get("/time_tracking_entries", workspace=asana.workspace, user="me", limit=5)
    asana.delete(f"/time_tracking_entries/{entry}")


def refusals(asana):
    asana.refused(401, "GET", "/users/me", who=None)
    asana.refused(401, "GET", "/users/me", who="bad")
    asana.refused(404, "GET", "/tasks/1")
    asana.refused(400, "GET", "/tasks/abc")
    asana.refused(403, "GET", f"/projects/{asana.facts['foreign_project_id']}")
    asana.refused(400, "GET", "/tasks")
    asana.refused(400, "POST", "/tasks", {"name": "nowhere"})
    asana.refused(400, "POST", "/tasks", {"projects": [asana.project], "html_notes": "<body><p>x</p></body>"})
    asana.refused(403, "POST", "/tasks", {"projects": [asana.project]}, who="guest")


SCHEMAS = {
    "attachment": "AttachmentResponse",
    "custom_field": "CustomFieldResponse",
    "custom_field_setting": "CustomFieldSettingResponse",
    "enum_option": "EnumOption",
    "invited_user": "UserBaseResponse",
    "membership": "ProjectMembershipCompactResponse",
    "project": "ProjectResponse",
    "project_membership": "ProjectMembershipNormalResponse",
    "section": "SectionResponse",
    "story": "StoryResponse",
    "tag": "TagResponse",
    "task": "TaskResponse",
    "task_counts": "TaskCountResponse",
    "team": "TeamResponse",
    "team_membership": "TeamMembershipResponse",
    "time_tracking_entry": "TimeTrackingEntryBase",
    "user": "UserResponse",
    "user_task_list": "UserTaskListResponse",
    "workspace": "WorkspaceResponse",
    "workspace_membership": "WorkspaceMembershipResponse",
}
VALUES = {"date_value", "display_value", "enabled", "enum_value", "multi_enum_values", "number_value", "people_value"}
LEFT_OUT = {
    "custom_field": {*VALUES, "text_value", "input_restrictions", "reference_value", "html_text_value"},
    "story": {"story", "duplicate_of", "duplicated_from"},
}
"""What values of fields have and fields have not, fields of type reference, and stories of merged duplicates."""


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("view", "schema"), SCHEMAS.items())
def test_the_members_are_those_described(view, schema, version):
    entry = load_lock(LOCK).descriptions[version]
    shelved = Shelf((FOLDER,), FOLDER).find(entry)
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    document = msgspec.json.decode(shelved.path.read_bytes())
    theirs = described_members(document, {"$ref": f"#/components/schemas/{schema}"}) - LEFT_OUT.get(view, set())
    ours = {name for name, member in VIEWS[view].members.items() if member.since <= rank_of(version)}

    assert ours | {"gid", "resource_type"} == theirs | {"gid", "resource_type"}


def described_members(document, schema):
    if "$ref" in schema:
        return described_members(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    members = set(schema.get("properties", {}))
    return members.union(*(described_members(document, part) for part in schema.get("allOf", [])))
