"""A broad use of Jira's twin: every operation, with success and refused."""

from __future__ import annotations

from tests.twin.platform.jira_cloud.caller import escaped

ELSEWHERE = ("/restore",)
"""What the twin has and the selection that is at hand has not: nothing is checked there."""
UNDESCRIBED = "?maxResults=1"


def drive(jira):
    """Use every operation, so that each is answered with success and, where it can be, with a refusal."""
    drive_people(jira)
    drive_metadata(jira)
    drive_projects(jira)
    drive_parts(jira)
    drive_issues(jira)
    drive_around(jira)
    drive_links_and_files(jira)
    drive_search(jira)
    if jira.api == "3":
        drive_moves(jira)


def drive_people(jira):
    second = escaped(jira.facts["second_user_id"])
    for path in (
        "/myself?expand=groups,applicationRoles",
        f"/user?accountId={second}",
        "/user?accountId=nobody",
        f"/user/bulk?accountId={second}&accountId=nobody",
        "/user/bulk",
        "/users",
        "/users?startAt=-1",
        "/users/search?maxResults=2",
        "/user/search?query=lin",
        "/user/search",
        "/user/assignable/search?project=HOME",
        "/user/assignable/search?project=NOPE",
        "/user/assignable/search",
        f"/user/groups?accountId={second}",
        "/user/groups?accountId=nobody",
        "/group/bulk",
        "/group/bulk?maxResults=1&groupName=crew&groupName=site-admins",
        "/group?groupname=crew&expand=users",
        "/group?groupname=nope",
        "/group/member?groupname=crew",
        "/group/member",
    ):
        jira.get(path)
    for user in (None, "bad"):
        jira.get("/myself", user=user)
        jira.get("/serverInfo", user=user)
        jira.get("/field", user=user)


def drive_metadata(jira):
    home = jira.facts["project_id"]
    for path in (
        "/configuration",
        "/issuetype",
        f"/issuetype/project?projectId={home}",
        f"/issuetype/project?projectId={home}&level=-1",
        "/issuetype/project?projectId=9",
        "/issuetype/10000",
        "/issuetype/9",
        "/priority",
        "/priority/search?maxResults=2",
        "/priority/1",
        "/priority/99",
        "/resolution",
        "/status",
        "/status/Done",
        "/status/nope",
        "/statuscategory",
        "/statuscategory/done",
        "/statuscategory/nope",
        "/statuses?id=10000&id=10003",
        f"/statuses/search?projectId={home}&statusCategory=DONE",
        "/statuses/search",
        "/field",
        "/field/search?type=custom&maxResults=2",
        "/field/search?query=due",
        "/label",
        "/mypermissions?permissions=EDIT_ISSUES,ADMINISTER&projectKey=HOME",
        "/mypermissions?permissions=NOPE",
        "/mypermissions",
        "/issue/createmeta?projectKeys=HOME&issuetypeNames=Bug&expand=projects.issuetypes.fields",
        "/issue/createmeta",
        "/issue/createmeta/HOME/issuetypes",
        "/issue/createmeta/HOME/issuetypes/10002",
        "/issue/createmeta/HOME/issuetypes/10003?maxResults=2",
        "/issue/createmeta/HOME/issuetypes/99",
        "/issue/createmeta/HOME/issuetypes?maxResults=201",
        "/issue/createmeta/NOPE/issuetypes",
    ):
        jira.get(path)


def drive_projects(jira):
    main = jira.facts["user_id"]
    company = "com.pyxis.greenhopper.jira:gh-simplified-kanban-classic"
    team = "com.pyxis.greenhopper.jira:gh-simplified-agility-kanban"
    draft = {"key": "YARD", "name": "Yard", "projectTypeKey": "software", "leadAccountId": main}
    jira.post(
        "/project", {**draft, "projectTemplateKey": company, "description": "Outside.", "assigneeType": "PROJECT_LEAD"}
    )
    jira.post("/project", {**draft, "key": "SHED", "name": "Shed", "projectTemplateKey": team})
    jira.post("/project", draft)
    jira.post("/project", {"key": "bad", "name": "", "leadAccountId": "nobody"})
    jira.post("/project", {**draft, "key": "GATE", "name": "Gate"}, user="second")
    for path in (
        "/project?expand=description,lead",
        "/project/search?expand=description,lead,issueTypes,insight,url",
        "/project/search?maxResults=2",
        "/project/search?orderBy=-name&query=e&action=create",
        "/project/search?keys=YARD",
        "/project/YARD",
        "/project/SHED",
        "/project/nope",
        "/project/YARD/statuses",
        "/project/SHED/statuses",
        "/project/nope/statuses",
    ):
        jira.get(path)
    jira.put("/project/YARD", {"name": "Garden", "key": "GRDN", "description": "More", "leadAccountId": main})
    jira.put("/project/YARD", {"name": "Home"})
    jira.put("/project/HOME", {"name": "Mine"}, user="second")
    jira.get("/project/YARD")
    jira.post("/project/GRDN/archive")
    jira.get("/project/GRDN")
    jira.get("/project/search?status=archived")
    jira.delete("/project/GRDN")
    jira.post("/project/GRDN/restore")
    jira.delete("/project/GRDN")
    jira.get("/project/search?status=deleted")
    jira.delete("/project/GRDN", user="second")
    task = jira.post("/project/SHED/delete")
    jira.get(f"/task/{task['id']}")
    jira.get(f"/task/{task['id']}", user="second")
    jira.twin.clock.advance(1)
    jira.get(f"/task/{task['id']}")
    jira.get("/task/9")
    jira.get("/project/SHED")


