"""Tasks: what is written, what comes back, what is refused."""

from __future__ import annotations

import pytest

from tasklab.twin.platform.google_tasks import task_place

INVALID = "Request contains an invalid argument."


def test_a_task_has_what_was_written(each):
    task = each.make("Sweep", notes="How", due="2026-03-01T23:30:00+09:00")

    shown = each.show(task)
    assert {name: shown[name] for name in ("title", "notes", "due", "status", "updated", "links", "position")} == {
        "title": "Sweep",
        "notes": "How",
        "due": "2026-03-01T00:00:00.000Z",
        "status": "needsAction",
        "updated": "2023-11-14T22:13:20.000Z",
        "links": [],
        "position": "00000000000000000000",
    }
    assert shown["selfLink"] == f"https://www.googleapis.com/tasks/v1{each.home}/{task}"
    assert shown["webViewLink"].startswith("https://tasks.google.com/task/")
    assert shown.keys().isdisjoint({"completed", "deleted", "hidden", "parent", "assignmentInfo"})


def test_a_task_may_be_empty(tasks):
    said = tasks.post(tasks.home)

    assert (said.status, said["title"], said["status"]) == (200, "", "needsAction")
    assert "notes" not in said.body


def test_a_patch_changes_what_it_has_and_null_empties(tasks):
    task = tasks.make("Sweep", notes="How", due="2026-03-01T00:00:00Z")
    tasks.twin.clock.advance(60)
    before = tasks.show(task)
    said = tasks.patch(f"{tasks.home}/{task}", {"notes": None})

    assert "notes" not in said.body
    assert (said["title"], said["due"]) == ("Sweep", "2026-03-01T00:00:00.000Z")
    assert said["updated"] == "2023-11-14T22:14:20.000Z"
    assert said["etag"] != before["etag"]
    assert "due" not in tasks.patch(f"{tasks.home}/{task}", {"due": None}).body


def test_a_whole_update_empties_what_it_leaves_out(tasks):
    task = tasks.make("Sweep", notes="How", due="2026-03-01T00:00:00Z", status="completed")
    said = tasks.put(f"{tasks.home}/{task}", {"id": task, "title": "Mop"})

    assert (said["title"], said["status"]) == ("Mop", "needsAction")
    assert said.body.keys().isdisjoint({"notes", "due", "completed"})
    assert tasks.put(f"{tasks.home}/{task}", {"title": "x"}).text == (400, "Missing task ID")
    assert tasks.put(f"{tasks.home}/{task}", {"id": "other"}).text == (400, "Invalid task ID")


def test_what_was_read_can_be_written_back(each):
    task = each.make("Sweep", notes="How", due="2026-03-01T00:00:00Z", status="completed")
    before = each.show(task)
    after = each.put(f"{each.home}/{task}", before).body

    assert {**after, "etag": ""} == {**before, "etag": ""}


def test_members_that_only_the_product_writes_have_no_effect(tasks):
    parent, task = tasks.make("Parent"), tasks.make("Sweep")
    given = {"id": "x", "parent": parent, "position": "9", "hidden": True, "selfLink": "x", "kind": "x", "links": [{}]}
    said = tasks.patch(f"{tasks.home}/{task}", given)

    assert (said.status, said["id"], said["links"], said["kind"]) == (200, task, [], "tasks#task")
    assert said.body.keys().isdisjoint({"parent", "hidden"})


@pytest.mark.parametrize(
    "given",
    [
        {"due": "2026-03-01"},
        {"due": "2026-03-01T00:00:00"},
        {"due": "2026-02-30T00:00:00Z"},
        {"due": "2026-03-01T25:00:00Z"},
        {"due": "0001-01-01T00:00:00+14:00"},
        {"completed": "yesterday"},
        {"status": "gone"},
        {"status": ""},
        {"title": "x" * 1025},
        {"notes": "x" * 8193},
    ],
)
def test_an_argument_that_is_not_taken_is_refused_without_a_name(each, given):
    task = each.make("Sweep")
    for said in (each.post(each.home, given), each.patch(f"{each.home}/{task}", given)):
        if given == {"status": ""}:
            assert said["status"] == "needsAction"  # the empty text is what a text is where nothing was said
        else:
            assert (said.reason, said.text) == ((400, "badRequest"), (400, INVALID))
            assert said["error"]["status"] == "INVALID_ARGUMENT"
    assert each.titles() in (["Sweep"], ["", "Sweep"])


def test_texts_may_have_as_many_characters_as_their_bounds(tasks):
    said = tasks.post(tasks.home, {"title": "é" * 1024, "notes": "é" * 8192})

    assert (said.status, len(said["title"]), len(said["notes"])) == (200, 1024, 8192)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"stars": 1}, "Invalid JSON payload received. Unknown name \"stars\" at 'task': Cannot find field."),
        ({"title": 1}, "Invalid value at 'task.title' (TYPE_STRING), 1"),
        ({"deleted": "no"}, "Invalid value at 'task.deleted' (TYPE_BOOL), \"no\""),
    ],
)
def test_a_body_that_does_not_fit_is_refused_with_the_place(each, body, text):
    said = each.post(each.home, body)

    assert (said.reason, said.text) == ((400, "invalid"), (400, text))
    assert said["error"]["details"][0]["fieldViolations"][0]["description"] == text


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"{" + b" " * 2**20 + b"}"])
def test_a_body_that_is_no_object_is_refused(tasks, body):
    assert tasks.post(tasks.home, body).reason == (400, "invalid")


def test_the_second_format_of_errors_has_no_list(tasks):
    assert tasks.get(f"{tasks.home}/none?$.xgafv=2").body == {
        "error": {"code": 404, "message": "Task not found.", "status": "NOT_FOUND"}
    }


