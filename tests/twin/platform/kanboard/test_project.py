"""Projects and what they are made of: columns, swimlanes, categories, members, files, metadata, actions."""

from __future__ import annotations

import pytest
from tests.twin.sample import ADMIN

from tasklab.twin.clock import START_S


def titles(rows, field="title"):
    return [row[field] for row in rows]


def test_a_new_project_is_furnished(kanboard):
    project_id = kanboard("createProject", "Board", "About")
    project = kanboard("getProjectById", project_id)

    assert project_id == 1
    assert (project["name"], project["description"], project["is_active"]) == ("Board", "About", "1")
    assert (project["last_modified"], project["is_private"], project["owner_id"]) == (str(int(START_S)), "0", "0")
    assert set(project["url"]) == {"board", "list"}
    assert titles(kanboard("getColumns", project_id)) == ["Backlog", "Ready", "Work in progress", "Done"]
    assert titles(kanboard("getAllSwimlanes", project_id), "name") == ["Default swimlane"]
    assert kanboard("getProjectUsers", project_id) == []


def test_a_user_owns_and_manages_what_they_make(kanboard):
    project_id = kanboard("createProject", "Mine", user=ADMIN)

    assert kanboard("getProjectById", project_id)["owner_id"] == "1"
    assert kanboard("getProjectUserRole", project_id, 1) == "project-manager"
    private = kanboard("createMyPrivateProject", "Alone", user=ADMIN)
    assert kanboard("getProjectById", private)["is_private"] == "1"
    assert kanboard("getMyProjectsList", user=ADMIN) == {str(private): "Alone", str(project_id): "Mine"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"identifier": "with space"},
        {"identifier": "X" * 51},
        {"identifier": "taken"},
        {"owner_id": 99},
        {"priority_end": "high"},
        {"start_date": "2024-07-01 10:00"},
    ],
)
def test_what_a_project_cannot_be(kanboard, wrong):
    kanboard("createProject", name="Other", identifier="TAKEN")
    project_id = kanboard("createProject", "Board")

    assert kanboard("createProject", **{"name": "New", **wrong}) is False
    assert kanboard("updateProject", **{"project_id": project_id, **wrong}) is False
    assert len(kanboard("getAllProjects")) == 2


def test_a_project_is_found_by_its_names(kanboard):
    project_id = kanboard("createProject", name="Board", identifier="abc", email="a@b.example")

    for method, value in (("Name", "Board"), ("Identifier", "Abc"), ("Email", "a@b.example")):
        assert kanboard(f"getProjectBy{method}", value)["id"] == str(project_id)
        assert kanboard(f"getProjectBy{method}", "nothing") is False
        assert kanboard.answer(f"getProjectBy{method}", value, user=ADMIN)[0] == 403
    assert kanboard("getProjectById", 99) is None


def test_a_project_is_changed_closed_and_shown_to_the_public(kanboard):
    project_id, *_ = kanboard.board()
    words = {"name": "New", "identifier": "n1", "end_date": "07/01/2024", "priority_end": "9"}
    assert kanboard("updateProject", project_id=project_id, **words) is True
    project = kanboard("getProjectById", project_id)
    assert (project["name"], project["identifier"], project["end_date"], project["priority_end"]) == (
        "New",
        "N1",
        "2024-07-01",
        "9",
    )
    for on, off, field in (
        ("enableProject", "disableProject", "is_active"),
        ("enableProjectPublicAccess", "disableProjectPublicAccess", "is_public"),
    ):
        assert kanboard(off, project_id) is True
        assert kanboard("getProjectById", project_id)[field] == "0"
        assert kanboard(on, project_id) is True
        assert kanboard("getProjectById", project_id)[field] == "1"
        assert kanboard(on, 99) is kanboard(off, 99) is False
    assert len(kanboard("getProjectById", project_id)["token"]) == 60


