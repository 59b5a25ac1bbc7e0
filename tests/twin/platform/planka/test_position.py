"""Rows with positions: they keep their order, and stay apart."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tasklab.twin.identity import count_up
from tasklab.twin.platform.planka.position import PositionedTable, insert_among
from tasklab.twin.store import by

PLACES = st.one_of(
    st.integers(0, 3),
    st.integers(0, 300_000),
    st.floats(0, 4, allow_nan=False),
    st.floats(2**49, 2**52, allow_nan=False),
)


def table():
    ids = count_up(10)
    return PositionedTable(lambda: str(ids()), by("parent"), {"parent": by("parent")})


def put(rows, position, parent="p"):
    return rows.insert({"parent": parent, "position": rows.make_place(parent, position)})


def places(rows, parent="p"):
    return [row["position"] for row in rows.in_order(parent)]


@given(st.lists(PLACES, max_size=25))
def test_all_stay_apart_and_in_order(asked):
    rows, order = table(), []
    for position in asked:
        before = {row["id"]: row["position"] for row in rows.in_order("p")}
        made = put(rows, position)
        at = sum(before[id_] <= position for id_ in order)
        order.insert(at, made)
        assert [row["id"] for row in rows.in_order("p")] == order

    found = places(rows)
    assert all(first + 0.125 <= second for first, second in itertools.pairwise([0, *found]))
    assert all(position <= 2**50 for position in found)


@given(st.lists(PLACES, min_size=1, max_size=15), st.data())
def test_a_row_that_moves_is_not_in_its_own_way(asked, data):
    rows = table()
    ids = [put(rows, position) for position in asked]
    id_ = data.draw(st.sampled_from(ids))
    place = rows.get(id_)["position"]

    assert rows.make_place("p", place, id_) == place


def test_a_free_place_is_given_as_asked_and_moves_nobody():
    rows = table()
    for position in (65536, 131072, 98304, 0.5):
        put(rows, position)

    assert places(rows) == [0.5, 65536, 98304, 131072]


def test_where_it_is_too_narrow_those_after_move_on():
    assert insert_among([65536], 65536) == (81920, [65536])
    assert insert_among([65536, 131072], 65536) == (98304, [65536, 131072])
    assert insert_among([65536, 65536.1], 65536.05) == (81920, [65536, 98304])


def test_nothing_stands_at_zero():
    assert insert_among([], 0) == (16384, [])
    assert insert_among([65536], 0) == (32768, [65536])


def test_beyond_the_end_all_are_placed_anew():
    assert insert_among([5, 9], 2**51) == (3 * 16384, [16384, 2 * 16384])


def test_rows_without_a_position_stand_in_no_order_and_removed_ones_leave_it():
    rows = table()
    rows.insert({"parent": "p", "position": None})
    id_ = put(rows, 7)
    put(rows, 7, "q")

    assert places(rows) == [7]
    rows.update(id_, {"position": None})
    assert places(rows) == []
    rows.update(id_, {"position": 3, "parent": "q"})
    assert places(rows, "q") == [3, 7]
    assert rows.remove(id_)
    assert not rows.remove(id_)
    assert not rows.update(id_, {"position": 1})
    assert places(rows, "q") == [7]
