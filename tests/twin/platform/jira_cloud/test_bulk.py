"""Bulk moves: what is asked for, how far they are, and what becomes of the issues."""

from __future__ import annotations

import pytest
from tests.twin.platform.jira_cloud.caller import Jira, document

from tasklab.twin.platform.jira_cloud.household import MAIN

INFERRED = {
    "inferClassificationDefaults": True,
    "inferFieldDefaults": True,
    "inferStatusDefaults": True,
    "inferSubtaskTypeDefault": True,
}
DAY_S = 86_400


def type_id(jira, project, name):
    return next(each["id"] for each in jira.get(f"/project/{project}")["issueTypes"] if each["name"] == name)


def target(jira, project="TEAM", type_="Task", *more):
    return ",".join((project, type_id(jira, project, type_), *more))


def submit(jira, key, *issues, **more):
    return submit_all(jira, {key: {**INFERRED, "issueIdsOrKeys": list(issues), **more}})


def submit_all(jira, mappings, **words):
    return jira.post("/bulk/issues/move", {"targetToSourcesMapping": mappings}, **words)


def finish(jira, said, **words):
    assert said.status in {200, 201}, said.raw
    path = f"/bulk/queue/{said['taskId']}"
    assert jira.get(path)["status"] == "RUNNING"
    done = jira.get(path, **words)
    assert done["status"] == "COMPLETE"
    return done.body


def run(jira, key, *issues, **more):
    return finish(jira, submit(jira, key, *issues, **more))


def refuse(jira, mappings, **words):
    said = submit_all(jira, mappings, **words)
    assert said.status == 400, said.raw
    (error,) = said.errors
    return error["message"]


def refuse_one(jira, key, *issues, **more):
    return refuse(jira, {key: {**INFERRED, "issueIdsOrKeys": list(issues), **more}})


def id_of(jira, key):
    return jira.get(f"/issue/{key}")["id"]


def items(jira, key):
    return jira.get(f"/issue/{key}/changelog")["values"][-1]["items"]


@pytest.mark.parametrize(("version", "status"), [("v3", 200), ("v3-2025", 201)])
def test_a_move_is_done_when_it_is_looked_at_again(version, status):
    jira = Jira(version)
    key = jira.issue("Sweep")
    id_ = id_of(jira, key)
    said = submit(jira, target(jira), key)
    assert said.status == status
    path = f"/bulk/queue/{said['taskId']}"
    at = 1_700_000_000_000
    begun = {"taskId": said["taskId"], "submittedBy": {"accountId": MAIN}, "created": at, "started": at, "updated": at}

    assert jira.fields(key)["project"]["key"] == "HOME"
    assert jira.get(path).body == {**begun, "status": "RUNNING", "progressPercent": 0}
    assert jira.fields(key)["project"]["key"] == "HOME"
    jira.twin.clock.advance(5)
    done = {"processedAccessibleIssues": [int(id_)], "invalidOrInaccessibleIssueCount": 0, "totalIssueCount": 1}
    complete = {**begun, "status": "COMPLETE", "progressPercent": 100, "updated": at + 5000, **done}
    assert jira.get(path).body == complete
    assert jira.get(path).body == complete

    moved = jira.get(f"/issue/{id_}")
    assert (moved["key"], moved["fields"]["project"]["key"], moved["fields"]["summary"]) == ("TEAM-1", "TEAM", "Sweep")
    assert jira.get(f"/issue/{key}")["key"] == "TEAM-1"
    assert (jira.find("project = HOME"), jira.find("project = TEAM")) == ([], ["TEAM-1"])
    assert jira.find(f"key = {key}") == ["TEAM-1"]
    assert jira.issue() == "HOME-2"


def test_version_2_of_the_api_has_none():
    for version in ("v2", "v3-2025"):
        jira = Jira(version)
        assert jira.post("/bulk/issues/move", {}, api="2").status == 404
        assert jira.get("/bulk/queue/10000", api="2").status == 404


