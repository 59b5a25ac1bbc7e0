"""Tasks: what is kept, what is refused, and the stories that changes leave."""

from __future__ import annotations

import pytest

NOW = "2023-11-14T22:13:20.000Z"


def subtypes(asana, gid):
    return [each["resource_subtype"] for each in asana.get(f"/tasks/{gid}/stories")]


def test_a_new_task_has_its_defaults(asana):
    task = asana.post("/tasks", {"workspace": asana.workspace})

    assert (task["name"], task["notes"], task["completed"], task["due_on"], task["assignee"]) == (
        "",
        "",
        False,
        None,
        None,
    )
    assert task["created_at"] == task["modified_at"] == NOW
    assert task["assignee_status"] == "upcoming"
    assert [each["gid"] for each in task["followers"]] == [asana.facts["user_id"]]
    assert "assignee_section" not in task


def test_201_says_where_the_task_is(asana):
    response = asana.send("POST", "/tasks", body=b'{"data": {"projects": ["%s"]}}' % asana.project.encode())

    assert response.status == 201
    assert asana.send("GET", response.headers["location"].removeprefix("/api/1.0")).status == 200


def test_a_form_makes_a_task_too(asana):
    body = f"name=Formed&projects={asana.project}&completed=true&opt_fields=name,completed".encode()
    headers = (("content-type", "application/x-www-form-urlencoded"),)
    response = asana.send("POST", "/tasks", body=body, headers=headers)

    assert response.status == 201
    assert b'"name":"Formed","completed":true' in response.body


def test_completing_and_reopening(asana):
    gid = asana.task()["gid"]
    asana.twin.clock.advance(60)
    done = asana.put(f"/tasks/{gid}", {"completed": True})
    assert (done["completed"], done["completed_at"]) == (True, "2023-11-14T22:14:20.000Z")
    assert done["completed_by"]["gid"] == asana.facts["user_id"]
    again = asana.put(f"/tasks/{gid}", {"completed": False})
    assert (again["completed"], again["completed_at"], again["completed_by"]) == (False, None, None)
    assert subtypes(asana, gid)[-2:] == ["marked_complete", "marked_incomplete"]


def test_a_change_changes_what_was_given_and_nothing_else(asana):
    gid = asana.task(notes="n", due_on="2024-01-02")["gid"]
    before = asana.get(f"/tasks/{gid}")
    asana.twin.clock.advance(5)
    after = asana.put(f"/tasks/{gid}", {"name": "New"})

    assert {name for name in after if after[name] != before[name]} == {"name", "modified_at"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"due_on": "2024-05-06"}, (None, None, "2024-05-06", None)),
        ({"due_at": "2024-05-06T07:08:09+02:00"}, (None, None, "2024-05-06", "2024-05-06T05:08:09.000Z")),
        ({"start_on": "2024-05-01", "due_on": "2024-05-06"}, ("2024-05-01", None, "2024-05-06", None)),
        (
            {"start_at": "2024-05-01T00:00:00Z", "due_at": "2024-05-02T00:00:00Z"},
            ("2024-05-01", "2024-05-01T00:00:00.000Z", "2024-05-02", "2024-05-02T00:00:00.000Z"),
        ),
    ],
)
def test_dates(asana, data, expected):
    task = asana.task(**data)

    assert tuple(task[name] for name in ("start_on", "start_at", "due_on", "due_at")) == expected


@pytest.mark.parametrize(
    "data",
    [
        {"due_on": "2024-05-06", "due_at": "2024-05-06T00:00:00Z"},
        {"start_on": "2024-05-01"},
        {"start_at": "2024-05-01T00:00:00Z", "due_on": "2024-05-06"},
        {"start_on": "2024-05-07", "due_on": "2024-05-06"},
        {"start_on": "2024-05-01", "due_on": None},
        {"due_on": "2024-02-30"},
        {"due_on": "6.5.2024"},
        {"due_at": "2024-05-06T25:00:00Z"},
        {"resource_subtype": "milestone", "start_on": "2024-05-01", "due_on": "2024-05-06"},
    ],
)
def test_dates_that_are_refused(asana, data):
    asana.refused(400, "POST", "/tasks", {"projects": [asana.project], **data})
    assert asana.get(f"/projects/{asana.project}/tasks") == []


def test_without_a_due_date_there_is_no_start(asana):
    gid = asana.task(start_on="2024-05-01", due_on="2024-05-06")["gid"]
    cleared = asana.put(f"/tasks/{gid}", {"due_on": None})

    assert (cleared["start_on"], cleared["due_on"]) == (None, None)


def test_an_assignment_makes_a_follower_and_a_story(asana):
    gid = asana.task()["gid"]
    task = asana.put(f"/tasks/{gid}", {"assignee": "omar@northwind.example"})

    assert task["assignee"]["name"] == "Omar Reyes"
    assert task["assigned_by"]["name"] == "Greta Holm"
    assert len(task["followers"]) == 2
    assert "assignee_section" not in task
    assert asana.get(f"/tasks/{gid}", who="second")["assignee_section"]["name"] == "Recently assigned"
    assert asana.put(f"/tasks/{gid}", {"assignee": None})["assignee"] is None
    assert subtypes(asana, gid) == ["added_to_project", "assigned", "unassigned"]


