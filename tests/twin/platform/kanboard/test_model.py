"""Random calls to the twin and to a plain model of a board: they never differ."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from tests.twin.sample import Kanboard

TITLES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8).filter(
    lambda t: t != "0"
)
TAGS = st.lists(st.sampled_from(["a", "b", "c"]), unique=True)
AT = st.integers(0, 3)


class BoardMachine(RuleBasedStateMachine):
    """A board as lists of ids, tasks as dictionaries."""

    tasks = Bundle("tasks")

    @initialize()
    def begin(self):
        self.kanboard = Kanboard()
        self.project_id, self.columns, self.swimlane = self.kanboard.board()
        self.lanes = {column: [] for column in self.columns}
        self.known = {}

    @rule(target=tasks, title=TITLES, tags=TAGS, at=AT)
    def create(self, title, tags, at):
        column = self.columns[at]
        words = {"title": title, "project_id": self.project_id, "column_id": column, "tags": tags}
        task_id = self.kanboard("createTask", **words)
        self.known[task_id] = {"title": title, "tags": tags, "column": column, "is_open": True, "comments": []}
        self.lanes[column].append(task_id)
        return task_id

    @rule(task_id=tasks, title=TITLES | st.none(), tags=TAGS | st.none())
    def update(self, task_id, title, tags):
        is_there = task_id in self.known
        assert self.kanboard("updateTask", id=task_id, title=title, tags=tags) is is_there
        if is_there:
            given = {"title": title, "tags": tags}
            self.known[task_id] |= {name: value for name, value in given.items() if value is not None}

    @rule(task_id=tasks, at=AT, position=st.integers(0, 5))
    def move(self, task_id, at, position):
        task, column = self.known.get(task_id), self.columns[at]
        if task is None or not task["is_open"]:
            return
        lane = self.lanes[task["column"]]
        is_there = column == task["column"] and position == lane.index(task_id) + 1
        moved = self.kanboard("moveTaskPosition", self.project_id, task_id, column, position, self.swimlane)
        assert moved is (position > 0 and not is_there)
        if moved:
            lane.remove(task_id)
            self.lanes[column].insert(position - 1, task_id)
            task["column"] = column

    @rule(task_id=tasks)
    def close_and_open(self, task_id):
        task = self.known.get(task_id)
        assert self.kanboard("closeTask", task_id) is (task is not None)
        if task is not None:
            assert [each["id"] for each in self.kanboard("getAllTasks", self.project_id, 0)] == [str(task_id)]
            assert self.kanboard("openTask", task_id) is True

    @rule(task_id=tasks, text=TITLES)
    def comment(self, task_id, text):
        task = self.known.get(task_id)
        made = self.kanboard("createComment", task_id, 1, text)
        assert (made is False) is (task is None)
        if task is not None:
            task["comments"].append(text)

    @rule(task_id=tasks)
    def remove(self, task_id):
        task = self.known.pop(task_id, None)
        assert self.kanboard("removeTask", task_id) is (task is not None)
        if task is None:
            return
        lane = self.lanes[task["column"]]
        lane.remove(task_id)
        column = self.columns.index(task["column"])
        for number, each in enumerate(lane, 1):  # the product leaves a gap; a move closes it
            if self.place(each) != number:
                assert self.kanboard("moveTaskPosition", self.project_id, each, self.columns[column], number, 0) is True

    @invariant()
    def same(self):
        if not hasattr(self, "known"):
            return
        shown = self.kanboard("getAllTasks", self.project_id)
        assert [int(task["id"]) for task in shown] == sorted(self.known)
        for task in shown:
            model = self.known[int(task["id"])]
            assert (task["title"], int(task["column_id"])) == (model["title"], model["column"])
            tags = self.kanboard("getTaskTags", int(task["id"])) or {}
            assert sorted(tags.values()) == sorted(model["tags"])
            comments = self.kanboard("getAllComments", int(task["id"]))
            assert [each["comment"] for each in comments] == model["comments"]
        board = self.kanboard("getBoard", self.project_id)[0]
        lanes = {int(column["id"]): [int(task["id"]) for task in column["tasks"]] for column in board["columns"]}
        assert lanes == self.lanes

    def place(self, task_id):
        return int(self.kanboard("getTask", task_id)["position"])


TestBoard = BoardMachine.TestCase
TestBoard.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
