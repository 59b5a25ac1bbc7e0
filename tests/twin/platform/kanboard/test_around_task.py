"""What hangs on tasks, and who works on them: comments, subtasks, timers, tags, links, users, groups."""

from __future__ import annotations

import pytest

from tasklab.twin.clock import START_S

NOW = str(int(START_S))


@pytest.fixture
def project_id(kanboard):
    return kanboard.board()[0]


@pytest.fixture
def task_id(kanboard, project_id):
    return kanboard("createTask", "T", project_id)


def test_comments_are_told_in_order_with_their_authors(kanboard, task_id):
    first = kanboard("createComment", task_id, 1, "One", "REF")
    kanboard.twin.clock.advance(5)
    second = kanboard("createComment", task_id=task_id, user_id=0, content="Two")
    assert kanboard("getComment", first) == {
        "id": str(first),
        "task_id": str(task_id),
        "user_id": "1",
        "date_creation": NOW,
        "date_modification": NOW,
        "comment": "One",
        "reference": "REF",
        "username": "admin",
        "name": "",
        "email": "",
        "avatar_path": None,
    }
    assert [(each["id"], each["username"]) for each in kanboard("getAllComments", task_id)] == [
        (str(first), "admin"),
        (str(second), None),
    ]
    assert kanboard("updateComment", first, "New") is True
    changed = kanboard("getComment", first)
    assert (changed["comment"], changed["date_modification"]) == ("New", str(int(START_S) + 5))
    assert kanboard("updateComment", first, "") is kanboard("updateComment", 99, "x") is False
    assert kanboard("createComment", task_id, 1, "") is kanboard("createComment", 99, 1, "x") is False
    assert kanboard("createComment", task_id, "me", "x") is False
    assert kanboard("removeComment", first) is True
    assert kanboard("removeComment", first) is False


def test_subtasks_sum_up_on_their_task(kanboard, task_id):
    one = kanboard("createSubtask", task_id, "One", 1, 2, 0.5)
    two = kanboard("createSubtask", task_id=task_id, title="Two", time_estimated="1.5")
    shown = kanboard("getAllSubtasks", task_id)
    assert [(each["title"], each["position"], each["username"]) for each in shown] == [
        ("One", "1", "admin"),
        ("Two", "2", None),
    ]
    task = kanboard("getTask", task_id)
    assert (task["time_estimated"], task["time_spent"]) == ("3.5", "0.5")
    assert kanboard("updateSubtask", id=two, task_id=task_id, status=1, position=1, user_id=1) is True
    assert kanboard("updateSubtask", id=one, task_id=task_id, position=2) is True
    assert [each["status_name"] for each in kanboard("getAllSubtasks", task_id)] == ["In progress", "Todo"]
    assert kanboard("removeSubtask", one) is True
    assert kanboard("getTask", task_id)["time_spent"] == "0"
    assert kanboard("getSubtask", one) is None
    for wrong in ({"title": ""}, {"task_id": 99}, {"time_spent": "x"}, {"status": "x"}, {"title": "x" * 65536}):
        assert kanboard("createSubtask", **{"task_id": task_id, "title": "T", **wrong}) is False
    assert kanboard("updateSubtask", 99, task_id) is kanboard("removeSubtask", 99) is False


def test_timers_count_quarters_of_hours(kanboard, task_id):
    subtask = kanboard("createSubtask", task_id, "S")
    assert kanboard("hasSubtaskTimer", subtask, 1) is False
    assert kanboard("getSubtaskTimeSpent", subtask, 1) == 0
    assert kanboard("setSubtaskEndTime", subtask, 1) is False
    assert kanboard("setSubtaskStartTime", subtask, 1) is True
    assert kanboard("setSubtaskStartTime", subtask, 1) is False
    assert kanboard("hasSubtaskTimer", subtask, 1) is True
    kanboard.twin.clock.advance(5000)
    assert kanboard("getSubtaskTimeSpent", subtask, 1) == 1.5
    assert kanboard("setSubtaskEndTime", subtask, 1) is True
    assert kanboard("getSubtask", subtask)["time_spent"] == "1.5"
    assert kanboard("getTask", task_id)["time_spent"] == "1.5"
    assert kanboard("setSubtaskStartTime", subtask, 99) is kanboard("setSubtaskStartTime", 99, 1) is False


