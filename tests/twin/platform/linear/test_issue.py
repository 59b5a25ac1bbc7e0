"""Issues: made, changed, moved, archived."""

from __future__ import annotations

import uuid

import pytest
from tests.twin.platform.linear.caller import Linear

CREATE = "mutation($input: IssueCreateInput!) { issueCreate(input: $input) { issue { id } } }"
UPDATE = "mutation($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { issue { id } } }"


def presentable(error):
    return error["extensions"]["userPresentableMessage"]


def test_what_is_written_is_read(linear):
    me, second = linear.facts["user_id"], linear.facts["second_user_id"]
    written = {
        "title": "Ünïcode — “title”",
        "description": "# Head\n\n* a\n* b",
        "priority": 1,
        "estimate": 5,
        "dueDate": "2024-02-29",
    }
    fields = (
        "id identifier title description priority priorityLabel estimate dueDate createdAt completedAt url trashed"
        " branchName assignee { id } creator { id } subscribers { nodes { id } } project { id } parent { id }"
    )
    made = linear.issue(fields, **written, assigneeId=second, projectId=linear.project)

    assert {name: made[name] for name in written} == written
    assert made["identifier"] == "ENG-1"
    assert made["priorityLabel"] == "Urgent"
    assert made["createdAt"] == "2023-11-14T22:13:20.000Z"
    assert (made["assignee"]["id"], made["creator"]["id"]) == (second, me)
    assert {each["id"] for each in made["subscribers"]["nodes"]} == {me, second}
    assert made["branchName"] == "mary.main/eng-1-n-code-title"
    assert made["url"].startswith("https://linear.app/northwind/issue/ENG-1/")
    assert (made["parent"], made["completedAt"], made["trashed"]) == (None, None, None)
    for id_ in (made["id"], "ENG-1", "eng-1"):
        assert linear.read(id_, fields) == made


def test_update_changes_what_it_is_given_and_null_empties(linear):
    made = linear.issue(
        description="d", priority=2, estimate=3, dueDate="2024-01-01", assigneeId=linear.facts["user_id"]
    )
    fields = "title description priority estimate dueDate assignee { id }"

    assert linear.change(made["id"], fields, title="New")["description"] == "d"
    empty = {"description": None, "estimate": None, "dueDate": None, "assigneeId": None}
    linear.change(made["id"], **empty)
    found = linear.read(made["id"], fields)
    assert found == {
        "title": "New",
        "description": None,
        "priority": 2,
        "estimate": None,
        "dueDate": None,
        "assignee": None,
    }


def test_states_set_the_moments(linear):
    states = linear.states()
    id_ = linear.issue()["id"]
    fields = "state { type } startedAt completedAt canceledAt"
    now = "2023-11-14T22:13:20.000Z"

    assert linear.read(id_, "state { name }") == {"state": {"name": "Backlog"}}
    started = linear.change(id_, fields, stateId=states["In Progress"])
    assert (started["startedAt"], started["completedAt"]) == (now, None)
    linear.twin.clock.advance(60)
    done = linear.change(id_, fields, stateId=states["Done"])
    assert (done["startedAt"], done["completedAt"]) == (now, "2023-11-14T22:14:20.000Z")
    again = linear.change(id_, fields, stateId=states["Todo"])
    assert (again["startedAt"], again["completedAt"]) == (None, None)
    assert linear.change(id_, fields, stateId=states["Canceled"])["canceledAt"] == "2023-11-14T22:14:20.000Z"


@pytest.mark.parametrize(("version", "kind"), [("2024-10-04", "canceled"), ("2026-07-22", "duplicate")])
def test_the_type_of_the_state_for_duplicates(version, kind):
    linear = Linear(version)
    first, second = linear.issue()["id"], linear.issue()["id"]

    linear.make("IssueRelation", issueId=second, relatedIssueId=first, type="duplicate")

    assert linear.read(second, "state { name type }") == {"state": {"name": "Duplicate", "type": kind}}
    assert linear.read(first, "state { name }") == {"state": {"name": "Backlog"}}


