"""What stands around work items: relations, files, comments, areas, projects, teams, people."""

from __future__ import annotations

import pytest
from tests.twin.platform.azure_devops.caller import COMMENTS

LINKS = "System.LinkTypes."
AGILE = "adcc42ab-9882-485e-a3ed-7678f01f66bc"
SCRUM = "6b724908-ef14-45cf-84f8-768b5384da45"


@pytest.mark.parametrize(
    ("rel", "name", "opposite"),
    [
        ("Hierarchy-Reverse", "Parent", "Child"),
        ("Hierarchy-Forward", "Child", "Parent"),
        ("Dependency-forward", "Successor", "Predecessor"),
        ("Duplicate-Reverse", "Duplicate Of", "Duplicate"),
        ("Related", "Related", "Related"),
    ],
)
def test_a_link_has_two_ends(azure, rel, name, opposite):
    one, two = azure.make("One"), azure.make("Two")
    said = azure.relate(one, LINKS + rel, two, "so it is")

    assert said["relations"][0]["attributes"] == {"isLocked": False, "comment": "so it is", "name": name}
    assert azure.relations(one) == [(name, two)]
    assert azure.relations(two) == [(opposite, one)]
    azure.edit(two, ("remove", "/relations/0"))
    assert azure.relations(one) == []


def test_links_make_no_revision_and_files_do(azure):
    one, two = azure.make("One"), azure.make("Two")
    assert azure.relate(one, LINKS + "Related", two)["rev"] == 1
    assert azure.relate(one, "Hyperlink", "https://acme.example")["rev"] == 2

    updates = azure.get(f"/wit/workItems/{one}/updates")["value"]
    assert [(each["rev"], "fields" in each, list(each.get("relations", {}))) for each in updates] == [
        (1, True, []),
        (1, False, ["added"]),
        (2, True, ["added"]),
    ]
    assert len(azure.get(f"/wit/workItems/{two}/updates")["value"]) == 2


def test_a_parent_is_one_and_above(azure):
    one, two, three = azure.make("One"), azure.make("Two"), azure.make("Three")
    azure.relate(two, LINKS + "Hierarchy-Reverse", one)

    assert azure.relate(two, LINKS + "Hierarchy-Reverse", three).key == "WorkItemLinkAddExtraParentException"
    assert azure.relate(three, LINKS + "Hierarchy-Forward", two).key == "WorkItemLinkAddExtraParentException"
    assert azure.relate(one, LINKS + "Hierarchy-Reverse", two).key == "WorkItemLinkCircularException"
    assert azure.relate(one, LINKS + "Related", one).status == 400
    assert azure.relate(one, LINKS + "Related", 99).status == 404
    assert azure.fields(two)["System.Parent"] == one
    assert azure.find(f"[System.Parent] = {one}") == [two]


def test_the_same_relation_is_refused_twice(azure):
    one, two = azure.make("One"), azure.make("Two")
    azure.relate(one, LINKS + "Related", two)

    assert azure.relate(one, LINKS + "Related", two)["message"] == "VS403653: Relation already exists."
    assert azure.relate(two, LINKS + "Related", one).status == 400


def test_a_file_is_uploaded_then_related_then_read(azure):
    task = azure.make()
    file = azure.upload(b"\x00\xff", "a b.bin")
    assert file.status == 201
    said = azure.relate(task, "AttachedFile", file["url"], "see")

    (relation,) = said["relations"]
    assert relation["rel"] == "AttachedFile"
    assert relation["attributes"]["name"] == "a b.bin"
    assert relation["attributes"]["resourceSize"] == 2
    read = azure.get(relation["url"].removeprefix("http://127.0.0.1"))
    assert (read.status, read.raw, read.headers["content-type"]) == (200, b"\x00\xff", "application/octet-stream")
    assert "a%20b.bin" in azure.get(f"/wit/attachments/{file['id']}?download=true").headers["content-disposition"]
    assert azure.relate(task, "AttachedFile", "https://acme.example/x").status == 404


