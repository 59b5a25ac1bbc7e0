"""Lists: made, renamed, shared, deleted, and asked for by pages."""

from __future__ import annotations

import pytest
from tests.twin.platform.microsoft_todo.caller import Graph, names_of


def test_a_mailbox_begins_with_two_lists_of_its_own(each):
    said = each.get("/todo/lists", user="second")

    kinds = {row["displayName"]: (row["wellknownListName"], row["isOwner"], row["isShared"]) for row in said["value"]}
    assert kinds == {
        "Tasks": ("defaultList", True, False),
        "Flagged Emails": ("flaggedEmails", True, False),
        "Home": ("none", False, True),
    }


def test_a_list_is_made_renamed_and_deleted(each):
    made = each.post("/todo/lists", {"displayName": "Yard"})
    assert (made.status, made["wellknownListName"], made["isOwner"]) == (201, "none", True)
    path = f"/todo/lists/{made['id']}"
    renamed = each.patch(path, {"displayName": "Garden"})
    assert (renamed.status, renamed["displayName"]) == (200, "Garden")
    assert renamed["@odata.etag"] == renamed.headers["etag"] != made["@odata.etag"]
    task = each.post(f"{path}/tasks", {"title": "Dig"})["id"]

    assert each.delete(path).status == 204
    assert each.get(path).code == ("itemNotFound", "ErrorItemNotFound")
    assert each.get(f"{each.home}/tasks/{task}").status == 404


def test_a_name_is_needed_and_need_not_be_its_own(graph):
    for body in ({}, {"displayName": " "}, {"displayName": 3}, {"displayName": None}):
        assert graph.post("/todo/lists", body).status == 400
    assert [graph.post("/todo/lists", {"displayName": "Home"}).status for _ in range(2)] == [201, 201]


def test_members_that_are_only_read_are_passed_over_and_unknown_ones_refused(graph):
    made = graph.post("/todo/lists", {"displayName": "Yard", "isOwner": False, "@odata.type": "x"})
    assert made["isOwner"] is True
    said = graph.patch(f"/todo/lists/{made['id']}", {"colour": "red"})
    assert (said.status, said.code[0]) == (400, "BadRequest")
    assert "'colour' does not exist on type 'microsoft.graph.todoTaskList'" in said["error"]["message"]


@pytest.mark.parametrize("name", ["defaultList", "flaggedEmails"])
def test_what_is_built_in_is_neither_renamed_nor_deleted(graph, name):
    found = next(row for row in graph.get("/todo/lists")["value"] if row["wellknownListName"] == name)
    path = f"/todo/lists/{found['id']}"

    said = graph.patch(path, {"displayName": "Mine"})
    assert (said.status, said.code) == (400, ("invalidRequest", "ErrorInvalidRequest"))
    assert said["error"]["innerError"]["message"].endswith("A default task folder can't be renamed.")
    assert graph.delete(path).status == 400
    assert graph.get(path)["displayName"] == found["displayName"]


def test_a_list_can_be_shared_and_is_deleted_by_its_owner_alone(graph):
    assert graph.patch(graph.home, {"displayName": "House"}, user="second").status == 200
    assert graph.delete(graph.home, user="second").status == 403
    assert names_of(graph.get("/todo/lists", user="guest"))[-1] == "House"
    assert graph.delete(graph.home).status == 204
    assert "House" not in names_of(graph.get("/todo/lists", user="second"))


def test_a_list_of_somebody_else_is_not_there(graph):
    path = f"/todo/lists/{graph.facts['foreign_project_id']}"

    assert [graph.send(verb, path, body).status for verb, body in (("GET", None), ("PATCH", {}), ("DELETE", None))] == [
        404, 404, 404,
    ]  # fmt: skip
    assert graph.get("/todo/lists/short").code == ("invalidRequest", "ErrorInvalidIdMalformed")


def test_a_list_passes_over_tags(graph):
    made = graph.post("/todo/lists", {"displayName": "Yard"})
    path, tag = f"/todo/lists/{made['id']}", made["@odata.etag"]
    graph.patch(path, {"displayName": "Garden"}, if_match=tag)

    assert graph.patch(path, {"displayName": "Field"}, if_match=tag)["displayName"] == "Field"
    tag = graph.get(path)["@odata.etag"]
    graph.post(f"{path}/tasks", {"title": "Dig"})
    assert graph.get(path)["@odata.etag"] == tag
    assert graph.delete(path, if_match='W/"x"').status == 204


def test_lists_come_by_pages_where_a_size_is_asked_for(graph):
    for number in range(5):
        graph.post("/todo/lists", {"displayName": f"L{number}"})
    page = graph.get("/todo/lists?$top=3")
    found = names_of(page)
    while "@odata.nextLink" in page.body:
        page = graph.follow(page["@odata.nextLink"])
        found += names_of(page)

    assert found == ["Tasks", "Flagged Emails", "Home", *(f"L{number}" for number in range(5))]
    assert names_of(graph.get("/todo/lists?$skip=6")) == found[6:]
    assert "@odata.count" not in graph.get("/todo/lists?$count=true").body
    assert graph.get("/todo/lists/$count").raw == b"8"


def test_lists_are_filtered_by_their_name(graph):
    assert names_of(graph.get("/todo/lists?$filter=displayName eq 'Home'")) == ["Home"]
    assert names_of(graph.get("/todo/lists?$filter=startswith(displayName,'Fl')")) == ["Flagged Emails"]
    assert names_of(graph.get("/todo/lists?$orderby=displayName desc")) == ["Tasks", "Home", "Flagged Emails"]
    said = graph.get("/todo/lists?$filter=colour eq 'red'")
    assert (said.status, said.code) == (400, ("invalidRequest", "RequestBroker--ParseUri"))


def test_a_list_comes_with_its_tasks_where_that_is_asked_for(graph):
    graph.make("Sweep")
    assert names_of({"value": graph.get(f"{graph.home}?$expand=tasks")["tasks"]}) == ["Sweep"]
    assert graph.get(f"{graph.home}?$expand=nothing").status == 400


def test_a_seeded_list_holds_so_many_tasks():
    graph = Graph()
    made = graph.twin.seed(250)

    assert graph.get(f"/todo/lists/{made['project_id']}/tasks/$count").raw == b"250"
    assert graph.twin.seed(1)["project_name"] == "Seeded 2"
