"""Who may come in, and which version of the API they get."""

from __future__ import annotations

import pytest
from tests.twin.platform.azure_devops.caller import COMMENTS, PATCH, Azure

from tasklab.twin.catalogue import open_twin
from tasklab.twin.fault import Fault
from tasklab.twin.site import TwinError


def test_a_token_is_the_password_of_any_user(azure):
    said = azure.get("//connectionData", api="7.1-preview.1")

    assert said.status == 200
    assert said["authenticatedUser"]["id"] == azure.facts["user_id"]
    assert azure.get("/_apis/profile/profiles/me")["emailAddress"] == "ada@acme.example"


def test_an_unknown_token_is_401_and_says_how_to_come_in(azure):
    said = azure.get("//projects", user="bad")

    assert said.status == 401
    assert "Basic" in said.headers["www-authenticate"]


def test_no_credential_leads_to_a_page_to_sign_in(azure):
    said = azure.get("//projects", user=None)

    assert (said.status, said.headers["location"].split("?")[0].rpartition("/")[2]) == (302, "_signin")
    assert azure.get("//projects", user=None, **{"x-tfs-fedauthredirect": "Suppress"}).status == 401


def test_a_credential_without_a_token_gets_the_page_with_203(azure):
    said = azure.get("//projects", authorization="Basic !")

    assert (said.status, said.headers["content-type"]) == (203, "text/html; charset=utf-8")


def test_the_version_is_told_with_the_answer(azure):
    said = azure.get("//projects", api="6.0")

    assert said.headers["content-type"] == "application/json; charset=utf-8; api-version=6.0"


def test_a_version_can_be_named_in_accept(azure):
    said = azure.get("//projects", api="", accept="application/json;api-version=5.0")

    assert said.headers["content-type"].endswith("api-version=5.0")


@pytest.mark.parametrize(
    ("api", "key"),
    [
        ("8.0", "VssVersionOutOfRangeException"),
        ("0.5", "VssVersionOutOfRangeException"),
        ("7.2-preview.1", "VssVersionOutOfRangeException"),
        ("soon", "VssInvalidApiResourceVersionException"),
        ("7.1-preview.x", "VssInvalidApiResourceVersionException"),
    ],
)
def test_a_version_that_is_not_served_is_400(azure, api, key):
    said = azure.get("//projects", api=api)

    assert (said.status, said.key) == (400, key)


def test_a_site_serves_the_versions_before_its_own_and_none_after():
    assert Azure("6.0").get("//projects", api="5.1").status == 200
    said = Azure("6.0").get("//projects", api="7.0")
    assert "7.0 is out of range for this server. The latest REST API version" in said["message"]
    assert said["message"].endswith("this server supports is 6.0.")


def test_a_version_can_be_left_out_of_reading_alone(azure):
    assert azure.get("//projects", api="").status == 200
    said = azure.post("/wit/wiql", {"query": "SELECT [System.Id] FROM WorkItems"}, api="")
    assert (said.status, said.key) == (400, "VssVersionNotSpecifiedException")


def test_a_preview_has_to_be_called_one(azure):
    path = f"/wit/workItems/{azure.make()}/comments"

    said = azure.get(path)
    assert (said.status, said.key) == (400, "VssInvalidPreviewVersionException")
    assert azure.get(path, api="7.1-preview").status == 200
    assert azure.get(path, api="7.1-preview.4").status == 200
    assert azure.get(path, api="7.1-preview.5").key == "VssVersionOutOfRangeException"
    assert azure.get(path, api="6.0-preview.4").key == "VssVersionOutOfRangeException"


def test_a_resource_that_came_later_is_not_in_an_older_version(azure):
    assert azure.get("/wit/tags", api="5.0").key == "VssVersionOutOfRangeException"
    assert azure.get("/wit/tags", api="6.0").key == "VssInvalidPreviewVersionException"
    assert azure.get("/wit/tags", api="7.0").status == 200
    assert Azure("5.0").get("/wit/tags").status == 404
    assert Azure("7.0").post("/wit/workitemsdelete", {"ids": [1]}).status == 404


def test_members_that_came_later_are_not_in_an_older_version(azure):
    azure.make(System__Tags="wet")

    assert "lastUpdated" in azure.get("/wit/tags")["value"][0]
    assert "lastUpdated" not in azure.get("/wit/tags", api="7.0")["value"][0]
    assert "path" not in azure.get("/wit/classificationnodes/areas", api="5.0").body
    assert "isLocked" not in azure.get("/wit/fields/System.Id", api="7.0").body


