"""What an event with a name tells."""

from __future__ import annotations

from tasklab.adapter.codec.event import decode_event_change
from tasklab.unified.objects import Change

TABLE = {"renamed": "title rename.from rename.to", "labeled": "label_ids - label.name"}


def test_an_event_is_a_change_of_the_field_that_the_table_says():
    renamed = {"event": "renamed", "rename.from": "a", "rename.to": "b", "label.name": None}
    assert decode_event_change(renamed, TABLE) == [Change(field="title", from_="a", to="b")]
    labeled = {"event": "labeled", "label.name": "bug"}
    assert decode_event_change(labeled, TABLE) == [Change(field="label_ids", from_=None, to="bug")]


def test_an_event_that_the_table_does_not_name_keeps_its_name():
    assert decode_event_change({"event": "pinned", "label.name": "x"}, TABLE) == [Change(field="pinned")]
