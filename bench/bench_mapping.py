"""What reading a page of 100 tasks costs: bytes to unified objects to unified JSON, against `orjson.loads` of it."""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from bench import page
from bench.figure import Figure, paired_ratio
from bench.sample import make_adapter
from tasklab.adapter.message import Request, Response
from tasklab.unified.parameter.task import TaskListParameters

BAR = 1.2
PAGES = {
    "jira-like": page.jira_like,
    "github-like": page.github_like,
    "asana-like": page.asana_like,
    "redmine-like": page.redmine_like,
}
TABLES: dict[str, Any] = {
    "/status": [{"id": str(index), "name": "Open", "statusCategory": {"key": "new"}} for index in range(3)],
    "/priority": [{"id": str(index), "name": "High"} for index in range(3)],
    "/issuetype": [{"id": str(index), "name": "Bug"} for index in range(2)],
    "/issue_statuses.json": {
        "issue_statuses": [{"id": index, "name": "New", "is_closed": False} for index in range(3)]
    },
    "/priorities.json": {"issue_priorities": [{"id": index, "name": "High"} for index in range(3)]},
    "/trackers.json": {"trackers": [{"id": index, "name": "Bug"} for index in range(2)]},
}


class Reading:
    """Reads one page through an adapter again and again; what is remembered was asked before."""

    def __init__(self, name: str) -> None:
        self.body = orjson.dumps(PAGES[name]())
        self.adapter: Any = make_adapter(name)
        self.memory: dict[str, Any] = {}

    def unified(self) -> bytes:
        """Return the page as unified JSON."""
        return msgspec.json.encode(self._run(self.adapter.task_list(TaskListParameters(limit=page.COUNT))))

    def native(self) -> object:
        """Return the page as plain values."""
        return orjson.loads(self.body)

    def _run(self, flow: Any) -> Any:
        sent: Any = None
        while True:
            try:
                message = flow.send(sent)
            except StopIteration as end:
                return end.value
            if isinstance(message, Request):
                table = TABLES.get(message.path)
                sent = Response(status=200, body=self.body if table is None else orjson.dumps(table))
            else:
                if message.name not in self.memory:
                    self.memory[message.name] = self._run(message.make())
                sent = self.memory[message.name]


def measure() -> list[Figure]:
    """Measure each page."""
    figures = []
    for name in PAGES:
        reading = Reading(name)
        assert len(msgspec.json.decode(reading.unified())["items"]) == page.COUNT
        size = len(reading.body) / page.COUNT / 1000
        ratio = paired_ratio(reading.unified, reading.native, pairs=201)
        baseline = f"orjson {orjson.__version__} loads of the same page, {size:.1f} KB a record"
        figures.append(Figure(f"{name}: bytes to unified JSON", ratio, BAR, baseline))
    return figures