def test_an_approval_and_its_completion_go_together(asana):
    gid = asana.task(resource_subtype="approval")["gid"]
    assert asana.get(f"/tasks/{gid}")["approval_status"] == "pending"
    assert asana.put(f"/tasks/{gid}", {"completed": True})["approval_status"] == "approved"
    assert asana.put(f"/tasks/{gid}", {"approval_status": "pending"})["completed"] is False
    assert asana.put(f"/tasks/{gid}", {"approval_status": "rejected"})["completed"] is True
    asana.refused(400, "PUT", f"/tasks/{asana.task()['gid']}", {"approval_status": "approved"})


@pytest.mark.parametrize(
    "data",
    [
        {"name": 5},
        {"name": None},
        {"notes": ["x"]},
        {"completed": "yes"},
        {"assignee": "nobody@northwind.example"},
        {"assignee": "1"},
        {"resource_subtype": "section"},
        {"assignee_status": "today"},
        {"created_at": NOW},
        {"num_likes": 3},
        {"projects": "abc"},
        {"tags": ["1"]},
        {"external": "x"},
    ],
)
def test_values_that_are_refused(asana, data):
    asana.refused(400, "POST", "/tasks", {"workspace": asana.workspace, **data})


@pytest.mark.parametrize("name", ["projects", "tags", "followers", "memberships", "workspace", "parent"])
def test_what_is_set_at_creation_is_not_changed_later(asana, name):
    message = asana.refused(400, "PUT", f"/tasks/{asana.task()['gid']}", {name: []})

    assert message == f"{name}: Cannot write this property"


def test_a_refused_creation_leaves_nothing(asana):
    data = {"projects": [asana.project], "tags": [], "custom_fields": {"1": "x"}}

    assert asana.refused(400, "POST", "/tasks", data) == "Custom field with ID 1 is not on given object"
    assert asana.get(f"/projects/{asana.project}/tasks") == []


def test_a_deleted_task_is_gone_with_its_subtasks(asana):
    gid = asana.task()["gid"]
    child = asana.post(f"/tasks/{gid}/subtasks", {"name": "c"})["gid"]
    asana.delete(f"/tasks/{gid}")

    asana.refused(404, "GET", f"/tasks/{gid}")
    asana.refused(404, "GET", f"/tasks/{child}")
    assert asana.get(f"/projects/{asana.project}/tasks") == []


def test_subtasks_have_an_order_and_make_no_circle(asana):
    gid = asana.task()["gid"]
    first, second, third = (asana.post(f"/tasks/{gid}/subtasks", {"name": name})["gid"] for name in "abc")
    asana.post(f"/tasks/{third}/setParent", {"parent": gid, "insert_before": first}, 200)
    asana.post(f"/tasks/{second}/setParent", {"parent": gid, "insert_after": None}, 200)

    assert [each["name"] for each in asana.get(f"/tasks/{gid}/subtasks")] == ["b", "c", "a"]
    assert asana.get(f"/tasks/{gid}", opt_fields="num_subtasks")["num_subtasks"] == 3
    asana.refused(400, "POST", f"/tasks/{gid}/setParent", {"parent": first})
    asana.refused(400, "POST", f"/tasks/{gid}/setParent", {"parent": gid})
    assert asana.post(f"/tasks/{first}/setParent", {"parent": None}, 200)["parent"] is None


def test_dependencies_make_no_circle_and_are_thirty_at_most(asana):
    gid, other = asana.task()["gid"], asana.task(name="On")["gid"]
    asana.post(f"/tasks/{gid}/addDependencies", {"dependencies": [other]}, 200)
    asana.post(f"/tasks/{gid}/addDependencies", {"dependencies": [other]}, 200)

    assert [each["gid"] for each in asana.get(f"/tasks/{gid}/dependencies")] == [other]
    assert asana.get(f"/tasks/{other}", opt_fields="dependents")["dependents"] == [
        {"gid": gid, "resource_type": "task"}
    ]
    asana.refused(400, "POST", f"/tasks/{other}/addDependencies", {"dependencies": [gid]})
    asana.refused(400, "POST", f"/tasks/{gid}/addDependencies", {"dependencies": [gid]})
    many = [asana.post("/tasks", {"workspace": asana.workspace})["gid"] for _ in range(30)]
    asana.refused(400, "POST", f"/tasks/{gid}/addDependencies", {"dependencies": many})
    asana.post(f"/tasks/{gid}/addDependencies", {"dependencies": many[:29]}, 200)
    asana.post(f"/tasks/{other}/removeDependents", {"dependents": [gid]}, 200)
    assert asana.get(f"/tasks/{other}/dependents") == []


