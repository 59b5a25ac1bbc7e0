"""Tasks: what is kept, what is refused, and where they stand on the board."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.sample import Kanboard

from tasklab.twin.clock import START_S, stopped_clock
from tasklab.twin.platform.kanboard.date import parse_moment

NOW = str(int(START_S))


@pytest.fixture
def board(kanboard):
    return kanboard.board()


def test_a_new_task_has_its_defaults_as_text(kanboard, board):
    project_id, columns, swimlane = board
    task = kanboard("getTask", kanboard("createTask", "Write", project_id))

    assert task | {"url": "", "color": {}} == {
        "id": "1",
        "title": "Write",
        "description": "",
        "date_creation": NOW,
        "color_id": "yellow",
        "project_id": str(project_id),
        "column_id": str(columns[0]),
        "owner_id": "0",
        "position": "1",
        "is_active": "1",
        "date_completed": None,
        "score": "0",
        "date_due": "0",
        "category_id": "0",
        "creator_id": "0",
        "date_modification": NOW,
        "reference": "",
        "date_started": "0",
        "time_spent": "0",
        "time_estimated": "0",
        "swimlane_id": str(swimlane),
        "date_moved": NOW,
        "recurrence_status": "0",
        "recurrence_trigger": "0",
        "recurrence_factor": "0",
        "recurrence_timeframe": "0",
        "recurrence_basedate": "0",
        "recurrence_parent": None,
        "recurrence_child": None,
        "priority": "0",
        "external_provider": None,
        "external_uri": None,
        "url": "",
        "color": {},
    }
    assert task["url"].startswith("http://127.0.0.1/?controller=")
    assert task["color"] == {"name": "Yellow", "background": "rgb(245, 247, 196)", "border": "rgb(223, 227, 45)"}


def test_numbers_can_be_native():
    kanboard = Kanboard(options={"numbers": "native"})
    project_id, *_ = kanboard.board()
    task = kanboard("getTask", kanboard("createTask", title="T", project_id=project_id, time_spent=1.5))

    assert (task["id"], task["date_creation"], task["time_spent"]) == (1, int(START_S), 1.5)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-07-01 14:25", 1719843900),
        ("2024_07_01 14:25", 1719843900),
        ("07/01/2024 14:25", 1719843900),
        ("", 0),
        (0, 0),
        ("2024-07-01", 1719792000 + int(START_S) % 86400),
    ],
)
def test_dates_are_kept_as_unix_seconds(kanboard, board, given, kept):
    task_id = kanboard("createTask", title="T", project_id=board[0], date_due=given)
    assert kanboard("getTask", task_id)["date_due"] == str(kept)
    other = kanboard("createTask", "U", board[0])
    assert kanboard("updateTask", id=other, date_started=given) is True
    assert kanboard("getTask", other)["date_started"] == str(kept)


@settings(deadline=None)
@given(st.integers(0, 2**32).map(lambda minute: minute // 60 * 60))
def test_any_minute_is_read_back(moment):
    import datetime as dt

    text = dt.datetime.fromtimestamp(moment, dt.UTC).strftime("%Y-%m-%d %H:%M")
    assert parse_moment(text, 0) == parse_moment(str(moment), 0) == moment


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": None},
        {"title": "x" * 65536},
        {"reference": "x" * 192},
        {"date_due": "tomorrow"},
        {"date_due": "2024-07-01T14:25:00Z"},
        {"date_due": "2024-02-30"},
        {"date_due": -1},
        {"date_due": "1719843900"},
        {"date_due": 1719843900},
        {"date_started": "2024-07-02 00:00", "date_due": "2024-07-01 00:00"},
        {"score": "many"},
        {"score": 2**31},
        {"priority": "high"},
        {"column_id": 99},
        {"swimlane_id": 0},
        {"swimlane_id": 99},
        {"owner_id": 99},
        {"owner_id": "0"},
        {"time_spent": "long"},
    ],
)
def test_what_is_refused_leaves_nothing(kanboard, board, wrong):
    assert kanboard("createTask", **{"title": "T", "project_id": board[0], **wrong}) is False
    assert kanboard("getAllTasks", board[0]) == []


def test_an_unknown_project_gives_0(kanboard):
    assert kanboard("createTask", "T", 99) == 0


def test_an_assignee_has_to_be_a_member_who_may_write(kanboard, board):
    member, _ = kanboard.user("member", board[0])
    viewer, _ = kanboard.user("viewer", board[0], "project-viewer")
    stranger, _ = kanboard.user("stranger")
    task_id = kanboard("createTask", title="T", project_id=board[0], owner_id=member)

    assert kanboard("getTask", task_id)["owner_id"] == str(member)
    for other in (viewer, stranger):
        assert kanboard("updateTask", id=task_id, owner_id=other) is False
        assert kanboard("createTask", title="T", project_id=board[0], owner_id=other) is False
    assert kanboard("updateTask", id=task_id, owner_id=0) is True
    assert kanboard("getTask", task_id)["owner_id"] == "0"
    kanboard("disableUser", member)
    assert kanboard("updateTask", id=task_id, owner_id=member) is False


def test_a_user_creates_in_their_own_name(kanboard, board):
    user_id, ann = kanboard.user("ann", board[0])
    task_id = kanboard("createTask", title="T", project_id=board[0], creator_id=77, user=ann)

    assert kanboard("getTask", task_id)["creator_id"] == str(user_id)
    named = kanboard("createTask", title="T", project_id=board[0], creator_id=user_id)
    assert kanboard("getTask", named)["creator_id"] == str(user_id)


def test_an_update_changes_what_is_given_and_no_more(kanboard, board):
    task_id = kanboard("createTask", title="T", project_id=board[0], description="d", date_due="2024-07-01 14:25")
    before = kanboard("getTask", task_id)
    kanboard.twin.clock.advance(60)
    assert kanboard("updateTask", id=task_id, title="U", color_id="red", description=None, priority="2") is True
    after = kanboard("getTask", task_id)

    assert {name for name in after if after[name] != before[name]} == {
        "title",
        "color_id",
        "color",
        "priority",
        "date_modification",
    }
    assert kanboard("updateTask", id=task_id, date_due="") is True
    assert kanboard("getTask", task_id)["date_due"] == "0"
    assert kanboard("updateTask", id=99, title="U") is False
    assert kanboard("updateTask", id=task_id, date_due="soon") is False


def test_closing_finishes_subtasks_and_opening_leaves_them(kanboard, board):
    task_id = kanboard("createTask", "T", board[0])
    kanboard("createSubtask", task_id, "S")
    kanboard.twin.clock.advance(60)
    assert kanboard("closeTask", task_id) is True
    closed = kanboard("getTask", task_id)

    assert (closed["is_active"], closed["date_completed"]) == ("0", str(int(START_S) + 60))
    assert [each["status_name"] for each in kanboard("getAllSubtasks", task_id)] == ["Done"]
    assert kanboard("getAllTasks", board[0]) == []
    assert [each["id"] for each in kanboard("getAllTasks", board[0], 0)] == [str(task_id)]
    assert kanboard("openTask", task_id) is True
    assert kanboard("getTask", task_id)["date_completed"] == "0"
    assert kanboard("closeTask", 99) is False
    assert kanboard("openTask", 99) is False


def test_removing_takes_all_that_hangs_on_it(kanboard, board):
    one, other = (kanboard("createTask", title, board[0]) for title in "AB")
    kanboard("createComment", one, 1, "c")
    kanboard("createSubtask", one, "s")
    kanboard("createTaskLink", other, one, 1)
    kanboard("createTaskFile", board[0], one, "f", "Zg==")
    assert kanboard("removeTask", one) is True

    assert kanboard("removeTask", one) is False
    assert kanboard("getComment", 1) is kanboard("getSubtask", 1) is kanboard("getTaskFile", 1) is None
    assert kanboard("downloadTaskFile", 1) == ""
    assert kanboard("getAllTaskLinks", other) == []
    assert kanboard("createTask", "C", board[0]) == other + 1


def test_a_reference_finds_its_task_in_its_project(kanboard, board):
    task_id = kanboard("createTask", title="T", project_id=board[0], reference="X-1")
    other, *_ = kanboard.board("Other")

    assert kanboard("getTaskByReference", board[0], "X-1")["id"] == str(task_id)
    assert kanboard("getTaskByReference", other, "X-1") is None


def test_positions_are_kept_close(kanboard, board):
    project_id, columns, swimlane = board
    tasks = [kanboard("createTask", f"T{number}", project_id) for number in range(4)]

    def lane(column):
        shown = kanboard("getBoard", project_id)[0]["columns"][columns.index(column)]
        assert [task["position"] for task in shown["tasks"]] == [str(at + 1) for at in range(shown["nb_tasks"])]
        return [int(task["id"]) for task in shown["tasks"]]

    def move(task, column, position, lane_id=swimlane):
        return kanboard("moveTaskPosition", project_id, task, column, position, lane_id)

    assert move(tasks[3], columns[0], 1) is True
    assert lane(columns[0]) == [4, 1, 2, 3]
    assert move(tasks[0], columns[2], 9) is True
    assert (lane(columns[0]), lane(columns[2])) == ([4, 2, 3], [1])
    assert move(tasks[1], columns[2], 1, 0) is True
    assert (lane(columns[0]), lane(columns[2])) == ([4, 3], [2, 1])
    assert move(tasks[1], columns[2], 1) is False, "it is there already"
    assert move(tasks[1], columns[2], 0) is False
    assert move(tasks[1], 99, 1) is False
    assert move(99, columns[2], 1) is False


def test_a_task_moves_to_another_project_by_names(kanboard, board):
    other, columns, swimlane = kanboard.board("Other")
    member, _ = kanboard.user("ann", board[0])
    category = kanboard("createCategory", board[0], "Bugs")
    same = kanboard("createCategory", other, "Bugs")
    words = {"column_id": board[1][2], "owner_id": member, "category_id": category, "tags": ["a"]}
    task_id = kanboard("createTask", title="T", project_id=board[0], **words)
    copy = kanboard("duplicateTaskToProject", task_id, other)
    assert kanboard("moveTaskToProject", task_id, other) is True

    for each in (task_id, copy):
        task = kanboard("getTask", each)
        assert (task["project_id"], task["column_id"], task["swimlane_id"]) == (
            str(other),
            str(columns[2]),
            str(swimlane),
        )
        assert (task["category_id"], task["owner_id"]) == (str(same), "0")
        assert list(kanboard("getTaskTags", each).values()) == ["a"]
    assert kanboard("getAllTasks", board[0]) == []
    assert kanboard("moveTaskToProject", task_id, 99) is False
    assert kanboard("duplicateTaskToProject", 99, other) is False


def test_overdue_tasks_are_due_and_open(kanboard, board):
    member, ann = kanboard.user("ann", board[0])
    due = kanboard("createTask", title="Due", project_id=board[0], date_due="2023-11-14 22:14", owner_id=member)
    kanboard("createTask", title="None", project_id=board[0])
    assert kanboard("getOverdueTasks") == []
    kanboard.twin.clock.advance(60)

    expected = {"title": "Due", "project_name": "Board", "assignee_username": "ann", "owner_id": str(member)}
    for shown in (
        kanboard("getOverdueTasks"),
        kanboard("getOverdueTasksByProject", board[0]),
        kanboard("getMyOverdueTasks", user=ann),
    ):
        assert len(shown) == 1
        assert expected.items() <= shown[0].items()
    kanboard("closeTask", due)
    assert kanboard("getOverdueTasks") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "ABC"),
        ("write", "A"),
        ("#2", "B"),
        ("status:closed", "C"),
        ("status:open", "AB"),
        ("assignee:nobody", "BC"),
        ("assignee:ann", "A"),
        ("assignee:ann assignee:nobody", "ABC"),
        ("tag:red status:open", "A"),
        ("tag:none", "BC"),
        ("color:blue", "B"),
        ('column:"Work in progress"', "B"),
        ("category:none", "ABC"),
        ("due:2024-07-01", "A"),
        ("due:<2024-07-01", ""),
        ("due:<=2024-07-01", "A"),
        ("due:>=2024-07-01 status:open", "A"),
        ("due:none", "BC"),
        ("created:today", "ABC"),
        ("created:yesterday", ""),
        ("priority:2", "B"),
        ("description:needle", "C"),
        ("comment:hello", "A"),
        ("nothing:here", ""),
        ('"status report"', "C"),
    ],
)
def test_a_search_finds(kanboard, board, query, found):
    member, _ = kanboard.user("ann", board[0])
    kanboard(
        "createTask", title="Write A", project_id=board[0], owner_id=member, tags=["Red"], date_due="2024-07-01 10:00"
    )
    kanboard("createTask", title="B", project_id=board[0], color_id="blue", column_id=board[1][2], priority=2)
    kanboard("closeTask", kanboard("createTask", title="Status report C", project_id=board[0], description="Needle"))
    kanboard("createComment", 1, 1, "Hello")
    titles = [task["title"][-1] for task in kanboard("searchTasks", board[0], query)]

    assert titles == list(found)


def test_a_slow_clock_is_the_twins(board):
    del board
    kanboard = Kanboard(clock=stopped_clock(1000))
    project_id, *_ = kanboard.board()

    assert kanboard("getTask", kanboard("createTask", "T", project_id))["date_creation"] == "1000"
