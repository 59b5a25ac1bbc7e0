"""Ids as vendors make them: whole numbers that count up, or opaque text."""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Callable
from typing import TypeAlias

Id: TypeAlias = int | str
MakeId: TypeAlias = Callable[[], Id]

ALPHANUMERIC = string.ascii_letters + string.digits


def count_up(start: int = 1) -> MakeId:
    """Return a maker of whole numbers, none of them given twice."""
    return itertools.count(start).__next__


def opaque_text(seed: int, length: int, alphabet: str = ALPHANUMERIC, prefix: str = "") -> MakeId:
    """Return a maker of opaque ids, none of them given twice and the same ones again for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose; it guards nothing
    given: set[str] = set()

    def make() -> str:
        while (text := prefix + "".join(chance.choices(alphabet, k=length))) in given:
            pass
        given.add(text)
        return text

    return make
