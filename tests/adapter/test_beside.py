"""Parts that an answer lists beside the objects they belong to."""

from __future__ import annotations

from msgspec import Struct

from tasklab.adapter.beside import place_beside


class Part(Struct):
    owner: str
    name: str


class Whole(Struct):
    id: str
    parts: list[Part] | None = None


def _placed(parts):
    wholes = [Whole("1"), Whole("2")]
    place_beside(wholes, "parts", parts, "owner")
    return [None if whole.parts is None else [part.name for part in whole.parts] for whole in wholes]


def test_each_object_gets_its_own_in_the_order_of_the_answer():
    assert _placed([Part("2", "b"), Part("1", "x"), Part("2", "a"), Part("9", "lost")]) == [["x"], ["b", "a"]]


def test_an_object_without_parts_has_none_of_them():
    assert _placed([]) == [[], []]


def test_an_answer_without_the_list_says_nothing():
    assert _placed(None) == [None, None]
