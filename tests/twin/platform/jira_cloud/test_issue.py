"""Issues: making, changing, moving and removing them."""

from __future__ import annotations

import pytest
from tests.twin.platform.jira_cloud.caller import Jira

from tasklab.twin.platform.jira_cloud.household import MAIN, SECOND

NO_OPTION = "Could not find valid 'id' or 'value' in the Parent Option object."
SPACES = "The label 'a b' contains spaces which is invalid."
OFF_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."


def refuse(jira, project="HOME", type_="Task", **fields):
    place = {"project": {"key": project}, "issuetype": {"name": type_}, "summary": "x"}
    said = jira.post("/issue", {"fields": {**place, **fields}})
    assert said.status == 400, said.raw
    return said.errors


def test_a_new_issue_has_what_was_given_and_defaults(each):
    key = each.issue("Sweep ", description=each.text("All of it"), labels=["b", "a", "b"], duedate="2027-01-31",
                     customfield_10035="2027-01-31T10:00:00.000+0100")  # fmt: skip
    read = each.fields(key)

    assert (read["summary"], read["description"], read["labels"]) == ("Sweep", each.text("All of it"), ["b", "a"])
    assert (read["duedate"], read["customfield_10035"]) == ("2027-01-31", "2027-01-31T09:00:00.000+0000")
    assert (read["status"]["name"], read["priority"]["name"], read["assignee"]) == ("To Do", "Medium", None)
    assert read["reporter"]["accountId"] == read["creator"]["accountId"] == MAIN
    assert read["created"] == read["updated"] == "2023-11-14T22:13:20.000+0000"
    assert "parent" not in read


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"project": {"key": "NOPE"}}, {"project": "Specify a valid project ID or key"}),
        ({"issuetype": {"name": "Nope"}}, {"issuetype": "Specify a valid issue type"}),
        ({"issuetype": None}, {"issuetype": "Specify an issue type"}),
        ({"summary": " "}, {"summary": "You must specify a summary of the issue."}),
        ({"summary": "a\nb"}, {"summary": "The summary is invalid because it contains newline characters."}),
        ({"summary": "x" * 256}, {"summary": "Summary can't exceed 255 characters."}),
        ({"labels": ["a b"]}, {"labels": SPACES}),
        ({"labels": "a"}, {"labels": "data was not an array"}),
        ({"duedate": "2027-02-30"}, {"duedate": "Error parsing date string: 2027-02-30"}),
        ({"duedate": 1}, {"duedate": "Operation value must be a string"}),
        ({"priority": {"id": "99"}}, {"priority": "The priority selected is invalid."}),
        ({"priority": {"name": "Nope"}}, {"priority": "Priority name 'Nope' is not valid"}),
        ({"priority": {"name": 1}}, {"priority": "Specify the Priority (name) in the string format"}),
        ({"assignee": {"accountId": "nobody"}}, {"assignee": "User 'nobody' cannot be assigned issues."}),
        ({"parent": {"key": "NOPE-1"}}, {"parent": "Could not find issue by id or key."}),
        ({"parent": "HOME-1"}, {"parent": "data was not an object"}),
        ({"components": [{"name": "Nope"}]}, {"components": "Component name 'Nope' is not valid"}),
        ({"customfield_10016": "5"}, {"customfield_10016": "Operation value must be a number"}),
        ({"customfield_10032": {"value": "Nope"}}, {"customfield_10032": "Option value 'Nope' is not valid"}),
        ({"customfield_10032": "Major"}, {"customfield_10032": NO_OPTION}),
        ({"customfield_10040": "x"}, {"customfield_10040": OFF_SCREEN.format("customfield_10040")}),
        ({"status": {"name": "Done"}}, {"status": OFF_SCREEN.format("status")}),
        ({"nope": 1, "labels": ["a b"]}, {"nope": OFF_SCREEN.format("nope"), "labels": SPACES}),
    ],
)  # fmt: skip
def test_a_value_is_refused_by_field(jira, fields, errors):
    assert refuse(jira, **fields) == errors
    assert jira.find("project = HOME") == []


def test_a_required_custom_field_is_asked_for_and_told_before(jira):
    assert refuse(jira, type_="Bug") == {"customfield_10032": "Severity is required."}
    bug = next(
        each["id"] for each in jira.get("/issue/createmeta/HOME/issuetypes")["issueTypes"] if each["name"] == "Bug"
    )
    fields = {each["fieldId"]: each for each in jira.get(f"/issue/createmeta/HOME/issuetypes/{bug}")["fields"]}

    assert fields["customfield_10032"]["required"]
    assert [each["value"] for each in fields["customfield_10032"]["allowedValues"]] == ["Minor", "Major", "Critical"]
    assert {id_ for id_, each in fields.items() if each["required"]} == {
        "project",
        "issuetype",
        "summary",
        "reporter",
        "customfield_10032",
    }