def test_comments_come_newest_first_in_pages(azure):
    task, api = azure.make(), COMMENTS["7.1"]
    ids = [azure.comment(task, f"No {number}")["id"] for number in range(5)]
    path = f"/wit/workItems/{task}/comments"

    page = azure.get(f"{path}?$top=3", api=api)
    assert (page["totalCount"], page["count"]) == (5, 3)
    rest = azure.get(f"{path}?$top=3&continuationToken={page['continuationToken']}", api=api)
    assert [each["id"] for each in (*page["comments"], *rest["comments"])] == ids[::-1]
    assert "continuationToken" not in rest.body
    assert [each["id"] for each in azure.get(f"{path}?order=asc", api=api)["comments"]] == ids
    assert azure.fields(task)["System.CommentCount"] == 5
    assert azure.fields(task)["System.History"] == "No 4"


def test_a_comment_changes_by_its_author_or_who_administers(azure):
    task, api = azure.make(), COMMENTS["7.1"]
    own = azure.comment(task, "Mine")["id"]
    other = azure.comment(task, "Yours", user="second")["id"]
    path = f"/wit/workItems/{task}/comments"

    assert azure.patch(f"{path}/{own}", {"text": "x"}, api=api, user="second").status == 403
    assert azure.patch(f"{path}/{other}", {"text": "Ours"}, api=api)["version"] == 2
    assert azure.delete(f"{path}/{other}", api=api)["isDeleted"] is True
    assert azure.get(f"{path}/{other}", api=api).status == 404
    assert azure.get(f"{path}/{other}?includeDeleted=true", api=api)["text"] == "Ours"
    assert azure.fields(task)["System.CommentCount"] == 1


def test_history_is_a_comment(azure):
    task = azure.make(System__History="Made")
    azure.set(task, System__History="Changed", System__Title="Two")

    said = azure.get(f"/wit/workItems/{task}/comments", api=COMMENTS["7.1"])
    assert [each["text"] for each in said["comments"]] == ["Changed", "Made"]
    assert azure.fields(task)["System.Title"] == "Two"
    azure.set(task, System__Title="Three")
    assert "System.History" not in azure.fields(task)


def test_areas_make_a_tree(azure):
    nodes = "/wit/classificationnodes/areas"
    assert azure.post(nodes, {"name": "Roof"}).status == 201
    tiles = azure.post(f"{nodes}/Roof", {"name": "Tiles"})

    assert tiles["path"] == "\\Home\\Area\\Roof\\Tiles"
    assert azure.post(nodes, {"name": "roof"}).status == 409
    task = azure.make(System__AreaPath="home\\ROOF\\tiles")
    assert azure.fields(task)["System.AreaPath"] == "Home\\Roof\\Tiles"
    azure.patch(f"{nodes}/Roof", {"name": "Top"})
    assert azure.fields(task)["System.AreaPath"] == "Home\\Top\\Tiles"
    root = azure.get(f"{nodes}?$depth=2")
    assert [child["name"] for child in root["children"][0]["children"]] == ["Tiles"]
    assert azure.delete(f"{nodes}/Top?$reclassifyId={root['id']}").status == 204
    assert azure.fields(task)["System.AreaPath"] == "Home"
    assert azure.get(f"{nodes}/Top").status == 404


def test_iterations_have_days(azure):
    nodes = "/wit/classificationnodes/iterations"
    days = {"startDate": "2024-01-01T00:00:00Z", "finishDate": "2024-01-14T00:00:00Z"}

    assert azure.post(nodes, {"name": "Week", "attributes": days})["attributes"] == days
    assert azure.post(nodes, {"name": "Half", "attributes": {"startDate": days["startDate"]}}).status == 400
    assert [each["name"] for each in azure.get(f"{nodes}?$depth=1")["children"]] == [
        "Iteration 1",
        "Iteration 2",
        "Iteration 3",
        "Week",
    ]


def test_a_project_is_made_in_a_while(azure):
    made = azure.post("//projects", {"name": "Yard", "capabilities": {"processTemplate": {"templateTypeId": SCRUM}}})
    path = f"//operations/{made['id']}"

    assert (made["status"], azure.get(path)["status"]) == ("queued", "inProgress")
    assert azure.get("//projects/Yard").status == 404
    azure.twin.clock.advance(1)
    assert azure.get(path)["status"] == "succeeded"
    said = azure.get("//projects/Yard?includeCapabilities=true")
    assert said["capabilities"]["processTemplate"]["templateName"] == "Scrum"
    assert said["defaultTeam"]["name"] == "Yard Team"
    types = azure.get("/acme/Yard/_apis/wit/workitemtypes")["value"]
    assert "Product Backlog Item" in [each["name"] for each in types]


