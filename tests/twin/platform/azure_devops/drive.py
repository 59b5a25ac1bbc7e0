"""A broad use of Azure DevOps' twin: every operation, with success and refused."""

from __future__ import annotations

from tests.twin.platform.azure_devops.caller import COMMENTS, PATCH

AGILE = "adcc42ab-9882-485e-a3ed-7678f01f66bc"


def drive(azure):
    """Use every operation, so that each is answered with success and, where it can be, with a refusal."""
    drive_people(azure)
    drive_projects(azure)
    drive_teams(azure)
    drive_metadata(azure)
    drive_nodes(azure)
    drive_items(azure)
    drive_relations(azure)
    drive_history(azure)
    drive_comments(azure)
    drive_tags(azure)
    drive_queries(azure)
    drive_bin(azure)
    drive_without_project(azure)


def drive_people(azure):
    for user in ("main", "second", "guest", "bad", None):
        azure.get("//connectionData", user=user, api=f"{azure.version}-preview.1")
    azure.get("/_apis/profile/profiles/me", api=f"{azure.version}-preview.3")
    azure.get("/_apis/profile/profiles/nobody", api=f"{azure.version}-preview.3")
    azure.get(f"/_apis/accounts?memberId={azure.facts['user_id']}", api=f"{azure.version}-preview.1")
    azure.get("/_apis/accounts", api=f"{azure.version}-preview.1")
    users = azure.get("//graph/users", api=f"{azure.version}-preview.1")["value"]
    azure.get("//graph/users?continuationToken=x", api=f"{azure.version}-preview.1")
    for path in ("users", "storagekeys"):
        for descriptor in (users[0]["descriptor"], "aad.nobody"):
            azure.get(f"//graph/{path}/{descriptor}", api=f"{azure.version}-preview.1")


def drive_projects(azure):
    capabilities = {"processTemplate": {"templateTypeId": AGILE}, "versioncontrol": {"sourceControlType": "Git"}}
    draft = {"name": "Yard", "description": "Outside", "visibility": "private", "capabilities": capabilities}
    made = azure.post("//projects", draft)
    azure.get(f"//operations/{made['id']}")
    azure.get("//projects?stateFilter=all")
    azure.twin.clock.advance(2)
    azure.get(f"//operations/{made['id']}")
    azure.get("//operations/nothing")
    for body in (draft, {**draft, "name": "a:b"}, {**draft, "name": "Shed", "capabilities": {}}, {"name": 3}):
        azure.post("//projects", body)
    azure.post("//projects", {**draft, "name": "Gate"}, user="second")
    azure.get("//projects?$top=1")
    azure.get("//projects?$top=1&continuationToken=1")
    azure.get("//projects?$top=x")
    yard = azure.get("//projects/Yard?includeCapabilities=true")["id"]
    azure.get("//projects/Vault")
    azure.patch(f"//projects/{yard}", {"name": "Garden", "description": "More", "visibility": "public"})
    azure.patch(f"//projects/{yard}", {"name": "Home"})
    azure.patch(f"//projects/{azure.facts['project_id']}", {"name": "Mine"}, user="second")
    azure.delete(f"//projects/{yard}", user="guest")
    azure.delete(f"//projects/{yard}")
    azure.twin.clock.advance(2)
    azure.get(f"//projects/{yard}")
    azure.get("//projects?stateFilter=deleted")
    azure.get("//process/processes")
    azure.get(f"//process/processes/{AGILE}")
    azure.get("//process/processes/nothing")
    lists = azure.get("//work/processes/lists", api=f"{azure.version}-preview.1")["value"]
    azure.get(f"//work/processes/lists/{lists[0]['id']}", api=f"{azure.version}-preview.1")
    azure.get("//work/processes/lists/nothing", api=f"{azure.version}-preview.1")


def drive_teams(azure):
    teams = f"//projects/{azure.facts['project_id']}/teams"
    azure.get(f"{teams}?$top=5&$mine=true")
    made = azure.post(teams, {"name": "Crew", "description": "Sails"})
    azure.post(teams, {"name": "Crew"})
    azure.post(teams, {"name": "Other"}, user="second")
    azure.get(f"{teams}/{made['id']}")
    azure.get(f"{teams}/nothing")
    azure.patch(f"{teams}/{made['id']}", {"name": "Crews", "description": ""})
    azure.get(f"{teams}/{made['id']}/members")
    azure.delete(f"{teams}/{made['id']}")
    azure.delete(f"{teams}/Home%20Team")
    azure.get("//teams?$mine=true", api=f"{azure.version}-preview.3")