def test_an_older_site_in_silence_has_the_older_shapes(azure):
    azure.twin.misbehave(Fault(kind="older", version="5.0"))

    assert "path" not in azure.get("/wit/classificationnodes/areas").body


def test_paths_have_no_case_and_others_are_not_there(azure):
    assert azure.get("/WIT/WorkItemTypes/bug")["name"] == "Bug"
    assert azure.get("/wit/nothing").status == 404
    assert azure.get("/acme/Home/nothing/_apis/x/_apis/wit/fields").status == 404
    said = azure.send("PUT", "/wit/fields")
    assert (said.status, said["value"]) == (
        405,
        {"Message": "The requested resource does not support http method 'PUT'."},
    )


def test_another_organisation_and_a_foreign_project_are_not_there(azure):
    assert azure.get("/nobody/_apis/projects").status == 404
    said = azure.get("/acme/Vault/_apis/wit/workitemtypes")
    assert (said.status, said.key) == (404, "ProjectDoesNotExistWithNameException")
    assert azure.get(f"//projects/{azure.facts['foreign_project_id']}").status == 404


def test_a_reader_reads_and_does_not_write(azure):
    task = azure.make()

    assert azure.get(f"/wit/workitems/{task}", user="guest").status == 200
    for said in (
        azure.try_make(user="guest"),
        azure.edit(task, ("add", "/fields/System.Title", "x"), user="guest"),
        azure.comment(task, user="guest"),
        azure.delete(f"/wit/workitems/{task}", user="guest"),
        azure.upload(user="guest"),
        azure.post("/wit/classificationnodes/areas", {"name": "x"}, user="guest"),
        azure.post(f"//projects/{azure.facts['project_id']}/teams", {"name": "x"}, user="guest"),
    ):
        assert said.status == 403, said.raw
    assert azure.fields(task)["System.Title"] == "Sweep"


def test_an_error_has_all_its_members(azure):
    body = azure.get("/wit/workitems/99").body

    assert list(body) == ["$id", "innerException", "message", "typeName", "typeKey", "errorCode", "eventId"]
    assert body["message"] == ("TF401232: Work item 99 does not exist, or you do not have permissions to read it.")
    assert body["typeName"].startswith("Microsoft.TeamFoundation.WorkItemTracking.Server.")


def test_limits_are_told_when_they_are_near_and_then_kept():
    azure = Azure(rate_limit="10")
    said = [azure.get("//projects") for _ in range(11)]

    assert "x-ratelimit-remaining" not in said[0].headers
    assert said[8].headers["x-ratelimit-remaining"] == "1"
    assert (said[10].status, said[10].headers["retry-after"]) == (429, "300")
    assert said[10]["message"].startswith("TF400733")
    azure.twin.clock.advance(300)
    assert azure.get("//projects").status == 200


def test_a_limit_is_a_number():
    with pytest.raises(TwinError):
        open_twin("azure-devops", options={"rate_limit": "few"})


@pytest.mark.parametrize(
    ("kind", "status"),
    [("rate_limited", 429), ("error", 500), ("unavailable", 503), ("expired", 401), ("brownout", 410)],
)
def test_faults_are_worded_as_the_product_does(azure, kind, status):
    more = {"for_s": 60} if kind == "brownout" else {}
    azure.twin.misbehave(Fault(kind=kind, retry_after_s=7, **more))

    said = azure.get("//projects")
    assert said.status == status
    assert said.headers.get("retry-after") == ("7" if status in {429, 503} else None)
    assert (said.body is None) == (kind == "expired")


def test_seeded_work_items_are_all_there(azure):
    made = azure.twin.seed(300)

    path = f"/acme/{made['project_id']}/_apis/wit/wiql"
    query = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project"}
    assert len(azure.post(path, query)["workItems"]) == 300
    assert azure.find("[System.TeamProject] = 'Home'") == []


def test_a_body_has_its_media_type(azure):
    said = azure.post("/wit/workitems/$Task", [{"op": "add", "path": "/fields/System.Title", "value": "x"}])
    assert (said.status, said.key) == (415, "VssRequestContentTypeNotSupportedException")
    assert azure.post("/wit/wiql", {}, kind=PATCH).status == 415
    assert azure.post("/wit/wiql", b"{").status == 400


def test_comments_of_each_version_are_there(each):
    task = each.make()
    each.set(task, System__History="said")

    said = each.get(f"/wit/workItems/{task}/comments", api=COMMENTS[each.version])
    assert [comment["text"] for comment in said["comments"]] == ["said"]