def test_a_project_changes_and_goes(azure):
    azure.post("//projects", {"name": "Yard", "capabilities": {"processTemplate": {"templateTypeId": AGILE}}})
    azure.twin.clock.advance(1)
    yard = azure.get("//projects/Yard")["id"]
    azure.patch(f"//projects/{yard}", {"name": "Garden", "description": "Green"})
    task = azure.make(project="Garden")

    assert azure.get(f"//wit/workitems/{task}")["fields"]["System.AreaPath"] == "Garden"
    azure.delete(f"//projects/{yard}")
    azure.twin.clock.advance(1)
    assert azure.get(f"//projects/{yard}").status == 404
    assert azure.get(f"//wit/workitems/{task}").status == 404
    assert [each["name"] for each in azure.get("//projects?stateFilter=deleted")["value"]] == ["Garden"]
    assert (
        azure.post(
            "//projects", {"name": "Garden", "capabilities": {"processTemplate": {"templateTypeId": AGILE}}}
        ).status
        == 200
    )


def test_projects_come_in_pages(azure):
    for name in ("Able", "Zulu"):
        azure.post("//projects", {"name": name, "capabilities": {"processTemplate": {"templateTypeId": AGILE}}})
    azure.twin.clock.advance(1)

    names, token = [], "0"
    while token is not None:
        said = azure.get(f"//projects?$top=2&continuationToken={token}")
        names += [each["name"] for each in said["value"]]
        token = said.headers.get("x-ms-continuationtoken")
    assert names == ["Able", "Home", "Zulu"]


def test_a_name_is_taken_once_and_who_makes_projects_may(azure):
    capabilities = {"processTemplate": {"templateTypeId": AGILE}}

    assert (
        azure.post("//projects", {"name": "home", "capabilities": capabilities}).key == "ProjectAlreadyExistsException"
    )
    assert azure.post("//projects", {"name": "a/b", "capabilities": capabilities}).status == 400
    assert azure.post("//projects", {"name": "Yard"}).status == 400
    assert azure.post("//projects", {"name": "Yard", "capabilities": capabilities}, user="second").status == 403


def test_teams_have_members(azure):
    teams = f"//projects/{azure.facts['project_id']}/teams"
    members = azure.get(f"{teams}/Home%20Team/members")["value"]

    assert [(each["identity"]["displayName"], each.get("isTeamAdmin", False)) for each in members] == [
        ("Ada Berg", True),
        ("Lin Park", False),
    ]
    made = azure.post(teams, {"name": "Crew"})
    assert azure.post(teams, {"name": "crew"}).status == 400
    assert [each["name"] for each in azure.get(teams)["value"]] == ["Crew", "Home Team"]
    assert azure.delete(f"{teams}/{made['id']}").status == 200
    assert azure.delete(f"{teams}/Home%20Team").status == 400


def test_people_are_found_by_their_descriptors(azure):
    users = azure.get("//graph/users", api="7.1-preview.1")["value"]
    lin = next(each for each in users if each["displayName"] == "Lin Park")

    assert (
        azure.get(f"//graph/storagekeys/{lin['descriptor']}", api="7.1-preview.1")["value"]
        == azure.facts["second_user_id"]
    )
    accounts = azure.get(f"/_apis/accounts?memberId={azure.facts['user_id']}")["value"]
    assert [each["accountName"] for each in accounts] == ["acme"]


def test_types_tell_states_with_categories(azure):
    states = azure.get("/wit/workitemtypes/User Story/states")["value"]

    assert [(each["name"], each["category"]) for each in states] == [
        ("New", "Proposed"),
        ("Active", "InProgress"),
        ("Resolved", "Resolved"),
        ("Closed", "Completed"),
        ("Removed", "Removed"),
    ]
    field = azure.get("/wit/workitemtypes/Task/fields/Custom.Surface?$expand=allowedValues")
    assert field["allowedValues"] == ["Paper", "Stone", "Wood"]