def drive_metadata(azure):
    states = None if azure.version in {"7.0", "7.1"} else f"{azure.version}-preview.1"
    for path in (
        "/wit/workitemtypes",
        "/wit/workitemtypes/Bug",
        "/wit/workitemtypes/nothing",
        "/wit/workitemtypes/Bug/fields?$expand=all",
        "/wit/workitemtypes/Bug/fields/System.State?$expand=allowedValues",
        "/wit/workitemtypes/Bug/fields/System.AssignedTo?$expand=allowedValues",
        "/wit/workitemtypes/Bug/fields/nothing",
        "/wit/workitemtypecategories",
        "/wit/workitemtypecategories/Microsoft.TaskCategory",
        "/wit/workitemtypecategories/nothing",
        "/wit/fields",
        "/wit/fields/System.Tags",
        "/wit/fields/Custom.Surface",
        "/wit/fields/Custom.Inspector",
        "/wit/fields/nothing",
        "//wit/workitemrelationtypes",
        "//wit/workitemrelationtypes/System.LinkTypes.Related",
        "//wit/workitemrelationtypes/nothing",
    ):
        azure.get(path)
    azure.get("/wit/workitemtypes/Bug/states", api=states)


def drive_nodes(azure):
    nodes = "/wit/classificationnodes"
    azure.get(f"{nodes}?$depth=2")
    made = azure.post(f"{nodes}/areas", {"name": "Roof"})
    azure.post(f"{nodes}/areas", {"name": "Roof"})
    azure.post(f"{nodes}/areas", {"name": "a/b"})
    azure.post(f"{nodes}/areas", {"name": "Wall"}, user="second")
    azure.post(f"{nodes}/areas/Roof", {"name": "Tiles"})
    azure.post(f"{nodes}/areas/nothing", {"name": "Tiles"})
    days = {"startDate": "2024-01-01T00:00:00Z", "finishDate": "2024-01-14T00:00:00Z"}
    azure.post(f"{nodes}/iterations/Iteration 1", {"name": "Week 1", "attributes": days})
    azure.get(f"{nodes}/Iterations/Iteration 1?$depth=1")
    azure.get(f"{nodes}/Areas")
    azure.get(f"{nodes}/nothing")
    azure.get(f"{nodes}/Areas/nothing")
    azure.get(f"{nodes}?ids={made['id']}")
    azure.get(f"{nodes}?ids=1")
    azure.patch(f"{nodes}/areas/Roof", {"name": "Roofs"})
    azure.patch(
        f"{nodes}/iterations/Iteration 1/Week 1", {"attributes": {**days, "finishDate": "2024-01-21T00:00:00Z"}}
    )
    azure.post(f"{nodes}/areas", {"id": azure.get(f"{nodes}/areas/Roofs/Tiles")["id"]})
    azure.make("Patch", System__AreaPath="Home\\Roofs")
    azure.delete(f"{nodes}/areas/Roofs?$reclassifyId={azure.get(f'{nodes}/areas')['id']}")
    azure.delete(f"{nodes}/areas/Roofs")