def test_removing_a_project_takes_all_that_is_in_it(kanboard):
    project_id, columns, _ = kanboard.board()
    kanboard("createTask", "T", project_id)
    kanboard("createCategory", project_id, "C")
    kanboard("createTag", project_id, "t")
    kanboard("createProjectFile", project_id, "f", "Zg==")
    assert kanboard("removeProject", project_id) is True

    assert kanboard("removeProject", project_id) is False
    assert kanboard("getTask", 1) is kanboard("getColumn", columns[0]) is kanboard("getCategory", 1) is None
    assert kanboard("getAllTags") == kanboard("getAllProjects") == kanboard("getAllProjectFiles", project_id) == []


def test_columns_are_added_changed_moved_and_removed_with_their_tasks(kanboard):
    project_id, columns, _ = kanboard.board()
    new = kanboard("addColumn", project_id, "Review", 3, "look")
    assert kanboard("getColumn", new) == {
        "id": str(new),
        "title": "Review",
        "position": "5",
        "project_id": str(project_id),
        "task_limit": "3",
        "description": "look",
        "hide_in_dashboard": "0",
    }
    assert kanboard("changeColumnPosition", project_id, new, 2) is True
    assert titles(kanboard("getColumns", project_id)) == ["Backlog", "Review", "Ready", "Work in progress", "Done"]
    assert titles(kanboard("getColumns", project_id), "position") == list("12345")
    for position in (0, 6):
        assert kanboard("changeColumnPosition", project_id, new, position) is False
    assert kanboard("updateColumn", new, "Check") is True
    assert kanboard("getColumn", new)["task_limit"] == "0"
    task_id = kanboard("createTask", title="T", project_id=project_id, column_id=columns[1])
    assert kanboard("removeColumn", columns[1]) is True
    assert kanboard("getTask", task_id) is None
    assert kanboard("addColumn", 99, "X") is kanboard("updateColumn", 99, "X") is kanboard("removeColumn", 99) is False


def test_swimlanes_are_ordered_and_closed_up(kanboard):
    project_id, _, first = kanboard.board()
    second, third = (kanboard("addSwimlane", project_id, name) for name in ("Two", "Three"))
    assert kanboard("addSwimlane", project_id, "Two") is False
    assert kanboard("addSwimlane", 99, "X") == 0
    assert kanboard("changeSwimlanePosition", project_id, third, 1) is True
    assert titles(kanboard("getActiveSwimlanes", project_id), "id") == [str(third), str(first), str(second)]
    assert kanboard("disableSwimlane", project_id, first) is True
    assert titles(kanboard("getActiveSwimlanes", project_id), "position") == ["1", "2"]
    assert kanboard("getSwimlane", first)["position"] == "0"
    assert kanboard("changeSwimlanePosition", project_id, first, 1) is False
    assert kanboard("enableSwimlane", project_id, first) is True
    assert kanboard("getSwimlaneById", first)["position"] == "3"
    assert kanboard("updateSwimlane", project_id, second, "Deux", "second") is True
    assert kanboard("getSwimlaneByName", project_id, "Deux")["description"] == "second"
    assert kanboard("updateSwimlane", project_id, second, "Three") is False
    kanboard("createTask", title="T", project_id=project_id, swimlane_id=second)
    assert kanboard("removeSwimlane", project_id, second) is False
    assert kanboard("removeSwimlane", project_id, third) is True
    assert titles(kanboard("getAllSwimlanes", project_id), "position") == ["1", "2"]
    assert kanboard("removeSwimlane", 99, first) is kanboard("disableSwimlane", project_id, 99) is False


def test_categories_have_names_of_their_own(kanboard):
    project_id, *_ = kanboard.board()
    bugs = kanboard("createCategory", project_id, "Bugs", "red")
    assert kanboard("createCategory", project_id, "Bugs") is kanboard("createCategory", project_id, "") is False
    assert kanboard("getCategory", bugs)["color_id"] == "red"
    assert kanboard("updateCategory", bugs, "Faults") is True
    assert titles(kanboard("getAllCategories", project_id), "name") == ["Faults"]
    task_id = kanboard("createTask", title="T", project_id=project_id, category_id=bugs)
    assert kanboard("removeCategory", bugs) is True
    assert kanboard("getTask", task_id)["category_id"] == "0"
    assert kanboard("removeCategory", bugs) is kanboard("updateCategory", bugs, "X") is False