def test_parents_are_of_the_level_above(jira):
    epic = jira.issue(type_="Epic")
    task = jira.issue(parent={"key": epic})
    part = jira.issue(type_="Sub-task", parent={"key": task})
    wrong = {"parentId": "Given parent work item does not belong to appropriate hierarchy."}

    assert refuse(jira, type_="Sub-task") == {
        "issuetype": "Issue type is a sub-task but parent issue key or id not specified."
    }
    assert refuse(jira, type_="Sub-task", parent={"key": epic}) == wrong
    assert refuse(jira, parent={"key": task}) == wrong
    assert refuse(jira, type_="Epic", parent={"key": epic}) == {"parent": OFF_SCREEN.format("parent")}
    assert [each["key"] for each in jira.fields(task)["subtasks"]] == [part]
    assert jira.edit(task, parent=None).status == 204
    assert "parent" not in jira.fields(task)


def test_editing_changes_what_is_given_and_nothing_else(each):
    key = each.issue(labels=["a"], duedate="2027-01-31", description=each.text("d"))
    before = each.fields(key)
    each.twin.clock.advance(5)
    assert each.edit(key, summary="New").status == 204
    after = each.fields(key)

    assert {name for name in after if after[name] != before[name]} == {"summary", "updated"}
    assert each.edit(key, duedate=None, description=None, labels=[]).status == 204
    assert [each.fields(key)[name] for name in ("duedate", "description", "labels")] == [None, None, []]


def test_update_adds_and_removes(jira):
    key = jira.issue(labels=["a", "b"])
    body = {"update": {"labels": [{"add": "c"}, {"remove": "a"}, {"add": "b"}], "summary": [{"set": "New"}]}}
    assert jira.put(f"/issue/{key}", body).status == 204

    assert (jira.fields(key)["labels"], jira.fields(key)["summary"]) == (["b", "c"], "New")
    both = jira.put(f"/issue/{key}", {"fields": {"labels": []}, "update": {"labels": []}})
    assert both.errors == {"labels": "Field 'labels' cannot appear in both 'fields' and 'update'"}
    assert (
        "does not support operation 'add'"
        in jira.put(f"/issue/{key}", {"update": {"summary": [{"add": "x"}]}}).errors["summary"]
    )


def test_a_refused_edit_changes_nothing(jira):
    key = jira.issue("Old")
    assert jira.edit(key, summary="New", duedate="soon").status == 400

    assert jira.fields(key)["summary"] == "Old"


def test_the_status_changes_by_steps_alone(jira):
    key = jira.issue()
    steps = {each["name"]: each["id"] for each in jira.get(f"/issue/{key}/transitions")["transitions"]}
    assert set(steps) == {"Start progress", "Done", "Cancel"}
    assert jira.move(key, "41").message == "Transition id '41' is not valid for this issue."
    assert jira.move(key, steps["Start progress"]).status == 204
    assert jira.fields(key)["status"]["name"] == "In Progress"
    assert jira.fields(key)["resolution"] is None


def test_a_step_with_a_screen_takes_its_fields_and_no_others(jira):
    key = jira.issue()
    (shown,) = jira.get(f"/issue/{key}/transitions?transitionId=61&expand=transitions.fields")["transitions"]
    assert (shown["hasScreen"], shown["fields"]["resolution"]["required"]) == (True, True)
    assert jira.move(key, "61").errors == {"resolution": "Resolution is required."}
    assert jira.move(key, "61", fields={"summary": "x"}).errors == {"summary": OFF_SCREEN.format("summary")}
    assert jira.move(key, "61", fields={"resolution": {"name": "Won't Do"}}).status == 204
    assert jira.fields(key)["resolution"]["name"] == "Won't Do"
    assert jira.move(key, "51").status == 204
    assert (jira.fields(key)["resolution"], jira.fields(key)["resolutiondate"]) == (None, None)


def test_a_team_managed_project_has_types_and_statuses_of_its_own(jira):
    key = jira.issue(project="TEAM")
    read = jira.fields(key)
    own = jira.fields(jira.issue())

    assert read["status"]["scope"]["type"] == "PROJECT"
    assert read["status"]["id"] != own["status"]["id"]
    assert all(each["isGlobal"] for each in jira.get(f"/issue/{key}/transitions")["transitions"])
    assert jira.move(key, "31").status == 204
    assert jira.fields(key)["status"]["statusCategory"]["key"] == "done"
    assert refuse(jira, project="TEAM", environment=jira.text("x")) == {"environment": OFF_SCREEN.format("environment")}