def test_the_history_tells_project_and_key(jira):
    home, team = jira.get("/project/HOME")["id"], jira.get("/project/TEAM")["id"]
    key = jira.issue()
    finish(jira, submit(jira, target(jira), key))
    told = items(jira, key)

    assert told[0] == {"field": "project", "fieldtype": "jira", "fieldId": "project", "from": home,
                       "fromString": "Home", "to": team, "toString": "Team board"}  # fmt: skip
    assert told[1] == {"field": "Key", "fieldtype": "jira", "from": None, "fromString": "HOME-1", "to": None,
                       "toString": "TEAM-1"}  # fmt: skip
    assert [each["field"] for each in told[2:]] == ["issuetype", "status"]


def test_the_history_names_who_asked_for_it(jira):
    said = submit_all(jira, {target(jira): {**INFERRED, "issueIdsOrKeys": [jira.issue()]}}, user="second")
    finish(jira, said)
    assert jira.get("/issue/TEAM-1/changelog")["values"][-1]["author"]["displayName"] == "Lin Second"


def test_what_the_target_does_not_have_is_lost(jira):
    part = jira.post("/component", {"name": "Roof", "project": "HOME"})["id"]
    version = jira.post("/version", {"name": "1.0", "projectId": int(jira.facts["project_id"])})["id"]
    key = jira.issue(components=[{"id": part}], fixVersions=[{"id": version}], customfield_10016=3, labels=["dry"],
                     customfield_10030="ref", environment=document("Here"), timetracking={"originalEstimate": "2h"},
                     customfield_10033=[{"value": "Linux"}], description=document("All"))  # fmt: skip
    run(jira, target(jira), key)
    read = jira.fields(key)

    assert (read["components"], read["fixVersions"], read["environment"]) == ([], [], None)
    assert (read["customfield_10030"], read["customfield_10033"], read["timetracking"]) == (None, [], {})
    assert (read["customfield_10016"], read["labels"], read["description"]) == (3, ["dry"], document("All"))
    fields = {each["field"]: (each["fromString"], each["toString"]) for each in items(jira, key)}
    assert fields["Component"] == ("Roof", None)
    assert fields["Reference"] == ("ref", None)
    assert "Start date" not in fields


def test_within_a_project_the_key_stays_and_so_do_components(jira):
    part = jira.post("/component", {"name": "Roof", "project": "HOME"})["id"]
    key = jira.issue(components=[{"id": part}])
    sub = jira.issue(type_="Sub-task", parent={"key": key})
    jira.move(key, "11")
    assert run(jira, target(jira, "HOME", "Story"), key)["totalIssueCount"] == 1
    read = jira.get(f"/issue/{key}")

    assert (read["key"], read["fields"]["issuetype"]["name"], read["fields"]["status"]["name"]) == (
        key,
        "Story",
        "In Progress",
    )
    assert [each["name"] for each in read["fields"]["components"]] == ["Roof"]
    assert jira.fields(sub)["parent"]["key"] == key
    assert [each["field"] for each in items(jira, key)] == ["issuetype"]


def test_who_cannot_be_assigned_there_is_not(jira):
    vault = jira.twin.site.database.projects.first("key", "VAULT")
    vault["members"][MAIN] = 2
    key = jira.issue(assignee={"accountId": jira.facts["second_user_id"]})
    run(jira, target(jira, "VAULT"), key)
    assert jira.fields(key)["assignee"] is None


def test_a_status_that_is_not_there_becomes_the_first_one(jira):
    key = jira.issue()
    jira.move(key, "31")
    run(jira, target(jira), key)
    read = jira.fields(key)
    assert (read["status"]["name"], read["status"]["scope"]["project"]["id"]) == ("To Do", read["project"]["id"])
    assert (read["resolution"], read["resolutiondate"]) == (None, None)


def test_statuses_are_mapped(jira):
    there = {each["name"]: each["id"] for each in jira.get("/project/TEAM/statuses").body[0]["statuses"]}
    key, other = jira.issue(), jira.issue()
    jira.move(key, "31")
    here = {each: jira.fields(each)["status"]["id"] for each in (key, other)}
    mapped = [{"statuses": {there["Done"]: [here[key]], there["In Progress"]: [here[other]]}}]
    run(jira, target(jira), key, other, inferStatusDefaults=False, targetStatus=mapped)

    assert [jira.fields(each)["status"]["name"] for each in (key, other)] == ["Done", "In Progress"]
    assert jira.fields(key)["resolution"]["name"] == "Done"


