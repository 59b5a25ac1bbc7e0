"""The store keeps rows in order, finds them by index as a scan would, and never gives an id twice."""

from __future__ import annotations

import time

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from tasklab.twin.identity import count_up, opaque_text
from tasklab.twin.store import Table, by

COLORS = st.sampled_from(["red", "green", "blue"])
SIZES = st.integers(0, 2)


class StoreMachine(RuleBasedStateMachine):
    """A table and a plain list, changed alike."""

    ids = Bundle("ids")

    def __init__(self):
        super().__init__()
        self.table = Table(indexes={"color": by("color"), "both": by("color", "size")})
        self.rows = []
        self.given = set()

    @rule(target=ids, color=COLORS, size=SIZES)
    def insert(self, color, size):
        id_ = self.table.insert({"color": color, "size": size})
        assert id_ not in self.given
        self.given.add(id_)
        self.rows.append({"id": id_, "color": color, "size": size})
        return id_

    @rule(id_=ids, color=COLORS)
    def paint(self, id_, color):
        row = self.plain(id_)
        assert self.table.update(id_, {"color": color}) is (row is not None)
        if row is not None:
            row["color"] = color

    @rule(id_=consumes(ids))
    def remove(self, id_):
        row = self.plain(id_)
        assert self.table.remove(id_) is (row is not None)
        self.rows = [each for each in self.rows if each["id"] != id_]
        assert self.table.get(id_) is None
        assert self.table.remove(id_) is False

    @rule(color=COLORS)
    def remove_where(self, color):
        before = len(self.rows)
        self.rows = [each for each in self.rows if each["color"] != color]
        assert self.table.remove_where("color", color) == before - len(self.rows)

    @rule(color=COLORS, size=SIZES)
    def find(self, color, size):
        of_color = [each for each in self.rows if each["color"] == color]
        of_both = [each for each in of_color if each["size"] == size]
        assert self.table.where("color", color) == of_color
        assert self.table.where("both", (color, size)) == of_both
        assert self.table.count("color", color) == len(of_color)
        assert self.table.first("both", (color, size)) == (of_both[0] if of_both else None)

    @invariant()
    def same(self):
        assert list(self.table) == self.rows
        assert len(self.table) == len(self.rows)
        assert all(each["id"] in self.table and self.table.get(each["id"]) == each for each in self.rows)

    def plain(self, id_):
        return next((each for each in self.rows if each["id"] == id_), None)


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)


def test_an_index_that_is_asked_late_is_the_same():
    early, late = (Table(indexes={"color": by("color")}) for _ in range(2))
    early.where("color", "red")
    for table in (early, late):
        for color in ("red", "blue", "red"):
            table.insert({"color": color})
        table.update(2, {"color": "red"})

    assert early.where("color", "red") == late.where("color", "red") == list(late)


def test_a_table_without_rows_answers_with_nothing():
    table = Table(indexes={"color": by("color")})

    assert table.where("color", "red") == []
    assert table.first("color", "red") is None
    assert table.count("color", "red") == 0
    assert table.update(1, {"color": "red"}) is False
    assert "1" not in table


def test_ids_count_up_or_are_opaque_and_repeatable():
    assert [make() for make in [count_up(7)] * 3] == [7, 8, 9]
    one, same, other = opaque_text(1, 12, prefix="t_"), opaque_text(1, 12, prefix="t_"), opaque_text(2, 12)
    texts = [one() for _ in range(100)]

    assert texts == [same() for _ in range(100)]
    assert all(text.startswith("t_") and len(text) == 14 for text in texts)
    assert len(set(texts)) == 100
    assert other() not in texts


def test_opaque_ids_are_given_once_even_where_few_are_left():
    make = opaque_text(1, 1, "abcd")

    assert sorted(make() for _ in range(4)) == ["a", "b", "c", "d"]


def test_a_hundred_thousand_rows_are_found_without_a_scan():
    table = Table(indexes={"color": by("color")})
    for number in range(100_000):
        table.insert({"color": number % 1000})
    table.where("color", 1)

    start = time.process_time()
    for color in range(1000):
        assert len(table.where("color", color)) == 100
    assert time.process_time() - start < 1, "a scan each would take a hundred times as long"
