"""Tasks that cases change one after the other."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tasklab.unified.objects import Task
from tasklab.verify.contract.showcase import Showcase


def _task(position: int) -> Task:
    return Task(id="1", connection_id="c", platform="p", platform_version="1", title="t", position=position)


@pytest.mark.parametrize(("made_since", "position"), [(0, 0), (1, 1)])
def test_a_task_that_new_ones_may_have_moved_is_read_again(monkeypatch, made_since, position):
    monkeypatch.setattr("tasklab.verify.contract.showcase.full_draft", lambda *_, **__: {})
    place = SimpleNamespace(
        capability=SimpleNamespace(written_by=lambda _: []),
        make_task=lambda **_: _task(0),
        get=lambda _: _task(1),
        task_count=1,
    )
    showcase = Showcase(place)
    showcase.leave(showcase.take())
    place.task_count += made_since
    assert showcase.take().position == position
