"""Changes, from former values and the object after them."""

from __future__ import annotations

import msgspec

from tasklab.adapter.codec.old_and_new import OldAndNew, decode_old_and_new
from tasklab.unified.objects import Change

TABLE = {"name": "title", "due": "due", "dueComplete": "status_id", "idList": "section_id"}


def _changes(text):
    return decode_old_and_new(msgspec.json.decode(text, type=OldAndNew), TABLE)


def test_each_former_value_is_a_change():
    found = _changes(b'{"old": {"name": "a", "pos": 1}, "card": {"id": "c", "name": "b", "pos": 2}, "board": {}}')
    assert found == [Change(field="title", from_="a", to="b"), Change(field="pos", from_=1, to=2)]


def test_values_are_in_the_form_in_which_they_are_written():
    moment = "2027-01-31T09:00:00.000Z"
    card = {"due": moment, "dueComplete": True}
    due, status = _changes(msgspec.json.encode({"old": {"due": None, "dueComplete": False}, "card": card}))
    assert due == Change(field="due", from_=None, to={"datetime": moment})
    assert status == Change(field="status_id", from_="false", to="true")


def test_an_action_without_former_values_has_no_changes():
    assert _changes(b'{"card": {"id": "c"}}') == []