def test_tags_are_set_whole_and_made_when_missing(kanboard, project_id, task_id):
    assert kanboard("getTaskTags", task_id) == []
    assert kanboard("setTaskTags", project_id, task_id, ["b", "A", ""]) is True
    assert list(kanboard("getTaskTags", task_id).values()) == ["b", "A"]
    assert kanboard("setTaskTags", project_id, task_id, ["a", "c"]) is True
    assert kanboard("getTaskTags", task_id) == {"2": "A", "3": "c"}
    assert [tag["name"] for tag in kanboard("getTagsByProject", project_id)] == ["A", "b", "c"]
    assert kanboard("updateTask", id=task_id, tags=[]) is True
    assert kanboard("getTaskTags", task_id) == []
    assert kanboard("createTag", project_id, "B") == 1
    new = kanboard("createTag", project_id, "d", "red")
    assert kanboard("updateTag", new, "e", "blue") is True
    assert {"id": str(new), "name": "e", "project_id": str(project_id), "color_id": "blue"} in kanboard("getAllTags")
    kanboard("setTaskTags", project_id, task_id, ["e"])
    assert kanboard("removeTag", new) is True
    assert kanboard("getTaskTags", task_id) == []
    assert kanboard("removeTag", new) is kanboard("updateTag", new, "x") is False
    assert kanboard("setTaskTags", project_id, 99, ["x"]) is False


def test_links_are_seen_from_both_sides(kanboard, project_id, task_id):
    other = kanboard("createTask", "Other", project_id)
    link = kanboard("createTaskLink", task_id, other, 2)
    assert kanboard("getTaskLinkById", link) == {
        "id": str(link),
        "link_id": "2",
        "task_id": str(task_id),
        "opposite_task_id": str(other),
    }
    (mine,), (theirs,) = kanboard("getAllTaskLinks", task_id), kanboard("getAllTaskLinks", other)
    assert (mine["task_id"], mine["label"], mine["title"]) == (str(other), "blocks", "Other")
    assert (theirs["task_id"], theirs["label"], theirs["column_title"]) == (str(task_id), "is blocked by", "Backlog")
    assert kanboard("createTaskLink", task_id, other, 2) is kanboard("createTaskLink", other, task_id, 3) is False
    assert kanboard("createTaskLink", task_id, 99, 1) is kanboard("createTaskLink", task_id, other, 99) is False
    assert kanboard("createTaskLink", task_id, task_id, 1) is False
    assert kanboard("updateTaskLink", link, task_id, other, 6) is True
    assert kanboard("getAllTaskLinks", other)[0]["label"] == "is a parent of"
    assert kanboard("updateTaskLink", 99, task_id, other, 6) is False
    assert kanboard("removeTaskLink", int(theirs["id"])) is True
    assert kanboard("getAllTaskLinks", task_id) == []
    assert kanboard("removeTaskLink", link) is False


def test_labels_come_in_pairs(kanboard):
    assert len(kanboard("getAllLinks")) == 11
    assert kanboard("getOppositeLinkId", 2) == "3"
    assert kanboard("getOppositeLinkId", 1) == "1"
    link = kanboard("createLink", "foo", "bar")
    assert kanboard("getLinkByLabel", "bar") == {"id": str(link + 1), "label": "bar", "opposite_id": str(link)}
    for wrong in (["foo"], ["same", "same"], ["", "x"], ["new", "bar"]):
        assert kanboard("createLink", *wrong) is False
    assert kanboard("updateLink", link, 0, "boo") is True
    assert kanboard("getLinkById", link) == {"id": str(link), "label": "boo", "opposite_id": "0"}
    assert kanboard("updateLink", link, 0, "blocks") is False
    assert kanboard("removeLink", link) is True
    assert kanboard("getLinkById", link + 1)["opposite_id"] == "0"
    assert kanboard("removeLink", link) is False


