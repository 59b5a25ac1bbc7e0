"""What hangs on a task: steps, links, extensions; and categories."""

from __future__ import annotations

import pytest

ID = "microsoft.graph.openTypeExtension.com.acme"


@pytest.fixture
def path(graph):
    return graph.make("Sweep")


def test_a_step_is_made_checked_renamed_and_deleted(graph, path):
    made = graph.post(f"{path}/checklistItems", {"displayName": "Hall"})
    assert (made.status, made["isChecked"], "checkedDateTime" in made.body) == (201, False, False)
    own = f"{path}/checklistItems/{made['id']}"
    graph.twin.clock.advance(5)

    checked = graph.patch(own, {"isChecked": True})
    assert (checked["isChecked"], checked["checkedDateTime"]) == (True, "2023-11-14T22:13:25Z")
    renamed = graph.patch(own, {"displayName": "Porch", "isChecked": True})
    assert renamed["checkedDateTime"] == checked["checkedDateTime"]
    renamed = graph.patch(own, {"displayName": "Porch"})  # without the rest, it is not checked any more
    assert (renamed["isChecked"], "checkedDateTime" in renamed.body) == (False, False)
    said = graph.patch(own, {"createdDateTime": "2020-01-01T00:00:00Z"})
    assert (said.status, said["error"]["message"]) == (400, "The property 'createdDateTime' cannot be updated")
    assert graph.get(own)["displayName"] == "Porch"
    assert graph.delete(own).status == 204
    assert graph.get(own).status == 404
    assert graph.get(f"{path}/checklistItems")["value"] == []


def test_a_step_may_tell_its_own_moments(graph, path):
    body = {"displayName": "Hall", "createdDateTime": "2020-01-01T00:00:00Z", "checkedDateTime": "2020-01-02T00:00:00Z"}
    made = graph.post(f"{path}/checklistItems", body)
    assert {name: made[name] for name in body} == body
    assert made["isChecked"] is True


@pytest.mark.parametrize("body", [{}, {"displayName": ""}, {"displayName": 1}, {"displayName": "x", "isChecked": 1}])
def test_a_step_that_is_none_is_refused(graph, path, body):
    assert graph.post(f"{path}/checklistItems", body).status == 400


def test_steps_come_in_their_order_by_pages(graph, path):
    for number in range(3):
        graph.post(f"{path}/checklistItems", {"displayName": str(number)})
    page = graph.get(f"{path}/checklistItems?$top=2&$select=displayName")
    rest = graph.follow(page["@odata.nextLink"])
    assert [each["displayName"] for each in [*page["value"], *rest["value"]]] == ["0", "1", "2"]
    assert page["value"][0].keys() == {"id", "displayName"}
    assert graph.get(f"{path}/checklistItems/$count").raw == b"3"


def test_what_hangs_on_a_task_changes_it(graph, path):
    tag = graph.get(path)["@odata.etag"]
    graph.post(f"{path}/checklistItems", {"displayName": "Hall"})
    assert graph.patch(path, {"title": "x"}, if_match=tag).status == 412


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("checklistItems", {"displayName": "Hall"}),
        ("linkedResources", {"applicationName": "Post"}),
        ("extensions", {"extensionName": "own", "size": 3}),
    ],
)
def test_what_hangs_on_a_task_is_guarded_by_the_tasks_tag(graph, path, name, body):
    old = graph.get(path)["@odata.etag"]
    own = f"{path}/{name}/{graph.post(f'{path}/{name}', body)['id']}"
    new = graph.get(path)["@odata.etag"]

    assert graph.patch(own, body, if_match=old).status == 412
    assert graph.delete(own, if_match=old).status == 412
    assert graph.delete(own, if_match=new).status == 204


def test_a_link_is_made_changed_and_deleted(graph, path):
    body = {"webUrl": "https://a.example", "applicationName": "App", "displayName": "Mail", "externalId": "7"}
    made = graph.post(f"{path}/linkedResources", body)
    assert made.status == 201
    own = f"{path}/linkedResources/{made['id']}"

    assert {name: graph.get(own)[name] for name in body} == body
    assert graph.patch(own, {"externalId": None, "displayName": ""})["externalId"] == "7"
    said = graph.patch(own, {"webUrl": "mail"})
    assert (said.status, said["error"]["message"]) == (400, "The property 'webUrl' has an invalid value")
    assert graph.patch(own, {"webUrl": "app:7"})["webUrl"] == "app:7"
    assert graph.post(f"{path}/linkedResources", body).code[1] == "LinkedResourceSizeExceeded"
    assert graph.delete(own).status == 204
    assert "linkedResources" not in graph.get(path).body
    assert graph.get(own).status == 404


