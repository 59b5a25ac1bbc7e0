"""The texts of numbers: ids are texts in every unified object, and the objects of a page name the same few numbers."""

from __future__ import annotations

_MOST = 1000
"""Numbers that are remembered: more are forgotten together, so that a connection that lives long stays small."""


class NumberTexts(dict[int, str]):
    """Texts by number, each made when it is first asked for."""

    def __missing__(self, number: int) -> str:
        if len(self) >= _MOST:
            self.clear()
        self[number] = text = str(number)
        return text
