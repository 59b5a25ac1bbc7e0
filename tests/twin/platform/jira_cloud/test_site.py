"""The site: who comes in, people, projects, limits, and the ways to it."""

from __future__ import annotations

import pytest
from tests.twin.platform.jira_cloud.caller import ADDRESS, Jira, escaped

from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin
from tasklab.twin.platform.jira_cloud.household import KEEPER, MAIN, SECOND
from tasklab.twin.site import TwinError


def draft(**more):
    return {"key": "YARD", "name": "Yard", "leadAccountId": MAIN, "projectTypeKey": "software", **more}


@pytest.mark.parametrize("user", [None, "bad"])
def test_nobody_and_a_wrong_token_stay_outside(each, user):
    said = each.get("/myself", user=user)

    assert said.status == 401
    assert said.body == {"message": "Client must be authenticated to access this resource.", "status-code": 401}
    assert said.headers["www-authenticate"] == 'OAuth realm="http%3A%2F%2F127.0.0.1"'
    assert each.get("/serverInfo", user=user)["deploymentType"] == "Cloud"


def test_both_versions_of_the_api_are_served_at_any_time(jira):
    key = jira.issue(description=jira.text("words"))

    assert jira.get(f"/issue/{key}", api="2")["fields"]["description"] == "words"
    assert jira.get("/myself", api="2")["self"].startswith(f"{ADDRESS}/rest/api/2/")
    assert jira.get("/myself", api="4").status == 404
    assert jira.get("/nope").status == 404
    assert jira.send("PATCH", "/myself").status == 405


def test_an_address_is_shown_to_its_owner_alone(jira):
    assert jira.get("/myself")["emailAddress"] == "ada@acme.example"
    assert "emailAddress" not in jira.get(f"/user?accountId={escaped(SECOND)}").body
    assert (
        jira.get("/user?accountId=nobody").message
        == "Specified user does not exist or you do not have required permissions"
    )


def test_people_are_found_by_the_beginning_of_a_name(jira):
    assert [each["accountId"] for each in jira.get("/user/search?query=sec").body] == [SECOND]
    assert jira.get("/user/search?query=econd").body == []
    assert KEEPER in {each["accountId"] for each in jira.get("/users/search").body}
    assert {each["accountId"] for each in jira.get("/user/assignable/search?project=HOME").body} == {
        MAIN,
        SECOND,
        KEEPER,
    }


def test_groups_have_members(jira):
    (crew,) = [each for each in jira.get("/group/bulk")["values"] if each["name"] == "crew"]
    members = jira.get(f"/group/member?groupId={crew['groupId']}")

    assert [each["accountId"] for each in members["values"]] == [MAIN, SECOND]
    assert jira.facts["team_id"] == crew["groupId"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"key": "yard"}, {"projectKey": "Project keys must start with an uppercase letter, followed by one or more "
                                         "uppercase alphanumeric characters."}),
        ({"key": "HOME"}, {"projectKey": "Project 'Home' uses this project key."}),
        ({"key": "ABCDEFGHIJK"}, {"projectKey": "The project key must not exceed 10 characters in length."}),
        ({"name": "home"}, {"projectName": "A project with that name already exists."}),
        ({"name": " "}, {"projectName": "You must specify a valid project name."}),
        ({"leadAccountId": None}, {"projectLead": "You must specify a valid project lead."}),
        ({"projectTypeKey": "nope"}, {"projectTypeKey": "An invalid project type was specified: nope."}),
    ],
)  # fmt: skip
def test_a_project_is_refused(jira, changes, errors):
    said = jira.post("/project", draft(**changes))
    assert (said.status, said.errors) == (400, errors)


def test_projects_are_made_by_who_administers_the_site(jira):
    assert jira.post("/project", draft(), user="second").status == 403
    made = jira.post("/project", draft(description="d"))
    assert (made.status, made["key"], isinstance(made["id"], int)) == (201, "YARD", True)
    read = jira.get("/project/YARD")
    assert (read["description"], read["style"], read["lead"]["accountId"]) == ("d", "classic", MAIN)


def test_an_old_key_leads_to_the_project_and_its_issues(jira):
    key = jira.issue()
    assert jira.put("/project/HOME", {"key": "ROOM", "name": "Rooms"})["key"] == "ROOM"

    assert jira.get(f"/issue/{key}")["key"] == "ROOM-1"
    assert jira.get("/project/HOME")["key"] == "ROOM"
    assert jira.issue(project="ROOM") == "ROOM-2"


def test_deleting_later_is_done_when_the_task_says_so(jira):
    jira.post("/project", draft())
    key = jira.issue(project="YARD")
    begun = jira.post("/project/YARD/delete")
    address = begun.headers["location"]

    assert (begun.status, address) == (303, f"{ADDRESS}/rest/api/3/task/{begun['id']}")
    assert jira.get(f"/task/{begun['id']}")["status"] == "RUNNING"
    assert jira.get("/project/YARD").status == 200
    jira.twin.clock.advance(1)
    assert jira.get(f"/task/{begun['id']}")["status"] == "COMPLETE"
    assert (jira.get("/project/YARD").status, jira.get(f"/issue/{key}").status) == (404, 404)
    assert jira.post("/project", draft()).status == 201