def test_members_come_change_and_go(kanboard):
    project_id, *_ = kanboard.board()
    user_id, _ = kanboard.user("ann")
    assert kanboard("addProjectUser", project_id, user_id, "project-viewer") is True
    assert kanboard("addProjectUser", project_id, user_id) is False
    assert kanboard("addProjectUser", project_id, 99) is kanboard("addProjectUser", 99, user_id) is False
    assert kanboard("getProjectUsers", project_id) == {str(user_id): "ann"}
    assert kanboard("getAssignableUsers", project_id) == []
    assert kanboard("changeProjectUserRole", project_id, user_id, "project-member") is True
    assert kanboard("getAssignableUsers", project_id, True) == {"0": "Unassigned", str(user_id): "ann"}
    assert kanboard("removeProjectUser", project_id, user_id) is True
    assert kanboard("removeProjectUser", project_id, user_id) is False
    assert kanboard("getProjectUserRole", project_id, user_id) is False
    group_id = kanboard("createGroup", "All")
    assert kanboard("addProjectGroup", project_id, group_id) is True
    assert kanboard("changeProjectGroupRole", project_id, group_id, "project-viewer") is True
    assert kanboard("removeProjectGroup", project_id, group_id) is True
    assert kanboard("removeProjectGroup", project_id, group_id) is False


def test_files_are_kept_as_they_were_sent(kanboard):
    project_id, *_ = kanboard.board()
    task_id = kanboard("createTask", "T", project_id)
    file_id = kanboard("createTaskFile", project_id, task_id, "My file.PNG", "cGxhaW4gdGV4dCBmaWxl")
    kept = kanboard("getTaskFile", file_id)
    assert (kept["name"], kept["size"], kept["is_image"], kept["task_id"]) == ("My file.PNG", "15", "1", str(task_id))
    assert kanboard("downloadTaskFile", file_id) == "cGxhaW4gdGV4dCBmaWxl"
    for empty in ("", "===="):
        assert kanboard("createTaskFile", project_id, task_id, "x", empty) is False
    assert kanboard("createTaskFile", project_id, 99, "x", "Zg==") is False
    same = kanboard("createTaskFile", project_id, task_id, "My file.PNG", "Zg==")
    assert kanboard("downloadTaskFile", file_id) != kanboard("downloadTaskFile", same)
    assert len(kanboard("getAllTaskFiles", task_id)) == 2
    assert kanboard("removeTaskFile", file_id) is True
    third = kanboard("createTaskFile", project_id, task_id, "My file.PNG", "Zw==")
    assert [kanboard("downloadTaskFile", each) for each in (file_id, same, third)] == ["", "Zg==", "Zw=="]
    assert kanboard("removeTaskFile", file_id) is False
    assert kanboard("removeAllTaskFiles", task_id) is True
    assert kanboard("getAllTaskFiles", task_id) == []

    file_id = kanboard("createProjectFile", project_id, "a.txt", "Zg==")
    other, *_ = kanboard.board("Other")
    assert kanboard("getProjectFile", project_id, file_id)["project_id"] == str(project_id)
    assert kanboard("getProjectFile", other, file_id) is None
    assert kanboard("downloadProjectFile", project_id, file_id) == "Zg=="
    assert kanboard("removeProjectFile", other, file_id) is False
    assert kanboard("removeAllProjectFiles", project_id) is True
    assert kanboard("downloadProjectFile", project_id, file_id) == ""


@pytest.mark.parametrize("kind", ["Task", "Project"])
def test_metadata_are_texts_by_name(kanboard, kind):
    project_id, *_ = kanboard.board()
    owner = kanboard("createTask", "T", project_id) if kind == "Task" else project_id
    assert kanboard(f"get{kind}Metadata", owner) == []
    assert kanboard(f"save{kind}Metadata", owner, {"a": "1", "b": 2}) is True
    assert kanboard(f"save{kind}Metadata", owner, {"a": "3"}) is True
    assert kanboard(f"get{kind}Metadata", owner) == {"a": "3", "b": "2"}
    assert kanboard(f"get{kind}MetadataByName", owner, "b") == "2"
    assert kanboard(f"get{kind}MetadataByName", owner, "c") == ""
    assert kanboard(f"remove{kind}Metadata", owner, "a") is True
    assert kanboard(f"remove{kind}Metadata", owner, "a") is False
    assert kanboard(f"save{kind}Metadata", 99, {"a": "1"}) is False


