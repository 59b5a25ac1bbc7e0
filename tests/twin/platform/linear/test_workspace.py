"""Teams, states, projects, milestones, cycles."""

from __future__ import annotations

import uuid

import pytest
from tests.twin.platform.linear.caller import Linear


def presentable(error):
    return error["extensions"]["userPresentableMessage"]


def test_a_new_team_has_states_and_an_owner(linear):
    team = linear.make("Team", "id key displayName visibility defaultIssueState { name }", name="Field Sales")

    assert (team["key"], team["displayName"], team["visibility"]) == ("FIE", "Field Sales", "public")
    assert team["defaultIssueState"] == {"name": "Backlog"}
    names = ["Backlog", "Todo", "In Progress", "In Review", "Done", "Canceled", "Duplicate"]
    assert sorted(linear.states(team["id"])) == sorted(names)
    text = "query($id: String!) { team(id: $id) { memberships { nodes { owner user { name } } } } }"
    assert linear.ask(text, id=team["id"])["memberships"]["nodes"] == [{"owner": True, "user": {"name": "Mary Main"}}]


def test_keys_are_unique_and_old_ones_still_lead_there(linear):
    create = 'mutation($key: String) { teamCreate(input: {name: "x", key: $key}) { success } }'
    assert presentable(linear.refused(create, key="eng")) == "The key ENG is taken by another team."
    linear.refused(create, key="1A")
    id_ = linear.issue()["id"]

    linear.ask('mutation($id: String!) { teamUpdate(id: $id, input: {key: "DEV"}) { success } }', id=linear.team)

    assert linear.read("ENG-1", "id identifier") == {"id": id_, "identifier": "DEV-1"}
    assert linear.read("DEV-1", "id") == {"id": id_}


def test_sub_teams_are_newer(linear):
    child = linear.make("Team", "displayName parent { key }", name="Backend", key="BE", parentId=linear.team)

    assert child == {"displayName": "Engineering / Backend", "parent": {"key": "ENG"}}
    assert "parent" in Linear("2024-10-04").rejected("{ teams { nodes { parent { id } } } }")["message"]


def test_members_come_and_go(linear):
    team = linear.make("Team", name="Sales", key="SAL", private=True)["id"]
    second = linear.facts["second_user_id"]
    member = linear.make("TeamMembership", teamId=team, userId=second)["id"]
    text = "query($id: String!) { team(id: $id) { members { nodes { id } } } }"

    assert len(linear.ask(text, "second", id=team)["members"]["nodes"]) == 2
    again = "mutation($input: TeamMembershipCreateInput!) { teamMembershipCreate(input: $input) { success } }"
    linear.refused(again, input={"teamId": team, "userId": second})
    linear.ask("mutation($id: String!) { teamMembershipDelete(id: $id) { success } }", id=member)
    assert linear.refused(text, "second", id=team)["message"] == "Entity not found: Team"


def test_a_team_takes_its_issues_with_it(linear):
    team = linear.make("Team", name="Sales", key="SAL")["id"]
    id_ = linear.issue(teamId=team)["id"]

    linear.ask("mutation($id: String!) { teamDelete(id: $id) { success } }", id=team)

    assert (
        linear.refused("query($id: String!) { issue(id: $id) { id } }", id=id_)["message"] == "Entity not found: Issue"
    )
    assert linear.ask('{ workflowStates(filter: {team: {key: {eq: "SAL"}}}) { nodes { id } } }')["nodes"] == []


def test_states_are_made_and_archived(linear):
    made = linear.make("WorkflowState", "id position", name="QA", type="started", color="#000000", teamId=linear.team)
    archive = "mutation($id: String!) { workflowStateArchive(id: $id) { success } }"
    create = "mutation($input: WorkflowStateCreateInput!) { workflowStateCreate(input: $input) { success } }"
    values = {"name": "x", "color": "#000000", "teamId": linear.team}

    assert made["position"] == 7
    assert "type must be one of" in presentable(linear.refused(create, input={**values, "type": "triage"}))
    linear.refused(create, input={**values, "name": "qa", "type": "started"})
    id_ = linear.issue(stateId=made["id"])["id"]
    assert "archived" in presentable(linear.refused(archive, id=made["id"]))
    linear.change(id_, stateId=linear.states()["Done"])
    linear.ask(archive, id=made["id"])
    assert "QA" not in linear.states()