def test_a_deleted_project_is_in_the_trash_and_keeps_its_key(jira):
    jira.post("/project", draft())
    assert jira.delete("/project/YARD").status == 204
    assert jira.get("/project/YARD").message == "No project could be found with key 'YARD'."
    assert [each["key"] for each in jira.get("/project/search?status=deleted")["values"]] == ["YARD"]
    assert jira.post("/project", draft()).errors == {
        "projectKey": "Project 'Yard' uses this project key.",
        "projectName": "A project with that name already exists.",
    }
    assert jira.post("/project/YARD/restore").status == 200
    assert jira.delete("/project/YARD?enableUndo=false").status == 204
    assert jira.post("/project", draft()).status == 201


def test_an_archived_project_is_read_only_and_not_searched(jira):
    key = jira.issue()
    jira.post("/project/HOME/archive")

    assert jira.get("/project/HOME")["archived"] is True
    assert "HOME" not in {each["key"] for each in jira.get("/project/search")["values"]}
    assert jira.find("created > -1d") == []
    assert jira.edit(key, summary="x").status == 400
    assert jira.get(f"/issue/{key}").status == 200


def test_projects_go_by_page(jira):
    first = jira.get("/project/search?maxResults=2")
    second = jira.get(first["nextPage"].removeprefix(f"{ADDRESS}/rest/api/3"))

    assert [each["key"] for each in [*first["values"], *second["values"]]] == ["HOME", "TEAM", "VAULT"]
    assert (first["isLast"], second["isLast"], first["total"]) == (False, True, 3)


def test_a_caller_has_so_many_calls_in_a_second():
    jira = Jira(calls_per_second="5")
    remaining = [jira.get("/myself").headers["x-ratelimit-remaining"] for _ in range(5)]
    over = jira.get("/myself")

    assert remaining == ["4", "3", "2", "1", "0"]
    assert (over.status, over.headers["retry-after"], over.headers["x-ratelimit-reset"]) == (
        429,
        "1",
        "2023-11-14T22:13Z",
    )
    assert over.headers["ratelimit-reason"] == "jira-burst-based"
    assert jira.get("/myself", user="second").status == 200
    jira.twin.clock.advance(1)
    assert jira.get("/myself").status == 200


@pytest.mark.parametrize("name", ["calls_per_second", "index_delay"])
def test_an_option_is_a_whole_number(name):
    with pytest.raises(TwinError, match=name):
        open_twin("jira-cloud", options={name: "x"})


def test_faults_are_worded_as_jira_does(jira):
    site = jira.twin.site
    assert site.refuse(401).status == 401
    assert site.refuse(429, 3).headers["retry-after"] == "3"
    assert site.refuse(503).body == b'{"errorMessages":["Service Unavailable"],"errors":{}}'


def test_what_is_no_api_is_a_page(jira):
    said = jira.twin.handle(Request(verb="GET", path="/browse/HOME-1"))
    assert (said.status, said.headers["content-type"]) == (404, "text/html;charset=UTF-8")


def test_labels_are_those_of_all_issues(jira):
    jira.issue(labels=["b", "a"])
    assert jira.get("/label")["values"] == ["a", "b"]


def test_many_issues_are_found_among_each_other(jira):
    seeded = jira.twin.seed(2000)
    key = seeded["project_key"]

    assert jira.get(f"/issue/{key}-1999")["fields"]["summary"] == "Task 1999"
    assert jira.find(f"project = {key} AND summary ~ 777") == [f"{key}-777"]
    assert jira.get(f"/project/{seeded['project_id']}?expand=insight")["insight"]["totalIssueCount"] == 2000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/project/HOME/components?componentSource=AAA", 400),
        ("/project/HOME/component?componentSource=AAA", 400),
        ("/project/search?action=look", 400),
        ("/project/search?categoryId=9223372036854775808", 404),
        ("/project?recent=2147483648", 404),
        ("/field/search?orderBy=AAA", 400),
        ("/issue/HOME-1/worklog?startedAfter=9223372036854775808", 404),
        (f"/user/search?accountId={'0' * 129}", 400),
        (f"/statuses/search?searchString={'0' * 256}", 400),
    ],
)
def test_parameters_are_within_what_is_described(jira, path, status):
    jira.issue()
    assert jira.get(path.partition("=")[0].partition("?")[0] + ("?query=a" if "user" in path else "")).status == 200
    assert jira.get(path).status == status


@pytest.mark.parametrize("properties", ["text", ["text"], [{"key": 1}], [{"other": 1}]])
def test_properties_of_a_comment_are_pairs(jira, properties):
    key = jira.issue()
    body = {"type": "doc", "version": 1, "content": []}
    body["content"] = [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}]
    made = jira.post(f"/issue/{key}/comment", {"body": body, "properties": [{"key": "a", "value": 1}]})

    assert made.status == 201
    assert jira.post(f"/issue/{key}/comment", {"body": body, "properties": properties}).status == 400
    assert jira.put(f"/issue/{key}/comment/{made['id']}", {"body": body, "properties": properties}).status == 400


@pytest.mark.parametrize(
    "more",
    [{"expand": 1}, {"fields": "summary"}, {"fieldsByKeys": "yes"}, {"properties": [True]}, {"issueIdsOrKeys": [1]}],
)
def test_many_issues_are_fetched_as_described(jira, more):
    body = {"issueIdsOrKeys": [jira.issue()]}

    assert jira.post("/issue/bulkfetch", body).status == 200
    assert jira.post("/issue/bulkfetch", {**body, **more}).status == 400