def test_the_history_tells_each_change(jira):
    key = jira.issue()
    jira.edit(key, summary="New", assignee={"accountId": SECOND})
    jira.move(key, "11")
    first, second = jira.get(f"/issue/{key}/changelog")["values"]
    changes = {each["fieldId"]: (each["fromString"], each["toString"]) for each in first["items"]}

    assert changes == {"summary": ("Sweep", "New"), "assignee": (None, "Lin Second")}
    assert (
        second["items"][0] | {"field": "status", "fromString": "To Do", "toString": "In Progress"} == second["items"][0]
    )
    assert jira.get(f"/issue/{key}?expand=changelog")["changelog"]["histories"][0]["id"] == second["id"]


def test_removing_asks_for_subtasks(jira):
    key = jira.issue()
    part = jira.issue(type_="Sub-task", parent={"key": key})
    assert "deleteSubtasks" in jira.delete(f"/issue/{key}").message
    assert jira.delete(f"/issue/{key}?deleteSubtasks=true").status == 204
    assert jira.get(f"/issue/{part}").status == 404


def test_a_person_is_assigned_by_account_id(jira):
    key = jira.issue()
    assert jira.put(f"/issue/{key}/assignee", {"accountId": SECOND}).status == 204
    assert jira.fields(key)["assignee"]["accountId"] == SECOND
    assert "GDPR strict mode" in jira.put(f"/issue/{key}/assignee", {"name": "lin"}).message
    assert jira.put(f"/issue/{key}/assignee", {"accountId": None}).status == 204
    assert jira.fields(key)["assignee"] is None


def test_many_are_made_at_once_though_one_is_refused(jira):
    good = {"fields": {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "x"}}
    said = jira.post("/issue/bulk", {"issueUpdates": [good, {"fields": {}}, good]})

    assert (said.status, [each["key"] for each in said["issues"]]) == (201, ["HOME-1", "HOME-2"])
    assert [(each["failedElementNumber"], each["status"]) for each in said["errors"]] == [(1, 400)]
    assert jira.post("/issue/bulk", {"issueUpdates": [good] * 51}).status == 400


def test_the_guest_reads_and_changes_nothing():
    jira = Jira()
    key = jira.issue()
    assert jira.get(f"/issue/{key}", user="guest").status == 200
    assert jira.get(f"/issue/{key}/transitions", user="guest")["transitions"] == []
    assert jira.put(f"/issue/{key}", {"fields": {"summary": "x"}}, user="guest").errors == {
        "summary": OFF_SCREEN.format("summary")
    }
    denied = jira.post(f"/issue/{key}/comment", {"body": jira.text("x")}, user="guest")
    assert (denied.status, denied.message) == (
        400,
        "Gil Guest, you do not have the permission to comment on this issue.",
    )
    assert jira.delete(f"/issue/{key}", user="guest").status == 403
    assert jira.attach(key, user="guest").status == 403


def test_fields_are_chosen_by_name(jira):
    key = jira.issue()
    assert set(jira.get(f"/issue/{key}?fields=summary,status")["fields"]) == {"summary", "status"}
    assert "comment" not in jira.get(f"/issue/{key}?fields=*navigable")["fields"]
    assert "summary" not in jira.get(f"/issue/{key}?fields=-summary")["fields"]
    assert jira.get(f"/issue/{key}?fields=nope")["fields"] == {}


def test_a_writing_is_done_as_a_whole_or_not_at_all(jira):
    key = jira.issue("Old")
    bad = {"comment": [{"add": {"body": "no document"}}]}
    place = {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "x"}

    assert jira.post("/issue", {"fields": place, "update": bad}).status == 400
    assert jira.post("/issue", {"fields": place, "transition": {"id": "41"}}).status == 400
    assert jira.put(f"/issue/{key}", {"fields": {"summary": "New"}, "update": bad}).status == 400
    assert jira.move(key, "31", update=bad).status == 400
    assert jira.find("project = HOME") == [key]
    assert (jira.fields(key)["summary"], jira.fields(key)["status"]["name"]) == ("Old", "To Do")


def test_a_step_can_be_taken_with_a_new_issue(jira):
    place = {"project": {"key": "HOME"}, "issuetype": {"name": "Task"}, "summary": "x"}
    said = jira.post("/issue", {"fields": place, "transition": {"id": "11"}})

    assert said.status == 201
    assert jira.fields(said["key"])["status"]["name"] == "In Progress"