def test_completing_tells_when_and_undoing_forgets_it(each):
    task = each.make("Sweep")
    each.twin.clock.advance(90)
    done = each.patch(f"{each.home}/{task}", {"status": "completed"})
    assert (done["status"], done["completed"]) == ("completed", "2023-11-14T22:14:50.000Z")
    assert "hidden" not in done.body
    each.twin.clock.advance(90)
    assert each.patch(f"{each.home}/{task}", {"title": "Mop"})["completed"] == done["completed"]
    assert each.patch(f"{each.home}/{task}", {"status": "completed"})["completed"] == done["completed"]

    again = each.patch(f"{each.home}/{task}", {"status": "needsAction"})
    assert again["status"] == "needsAction"
    assert "completed" not in again.body


def test_when_it_was_completed_can_be_said(tasks):
    task = tasks.make("Sweep", completed="2020-01-02T03:04:05.678+01:00")
    shown = tasks.show(task)

    assert (shown["status"], shown["completed"]) == ("completed", "2020-01-02T02:04:05.678Z")
    said = tasks.patch(f"{tasks.home}/{task}", {"status": "needsAction", "completed": "2020-01-02T00:00:00Z"})
    assert "completed" not in said.body
    assert tasks.make("x", completed="9999-12-31T23:59:59.999999Z")


def test_a_deleted_task_stays_marked_until_it_is_taken_back(each):
    task = each.make("Sweep")
    assert each.delete(f"{each.home}/{task}").status == 204

    assert each.titles() == []
    assert each.titles("?showDeleted=true") == ["Sweep"]
    assert each.show(task)["deleted"] is True
    assert each.delete(f"{each.home}/{task}").status == 204
    assert "deleted" not in each.patch(f"{each.home}/{task}", {"deleted": False}).body
    assert each.titles() == ["Sweep"]
    assert each.patch(f"{each.home}/{task}", {"deleted": True})["deleted"] is True
    assert each.titles() == []


def test_what_is_below_goes_with_a_deleted_task_and_comes_back_to_the_top(tasks):
    parent = tasks.make("Parent")
    child = tasks.make("Child", f"?parent={parent}")
    tasks.delete(f"{tasks.home}/{parent}")
    assert tasks.show(child)["deleted"] is True

    said = tasks.patch(f"{tasks.home}/{child}", {"deleted": False})
    assert "parent" not in said.body
    assert tasks.order() == ["Child"]


def test_clearing_hides_what_is_completed(each):
    done, _ = each.make("Done", status="completed"), each.make("Open")
    assert each.titles() == ["Open", "Done"]
    assert each.post(f"/lists/{each.facts['project_id']}/clear").status == 204

    assert each.titles() == ["Open"]
    assert each.titles("?showHidden=true") == ["Open", "Done"]
    shown = each.show(done)
    assert shown["hidden"] is True
    assert shown["position"] == f"{9999999999999999999 - 1_700_000_000_000:020d}"
    said = each.patch(f"{each.home}/{done}", {"status": "needsAction"})
    assert "hidden" not in said.body
    assert each.order() == ["Done", "Open"]


def test_a_tag_guards_a_task(tasks):
    task = tasks.make("Sweep")
    own, old = f"{tasks.home}/{task}", tasks.show(task)["etag"]
    assert tasks.get(own, if_none_match=f"W/{old}").status == 304
    assert tasks.patch(own, {"title": "Mop"}, if_match=f'"other", {old}').status == 200

    refused = [
        tasks.patch(own, {"title": "x"}, if_match=old),
        tasks.put(own, {"id": task}, if_match=old),
        tasks.delete(own, if_match=old),
        tasks.post(f"{own}/move", if_match=old),
    ]
    assert {said.reason for said in refused} == {(412, "conditionNotMet")}
    assert refused[0]["error"]["errors"][0]["location"] == "If-Match"
    assert tasks.show(task)["title"] == "Mop"


def test_a_task_of_another_list_is_not_there(tasks):
    task = tasks.make("Sweep")

    for said in (tasks.get(f"/lists/@default/tasks/{task}"), tasks.delete(f"/lists/@default/tasks/{task}")):
        assert said.text == (404, "Task not found.")


def test_an_assigned_task_tells_where_it_comes_from(each):
    own = f"/lists/@default/tasks/{each.facts['assigned_task_id']}"
    said = each.get(own)
    assert (said["title"], "assignmentInfo" in said.body) == ("Read the minutes", each.version != "2024-05-19")
    assert each.titles(home="/lists/@default/tasks") == []
    if each.version != "2024-05-19":
        assert said["assignmentInfo"]["surfaceType"] == "SPACE"
        assert each.titles("?showAssigned=true", "/lists/@default/tasks") == ["Read the minutes"]

    assert "deleted" not in each.patch(own, {"deleted": True}).body
    assert each.delete(own).status == 204
    assert each.get(own)["deleted"] is True


def test_there_is_a_bound_for_a_list_and_for_an_account(tasks, monkeypatch):
    monkeypatch.setattr(task_place, "MAX_VISIBLE", 2)
    first, _ = tasks.make("a"), tasks.make("b")
    assert tasks.post(tasks.home, {"title": "c"}).reason == (403, "quotaExceeded")
    tasks.delete(f"{tasks.home}/{first}")
    tasks.make("c")
    assert tasks.patch(f"{tasks.home}/{first}", {"deleted": False}).reason == (403, "quotaExceeded")

    monkeypatch.setattr(task_place, "MAX_TOTAL", 3)
    assert tasks.post("/lists/@default/tasks", {"title": "d"}).reason == (403, "quotaExceeded")
    assert tasks.post("/lists/@default/tasks", {"title": "d"}, user="second").status == 200