def test_external_links(kanboard, task_id):
    link = kanboard("createExternalTaskLink", task_id, "http://localhost/document.pdf", "related", "auto")
    shown = kanboard("getAllExternalTaskLinks", task_id)[0]
    assert (shown["title"], shown["link_type"], shown["type"]) == ("document.pdf", "attachment", "Attachment")
    assert kanboard("updateExternalTaskLink", task_id=task_id, link_id=link, title="New") is True
    assert kanboard("getExternalTaskLinkById", task_id, link)["title"] == "New"
    for wrong in (["nowhere", "related"], ["http://x.example", "odd"], ["http://x.example", "related", "odd"]):
        assert kanboard("createExternalTaskLink", task_id, *wrong) is False
    assert kanboard("updateExternalTaskLink", task_id=task_id, link_id=link, title="") is False
    assert kanboard("getExternalTaskLinkTypes")["weblink"] == "Web Link"
    assert kanboard("getExternalTaskLinkProviderDependencies", "weblink") == {"related": "Related"}
    assert kanboard("getExternalTaskLinkProviderDependencies", "auto") is False
    assert kanboard("removeExternalTaskLink", task_id, link) is True
    assert kanboard("removeExternalTaskLink", task_id, link) is False


def test_users(kanboard, project_id):
    user_id, ann = kanboard.user("ann", project_id)
    assert kanboard("getUserByName", "ann")["id"] == str(user_id)
    for wrong in (
        {"username": "ann"},
        {"username": ""},
        {"password": "short"},
        {"email": "nobody"},
        {"role": "king"},
        {"role": ["app-user"]},
    ):
        assert kanboard("createUser", **{"username": "bob", "password": "secret1", **wrong}) is False
    assert kanboard("updateUser", id=user_id, name="Ann", email="a@b.example", role="app-admin") is True
    assert kanboard("getUser", user_id)["role"] == "app-admin"
    assert kanboard("updateUser", id=user_id, username="admin") is kanboard("updateUser", id=99, name="x") is False
    assert kanboard("createLdapUser", "x") is False
    task_id = kanboard("createTask", title="T", project_id=project_id, owner_id=user_id)
    private = kanboard("createMyPrivateProject", "Mine", user=ann)
    kanboard("disableUser", user_id)
    assert kanboard("isActiveUser", user_id) is False
    assert kanboard("getProjectById", private)["is_active"] == "0"
    assert kanboard("removeUser", user_id) is True
    assert kanboard("getTask", task_id)["owner_id"] == "0"
    assert kanboard("getProjectById", private) is kanboard("getUser", user_id) is None
    assert kanboard("removeUser", user_id) is False
    assert [user["username"] for user in kanboard("getAllUsers")] == ["admin"]


def test_groups(kanboard):
    group_id = kanboard("createGroup", "Team", "ext")
    assert kanboard("createGroup", "Team") is kanboard("createGroup", "") is False
    assert kanboard("getGroup", group_id) == {"id": str(group_id), "external_id": "ext", "name": "Team"}
    assert kanboard("addGroupMember", group_id, 1) is True
    assert kanboard("addGroupMember", group_id, 1) is kanboard("addGroupMember", group_id, 99) is False
    assert kanboard("isGroupMember", group_id, 1) is True
    assert kanboard("getGroupMembers", group_id)[0]["username"] == "admin"
    assert [group["name"] for group in kanboard("getMemberGroups", 1)] == ["Team"]
    assert kanboard("removeGroupMember", group_id, 1) is True
    assert kanboard("removeGroupMember", group_id, 1) is False
    assert kanboard("updateGroup", group_id=group_id, name="Crew") is True
    assert kanboard("updateGroup", group_id=99, name="X") is False
    assert kanboard("removeGroup", group_id) is True
    assert kanboard("getAllGroups") == []
