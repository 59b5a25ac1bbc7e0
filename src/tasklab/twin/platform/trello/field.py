"""Which fields of an object are shown: those asked for, or the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tasklab.twin.platform.trello.argument import Arguments
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row


class Shape:
    """The fields of one kind of object, each read out of its row or worked out."""

    def __init__(
        self,
        plain: Iterable[str],
        worked_out: Mapping[str, Callable[[Call, Row], Any]],
        *,
        usual: Iterable[str] = (),
        rare: Iterable[str] = (),
    ) -> None:
        """Define it. `usual` are shown when nothing is asked, all when left out; `rare` only when they are named."""
        self._worked_out = dict(worked_out)
        self.all = tuple(dict.fromkeys(("id", *plain, *worked_out)))
        rare_ones = frozenset(rare)
        self._common = tuple(name for name in self.all if name not in rare_ones)
        self._usual = ("id", *usual) if usual else self._common

    def choose(self, arguments: Arguments, name: str = "fields", usual: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return the fields that an argument asks for. Raises: RefusalError for an unknown one."""
        asked = arguments.words(name)
        if not asked:
            return self._usual if usual is None else ("id", *usual)
        if "all" in asked:
            return self._common
        if not set(asked) <= set(self.all):
            raise invalid(name)
        return tuple(dict.fromkeys(("id", *asked)))

    def show(self, call: Call, row: Row, fields: Iterable[str] | None = None) -> dict[str, Any]:
        """Return an object with these fields, the usual ones when left out."""
        worked_out = self._worked_out
        return {
            name: worked_out[name](call, row) if name in worked_out else row[name] for name in fields or self._usual
        }

    def read(self, call: Call, row: Row, name: str) -> Any:
        """Return one field as its own path gives it: a bare value is wrapped. Raises: RefusalError."""
        if name not in self.all:
            raise RefusalError(400, "invalid value for field")
        value = self.show(call, row, (name,))[name]
        return value if isinstance(value, (dict, list)) else {"_value": value}
