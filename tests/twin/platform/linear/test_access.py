"""Who may come in, and what they may see and do."""

from __future__ import annotations

import pytest

from tasklab.twin.platform.linear.opening import TOKEN

VIEWER = "{ viewer { name } }"


def test_a_key_stands_alone_and_a_token_behind_bearer(linear):
    assert linear.ask(VIEWER) == {"name": "Mary Main"}
    assert linear.ask(VIEWER, who=f"Bearer {TOKEN}") == {"name": "Mary Main"}
    assert linear.ask(VIEWER, who="second") == {"name": "Sam Second"}


@pytest.mark.parametrize("who", ["bad", None, "", TOKEN, "Bearer nothing", "Basic eDp5"])
def test_any_other_credential_is_401(linear, who):
    error = linear.rejected(VIEWER, 401, who=who)

    assert error["message"] == "Authentication required, not authenticated"
    assert error["extensions"]["type"] == "authentication error"
    assert error["extensions"]["code"] == "AUTHENTICATION_ERROR"
    assert error["extensions"]["userPresentableMessage"] == "You need to authenticate to access this operation."


def test_a_key_behind_bearer_is_told_apart(linear):
    error = linear.rejected(VIEWER, 400, who=f"Bearer {linear.keys['main']}")

    assert "Remove the Bearer prefix" in error["message"]
    assert error["extensions"]["type"] == "invalid input"


def test_a_key_for_reading_writes_nothing(linear):
    id_ = linear.issue()["id"]

    error = linear.refused("mutation($id: String!) { issueArchive(id: $id) { success } }", "guest", id=id_)

    assert error["message"] == "Invalid scope: `write` required"
    assert error["extensions"]["type"] == "forbidden"
    assert error["extensions"]["statusCode"] == 403
    assert linear.read(id_, "archivedAt", who="guest") == {"archivedAt": None}


def test_private_teams_are_seen_by_their_members_alone(linear):
    foreign = linear.facts["foreign_team_id"]
    hidden = linear.issue("id identifier", who="second", teamId=foreign)
    team = "query($id: String!) { team(id: $id) { key } }"
    project = "query($id: String!) { project(id: $id) { name } }"

    assert linear.ask(team, "second", id=foreign) == {"key": "LEAD"}
    assert linear.refused(team, id=foreign)["message"] == "Entity not found: Team"
    assert linear.refused(team, id="LEAD")["message"] == "Entity not found: Team"
    error = linear.refused(project, id=linear.facts["foreign_project_id"])
    assert error["message"] == "Entity not found: Project"
    for name in ("id", "identifier"):
        error = linear.refused("query($id: String!) { issue(id: $id) { id } }", id=hidden[name])
        assert error["extensions"]["userPresentableMessage"] == "Could not find referenced Issue."
    assert linear.ask("{ issues { nodes { id } } }")["nodes"] == []
    assert [each["key"] for each in linear.ask("{ teams { nodes { key } } }")["nodes"]] == ["ENG"]


def test_a_public_team_is_seen_by_users_and_not_by_guests(linear):
    linear.make("Team", name="Sales", key="SAL")
    keys = "{ teams { nodes { key } } }"

    assert {each["key"] for each in linear.ask(keys, who="second")["nodes"]} == {"ENG", "LEAD", "SAL"}
    assert [each["key"] for each in linear.ask(keys, who="guest")["nodes"]] == ["ENG"]


def test_comments_are_changed_by_who_wrote_them(linear):
    issue_id = linear.issue()["id"]
    comment = linear.make("Comment", issueId=issue_id, body="Mine")["id"]
    update = 'mutation($id: String!) { commentUpdate(id: $id, input: {body: "x"}) { success } }'
    delete = "mutation($id: String!) { commentDelete(id: $id) { success } }"

    assert linear.refused(update, "second", id=comment)["extensions"]["code"] == "FORBIDDEN"
    assert linear.refused(delete, "second", id=comment)["extensions"]["code"] == "FORBIDDEN"
    other = linear.make("Comment", who="second", issueId=issue_id, body="Theirs")["id"]
    assert linear.ask(delete, id=other) == {"success": True}


def test_who_may_change_a_team(linear):
    update = 'mutation($id: String!) { teamUpdate(id: $id, input: {name: "New"}) { team { name } } }'

    assert linear.refused(update, "second", id=linear.team)["extensions"]["type"] == "forbidden"
    assert linear.ask(update, id=linear.team) == {"team": {"name": "New"}}
    purge = "mutation($id: String!) { issueDelete(id: $id, permanentlyDelete: true) { success } }"
    assert linear.refused(purge, "second", id=linear.issue()["id"])["message"] == "Invalid role: admin required"