def drive_items(azure):
    bug = azure.make(
        "Leak", "Bug", System__Tags="wet; Roof", System__AssignedTo="lin@acme.example", Custom__Surface="wood",
        System__Description="<div>It <b>drips</b></div>", Microsoft__VSTS__Common__Severity="2 - High",
        Microsoft__VSTS__Scheduling__RemainingWork=1.5, System__History="Found",
    )  # fmt: skip
    azure.try_make("", "Bug")
    azure.try_make("Leak", "Nothing")
    azure.try_make("Leak", "Bug", user="guest")
    azure.try_make("Leak", "Bug", Custom__Nothing=1)
    azure.try_make("Leak", "Bug", query="?validateOnly=true")
    azure.try_make("Leak", "Bug", query="?bypassRules=true", System__State="Closed")
    for path in (
        f"/wit/workitems/{bug}",
        f"/wit/workitems/{bug}?$expand=all",
        f"/wit/workitems/{bug}?fields=System.Id,System.Title",
        f"/wit/workitems/{bug}?fields=System.Id&$expand=relations",
        "/wit/workitems/99",
        "/wit/workitems/$Bug",
        f"/wit/workitems?ids={bug},1",
        f"/wit/workitems?ids={bug},99&errorPolicy=omit",
        f"/wit/workitems?ids={bug},99",
        "/wit/workitems?ids=",
    ):
        azure.get(path)
    azure.set(bug, System__State="Active", System__Title="Leaks")
    azure.set(bug, System__State="Resolved", System__Reason="Duplicate")
    azure.set(bug, System__State="Nothing")
    azure.edit(bug, ("test", "/rev", 1), ("add", "/fields/System.Title", "x"))
    azure.edit(bug, ("remove", "/fields/System.AssignedTo"))
    azure.set(bug, Custom__Approved=True, Custom__Cost=1.5, Custom__Grade=2, Custom__Inspector="Lin Park")
    azure.edit(bug, ("add", "/fields/Custom.Approved", ""))
    azure.edit(bug, ("remove", "/fields/Custom.Approved"))
    azure.edit(bug, ("add", "/fields/System.Title", "Dry"), query="?validateOnly=true")
    azure.patch(f"/wit/workitems/{bug}", [], kind=PATCH)
    azure.patch(f"/wit/workitems/{bug}", [])
    azure.post("/wit/workitemsbatch", {"ids": [bug, 1], "fields": ["System.Title"]})
    azure.post("/wit/workitemsbatch", {"ids": [bug, 99], "$expand": "relations", "errorPolicy": "omit"})
    azure.post("/wit/workitemsbatch", {"ids": []})
    part = {"method": "PATCH", "uri": f"/_apis/wit/workitems/{bug}?api-version=5.0", "body": []}
    azure.post("//wit/$batch", [part])


def drive_relations(azure):
    story, task = azure.make("Story", "User Story"), azure.make("Task")
    azure.relate(task, "System.LinkTypes.Hierarchy-Reverse", story, "part")
    azure.relate(task, "System.LinkTypes.Hierarchy-Reverse", story)
    azure.relate(task, "Hyperlink", "https://acme.example", "see")
    file = azure.upload()
    azure.upload(user="guest")
    azure.relate(task, "AttachedFile", file["url"])
    azure.get(f"/wit/attachments/{file['id']}?fileName=a.txt&download=true")
    azure.get("/wit/attachments/nothing")
    azure.get(f"/wit/workitems/{task}?$expand=relations")
    azure.edit(task, ("replace", "/relations/0/attributes/comment", "whole"))
    azure.edit(task, ("remove", "/relations/1"))
    azure.edit(task, ("remove", "/relations/9"))


def drive_history(azure):
    task = azure.make("Walk")
    azure.set(task, System__State="Active")
    azure.relate(task, "System.LinkTypes.Related", 1)
    for path in (
        "revisions?$expand=all",
        "revisions/1",
        "revisions/9",
        "updates?$top=2&$skip=1",
        "updates/1",
        "updates/2",
        "updates/9",
    ):
        azure.get(f"/wit/workItems/{task}/{path}")


def drive_comments(azure):
    task, api = azure.make("Talk"), COMMENTS[azure.version]
    azure.set(task, System__History="said")
    comments = f"/wit/workItems/{task}/comments"
    if azure.version == "5.0":
        azure.get(f"{comments}?$top=1&order=desc", api=api)
        azure.get(f"{comments}/2", api=api)
        azure.get(f"{comments}/9", api=api)
        return
    made = azure.comment(task, "One")
    azure.comment(task, "")
    azure.comment(task, "Two", user="guest")
    azure.get(comments, api=api)
    azure.get(f"{comments}?$top=1", api=api)
    azure.get(f"{comments}?ids={made['id']}&$expand=all", api=api)
    azure.get(f"{comments}/{made['id']}", api=api)
    azure.get(f"{comments}/{made['id']}", api=azure.version)
    azure.get(f"{comments}/9", api=api)
    azure.patch(f"{comments}/{made['id']}", {"text": "Uno"}, api=api)
    azure.patch(f"{comments}/{made['id']}", {"text": "Uno"}, api=api, user="second")
    plain = f"{azure.version}-preview.1"
    azure.send("PUT", f"{comments}/{made['id']}/reactions/like", api=plain)
    azure.send("PUT", f"{comments}/{made['id']}/reactions/nothing", api=plain)
    azure.get(f"{comments}/{made['id']}/reactions", api=plain)
    azure.delete(f"{comments}/{made['id']}/reactions/like", api=plain)
    azure.get(f"{comments}/{made['id']}/versions", api=plain)
    azure.delete(f"{comments}/{made['id']}", api=api)
    azure.delete(f"{comments}/{made['id']}", api=api)


