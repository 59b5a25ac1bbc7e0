"""What integrators may rely on about users, teams and workspaces."""

from __future__ import annotations

import pytest

from tasklab.unified.error import NotFoundError
from tasklab.verify.case import proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.entangled import check_others
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.target import Target
from tasklab.verify.contract.vocabulary import walk


@proves("user.me")
def test_me_is_the_account_of_the_credential(target: Target, capability: Capability):
    """The account that a credential belongs to reads as that account, another one as another."""
    session = target.open()
    me = session.client.call("user.me", {})
    assert me.name, "the account has no name"
    username = session.client.session.adapter.connection.parameters.get("username")
    if "username" in capability.readable("user") and username:
        assert me.username == username
    if "user_id" in target.context:
        assert me.id == target.context["user_id"]
    if "second" in target.roles:
        other = target.open("second").client.call("user.me", {})
        assert other.id != me.id
        if "second_user_id" in target.context:
            assert other.id == target.context["second_user_id"]


@proves("user.me", "user.list")
def test_me_is_among_the_users(shared: Scene):
    """The account itself is in the list of users, with the same fields."""
    me = shared.client.call("user.me", {})
    listed = [user for user in walk(shared.client, "user.list", {}) if user.id == me.id]
    assert len(listed) == 1, f"listed {len(listed)} times"
    assert not check_others(me, listed[0], None), check_others(me, listed[0], None)


@proves("user.list")
def test_the_known_users_are_listed(shared: Scene, target: Target):
    """Every user that the account may see is listed once."""
    listed = [user.id for user in walk(shared.client, "user.list", {})]
    assert len(set(listed)) == len(listed)
    for name in ("user_id", "second_user_id", "guest_user_id"):
        if name in target.context:
            assert target.context[name] in listed, f"`{name}` is not listed"


@proves("user.get", needs=["user.list"])
def test_a_user_reads_as_it_is_listed(shared: Scene):
    """Reading one user gives what the list says about it."""
    for listed in list(walk(shared.client, "user.list", {}))[:3]:
        read = shared.client.call("user.get", {"id": listed.id})
        assert read.id == listed.id
        assert not check_others(listed, read, None), check_others(listed, read, None)


@proves("user.get")
def test_an_unknown_user_is_not_found(shared: Scene):
    """A user that does not exist ends with `not_found`."""
    for unknown in shared.unknown_ids("user"):
        with pytest.raises(NotFoundError):
            shared.client.call("user.get", {"id": unknown})


@proves("workspace.list")
def test_workspaces_are_listed(shared: Scene):
    """There is at least one workspace, and each has a name and a kind."""
    found = list(walk(shared.client, "workspace.list", {}))
    assert found, "no workspace"
    assert len({item.id for item in found}) == len(found)
    for item in found:
        assert item.name


@proves("project.list", "workspace.list")
def test_projects_say_which_workspace_they_are_in(shared: Scene, capability: Capability):
    """A project's workspace is one of the workspaces, and filtering by it gives exactly its projects."""
    if "workspace_id" not in capability.readable("project"):
        pytest.skip("projects do not say which workspace they are in")
    workspaces = {item.id for item in walk(shared.client, "workspace.list", {})}
    projects = list(walk(shared.client, "project.list", {}))
    assert {project.workspace_id for project in projects} <= workspaces | {None}
    for workspace in sorted(workspaces):
        wanted = sorted(project.id for project in projects if project.workspace_id == workspace)
        asked = {"workspace_id": workspace, "allow_scan": True}
        found = sorted(project.id for project in walk(shared.client, "project.list", asked))
        assert found == wanted


@proves("team.list")
def test_teams_say_who_is_in_them(shared: Scene, capability: Capability):
    """Every team has a name, and its members are users: where the target knows a team, exactly those who are in it."""
    teams = list(walk(shared.client, "team.list", {}))
    assert len({team.id for team in teams}) == len(teams)
    users = {user.id for user in walk(shared.client, "user.list", {})} if capability.has("user.list") else set()
    for team in teams:
        assert team.name
        if users and "member_ids" in capability.readable("team"):
            assert set(team.member_ids or []) <= users
    known = shared.place.context
    if "team_member_ids" in known and "member_ids" in capability.readable("team"):
        (one,) = (team for team in teams if team.id == known["team_id"])
        assert sorted(one.member_ids or []) == sorted(known["team_member_ids"].split())
