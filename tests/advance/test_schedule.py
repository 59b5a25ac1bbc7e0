"""Many versions in their order: what an interruption lets end, and what it lets not begin."""

from __future__ import annotations

from threading import Event

import pytest

from tasklab.advance.schedule import Name, Schedule
from tasklab.advance.verifier import Ran


class Runs:
    """A verifier whose runs last until they are stopped."""

    def __init__(self):
        self.began, self.stopped, self.verified = Event(), Event(), []

    def warm(self, platform, version, note):
        return ""

    def verify(self, platform, version, note):
        self.verified.append(version)
        self.began.set()
        assert self.stopped.wait(60), "nobody stopped it"
        return Ran(reason="interrupted")

    def stop(self):
        self.stopped.set()


class Interrupted(list):
    """Names that are interrupted at the last one, once the first run has begun."""

    def __init__(self, names, runs):
        super().__init__(names)
        self.runs = runs

    def __iter__(self):
        yield from self[:-1]
        assert self.runs.began.wait(60)
        raise KeyboardInterrupt


def test_an_interruption_before_all_are_asked_for_stops_those_that_began():
    runs, told = Runs(), []
    schedule = Schedule(verifier=runs, is_current=lambda _: False, note=lambda *_: None, ended=told.append, width=1)
    names = [Name("desk", version) for version in ("1", "2", "3")]

    with pytest.raises(KeyboardInterrupt):
        schedule.run(Interrupted(names, runs))
    assert runs.verified == ["1"]
    assert told == []