def drive_tags(azure):
    if azure.version == "5.0":
        return
    api = f"{azure.version}-preview.1" if azure.version == "6.0" else None
    azure.make("Mark", System__Tags="soft; hard")
    tag = azure.get("/wit/tags", api=api)["value"][0]
    azure.get(f"/wit/tags/{tag['id']}", api=api)
    azure.get("/wit/tags/nothing", api=api)
    azure.patch(f"/wit/tags/{tag['id']}", {"name": "stiff"}, api=api)
    azure.patch(f"/wit/tags/{tag['id']}", {"name": "soft"}, api=api)
    azure.delete(f"/wit/tags/{tag['id']}", api=api)


def drive_queries(azure):
    for where in ("[System.Id] > 0", "[System.Title] = [System.Reason]", "[Nothing] = 1", "[System.Id] >"):
        team = "/acme/Home/Home%20Team/_apis/wit/wiql?$top=3"
        query = f"SELECT [System.Id], [System.Title] FROM WorkItems WHERE {where} ORDER BY [System.ChangedDate] DESC"
        azure.post(team, {"query": query})
    azure.post("/acme/Home/nothing/_apis/wit/wiql", {"query": "SELECT [System.Id] FROM WorkItems"})


def drive_bin(azure):
    ids = [azure.make(f"Waste {number}") for number in range(4)]
    azure.delete(f"/wit/workitems/{ids[0]}")
    azure.delete(f"/wit/workitems/{ids[0]}")
    azure.delete(f"/wit/workitems/{ids[1]}", user="guest")
    azure.delete(f"/wit/workitems/{ids[1]}?destroy=true", user="second")
    azure.delete(f"/wit/workitems/{ids[1]}?destroy=true")
    azure.get("/wit/recyclebin")
    azure.get(f"/wit/recyclebin/{ids[0]}")
    azure.get("/wit/recyclebin/99")
    azure.patch(f"/wit/recyclebin/{ids[0]}", {"isDeleted": True})
    azure.patch(f"/wit/recyclebin/{ids[0]}", {"isDeleted": False})
    azure.delete(f"/wit/workitems/{ids[0]}")
    azure.delete(f"/wit/recyclebin/{ids[0]}")
    if azure.version == "7.1":
        azure.post("/wit/workitemsdelete", {"ids": ids[2:3]})
        azure.post("/wit/workitemsdelete", {"ids": ids[3:], "destroy": True})
        azure.post("/wit/workitemsdelete", {"ids": []})


def drive_without_project(azure):
    """Use what is served below the organisation too, and without a team."""
    query = {"query": "SELECT [System.Id] FROM WorkItems"}
    azure.post("//wit/wiql", query)
    azure.post("/wit/wiql", query)
    task = azure.make("Float")
    azure.get(f"//wit/workitems/{task}")
    azure.get(f"//wit/workitems?ids={task}")
    azure.post("//wit/workitemsbatch", {"ids": [task]})
    azure.patch(f"//wit/workitems/{task}", [{"op": "add", "path": "/fields/System.Title", "value": "x"}], kind=PATCH)
    for path in ("revisions", "updates"):
        azure.get(f"//wit/workItems/{task}/{path}")
    azure.get("//wit/fields")
    azure.get(f"//wit/attachments/{azure.post('//wit/attachments', b'x', kind='application/octet-stream')['id']}")
    azure.delete(f"//wit/workitems/{task}")
    azure.get(f"//wit/recyclebin/{task}")
    azure.patch(f"//wit/recyclebin/{task}", {"isDeleted": False})
    azure.delete(f"//wit/workitems/{task}")
    azure.delete(f"//wit/recyclebin/{task}")
