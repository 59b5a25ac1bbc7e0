"""Tasks: what may be written, what follows from it, and what recurs."""

from __future__ import annotations

import pytest

NOON = {"dateTime": "2026-03-01T12:30:00", "timeZone": "UTC"}
WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday", "friday"]},
    "range": {"type": "noEnd", "startDate": "2026-03-02"},
}


def zoned(day, time="00:00:00", zone="UTC"):
    return {"dateTime": f"{day}T{time}.0000000", "timeZone": zone}


def test_a_task_needs_a_title_alone(each):
    made = each.post(f"{each.home}/tasks", {"title": "Sweep"})

    assert made.status == 201
    assert (made["status"], made["importance"], made["isReminderOn"]) == ("notStarted", "normal", False)
    assert (made["categories"], made["hasAttachments"]) == ([], False)
    assert made["body"] == {"content": "", "contentType": "text"}
    assert made["createdDateTime"] == made["lastModifiedDateTime"] == "2023-11-14T22:13:20Z"
    absent = {"dueDateTime", "startDateTime", "completedDateTime", "reminderDateTime", "recurrence", "linkedResources"}
    assert not absent & made.body.keys()


def test_a_task_keeps_what_is_written(each):
    members = {
        "importance": "high", "status": "waitingOnOthers", "categories": ["Red category", "own", "own"],
        "body": {"content": "<p>How</p>", "contentType": "html"}, "reminderDateTime": NOON,
    }  # fmt: skip
    said = each.get(each.make("Sweep", **members))

    assert said["body"] == members["body"]
    assert (said["importance"], said["status"]) == ("high", "waitingOnOthers")
    assert said["categories"] == ["Red category", "own"]
    assert said["reminderDateTime"] == zoned("2026-03-01", "12:30:00")
    assert said["isReminderOn"] is True
    assert said["bodyLastModifiedDateTime"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (NOON, "2026-03-01T00:00:00"),
        ({"dateTime": "2020-07-25T16:00:00", "timeZone": "Eastern Standard Time"}, "2020-07-25T04:00:00"),
        ({"dateTime": "2020-01-25T23:59:59.9999999", "timeZone": "W. Europe Standard Time"}, "2020-01-24T23:00:00"),
        ({"dateTime": "2020-01-25", "timeZone": "Asia/Tokyo"}, "2020-01-24T15:00:00"),
        ({"dateTime": "2020-01-25T22:00:00Z", "timeZone": "Asia/Tokyo"}, "2020-01-25T15:00:00"),
        ({"dateTime": "2020-01-25T10:00:00", "timeZone": None}, "2020-01-25T00:00:00"),
    ],
)
@pytest.mark.parametrize("name", ["dueDateTime", "startDateTime"])
def test_a_day_is_midnight_in_its_zone_told_in_utc(graph, name, given, kept):
    said = graph.get(graph.make(**{name: given}))

    assert said[name] == {"dateTime": f"{kept}.0000000", "timeZone": "UTC"}


def test_another_zone_can_be_asked_for(graph):
    path = graph.make(dueDateTime={"dateTime": "2026-07-01", "timeZone": "Tokyo Standard Time"})

    said = graph.get(path, prefer='outlook.timezone="Tokyo Standard Time"')
    assert said["dueDateTime"] == zoned("2026-07-01", zone="Tokyo Standard Time")
    assert graph.get(path, prefer='outlook.timezone="Nowhere"').code[1] == "ErrorInvalidTimeZone"


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"title": ""}, "ErrorRequiredPropertyMissing"),
        ({"title": None}, None),
        ({"status": "done"}, None),
        ({"status": None}, None),
        ({"importance": "urgent"}, None),
        ({"isReminderOn": "yes"}, None),
        ({"categories": "red"}, None),
        ({"categories": [3]}, None),
        ({"body": "text"}, None),
        ({"body": {"content": "x", "contentType": "markdown"}}, None),
        ({"body": {"text": "x"}}, None),
        ({"dueDateTime": "2026-03-01"}, None),
        ({"dueDateTime": {"dateTime": "soon", "timeZone": "UTC"}}, None),
        ({"dueDateTime": {"dateTime": "2026-02-30", "timeZone": "UTC"}}, None),
        ({"dueDateTime": {"dateTime": "0001-01-01T00:00:00", "timeZone": "Asia/Tokyo"}}, None),
        ({"dueDateTime": {"dateTime": "2026-03-01", "timeZone": "Mars"}}, "ErrorInvalidTimeZone"),
        ({"dueDateTime": {"dateTime": "2026-03-01", "timeZone": 1}}, None),
        ({"dueDateTime": {"date": "2026-03-01"}}, None),
        ({"recurrence": {"pattern": {"type": "daily"}}}, "ErrorInvalidRecurrencePattern"),
        ({"recurrence": {**WEEKLY, "pattern": {"type": "weekly", "interval": 1}}}, "ErrorInvalidRecurrencePattern"),
        ({"recurrence": {**WEEKLY, "pattern": {"type": "daily", "interval": 0}}}, "ErrorInvalidRecurrencePattern"),
        ({"recurrence": {**WEEKLY, "range": {"type": "noEnd", "startDate": "2026-13-01"}}}, None),
    ],
)
def test_what_is_of_no_use_is_refused(graph, members, word):
    path = graph.make("Sweep")
    for said in (graph.patch(path, members), graph.post(f"{graph.home}/tasks", {"title": "Other", **members})):
        assert (said.status, said.code) == (400, ("invalidRequest", word))
    assert graph.titles() == ["Sweep"]