def test_a_mapping_of_statuses_has_to_be_whole_and_right(jira):
    key, there = jira.issue(), target(jira)
    status = jira.fields(key)["status"]["id"]
    explicit = {"inferStatusDefaults": False}
    missing = f"A target status must be provided for the status '{status}'."
    assert refuse_one(jira, there, key, **explicit) == missing
    assert refuse_one(jira, there, key, **explicit, targetStatus=[]) == missing
    wrong = [{"statuses": {status: [status]}}]
    assert refuse_one(jira, there, key, **explicit, targetStatus=wrong) == f"The target status '{status}' is not valid."
    assert "must be empty" in refuse_one(jira, there, key, targetStatus=wrong)
    assert submit(jira, target(jira, "HOME", "Story"), key, **explicit).status == 201


def test_a_required_field_is_asked_for_or_the_issue_stays(jira):
    key, full = jira.issue(), jira.issue(customfield_10032={"value": "Minor"})
    bug = target(jira, "HOME", "Bug")
    major = next(row["id"] for row in jira.twin.site.database.options if row["value"] == "Major")
    explicit = {"inferFieldDefaults": False}
    given = [{"fields": {"customfield_10032": {"value": [str(major)]}}}]
    assert refuse_one(jira, bug, key, full, **explicit) == "Severity is required."
    assert "must be empty" in refuse_one(jira, bug, key, targetMandatoryFields=given)
    for wrong in (["9"], [], "Major", ["10021", "10022"]):
        fields = [{"fields": {"customfield_10032": {"value": wrong}}}]
        assert submit(jira, bug, key, **explicit, targetMandatoryFields=fields).status == 400

    done = run(jira, bug, key, full)
    assert done["failedAccessibleIssues"] == {id_of(jira, key): ["Severity is required."]}
    assert done["processedAccessibleIssues"] == [int(id_of(jira, full))]
    assert jira.fields(key)["issuetype"]["name"] == "Task"

    again = jira.issue(customfield_10032={"value": "Minor"})
    run(jira, bug, key, again, **explicit, targetMandatoryFields=given)
    assert [jira.fields(each)["customfield_10032"]["value"] for each in (key, again)] == ["Major", "Minor"]
    over = [{"fields": {"customfield_10032": {"value": [str(major)], "retain": False}}}]
    run(jira, bug, again, **explicit, targetMandatoryFields=over)
    assert jira.fields(again)["customfield_10032"]["value"] == "Major"


def test_subtasks_go_with_their_issue(jira):
    key = jira.issue()
    sub = jira.issue(type_="Sub-task", parent={"key": key})
    done = run(jira, target(jira), key)
    read = jira.get(f"/issue/{sub}")

    assert done["totalIssueCount"] == len(done["processedAccessibleIssues"]) == 2
    assert (read["key"], read["fields"]["parent"]["key"], read["fields"]["issuetype"]["name"]) == (
        "TEAM-2",
        "TEAM-1",
        "Subtask",
    )
    assert [each["key"] for each in jira.fields(key)["subtasks"]] == ["TEAM-2"]


def test_subtasks_are_named_where_no_type_is_inferred(jira):
    key = jira.issue()
    sub = jira.issue(type_="Sub-task", parent={"key": key})
    explicit = {**INFERRED, "inferSubtaskTypeDefault": False}
    mine = {target(jira): {**explicit, "issueIdsOrKeys": [key]}}
    theirs = {target(jira, "TEAM", "Subtask", key): {**explicit, "issueIdsOrKeys": [sub]}}
    implicit = {target(jira): {**INFERRED, "issueIdsOrKeys": [key]}}
    assert refuse(jira, mine) == f"The subtasks of '{key}' must be moved with it."
    assert refuse(jira, theirs) == f"The target parent '{key}' is not valid for the target project."
    assert "separate mapping" in refuse(jira, {**implicit, **theirs})
    bare = target(jira, "TEAM", "Subtask")
    assert refuse_one(jira, bare, sub) == "A target parent is required for the issue type 'Subtask'."

    finish(jira, submit_all(jira, {**theirs, **mine}))
    assert jira.get(f"/issue/{sub}")["key"] == "TEAM-2"
    assert jira.fields(sub)["parent"]["key"] == "TEAM-1"


