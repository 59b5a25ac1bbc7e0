"""Arguments of a call: names and values out of the query and the body, whichever they came in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.moment import parse_moment, render_ms
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MAX_TEXT = 16384
_FLAGS = {"true": True, "false": False, True: True, False: False}


class Arguments:
    """What was sent, by name. Reading refuses what has another form; a name nobody reads is passed over."""

    def __init__(self, values: Mapping[str, Any], error: str | None = None) -> None:
        self._values = values
        self._error = error

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def worded(self, error: str) -> Arguments:
        """Return the same arguments; refusals are objects with this word for the error."""
        return Arguments(self._values, error)

    def below(self, prefix: str) -> Arguments:
        """Return the arguments whose names begin so, without the beginning: those of what is nested."""
        start = len(prefix)
        return Arguments({name[start:]: value for name, value in self._values.items() if name.startswith(prefix)})

    def raw(self, name: str) -> Any:
        """Return a value as it was sent, None where it was not."""
        return self._values.get(name)

    def refuse(self, name: str) -> RefusalError:
        """Return the refusal of an argument."""
        return invalid(name, self._error)

    def text(self, name: str, least: int = 0, most: int = MAX_TEXT) -> str | None:
        """Return a text within these lengths, None where it was not sent. Blanks alone count as nothing."""
        if name not in self._values:
            return None
        value = self._values[name]
        value = "" if value is None else value
        if not isinstance(value, str) or len(value) > most or len(value.strip()) < min(least, 1) or len(value) < least:
            raise self.refuse(name)
        return value

    def need_text(self, name: str, least: int = 1, most: int = MAX_TEXT) -> str:
        """Return a text that has to be there."""
        value = self.text(name, least, most)
        if value is None:
            raise self.refuse(name)
        return value

    def flag(self, name: str, default: bool | None = None) -> bool | None:
        """Return whether something is so."""
        if name not in self._values:
            return default
        value = self._values[name]
        if not isinstance(value, (str, bool)) or value not in _FLAGS:
            raise self.refuse(name)
        return _FLAGS[value]

    def is_set(self, name: str) -> bool:
        """Whether a nested thing is asked for: `true`."""
        return bool(self.flag(name, default=False))

    def choice(self, name: str, options: Collection[str], default: str | None = None) -> str | None:
        """Return one of the options."""
        value = self._values.get(name, default)
        if value is not None and (not isinstance(value, str) or value not in options):
            raise self.refuse(name)
        return value

    def whole(self, name: str, least: int, most: int, default: int) -> int:
        """Return a whole number within bounds."""
        value = self._values.get(name, default)
        try:
            number = int(str(value))
        except ValueError as error:
            raise self.refuse(name) from error
        if isinstance(value, bool) or not least <= number <= most:
            raise self.refuse(name)
        return number

    def id(self, name: str) -> str | None:
        """Return an id, None where it was not sent."""
        value = self._values.get(name)
        if name in self._values and not is_id(value):
            raise self.refuse(name)
        return value

    def need_id(self, name: str) -> str:
        """Return an id that has to be there."""
        value = self.id(name)
        if value is None:
            raise self.refuse(name)
        return value

    def words(self, name: str) -> list[str] | None:
        """Return a list: an array, or a text with commas. None where it was not sent."""
        if name not in self._values:
            return None
        value = self._values[name]
        if isinstance(value, list):
            if not all(isinstance(each, str) for each in value):
                raise self.refuse(name)
            return value
        if not isinstance(value, str) and value is not None:
            raise self.refuse(name)
        return [each.strip() for each in (value or "").split(",") if each.strip()]

    def ids(self, name: str) -> list[str] | None:
        """Return ids, each once, in their order. Malformed ones have a refusal of their own."""
        found = self.words(name)
        if found is None or found == ["null"]:
            return None if found is None else []
        if not all(map(is_id, found)):
            raise RefusalError(400, "Invalid objectId", "ERROR")
        return list(dict.fromkeys(found))

    def moment(self, name: str) -> str | None:
        """Return a moment as it is kept and shown, None where it is taken away (null, empty)."""
        value = self._values.get(name)
        if value in (None, "", "null"):
            return None
        at_ms = parse_moment(value) if isinstance(value, str) else None
        if at_ms is None:
            raise self.refuse(name)
        return render_ms(at_ms)

    def reminder(self) -> int | None:
        """Return how many minutes before the due date is reminded (-1 for never), None where it is taken away."""
        value = self._values.get("dueReminder")
        return None if value in (None, "", "null") else self.whole("dueReminder", -1, 10**6, -1)

    def position(self, name: str = "pos") -> float | str | None:
        """Return `top`, `bottom` or a number that is not negative; None where nothing was sent."""
        value = self._values.get(name)
        if value in (None, ""):
            return None
        if value in ("top", "bottom"):
            return str(value)
        try:
            number = float(value)
        except (TypeError, ValueError) as error:
            raise self.refuse(name) from error
        if isinstance(value, bool) or not math.isfinite(number) or number < 0:
            raise self.refuse(name)
        return int(number) if number.is_integer() else number
