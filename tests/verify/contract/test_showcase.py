"""Tasks that cases change one after the other."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tasklab.unified.objects import Task
from tasklab.verify.contract.showcase import Showcase

READ = {"connection_id": "c", "platform": "p", "platform_version": "1", "title": "t"}


class _Place:
    """A place whose tasks go down by one each time that somebody looks."""

    def __init__(self, readable):
        self.capability = SimpleNamespace(readable=lambda _: readable, written_by=lambda _: [])
        self.looked = 0

    def make_task(self, **_draft):
        return Task(id="1", **READ, position=0)

    def get(self, _id):
        self.looked += 1
        return Task(id="1", **READ, position=self.looked)


@pytest.mark.parametrize(("readable", "position"), [(("title",), 0), (("title", "position"), 1)])
def test_what_new_tasks_may_have_moved_is_read_again(monkeypatch, readable, position):
    monkeypatch.setattr("tasklab.verify.contract.showcase.full_draft", lambda *_, **__: {})
    showcase = Showcase(_Place(readable))
    showcase.leave(showcase.take())
    assert showcase.take().position == position
