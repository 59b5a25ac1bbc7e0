"""Where tasks stand: positions, parents, other lists."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.google_tasks.caller import Tasks

from tasklab.twin.platform.google_tasks import task_place


def test_a_new_task_is_the_first_unless_it_is_said_after_which(each):
    first = each.make("a")
    each.make("b")
    each.make("c", f"?previous={first}")

    assert each.order() == ["b", "a", "c"]
    assert [row["position"] for row in each.get(each.home)["items"]] == [f"{place:020d}" for place in (2, 0, 1)]


def test_moving_counts_positions_anew(each):
    ids = {title: each.make(title) for title in "dcba"}
    assert each.order() == list("abcd")
    said = each.post(f"{each.home}/{ids['d']}/move?previous={ids['a']}")

    assert said["position"] == "00000000000000000001"
    assert each.order() == list("adbc")
    each.post(f"{each.home}/{ids['c']}/move")
    assert each.order() == list("cadb")


def test_a_task_goes_below_another_and_back(each):
    parent, task = each.make("Parent"), each.make("Task")
    first = each.make("First", f"?parent={parent}")
    said = each.post(f"{each.home}/{task}/move?parent={parent}&previous={first}")

    assert (said["parent"], said["position"]) == (parent, "00000000000000000001")
    assert each.order(parent) == ["First", "Task"]
    assert each.order() == ["Parent"]
    assert "parent" not in each.post(f"{each.home}/{task}/move?previous={parent}").body
    assert each.order() == ["Parent", "Task"]


@pytest.mark.parametrize(
    "query",
    [
        "parent=none",
        "previous=none",
        "parent={child}",
        "parent={hidden}",
        "parent={deleted}",
        "parent={elsewhere}",
        "previous={child}",
        "previous={elsewhere}",
        "parent={parent}&previous={other}",
    ],
)
def test_a_place_that_is_not_there_is_refused(each, query):
    parent, other = each.make("Parent"), each.make("Other")
    places = {
        "parent": parent,
        "other": other,
        "hidden": each.make("Hidden", status="completed"),
        "deleted": each.make("Deleted"),
        "child": each.make("Child", f"?parent={parent}"),
        "elsewhere": each.post("/lists/@default/tasks", {"title": "x"})["id"],
    }
    each.post(f"/lists/{each.facts['project_id']}/clear")
    each.delete(f"{each.home}/{places['deleted']}")
    asked = query.format(**places)

    task = each.make("Task")
    for said in (each.post(f"{each.home}/{task}/move?{asked}"), each.post(f"{each.home}?{asked}", {"title": "x"})):
        assert said.reason == (400, "badRequest")
    assert each.order() == ["Task", "Other", "Parent"]


def test_there_is_one_level(tasks):
    parent, task = tasks.make("Parent"), tasks.make("Task")
    tasks.make("Child", f"?parent={parent}")

    assert tasks.post(f"{tasks.home}/{parent}/move?parent={task}").status == 400
    assert tasks.post(f"{tasks.home}/{parent}/move?parent={parent}").status == 400
    assert tasks.post(f"{tasks.home}/{task}/move?previous={task}").status == 400
    assert tasks.order() == ["Task", "Parent"]


def test_what_is_hidden_or_deleted_stands_nowhere(tasks):
    task = tasks.make("Task", status="completed")
    tasks.post(f"/lists/{tasks.facts['project_id']}/clear")
    other = tasks.make("Other")

    assert tasks.post(f"{tasks.home}/{task}/move?previous={other}").status == 400
    assert tasks.post(f"{tasks.home}/{task}/move?parent={other}").status == 400
    assert tasks.post(f"{tasks.home}/{task}/move").status == 200
    tasks.delete(f"{tasks.home}/{task}")
    assert tasks.post(f"{tasks.home}/{task}/move").text == (404, "Task not found.")


def test_an_assigned_task_has_no_parent_and_nobody_below(tasks):
    home, assigned = "/lists/@default/tasks", tasks.facts["assigned_task_id"]
    task = tasks.post(home, {"title": "x"})["id"]

    assert tasks.post(f"{home}?parent={assigned}", {"title": "y"}).status == 400
    assert tasks.post(f"{home}/{assigned}/move?parent={task}").status == 400
    assert tasks.post(f"{home}/{assigned}/move?previous={task}").status == 200


def test_a_task_goes_to_another_list_with_what_is_below_and_keeps_its_id(tasks):
    away = tasks.make_list("Away")
    there = f"/lists/{away}/tasks"
    other = tasks.post(there, {"title": "There"})["id"]
    parent = tasks.make("Parent")
    children = [tasks.make(title, f"?parent={parent}") for title in "cba"]
    tasks.delete(f"{tasks.home}/{children[1]}")
    tag = tasks.get(tasks.home)["etag"]
    said = tasks.post(f"{tasks.home}/{parent}/move?destinationTasklist={away}&previous={other}")

    assert (said["id"], said["selfLink"]) == (parent, f"https://www.googleapis.com/tasks/v1{there}/{parent}")
    assert tasks.order(home=there) == ["There", "Parent"]
    assert tasks.order(parent, there) == ["a", "c"]
    assert tasks.titles("?showDeleted=true") == []
    assert tasks.get(f"{tasks.home}/{parent}").status == 404
    assert tasks.get(tasks.home)["etag"] != tag


def test_a_list_to_go_to_has_to_be_there_and_have_room(tasks, monkeypatch):
    task = tasks.make("Task")
    move = f"{tasks.home}/{task}/move?destinationTasklist="
    assert tasks.post(f"{move}none").reason == (404, "notFound")
    assert tasks.post(f"{move}{tasks.facts['foreign_project_id']}").reason == (404, "notFound")

    monkeypatch.setattr(task_place, "MAX_VISIBLE", 1)
    assert tasks.post(f"{move}@default").reason == (403, "quotaExceeded")
    assert tasks.order() == ["Task"]


def test_the_older_version_moves_within_a_list_alone():
    tasks = Tasks("2024-05-19")
    task = tasks.make("Task")

    said = tasks.post(f"{tasks.home}/{task}/move?destinationTasklist=@default")
    assert said.reason == (400, "invalid")
    assert "destinationTasklist" in said["error"]["message"]


def test_no_more_go_below_a_task_than_the_bound(tasks, monkeypatch):
    monkeypatch.setattr(task_place, "MAX_BELOW", 2)
    parent, task = tasks.make("Parent"), tasks.make("Task")
    child = tasks.make("b", f"?parent={parent}")
    tasks.make("a", f"?parent={parent}")

    assert tasks.post(f"{tasks.home}/{task}/move?parent={parent}").reason == (403, "quotaExceeded")
    assert tasks.post(f"{tasks.home}?parent={parent}", {"title": "x"}).reason == (403, "quotaExceeded")
    assert tasks.post(f"{tasks.home}/{child}/move?parent={parent}").status == 200
    assert tasks.order(parent) == ["b", "a"]


MOVES = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from([None, *"abcde"])), max_size=12)


@given(MOVES)
@settings(max_examples=40, deadline=None)
def test_positions_order_tasks_as_they_were_moved(moves):
    tasks = Tasks()
    ids, model = {}, []
    for title in "abcde":
        ids[title] = tasks.make(title)
        model.insert(0, title)
    for task, previous in moves:
        query = "" if previous is None else f"?previous={ids[previous]}"
        said = tasks.post(f"{tasks.home}/{ids[task]}/move{query}")
        if task == previous:
            assert said.status == 400
            continue
        model.remove(task)
        model.insert(0 if previous is None else model.index(previous) + 1, task)
        assert int(said["position"]) == model.index(task)
        assert tasks.order() == model