def test_a_new_task_without_a_title_or_with_an_unknown_member_is_refused(graph):
    assert graph.post(f"{graph.home}/tasks", {"importance": "low"}).code[1] == "ErrorRequiredPropertyMissing"
    said = graph.post(f"{graph.home}/tasks", {"title": "Sweep", "priority": 1})
    assert "'priority' does not exist on type 'microsoft.graph.todoTask'" in said["error"]["message"]
    assert graph.post(f"{graph.home}/tasks", b"{", kind="application/json").code[0] == "BadRequest"
    assert graph.post(f"{graph.home}/tasks", b"[]").status == 400
    assert graph.post(f"{graph.home}/tasks", {"title": "x"}, kind="text/plain").status == 400


def test_a_change_leaves_the_rest_and_null_empties(graph):
    path = graph.make("Sweep", dueDateTime=NOON, body={"content": "How", "contentType": "text"}, categories=["a"])
    graph.twin.clock.advance(60.25)

    said = graph.patch(path, {"title": "Mop"})
    assert (said.status, said["title"], said["body"]["content"]) == (200, "Mop", "How")
    assert said["lastModifiedDateTime"] == "2023-11-14T22:14:20.25Z"
    emptied = graph.patch(path, {"dueDateTime": None, "body": None, "categories": None})
    assert emptied["body"] == {"content": "", "contentType": "text"}
    assert (emptied["categories"], emptied["title"]) == ([], "Mop")
    assert not {"dueDateTime", "bodyLastModifiedDateTime"} & emptied.body.keys()


def test_completing_notes_the_day_and_beginning_again_forgets_it(graph):
    path = graph.make("Sweep")

    done = graph.patch(path, {"status": "completed"})
    assert done["completedDateTime"] == zoned("2023-11-14")
    graph.wait(86400)
    assert graph.patch(path, {"title": "Mop"})["completedDateTime"] == zoned("2023-11-14")
    assert "completedDateTime" not in graph.patch(path, {"status": "inProgress"}).body
    told = graph.patch(path, {"completedDateTime": NOON})
    assert (told["status"], told["completedDateTime"]) == ("completed", zoned("2026-03-01"))


def test_a_day_of_beginning_is_not_after_the_day_it_is_due(graph):
    path = graph.make("Sweep", startDateTime=NOON, dueDateTime={"dateTime": "2026-03-05", "timeZone": "UTC"})

    said = graph.patch(path, {"dueDateTime": {"dateTime": "2026-02-01", "timeZone": "UTC"}})
    assert said["startDateTime"] == said["dueDateTime"] == zoned("2026-02-01")
    said = graph.patch(path, {"startDateTime": NOON})
    assert said["startDateTime"] == said["dueDateTime"] == zoned("2026-03-01")


def test_a_day_of_beginning_alone_is_the_day_it_is_due_too(graph):
    said = graph.get(graph.make("Sweep", startDateTime=NOON))
    assert said["startDateTime"] == said["dueDateTime"] == zoned("2026-03-01")


