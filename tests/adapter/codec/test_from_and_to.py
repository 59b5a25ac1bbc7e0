"""Changes from members that hold what was, and what is."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.from_and_to import decode_from_and_to
from tasklab.unified.objects import Change

TABLE = {"List": "section_id", "Board": "project_id"}


def test_what_has_both_members_is_a_change():
    data = {"fromList": {"id": "1", "name": "To do"}, "toList": {"id": "2", "name": None}, "card": {"name": "x"}}
    assert decode_from_and_to(data, TABLE) == [Change(field="section_id", from_="1", to="2")]


def test_what_is_gone_has_no_id():
    data = {"fromBoard": None, "toBoard": {"id": "2"}}
    assert decode_from_and_to(data, TABLE) == [Change(field="project_id", from_=None, to="2")]


@pytest.mark.parametrize("data", [{}, {"list": {"id": "1"}}, {"toList": {"id": "1"}}])
def test_other_actions_change_nothing(data):
    assert decode_from_and_to(data, TABLE) == []