def test_a_team_that_sorts_gets_new_issues_into_triage(linear):
    linear.ask(
        "mutation($id: String!) { teamUpdate(id: $id, input: {triageEnabled: true}) { success } }", id=linear.team
    )

    made = linear.issue("id state { name type } startedTriageAt triagedAt")

    assert made["state"] == {"name": "Triage", "type": "triage"}
    assert made["startedTriageAt"] is not None
    assert linear.change(made["id"], "triagedAt", stateId=linear.states()["Todo"])["triagedAt"] is not None


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": " "}, "title must be longer than or equal to 1 characters."),
        ({"teamId": "ENG"}, "teamId must be a UUID."),
        ({"teamId": str(uuid.uuid4())}, "Could not find referenced Team."),
        ({"stateId": "Todo"}, "stateId must be a UUID."),
        ({"labelIds": ["Bug"]}, "each value in labelIds must be a UUID."),
        ({"labelIds": [str(uuid.uuid4())]}, "labelIds contained an entry that could not be found."),
        ({"assigneeId": str(uuid.uuid4())}, "assigneeId contained an entry that could not be found."),
        ({"parentId": "ENG-77"}, "parentId must be a UUID."),
        ({"priority": 5}, "priority must not be greater than 4."),
        ({"priority": -1}, "priority must not be less than 0."),
        ({"estimate": -1}, "estimate must not be less than 0."),
        ({"id": "1"}, "id must be a UUID."),
        ({"createdAt": "2030-01-01"}, "createdAt must be a date in the past."),
    ],
)
def test_values_that_are_refused(linear, values, told):
    error = linear.refused(CREATE, input={"teamId": linear.team, "title": "x", **values})

    assert presentable(error) == told
    assert error["extensions"]["type"] == "invalid input"
    assert error["path"] == ["issueCreate"]
    assert linear.ask("{ issues(includeArchived: true) { nodes { id } } }")["nodes"] == []


def test_a_title_cannot_be_emptied(linear):
    id_ = linear.issue()["id"]

    assert "title" in presentable(linear.refused(UPDATE, id=id_, input={"title": ""}))
    assert linear.read(id_, "title") == {"title": "Write"}


def test_an_id_may_be_chosen_once(linear):
    id_ = str(uuid.uuid4())

    assert linear.issue(id=id_) == {"id": id_}
    error = linear.refused(CREATE, input={"teamId": linear.team, "title": "x", "id": id_})
    assert error["message"] == "conflict on insert of Issue"
    assert presentable(error) == f"Entity Issue with id {id_} already exists."


def test_state_cycle_and_project_go_with_the_team(linear):
    team = linear.make("Team", name="Sales", key="SAL")["id"]
    project = linear.make("Project", name="P", teamIds=[team])["id"]
    id_ = linear.issue()["id"]

    for values in ({"stateId": linear.states(team)["Todo"]}, {"projectId": project}):
        error = linear.refused(UPDATE, id=id_, input=values)
        assert presentable(error) == "Discrepancy between issue team and state, cycle or project."


def test_moving_to_another_team(linear):
    team = linear.make("Team", name="Sales", key="SAL")["id"]
    own = linear.make("IssueLabel", name="Ours", teamId=linear.team)["id"]
    shared = linear.make("IssueLabel", name="Shared")["id"]
    states = linear.states()
    id_ = linear.issue(projectId=linear.project, labelIds=[own, shared], stateId=states["In Review"])["id"]

    moved = linear.change(
        id_, "identifier previousIdentifiers labelIds project { id } state { name } team { key }", teamId=team
    )

    assert moved == {
        "identifier": "SAL-1",
        "previousIdentifiers": ["ENG-1"],
        "labelIds": [shared],
        "project": None,
        "state": {"name": "In Review"},
        "team": {"key": "SAL"},
    }
    assert linear.read("ENG-1", "id") == {"id": id_}
    assert linear.issue("identifier") == {"identifier": "ENG-2"}