def test_a_reminder_can_be_silenced(graph):
    path = graph.make("Sweep", reminderDateTime=NOON, isReminderOn=False)
    assert graph.get(path)["isReminderOn"] is False
    assert graph.patch(path, {"reminderDateTime": NOON})["isReminderOn"] is True
    assert graph.patch(path, {"reminderDateTime": None})["isReminderOn"] is False


def test_a_change_may_be_guarded_and_need_not_be(graph):
    path = graph.make("Sweep")
    tag = graph.get(path)["@odata.etag"]
    assert graph.patch(path, {"title": "Mop"}).status == 200

    said = graph.patch(path, {"title": "Dust"}, if_match=tag)
    assert (said.status, said.code) == (412, ("ErrorIrresolvableConflict", "ErrorIrresolvableConflict"))
    for wrong in ("*", "", '"x"', "W/x"):
        assert graph.patch(path, {"title": "Dust"}, if_match=wrong).status == 500
    assert graph.get(path)["title"] == "Mop"
    now = graph.get(path)["@odata.etag"]
    assert graph.patch(path, {}, if_match=now.removeprefix("W/"))["@odata.etag"] != now
    assert graph.delete(path, if_match=tag).status == 204  # deleting passes over it
    assert graph.get(path).status == 404


def test_a_task_of_another_list_is_neither_there_nor_missing(graph):
    task_id = graph.make("Sweep").rpartition("/")[2]
    other = f"/todo/lists/{graph.facts['default_project_id']}/tasks/{task_id}"

    for said in (graph.get(other), graph.delete(other)):
        assert said.code == ("invalidRequest", "ParentFolderDoesNotContainTaskWithGivenId")
    assert graph.patch(other, {"title": "Mop"})["title"] == "Mop"  # a change passes over the list
    assert graph.get(f"{graph.home}/tasks/{'A' * 120}").code == ("itemNotFound", "ErrorItemNotFound")
    assert graph.get(f"{graph.home}/tasks/x").code[1] == "ErrorInvalidIdMalformed"
    foreign = graph.post(f"/todo/lists/{graph.facts['default_project_id']}/tasks", {"title": "Mine"})["id"]
    assert graph.get(f"{graph.home}/tasks/{foreign}", user="second").status == 404


def test_the_default_list_has_a_name_but_for_reading_one_task(graph):
    made = graph.post("/todo/lists/Tasks/tasks", {"title": "Sweep"})
    assert made.status == 201
    path = f"/todo/lists/tasks/tasks/{made['id']}"

    assert [each["title"] for each in graph.get("/todo/lists/tasks/tasks")["value"]] == ["Sweep"]
    assert graph.get(path).code[1] == "ParentFolderDoesNotContainTaskWithGivenId"
    assert graph.patch(path, {"title": "Mop"}).status == 200
    assert graph.delete(path).status == 204


def test_a_done_occurrence_is_a_task_of_its_own_and_the_series_goes_on(each):
    path = each.make("Bins", recurrence=WEEKLY, reminderDateTime={"dateTime": "2026-03-01T18:00:00", "timeZone": "UTC"})
    assert each.get(path)["dueDateTime"] == zoned("2026-03-02")
    each.post(f"{path}/checklistItems", {"displayName": "Green", "isChecked": True})

    series = each.patch(path, {"status": "completed"})
    assert series["id"] in path
    assert (series["status"], series["dueDateTime"]) == ("notStarted", zoned("2026-03-06"))
    done = each.get(f"{each.home}/tasks")["value"][0]
    assert done["id"] != series["id"]
    assert (done["status"], done["dueDateTime"]) == ("completed", zoned("2026-03-02"))
    assert done["recurrence"] == series["recurrence"]
    assert each.patch(f"{each.home}/tasks/{done['id']}", {"status": "completed"})["id"] == done["id"]
    assert series["reminderDateTime"] == zoned("2026-03-05", "18:00:00")
    assert [step["isChecked"] for step in series["checklistItems"]] == [False]
    kept = each.get(f"{each.home}/tasks/{done['id']}/checklistItems")["value"]
    assert [step["isChecked"] for step in kept] == [True]