def test_the_last_state_of_a_type_stays(linear):
    archive = "mutation($id: String!) { workflowStateArchive(id: $id) { success } }"

    assert "unstarted" in presentable(linear.refused(archive, id=linear.states()["Todo"]))


def test_projects(linear):
    fields = "id description content state url slugId targetDate lead { id } teams { nodes { key } }"
    me = linear.facts["user_id"]
    written = {"description": "Short", "content": "# Long"}
    made = linear.make(
        "Project",
        fields,
        name="Site",
        **written,
        teamIds=[linear.team],
        leadId=me,
        targetDate="2024-05",
    )

    assert {name: made[name] for name in written} == written
    assert (made["state"], made["targetDate"], made["lead"]) == ("backlog", "2024-05-01", {"id": me})
    assert made["url"].endswith(f"/project/site-{made['slugId']}")
    by_slug = "query($id: String!) { project(id: $id) { id } }"
    for id_ in (made["id"], made["slugId"], f"site-{made['slugId']}"):
        assert linear.ask(by_slug, id=id_) == {"id": made["id"]}
    done = next(
        each["id"]
        for each in linear.ask("{ projectStatuses { nodes { id type } } }")["nodes"]
        if each["type"] == "completed"
    )
    update = "mutation($id: String!, $input: ProjectUpdateInput!) { projectUpdate(id: $id, input: $input) %s }"
    update %= "{ project { completedAt } }"
    assert linear.ask(update, id=made["id"], input={"statusId": done})["project"]["completedAt"] is not None
    assert "255" in presentable(linear.refused(update, id=made["id"], input={"description": "x" * 256}))
    linear.ask("mutation($id: String!) { projectDelete(id: $id) { success } }", id=made["id"])
    assert "Site" not in [each["name"] for each in linear.ask("{ projects { nodes { name } } }")["nodes"]]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"teamIds": []}, "teamIds should not be empty."),
        ({"teamIds": ["ENG"]}, "each value in teamIds must be a UUID."),
        ({"teamIds": [str(uuid.uuid4())]}, "teamIds contained an entry that could not be found."),
        ({"name": ""}, "name must be longer than or equal to 1 characters."),
        ({"priority": 9}, "priority must not be greater than 4."),
    ],
)
def test_projects_that_are_refused(linear, values, told):
    create = "mutation($input: ProjectCreateInput!) { projectCreate(input: $input) { success } }"

    assert presentable(linear.refused(create, input={"name": "x", "teamIds": [linear.team], **values})) == told


def test_milestones(linear):
    milestone = linear.make("ProjectMilestone", "id status progress", name="Beta", projectId=linear.project)
    id_ = linear.issue(projectId=linear.project, projectMilestoneId=milestone["id"])["id"]
    read = "query($id: String!) { projectMilestone(id: $id) { status progress issues { nodes { id } } } }"

    assert (milestone["status"], milestone["progress"]) == ("unstarted", 0)
    linear.change(id_, stateId=linear.states()["Done"])
    assert linear.ask(read, id=milestone["id"]) == {"status": "done", "progress": 1, "issues": {"nodes": [{"id": id_}]}}
    assert linear.change(id_, "projectMilestone { id }", projectId=None) == {"projectMilestone": None}


def test_cycles(linear):
    create = "mutation($input: CycleCreateInput!) { cycleCreate(input: $input) { success } }"
    now = linear.make("Cycle", "number isActive isPast", teamId=linear.team, startsAt="2023-11-13", endsAt="2023-11-20")
    later = {"teamId": linear.team, "startsAt": "2023-11-20", "endsAt": "2023-11-27"}

    assert now == {"number": 1, "isActive": True, "isPast": False}
    assert linear.make("Cycle", "number isNext", **later) == {"number": 2, "isNext": True}
    assert "overlap" in presentable(linear.refused(create, input=later))
    assert "after" in presentable(linear.refused(create, input={**later, "endsAt": "2023-11-01"}))
    active = "query($id: String!) { team(id: $id) { activeCycle { number } } }"
    assert linear.ask(active, id=linear.team) == {"activeCycle": {"number": 1}}
    linear.twin.clock.advance(8 * 86400)
    assert linear.ask(active, id=linear.team) == {"activeCycle": {"number": 2}}