def test_a_subtask_gets_another_parent(jira):
    one, two = jira.issue(), jira.issue(project="TEAM")
    sub = jira.issue(type_="Sub-task", parent={"key": one})
    run(jira, target(jira, "TEAM", "Subtask", two), sub)
    assert jira.fields(sub)["parent"]["key"] == two


def test_an_epic_is_moved_first_and_then_what_is_below_it(jira):
    epic = jira.issue(type_="Epic")
    child = jira.issue(parent={"key": epic})
    run(jira, target(jira, "TEAM", "Epic"), epic)
    assert jira.fields(child)["parent"]["key"] == "TEAM-1"
    run(jira, target(jira, "TEAM", "Task", epic), child)
    assert jira.fields(child)["parent"]["key"] == "TEAM-1"
    run(jira, target(jira, "HOME", "Epic"), epic)
    assert "parent" not in jira.fields(child)
    assert items(jira, child)[0]["field"] == "IssueParentAssociation"


def test_what_becomes_an_epic_is_below_none(jira):
    key = jira.issue(parent={"key": jira.issue(type_="Epic")})
    run(jira, target(jira, "HOME", "Epic"), key)
    assert "parent" not in jira.fields(key)
    assert {each["field"] for each in items(jira, key)} == {"issuetype", "IssueParentAssociation"}


def test_unknown_issues_are_counted_as_long_as_there_is_one(jira):
    key = jira.issue()
    invalid = "Some of the issues in the issueIdsOrKeys are not valid"
    assert refuse_one(jira, target(jira), "NOPE-1") == invalid
    done = run(jira, target(jira), key, "NOPE-1", "99999")
    assert (done["invalidOrInaccessibleIssueCount"], done["totalIssueCount"]) == (2, 3)
    assert done["processedAccessibleIssues"] == [int(id_of(jira, key))]


def test_who_does_not_see_an_issue_reads_of_none(jira):
    vault = jira.twin.site.database.projects.first("key", "VAULT")
    vault["members"][MAIN] = 2
    done = finish(jira, submit(jira, target(jira, "VAULT"), jira.issue()), user="second")
    assert (done["processedAccessibleIssues"], done["invalidOrInaccessibleIssueCount"]) == ([], 1)


def test_what_has_subtasks_becomes_no_epic(jira):
    key = jira.issue()
    said, epic = submit(jira, target(jira, "HOME", "Epic"), key), target(jira, "HOME", "Epic")
    jira.issue(type_="Sub-task", parent={"key": key})
    message = "The issue cannot be moved to the issue type 'Epic'."
    assert finish(jira, said)["failedAccessibleIssues"] == {id_of(jira, key): [message]}
    assert refuse_one(jira, epic, key) == "The issues cannot be moved to the issue type 'Epic'."


def test_what_happens_between_asking_and_moving_is_respected(jira):
    gone, key = jira.issue(), jira.issue()
    said = submit(jira, target(jira), gone, key)
    jira.delete(f"/issue/{gone}")
    jira.post("/project/HOME/archive")
    done = finish(jira, said)
    assert done["invalidOrInaccessibleIssueCount"] == 1
    assert done["failedAccessibleIssues"] == {id_of(jira, key): ["You do not have permission to move this issue."]}

    jira.post("/project/HOME/restore")
    for query in ("", "?enableUndo=false"):
        said = submit(jira, target(jira), key)
        jira.delete(f"/project/TEAM{query}")
        reason = "You do not have permission to create issues in the target project."
        assert finish(jira, said)["failedAccessibleIssues"] == {id_of(jira, key): [reason]}
        jira.post("/project/TEAM/restore")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("TEAM", "The target 'TEAM' is not valid: it is <project ID or key>,<issueType ID>,<parent ID or key>."),
        ("NOPE,10002", "The target project 'NOPE' is not valid."),
        ("VAULT,99", "The target issue type '99' is not valid for the project 'VAULT'."),
        ("HOME,Task", "The target issue type 'Task' is not valid for the project 'HOME'."),
        ("TEAM,10002", "The target issue type '10002' is not valid for the project 'TEAM'."),
        ("VAULT,10002", "You do not have permission to create issues in the project 'VAULT'."),
        ("HOME,10002,NOPE-1", "The target parent 'NOPE-1' is not valid for the issue type 'Task'."),
        ("HOME,10002,HOME-1", "The target parent 'HOME-1' is not valid for the issue type 'Task'."),
        ("HOME,10004,HOME-1", "The issues cannot be moved to the issue type 'Sub-task'."),
    ],
)
def test_a_target_is_refused(jira, key, message):
    assert refuse_one(jira, key, jira.issue()) == message