def test_a_link_needs_an_application_and_is_the_only_one(graph, path):
    for body in ({}, {"webUrl": "https://a.example"}, {"applicationName": ""}, {"applicationName": "A", "webUrl": "["}):
        assert graph.post(f"{path}/linkedResources", body).status == 400
    links = [{"applicationName": "A"}] * 2
    said = graph.post(f"{graph.home}/tasks", {"title": "x", "linkedResources": links})
    assert said["error"]["message"] == "Only one item in linkedResources is allowed."
    assert graph.titles() == ["Sweep"]


def test_a_step_of_another_task_is_not_there(graph, path):
    own = graph.post(f"{path}/checklistItems", {"displayName": "Hall"})["id"]
    assert graph.get(f"{graph.make('Other')}/checklistItems/{own}").status == 404
    assert graph.post(f"{path}/checklistItems", {"displayName": "x"}, user="guest").status == 403


def test_an_extension_keeps_ones_own_data(graph, path):
    for holder in (graph.home, path):
        body = {"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": "com.acme", "size": 3, "deep": [1]}
        assert [graph.post(f"{holder}/extensions", body).status for _ in range(2)] == [201, 201]
        own = f"{holder}/extensions/com.acme"
        said = graph.get(own)
        assert (said["id"], said["size"], said["size@odata.type"]) == (ID, 3, "#Int64")
        assert graph.patch(f"{holder}/extensions/{ID}", {"size": 4, "more": "x"}).status == 200
        said = graph.get(own)
        assert (said["size"], "deep" in said.body, said["more"]) == (4, False, "x")
        assert "extensions" not in graph.get(f"{holder}?$expand=extensions").body
        wanted = "$expand=extensions($filter=id eq 'com.acme')"
        for shown in (
            graph.get(f"{holder}?{wanted}").body,
            graph.get(f"{holder.rpartition('/')[0]}?{wanted}")["value"][-1],
        ):
            assert shown["extensions"][0]["id"] == ID
        assert "extensions" not in graph.get(f"{holder}?$expand=extensions($filter=id eq 'x')").body
        assert graph.patch(own, {}).code[1] == "RequestBroker--ParseUri"
        assert [graph.delete(own).status for _ in range(2)] == [204, 204]
        assert [graph.get(own).status, graph.patch(own, {"size": 1}).status] == [404, 404]
        assert graph.get(f"{holder}/extensions").code[0] == "UnknownError"
    assert graph.post(f"{path}/extensions", {"size": 1}).status == 400
    assert graph.post(f"{path}/extensions", {"extensionName": "x", "deep": {"a": 1}}).status == 400


def test_an_extension_comes_along_with_a_new_task(graph):
    made = graph.post(f"{graph.home}/tasks", {"title": "Mop", "extensions": [{"extensionName": "own", "size": 3}]})
    assert (made.status, made["extensions"][0]["size"]) == (201, 3)


def test_categories_are_a_list_of_their_own(graph):
    assert [each["color"] for each in graph.get("/outlook/masterCategories")["value"]] == ["preset0", "preset7"]
    made = graph.post("/outlook/masterCategories", {"displayName": "Yard", "color": "Preset3"})
    assert (made.status, made["color"]) == (201, "preset3")
    own = f"/outlook/masterCategories/{made['id']}"

    assert graph.patch(own, {"color": "none"})["color"] == "none"
    assert graph.patch(own, {"displayName": "Garden"}).status == 200
    assert (graph.get(own)["displayName"], graph.get(own)["color"]) == ("Yard", "none")
    said = graph.post("/outlook/masterCategories", {"displayName": "yard"})
    assert (said.status, said.code[0]) == (409, "CategoryNameExists")
    assert graph.post("/outlook/masterCategories", {"displayName": "x", "color": "red"}).status == 400
    assert graph.post("/outlook/masterCategories", {}).status == 400
    path = graph.make("Sweep", categories=["Yard"])
    assert graph.delete(own).status == 204
    assert graph.get(own).status == 404
    assert graph.get(path)["categories"] == ["Yard"]


def test_categories_need_a_scope_of_their_own(graph):
    assert graph.get("/outlook/masterCategories", user="guest").status == 200
    said = graph.post("/outlook/masterCategories", {"displayName": "x"}, user="guest")
    assert (said.status, said.code[1]) == (403, "ErrorAccessDenied")
    assert graph.get("/outlook/masterCategories", user="second").status == 200