def drive_parts(jira):
    home, main = int(jira.facts["project_id"]), jira.facts["user_id"]
    made = jira.post(
        "/component", {"name": "Roof", "project": "HOME", "leadAccountId": main, "assigneeType": "COMPONENT_LEAD"}
    )
    other = jira.post("/component", {"name": "Cellar", "project": "HOME", "description": "Below"})
    jira.post("/component", {"name": "Roof", "project": "HOME"})
    jira.post("/component", {"name": "Roof", "project": "HOME"}, user="second")
    for path in (made["id"], other["id"], "9"):
        jira.get(f"/component/{path}")
    jira.put(f"/component/{made['id']}", {"name": "Roofs", "description": "Above"})
    jira.put("/component/9", {"name": "x"})
    version = jira.post(
        "/version", {"name": "1.0", "projectId": home, "releaseDate": "2023-01-31", "startDate": "2023-01-01"}
    )
    second = jira.post("/version", {"name": "2.0", "projectId": home, "released": True, "description": "Two"})
    jira.post("/version", {"name": "1.0", "projectId": home})
    jira.post("/version", {"name": "3", "projectId": home, "releaseDate": "soon"})
    jira.get(f"/version/{version['id']}")
    jira.get("/version/9")
    jira.put(f"/version/{version['id']}", {"name": "1.1", "archived": True})
    for path in (
        "components",
        "component?orderBy=-name",
        "component?maxResults=1",
        "versions",
        "version?status=released",
    ):
        jira.get(f"/project/HOME/{path}")
    jira.issue(components=[{"id": made["id"]}], fixVersions=[{"name": "2.0"}], versions=[{"id": version["id"]}])
    jira.get("/project/HOME")
    jira.delete(f"/component/{made['id']}?moveIssuesTo={other['id']}")
    jira.delete(f"/version/{version['id']}?moveAffectedIssuesTo={second['id']}")
    jira.delete("/version/9")
    jira.delete("/component/9")