def test_actions_need_their_event_and_parameters(kanboard):
    project_id, *_ = kanboard.board()
    action, event = r"\Kanboard\Action\TaskCloseColumn", "task.move.column"
    assert action in kanboard("getAvailableActions")
    assert list(kanboard("getCompatibleActionEvents", action)) == [event]
    assert event in kanboard("getAvailableActionEvents")
    action_id = kanboard("createAction", project_id, event, action, {"column_id": 1})
    assert kanboard("getActions", project_id)[0]["params"] == {"column_id": 1}
    for wrong in (["task.create", action, {"column_id": 1}], [event, action, {}], [event, "None", {"column_id": 1}]):
        assert kanboard("createAction", project_id, *wrong) is False
    assert kanboard("removeAction", action_id) is True
    assert kanboard("getActions", project_id) == []


def test_the_application_tells_about_itself(kanboard):
    assert kanboard("getVersion") == kanboard.twin.version
    assert kanboard("getTimezone") == "UTC"
    assert kanboard("getDefaultTaskColor") == "yellow"
    assert kanboard("getColorList")["deep_orange"] == "Deep Orange"
    assert len(kanboard("getDefaultTaskColors")) == 16
    assert list(kanboard("getApplicationRoles")) == ["app-admin", "app-manager", "app-user"]
    assert list(kanboard("getProjectRoles")) == ["project-manager", "project-member", "project-viewer"]


def test_what_users_do_has_a_history_and_what_the_application_does_has_none(kanboard):
    project_id, columns, swimlane = kanboard.board()
    _, ann = kanboard.user("ann", project_id)
    kanboard("createTask", "Silent", project_id)
    task_id = kanboard("createTask", "Told", project_id, user=ann)
    kanboard("moveTaskPosition", project_id, task_id, columns[1], 1, swimlane, user=ann)
    kanboard("createComment", task_id, 2, "c", user=ann)
    names = ["comment.create", "task.move.column", "task.create"]
    for shown in (
        kanboard("getProjectActivity", project_id),
        kanboard("getProjectActivities", [project_id]),
        kanboard("getMyActivityStream", user=ann),
    ):
        assert titles(shown, "event_name") == names
        assert shown[2]["event_title"] == f"ann created the task #{task_id}"
        assert shown[2]["task"]["title"] == "Told"


def test_a_dashboard_has_what_is_mine(kanboard):
    project_id, *_ = kanboard.board()
    user_id, ann = kanboard.user("ann", project_id)
    kanboard.board("Other")
    mine = kanboard("createTask", title="Mine", project_id=project_id, owner_id=user_id)
    other = kanboard("createTask", "Other", project_id)
    kanboard("createSubtask", other, "Part", user_id)
    shown = kanboard("getMyDashboard", user=ann)

    assert titles(shown["projects"], "name") == titles(kanboard("getMyProjects", user=ann), "name") == ["Board"]
    assert shown["projects"][0]["columns"][0]["nb_open_tasks"] == 2
    assert titles(shown["tasks"], "id") == [str(mine), str(other)]
    assert titles(shown["subtasks"]) == ["Part"]


def test_an_event_of_a_change_has_the_new_values(kanboard):
    project_id, *_ = kanboard.board()
    _, ann = kanboard.user("ann", project_id)
    task_id = kanboard("createTask", "Old", project_id, user=ann)
    kanboard("updateTask", id=task_id, title="New", description="", user=ann)
    kanboard("updateTask", id=task_id, title="New", user=ann)
    events = kanboard("getProjectActivity", project_id)
    assert [event.get("changes") for event in events] == [[], {"title": "New"}, None]
