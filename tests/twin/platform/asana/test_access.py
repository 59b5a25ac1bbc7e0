"""Who gets in, who may do what, and what a new site holds."""

from __future__ import annotations

import pytest
from tests.twin.platform.asana.caller import Asana

from tasklab.twin.catalogue import open_twin
from tasklab.twin.site import TwinError


@pytest.mark.parametrize("who", [None, "bad"])
def test_without_a_token_that_works_nothing_is_said(asana, who):
    assert asana.refused(401, "GET", "/users/me", who=who) == "Not Authorized"
    assert asana.refused(401, "GET", "/nothing", who=who) == "Not Authorized"


def test_everyone_named_is_a_member_of_the_project(asana):
    found = asana.get(f"/projects/{asana.project}")

    assert {each["gid"] for each in found["members"]} == {
        asana.facts[name] for name in ("user_id", "second_user_id", "guest_user_id")
    }
    assert asana.get("/users/me", who="second")["gid"] == asana.facts["second_user_id"]


def test_the_second_member_works_as_the_first_does(asana):
    gid = asana.post("/tasks", {"name": "Theirs", "projects": [asana.project]}, who="second")["gid"]

    assert asana.put(f"/tasks/{gid}", {"name": "Ours"})["name"] == "Ours"


def test_a_guest_reads_the_project_and_changes_nothing(asana):
    gid = asana.task()["gid"]

    assert asana.get(f"/tasks/{gid}", who="guest")["name"] == "Write"
    for verb, path, data in [
        ("POST", "/tasks", {"projects": [asana.project]}),
        ("PUT", f"/tasks/{gid}", {"name": "x"}),
        ("DELETE", f"/tasks/{gid}", None),
        ("POST", f"/tasks/{gid}/stories", {"text": "x"}),
        ("POST", f"/projects/{asana.project}/sections", {"name": "x"}),
        ("POST", "/projects", {"name": "x", "team": asana.facts["team_id"]}),
        ("POST", f"/workspaces/{asana.workspace}/tags", {"name": "x"}),
        ("GET", f"/workspaces/{asana.workspace}/custom_fields", None),
    ]:
        asana.refused(403, verb, path, data, who="guest")


def test_a_guest_does_not_see_what_main_makes_elsewhere(asana):
    hidden = asana.post("/projects", {"name": "Ours", "team": asana.facts["team_id"]})["gid"]
    task = asana.post("/tasks", {"name": "x", "projects": [hidden]})["gid"]

    asana.refused(403, "GET", f"/projects/{hidden}", who="guest")
    asana.refused(403, "GET", f"/tasks/{task}", who="guest")
    assert [each["gid"] for each in asana.get("/projects", who="guest")] == [asana.project]


def test_a_foreign_project_is_not_seen(asana):
    foreign = asana.facts["foreign_project_id"]

    asana.refused(403, "GET", f"/projects/{foreign}")
    asana.refused(403, "GET", f"/projects/{foreign}/tasks")
    asana.refused(403, "POST", "/tasks", {"projects": [foreign]})
    assert foreign not in {each["gid"] for each in asana.get("/projects")}
    assert asana.get(f"/projects/{foreign}", who="second")["name"] == "Salaries"


def test_a_task_of_no_project_is_seen_by_its_collaborators(asana):
    gid = asana.post("/tasks", {"name": "Private", "workspace": asana.workspace})["gid"]
    asana.refused(403, "GET", f"/tasks/{gid}", who="second")
    asana.post(f"/tasks/{gid}/addFollowers", {"followers": ["omar@northwind.example"]}, 200)

    assert asana.get(f"/tasks/{gid}", who="second")["name"] == "Private"


def test_access_levels_are_given_and_taken(asana):
    gid = asana.post("/projects", {"name": "P", "team": asana.facts["team_id"], "privacy_setting": "private"})["gid"]
    asana.refused(403, "GET", f"/projects/{gid}", who="second")
    member = asana.post("/memberships", {"parent": gid, "member": "omar@northwind.example", "access_level": "viewer"})
    asana.refused(403, "PUT", f"/projects/{gid}", {"name": "x"}, who="second")
    asana.put(f"/memberships/{member['gid']}", {"access_level": "editor"})
    assert asana.put(f"/projects/{gid}", {"name": "x"}, who="second")["name"] == "x"
    asana.delete(f"/memberships/{member['gid']}")
    asana.refused(403, "GET", f"/projects/{gid}", who="second")


def test_only_authors_change_comments_and_time(asana):
    task = asana.task()["gid"]
    story = asana.post(f"/tasks/{task}/stories", {"text": "mine"})["gid"]
    entry = asana.post(f"/tasks/{task}/time_tracking_entries", {"duration_minutes": 5})["gid"]

    asana.refused(403, "PUT", f"/stories/{story}", {"text": "yours"}, who="second")
    asana.refused(403, "DELETE", f"/stories/{story}", who="second")
    asana.refused(403, "PUT", f"/time_tracking_entries/{entry}", {"duration_minutes": 6}, who="second")
    asana.refused(403, "DELETE", f"/time_tracking_entries/{entry}", who="second")


def test_those_who_do_not_pay_lack_search_fields_and_time():
    asana = Asana(plan="free")
    task = asana.task()["gid"]

    for verb, path, data in [
        ("GET", f"/workspaces/{asana.workspace}/tasks/search", None),
        ("GET", f"/workspaces/{asana.workspace}/custom_fields", None),
        ("POST", "/custom_fields", {"name": "x", "resource_subtype": "text", "workspace": asana.workspace}),
        ("GET", f"/tasks/{task}/time_tracking_entries", None),
    ]:
        assert "premium" in asana.refused(402, verb, path, data)
    assert "actual_time_minutes" not in asana.get(f"/tasks/{task}")


@pytest.mark.parametrize("options", [{"plan": "gold"}, {"calls_per_minute": "many"}])
def test_options_have_bounds(options):
    with pytest.raises(TwinError):
        open_twin("asana", options=options)


def test_limits_of_the_plans():
    twin = open_twin("asana", options={"plan": "free"})
    assert twin.site._limits[0]._limit == 150


def test_what_came_in_2026_is_not_there_before():
    older, newer = Asana("2024-12-30"), Asana("2026-06-11")
    for path, words in (("/custom_types", {"project": newer.project}), ("/time_tracking_entries", {})):
        assert older.refused(404, "GET", path, **words) == "No matching route for request"
        newer.get(path, **words)
    assert "assigned_by" not in older.task()
    assert newer.task()["assigned_by"] is None
    older.refused(400, "POST", "/tasks", {"projects": [older.project], "resource_subtype": "custom"})
    assert older.refused(400, "POST", "/projects", {"name": "x", "workspace": older.workspace}) == "team: Missing input"
    assert newer.post("/projects", {"name": "x", "workspace": newer.workspace})["name"] == "x"