def drive_issues(jira):
    second = jira.facts["second_user_id"]
    full = {
        "description": jira.text("All of it"),
        "environment": jira.text("Here"),
        "priority": {"name": "High"},
        "labels": ["dry", "wet"],
        "duedate": "2027-01-31",
        "assignee": {"accountId": second},
        "timetracking": {"originalEstimate": "2h", "remainingEstimate": "1h"},
        "customfield_10015": "2027-01-01",
        "customfield_10016": 3,
        "customfield_10030": "ref",
        "customfield_10031": jira.text("Works"),
        "customfield_10032": {"value": "Major"},
        "customfield_10033": [{"value": "Linux"}, {"id": "10024"}],
        "customfield_10034": {"accountId": second},
        "customfield_10035": "2027-01-31T09:00:00.000+0000",
        "customfield_10036": ["all"],
        "customfield_10038": "https://acme.example/x",
        "customfield_10039": [{"accountId": second}],
    }
    epic = jira.issue("Epic", type_="Epic")
    key = jira.issue("Full", parent={"key": epic}, **full)
    sub = jira.issue("Part", type_="Sub-task", parent={"key": key})
    jira.issue("Bug", type_="Bug", customfield_10032={"id": "10020"})
    jira.issue("Team", project="TEAM", type_="Task")
    jira.post("/issue", {"fields": {"project": {"key": "HOME"}, "issuetype": {"name": "Bug"}, "summary": "x"}})
    jira.post("/issue", {"fields": {}})
    jira.post(
        "/issue/bulk",
        {
            "issueUpdates": [
                {"fields": {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "b"}},
                {"fields": {}},
            ]
        },
    )
    jira.post("/issue/bulk", {"issueUpdates": [{"fields": {}}]})
    jira.post(
        "/issue/bulkfetch",
        {"issueIdsOrKeys": [key, sub, "NOPE-1"], "fields": ["summary", "parent"], "expand": ["names"]},
    )
    jira.post("/issue/bulkfetch", {"issueIdsOrKeys": []})
    for expand in (
        "",
        "?expand=names,schema,transitions,editmeta,changelog",
        "?fields=summary,-comment",
        "?fields=*navigable",
    ):
        jira.get(f"/issue/{key}{expand}")
    jira.get("/issue/NOPE-1")
    jira.put(f"/issue/{key}", {"fields": {"summary": "Fuller", "assignee": None, "priority": {"id": "1"}}})
    jira.put(
        f"/issue/{key}",
        {"update": {"labels": [{"add": "new"}, {"remove": "wet"}], "comment": [{"add": {"body": jira.text("c")}}]}},
    )
    jira.put(f"/issue/{key}?returnIssue=true", {"fields": {"duedate": None}})
    jira.put(f"/issue/{key}", {"fields": {"summary": "", "nope": 1}})
    jira.put("/issue/NOPE-1", {"fields": {"summary": "x"}})
    jira.put(f"/issue/{key}/assignee", {"accountId": second})
    jira.put(f"/issue/{key}/assignee", {"accountId": "nobody"})
    jira.put(f"/issue/{key}/assignee", {"accountId": second}, user="guest")
    jira.get(f"/issue/{key}/editmeta")
    jira.get(f"/issue/{key}/transitions?expand=transitions.fields")
    jira.get("/issue/NOPE-1/transitions")
    for step in ("11", "41", "21", "99", "x"):
        jira.move(key, step)
    jira.move(key, "61")
    jira.move(key, "61", fields={"resolution": {"name": "Won't Do"}})
    jira.get(f"/issue/{key}/changelog")
    jira.get(f"/issue/{key}/changelog?maxResults=1")
    jira.get("/issue/NOPE-1/changelog")
    jira.delete(f"/issue/{key}")
    jira.delete(f"/issue/{key}", user="guest")
    jira.delete(f"/issue/{key}?deleteSubtasks=true")
    jira.get(f"/issue/{sub}")


def drive_around(jira):
    second = jira.facts["second_user_id"]
    key = jira.issue("Around")
    path = f"/issue/{key}"
    made = jira.post(f"{path}/comment", {"body": jira.text("Hello")})
    secret = {"type": "role", "value": "Administrators"}
    hidden = jira.post(f"{path}/comment", {"body": jira.text("Secret"), "visibility": secret})
    jira.post(f"{path}/comment", {"body": jira.text("Crew"), "visibility": {"type": "group", "value": "crew"}})
    jira.post(f"{path}/comment", {"body": None})
    jira.post(f"{path}/comment", {"body": jira.text("No")}, user="guest")
    for query in ("", "?orderBy=-created&maxResults=1", "?orderBy=author"):
        jira.get(f"{path}/comment{query}")
    jira.get(f"{path}/comment/{made['id']}")
    jira.get(f"{path}/comment/{hidden['id']}", user="second")
    jira.put(f"{path}/comment/{made['id']}", {"body": jira.text("Changed")})
    jira.put(f"{path}/comment/{made['id']}", {"body": jira.text("Mine")}, user="second")
    jira.post("/comment/list", {"ids": [int(made["id"]), 9]})
    jira.post("/comment/list", {"ids": []})
    jira.get(path)
    jira.delete(f"{path}/comment/{made['id']}")
    jira.delete(f"{path}/comment/{made['id']}")
    time = jira.post(
        f"{path}/worklog",
        {"timeSpent": "1h 30m", "comment": jira.text("Did"), "started": "2023-11-14T09:00:00.000+0100"},
    )
    jira.post(f"{path}/worklog?adjustEstimate=new&newEstimate=1d", {"timeSpentSeconds": 600})
    jira.post(f"{path}/worklog", {"timeSpent": "long"})
    jira.get(f"{path}/worklog")
    jira.get(f"{path}/worklog?startedAfter=1&startedBefore=2")
    jira.get(f"{path}/worklog/{time['id']}")
    jira.get(f"{path}/worklog/9")
    jira.put(f"{path}/worklog/{time['id']}", {"timeSpentSeconds": 3600})
    jira.put(f"{path}/worklog/{time['id']}", {"timeSpentSeconds": 3600}, user="second")
    jira.get(path)
    jira.delete(f"{path}/worklog/{time['id']}")
    jira.delete(f"{path}/worklog/9")
    jira.get(f"{path}/watchers")
    jira.post(f"{path}/watchers", second)
    jira.post(f"{path}/watchers", "nobody")
    jira.get(f"{path}/watchers")
    jira.delete(f"{path}/watchers?accountId={escaped(second)}")
    jira.delete(f"{path}/watchers")