def test_a_task_moves_between_sections_and_leaves_a_story(asana):
    todo, doing, _ = (each["gid"] for each in asana.get(f"/projects/{asana.project}/sections"))
    gid, other = asana.task(name="a")["gid"], asana.task(name="b")["gid"]
    asana.post(f"/sections/{doing}/addTask", {"task": gid}, 200)
    asana.post(f"/tasks/{other}/addProject", {"project": asana.project, "section": doing, "insert_before": gid}, 200)

    assert [each["name"] for each in asana.get(f"/sections/{doing}/tasks")] == ["b", "a"]
    assert asana.get(f"/sections/{todo}/tasks") == []
    story = asana.get(f"/stories/{asana.get(f'/tasks/{gid}/stories')[-1]['gid']}")
    assert (story["old_section"]["name"], story["new_section"]["name"]) == ("To do", "Doing")


def test_a_task_added_to_a_section_stands_at_its_top_and_to_a_project_at_its_end(asana):
    todo, doing, _ = (each["gid"] for each in asana.get(f"/projects/{asana.project}/sections"))
    first, second = asana.task(name="a")["gid"], asana.task(name="b")["gid"]
    for gid in (first, second):
        asana.post(f"/sections/{doing}/addTask", {"task": gid}, 200)
    assert [each["name"] for each in asana.get(f"/sections/{doing}/tasks")] == ["b", "a"]

    asana.post(f"/tasks/{second}/addProject", {"project": asana.project}, 200)
    assert [each["name"] for each in asana.get(f"/sections/{doing}/tasks")] == ["a", "b"]
    asana.post(f"/tasks/{second}/addProject", {"project": asana.project, "section": doing, "insert_after": None}, 200)
    assert [each["name"] for each in asana.get(f"/sections/{doing}/tasks")] == ["b", "a"]
    assert asana.get(f"/sections/{todo}/tasks") == []


def test_a_section_is_deleted_empty_and_not_last(asana):
    gids = [each["gid"] for each in asana.get(f"/projects/{asana.project}/sections")]
    asana.task()
    assert "empty" in asana.refused(400, "DELETE", f"/sections/{gids[0]}")
    asana.delete(f"/sections/{gids[1]}")
    alone = asana.post("/projects", {"name": "x", "team": asana.facts["team_id"]})["gid"]
    only = asana.get(f"/projects/{alone}/sections")[0]["gid"]
    assert "last" in asana.refused(400, "DELETE", f"/sections/{only}")


def test_lists_of_tasks_want_exactly_one_thing(asana):
    for query in ({}, {"workspace": asana.workspace}, {"assignee": "me"}, {"project": asana.project, "section": "1"}):
        assert asana.refused(400, "GET", "/tasks", **query).startswith("Must specify exactly one of")


def test_lists_leave_out_what_was_done_before(asana):
    asana.task(name="open")
    done = asana.task(name="done", completed=True)["gid"]
    assert [each["name"] for each in asana.get("/tasks", project=asana.project, completed_since="now")] == ["open"]
    asana.twin.clock.advance(60)

    def names(**query):
        return [each["name"] for each in asana.get("/tasks", project=asana.project, **query)]

    assert names() == ["open", "done"]
    assert names(completed_since="now") == ["open"]
    assert names(completed_since="2023-11-14T22:13:20Z") == ["open", "done"]
    asana.put(f"/tasks/{done}", {"name": "done again"})
    assert names(modified_since="2023-11-14T22:14:00Z") == ["done again"]


def test_tags_come_and_go(asana):
    gid = asana.task()["gid"]
    tag = asana.post("/tags", {"name": "hot", "workspace": asana.workspace, "color": "dark-red"})["gid"]
    asana.post(f"/tasks/{gid}/addTag", {"tag": tag}, 200)
    assert [each["name"] for each in asana.get(f"/tasks/{gid}")["tags"]] == ["hot"]
    asana.delete(f"/tags/{tag}")
    assert asana.get(f"/tasks/{gid}")["tags"] == []


def test_a_custom_type_has_options_that_complete(asana):
    kind = asana.get("/custom_types", project=asana.project)[0]
    gid = asana.task(resource_subtype="custom")["gid"]
    task = asana.put(f"/tasks/{gid}", {"custom_type": kind["gid"]})
    assert (task["custom_type"]["name"], task["custom_type_status_option"]["name"]) == ("Bug", "Not started")
    done = asana.put(f"/tasks/{gid}", {"custom_type_status_option": kind["status_options"][2]["gid"]})
    assert done["completed"] is True
    asana.refused(400, "PUT", f"/tasks/{asana.task()['gid']}", {"custom_type": kind["gid"]})


def test_a_section_is_renamed_by_a_name_that_is_there(asana):
    gid = asana.get(f"/projects/{asana.project}/sections")[0]["gid"]

    assert asana.put(f"/sections/{gid}", {"name": "Next"})["name"] == "Next"
    asana.refused(400, "PUT", f"/sections/{gid}", {})
    asana.refused(400, "PUT", f"/sections/{gid}", {"name": "Last", "insert_after": {}})
    assert asana.get(f"/sections/{gid}")["name"] == "Next"