def test_a_series_counts_its_days_in_its_own_zone(graph):
    due = {"dateTime": "2026-03-23", "timeZone": "W. Europe Standard Time"}  # a Monday, before the clocks go on
    path = graph.make(
        "Bins", recurrence={**WEEKLY, "pattern": {**WEEKLY["pattern"], "daysOfWeek": ["monday"]}}, dueDateTime=due
    )
    assert graph.get(path)["dueDateTime"] == zoned("2026-03-22", "23:00:00")

    graph.patch(path, {"status": "completed"})
    assert graph.get(path)["dueDateTime"] == zoned("2026-03-30")  # a day of UTC from now on


def test_another_day_for_an_occurrence_makes_a_task_of_its_own(graph):
    path = graph.make("Bins", recurrence=WEEKLY)

    series = graph.patch(path, {"dueDateTime": {"dateTime": "2026-03-03", "timeZone": "UTC"}})
    assert series["id"] in path
    moved = graph.get(f"{graph.home}/tasks")["value"][0]
    assert moved["dueDateTime"] == zoned("2026-03-03")
    assert graph.get(path)["dueDateTime"] == zoned("2026-03-06")
    assert graph.patch(path, {"title": "Bin"})["id"] in path


@pytest.mark.parametrize(
    ("pattern", "start", "days"),
    [
        ({"type": "daily", "interval": 3}, "2026-03-02", ["2026-03-05", "2026-03-08"]),
        ({"type": "weekly", "interval": 2, "daysOfWeek": ["monday"]}, "2026-03-02", ["2026-03-16", "2026-03-30"]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31}, "2026-01-31", ["2026-02-28", "2026-03-31"]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 5}, "2026-01-05", ["2026-02-05", "2026-03-05"]),
        ({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["friday"], "index": "last"}, "2026-01-30",
         ["2026-02-27", "2026-03-27"]),
        ({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 29, "month": 2}, "2024-02-29",
         ["2025-02-28", "2026-02-28"]),
        ({"type": "relativeYearly", "interval": 1, "daysOfWeek": ["monday"], "month": 5, "index": "first"},
         "2026-05-04", ["2027-05-03", "2028-05-01"]),
    ],
)  # fmt: skip
def test_the_next_day_follows_from_the_pattern(graph, pattern, start, days):
    span = {"type": "noEnd", "startDate": start}
    path = graph.make("Bins", recurrence={"pattern": pattern, "range": span})

    for day in days:
        graph.patch(path, {"status": "completed"})
        assert graph.get(path)["dueDateTime"] == zoned(day)


@pytest.mark.parametrize(
    "span",
    [{"type": "numbered", "numberOfOccurrences": 2}, {"type": "endDate", "endDate": "2026-03-04"}],
)
def test_a_series_ends(graph, span):
    pattern = {"type": "daily", "interval": 2}
    path = graph.make("Bins", recurrence={"pattern": pattern, "range": {"startDate": "2026-03-02", **span}})

    assert graph.patch(path, {"status": "completed"})["status"] == "notStarted"
    assert graph.patch(path, {"status": "completed"})["status"] == "completed"
    assert len(graph.titles()) == 2


def test_a_recurrence_is_completed_and_can_be_taken_away(graph):
    path = graph.make("Bins", recurrence=WEEKLY)

    kept = graph.get(path)["recurrence"]
    assert kept["pattern"] == {
        "type": "weekly", "interval": 1, "daysOfWeek": ["monday", "friday"], "month": 0, "dayOfMonth": 0,
        "firstDayOfWeek": "sunday", "index": "first",
    }  # fmt: skip
    assert kept["range"] == {
        "type": "noEnd", "startDate": "2026-03-02", "endDate": "0001-01-01", "recurrenceTimeZone": "UTC",
        "numberOfOccurrences": 0,
    }  # fmt: skip
    assert "recurrence" not in graph.patch(path, {"recurrence": None}).body
    assert graph.patch(path, {"status": "completed"})["status"] == "completed"


def test_tasks_of_a_shared_list_are_everybodys(graph):
    made = graph.post(f"{graph.home}/tasks", {"title": "Mine"}, user="second")
    path = f"{graph.home}/tasks/{made['id']}"

    assert graph.patch(path, {"title": "Ours"}).status == 200
    assert graph.get(path, user="guest")["title"] == "Ours"
    assert graph.delete(path, user="guest").status == 403