def drive_links_and_files(jira):
    one, two = jira.issue("One"), jira.issue("Two")
    jira.get("/issueLinkType")
    jira.get("/issueLinkType/10000")
    jira.get("/issueLinkType/9")
    ends = {"inwardIssue": {"key": one}, "outwardIssue": {"key": two}}
    jira.post("/issueLink", {"type": {"name": "Blocks"}, **ends, "comment": {"body": jira.text("Because")}})
    jira.post("/issueLink", {"type": {"name": "Nope"}, **ends})
    (link,) = jira.fields(one)["issuelinks"]
    jira.get(f"/issueLink/{link['id']}")
    jira.get("/issueLink/9")
    jira.delete(f"/issueLink/{link['id']}")
    jira.delete("/issueLink/9")
    place = {"globalId": "g", "object": {"url": "https://acme.example", "title": "Acme"}}
    remote = jira.post(f"/issue/{one}/remotelink", place)
    jira.post(f"/issue/{one}/remotelink", place)
    jira.post(f"/issue/{one}/remotelink", {"object": {"url": "x"}})
    jira.get(f"/issue/{one}/remotelink")
    jira.get(f"/issue/{one}/remotelink?globalId=g")
    jira.get(f"/issue/{one}/remotelink?globalId=h")
    jira.delete(f"/issue/{one}/remotelink/{remote['id']}")
    (file,) = jira.attach(one).body
    jira.attach(one, token=None)
    jira.attach("NOPE-1")
    jira.get("/attachment/meta")
    jira.get(f"/attachment/{file['id']}")
    jira.get("/attachment/9")
    jira.get(f"/attachment/content/{file['id']}")
    jira.get("/attachment/content/9")
    jira.get(f"/issue/{one}")
    jira.delete(f"/attachment/{file['id']}", user="guest")
    jira.delete(f"/attachment/{file['id']}")


def drive_search(jira):
    for number in range(3):
        jira.issue(f"Found {number}", labels=["found"])
    jql = "labels = found ORDER BY key"
    jira.get(f"/search?jql={jql}&maxResults=2&fields=summary&expand=names,schema")
    jira.post("/search", {"jql": jql, "maxResults": 2, "fields": ["*all"]})
    jira.post("/search", {"jql": "nope = 1"})
    jira.post("/search", {"jql": "nope = 1", "validateQuery": "warn"})
    first = jira.post(
        "/search/jql", {"jql": jql, "maxResults": 2, "fields": ["summary"], "expand": "names,schema,changelog"}
    )
    jira.post("/search/jql", {"jql": jql, "nextPageToken": first["nextPageToken"], "fields": ["*all"]})
    jira.post("/search/jql", {"jql": jql, "nextPageToken": "nope"})
    jira.post("/search/jql", {"jql": ""})
    jira.get(f"/search/jql?jql={jql}&fields=key")
    jira.get("/search/jql?jql=nope = 1")
    jira.post("/search/approximate-count", {"jql": jql})
    jira.post("/search/approximate-count", {"jql": ""})


def drive_moves(jira):
    key, status = jira.issue("Mover"), jira.get("/project/TEAM/statuses").body[0]["statuses"][1]["id"]
    there = {each["name"]: each["id"] for each in jira.get("/project/TEAM")["issueTypes"]}
    flags = ("Classification", "Field", "Status")
    sure = {f"infer{each}Defaults": each != "Status" for each in flags} | {"inferSubtaskTypeDefault": True}
    mapped = [{"statuses": {status: ["10000"]}}]
    mapping = {**sure, "issueIdsOrKeys": [key, "NOPE-1"], "targetStatus": mapped}
    body = {"sendBulkNotification": False, "targetToSourcesMapping": {f"TEAM,{there['Task']}": mapping}}
    task = jira.post("/bulk/issues/move", body)["taskId"]
    for _ in range(3):
        jira.get(f"/bulk/queue/{task}")
    bug = {"HOME,10003": {**sure, "issueIdsOrKeys": [key], "targetStatus": [{"statuses": {"10000": [status]}}]}}
    task = jira.post("/bulk/issues/move", {"targetToSourcesMapping": bug})["taskId"]
    for _ in range(2):
        jira.get(f"/bulk/queue/{task}")
    jira.post("/bulk/issues/move", {"targetToSourcesMapping": {"TEAM,9": mapping}})
    jira.post("/bulk/issues/move", body, user="guest")
    jira.get(f"/bulk/queue/{task}", user="guest")
    jira.get("/bulk/queue/9")
    jira.get(f"/issue/{key}/changelog")