def test_archive_trash_and_restore(linear):
    id_ = linear.issue()["id"]
    listed = "{ issues(includeArchived: %s) { nodes { id } } }"
    fields = "archivedAt trashed"

    linear.ask("mutation($id: String!) { issueArchive(id: $id) { success } }", id=id_)
    assert linear.read(id_, fields) == {"archivedAt": "2023-11-14T22:13:20.000Z", "trashed": None}
    linear.ask("mutation($id: String!) { issueDelete(id: $id) { success entity { id } } }", id="ENG-1")
    assert linear.read(id_, fields)["trashed"] is True
    assert linear.ask(listed % "false")["nodes"] == []
    assert linear.ask(listed % "true")["nodes"] == [{"id": id_}]
    comment = 'mutation($id: String!) { commentCreate(input: {issueId: $id, body: "x"}) { success } }'
    assert linear.refused(comment, id=id_)["message"] == "Entity not found: Issue"
    linear.ask("mutation($id: String!) { issueUnarchive(id: $id) { success } }", id=id_)
    assert linear.read(id_, fields) == {"archivedAt": None, "trashed": None}
    linear.ask("mutation($id: String!) { issueDelete(id: $id, permanentlyDelete: true) { success } }", id=id_)
    assert (
        linear.refused("query($id: String!) { issue(id: $id) { id } }", id=id_)["message"] == "Entity not found: Issue"
    )


def test_sub_issues(linear):
    parent = linear.issue(title="Parent")["id"]
    child = linear.issue("id parent { id }", parentId="ENG-1", title="Child")

    assert child["parent"] == {"id": parent}
    assert linear.read(parent, "children { nodes { title } }") == {"children": {"nodes": [{"title": "Child"}]}}
    error = linear.refused(UPDATE, id=parent, input={"parentId": child["id"]})
    assert presentable(error) == "An issue cannot be a sub-issue of itself."


def test_history_tells_what_changed(linear):
    me, states = linear.facts["user_id"], linear.states()
    id_ = linear.issue()["id"]
    linear.change(id_, title="Other", stateId=states["Done"], priority=3)
    linear.change(id_, description="Text", assigneeId=me)
    linear.change(id_, title="Other")
    fields = (
        "actorId fromTitle toTitle fromStateId toState { name } fromPriority toPriority toAssigneeId updatedDescription"
    )

    newest, first = linear.read(id_, f"history {{ nodes {{ {fields} }} }}")["history"]["nodes"]

    assert (first["fromTitle"], first["toTitle"]) == ("Write", "Other")
    assert (first["fromStateId"], first["toState"]) == (states["Backlog"], {"name": "Done"})
    assert (first["fromPriority"], first["toPriority"], first["actorId"]) == (0, 3, me)
    assert (newest["toAssigneeId"], newest["updatedDescription"], newest["toTitle"]) == (me, True, None)


def test_many_at_once_are_all_or_none(linear):
    many = "mutation($input: IssueBatchCreateInput!) { issueBatchCreate(input: $input) { issues { identifier } } }"
    good, bad = {"teamId": linear.team, "title": "a"}, {"teamId": linear.team, "title": ""}

    made = linear.ask(many, input={"issues": [good, good]})
    assert made["issues"] == [{"identifier": "ENG-1"}, {"identifier": "ENG-2"}]
    linear.refused(many, input={"issues": [good, bad]})
    assert len(linear.ask("{ issues { nodes { id } } }")["nodes"]) == 2
    change = (
        "mutation($ids: [UUID!]!, $input: IssueUpdateInput!) { issueBatchUpdate(ids: $ids, input: $input) { success } }"
    )
    ids = [linear.read(each, "id")["id"] for each in ("ENG-1", "ENG-2")]
    linear.ask(change, ids=ids, input={"priority": 2})
    assert linear.listed({"priority": {"eq": 2}}, of="identifier") == ["ENG-2", "ENG-1"]


def test_subscribers(linear):
    id_, me = linear.issue()["id"], linear.facts["user_id"]
    text = "mutation($id: String!) { %s(id: $id) { issue { subscribers { nodes { id } } } } }"

    assert linear.ask(text % "issueUnsubscribe", id=id_)["issue"]["subscribers"]["nodes"] == []
    assert linear.ask(text % "issueSubscribe", id=id_)["issue"]["subscribers"]["nodes"] == [{"id": me}]
