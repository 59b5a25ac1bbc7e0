"""Drafts whose fields do not stand beside each other."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tasklab.spec.lens import Lens
from tasklab.unified.objects import Section, TaskDate
from tasklab.verify.contract.entangled import agreed, check_others, written_together
from tasklab.verify.contract.value import DAYS, RULES

FIELDS = {
    "status_id": ("status", ["section_id", "position"]),
    "section_id": ("section_id", ["status"]),
    "title": ("title", []),
}


def _field(parameter):
    name, moves = FIELDS[parameter]
    return SimpleNamespace(parameter=parameter, name=name, lens=Lens(path=name, moves=moves))


PLACE = SimpleNamespace(capability=SimpleNamespace(written_by=lambda _: [_field(parameter) for parameter in FIELDS]))


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ({"title": "t", "status_id": "done", "section_id": "1"}, {"title": "t", "status_id": "done"}),
        ({"section_id": "1", "status_id": "done"}, {"section_id": "1"}),
        ({"title": "t", "section_id": "1"}, {"title": "t", "section_id": "1"}),
        ({"title": "t"}, {"title": "t"}),
    ],
)
def test_what_another_field_decides_is_left_out(draft, kept):
    assert agreed(PLACE, draft) == kept


def test_only_what_a_field_moves_may_change_with_it():
    before = Section(id="1", connection_id="c", platform="p", platform_version="1", name="a", position=1)
    after = Section(id="1", connection_id="c", platform="p", platform_version="1", name="b", position=2)
    field = SimpleNamespace(name="name", lens=Lens(path="name", moves=["position"]))
    assert check_others(before, after, field) == ""
    assert "position" in check_others(before, after, SimpleNamespace(name="name", lens=Lens(path="name")))


def test_what_repeats_comes_with_the_date_that_it_needs():
    rule = SimpleNamespace(parameter="recurrence", name="recurrence", method="task.create", lens=Lens(needs="due"))
    due = SimpleNamespace(parameter="due", name="due", lens=Lens(path="due"))
    place = SimpleNamespace(
        capability=SimpleNamespace(written_by=lambda _: [rule, due]),
        choices=SimpleNamespace(values=lambda _: [TaskDate(date=DAYS[1]), TaskDate(date=DAYS[0])]),
    )
    assert written_together(place, rule, RULES[0]) == {"recurrence": RULES[0], "due": TaskDate(date=DAYS[0])}