@pytest.mark.parametrize("name", INFERRED)
def test_what_is_inferred_has_to_be_said(jira, name):
    assert refuse_one(jira, target(jira), jira.issue(), **{name: None}) == f"{name} must be provided."


def test_a_request_is_refused_as_a_whole(jira):
    key = jira.issue()
    assert refuse(jira, {}) == "targetToSourcesMapping must be provided."
    assert refuse_one(jira, target(jira)) == "issueIdsOrKeys must not be empty."
    twice = {each: {**INFERRED, "issueIdsOrKeys": [key]} for each in (target(jira), target(jira, "HOME", "Story"))}
    assert refuse(jira, twice) == f"The issue '{key}' is in several mappings."
    epic = jira.issue(type_="Epic")
    assert "target parent" in refuse_one(jira, target(jira, "HOME", "Task", epic), epic)
    for body in ({"targetToSourcesMapping": []}, {"targetToSourcesMapping": {target(jira): 1}}, [], {"x": 1}):
        assert jira.post("/bulk/issues/move", body).status == 400
    for more in ({"issueIdsOrKeys": [1]}, {"inferFieldDefaults": "true"}, {"targetStatus": [1]}):
        assert submit(jira, target(jira), key, **more).status == 400


def test_a_thousand_issues_are_moved_at_once_with_their_subtasks(jira):
    project = jira.twin.site.seed(1000)["project_key"]
    keys = [f"{project}-{number}" for number in range(1, 1001)]
    assert submit(jira, target(jira), *keys).status == 201
    jira.issue(project=project, type_="Sub-task", parent={"key": keys[0]})
    assert refuse_one(jira, target(jira), *keys) == (
        "You cannot move more than 1000 issues, including subtasks, at once."
    )


def test_before_2025_the_issues_of_a_mapping_are_alike():
    jira = Jira("v3")
    task, story = jira.issue(), jira.issue(type_="Story")
    there = target(jira)
    assert refuse_one(jira, there, task, story) == "The issues must be of the same project, issue type and parent."
    subs = [jira.issue(type_="Sub-task", parent={"key": each}) for each in (task, story)]
    board = jira.issue(project="TEAM")
    assert "same project" in refuse_one(jira, target(jira, "TEAM", "Subtask", board), *subs)
    later = Jira()
    done = run(later, target(later), later.issue(), later.issue(type_="Story"))
    assert len(done["processedAccessibleIssues"]) == 2


def test_who_has_no_licence_moves_nothing(jira):
    body = {target(jira): {**INFERRED, "issueIdsOrKeys": [jira.issue()]}}
    assert "bulk changes" in refuse(jira, body, user="guest")
    task = submit_all(jira, body)["taskId"]
    assert jira.get(f"/bulk/queue/{task}", user="guest").status == 400
    for user in (None, "bad"):
        assert submit_all(jira, body, user=user).status == 401
        assert jira.get(f"/bulk/queue/{task}", user=user).status == 401


@pytest.mark.parametrize(("version", "status"), [("v3", 400), ("v3-2025", 200)])
def test_a_move_of_others_is_seen_since_2025(version, status):
    jira = Jira(version)
    task = submit(jira, target(jira), jira.issue())["taskId"]
    assert jira.get(f"/bulk/queue/{task}", user="second").status == status


def test_other_tasks_are_not_moves(jira):
    assert jira.get("/bulk/queue/9").status == 404
    assert jira.get("/bulk/queue/x").status == 404
    other = jira.post("/project/TEAM/delete")["id"]
    assert jira.get(f"/bulk/queue/{other}").message == (
        "The task associated with this taskId is not a bulk operation task"
    )


def test_a_move_is_told_of_for_fourteen_days(jira):
    task = submit(jira, target(jira), jira.issue())["taskId"]
    jira.twin.clock.advance(14 * DAY_S)
    assert jira.get(f"/bulk/queue/{task}").status == 200
    jira.twin.clock.advance(1)
    assert jira.get(f"/bulk/queue/{task}").status == 404
