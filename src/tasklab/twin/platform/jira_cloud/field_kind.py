"""Kinds of values in fields with one value: how they are taken, answered, and told in the history of an issue.

A kind keeps None for no value. Source of the words: what callers report, as the search for each of them shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.jira_cloud.access import is_assignable
from tasklab.twin.platform.jira_cloud.moment import (
    MINUTE_S,
    parse_day,
    parse_duration,
    parse_moment,
    render_duration,
    render_moment,
)
from tasklab.twin.platform.jira_cloud.refusal import invalid
from tasklab.twin.platform.jira_cloud.rich_text import parse_field, show_text
from tasklab.twin.platform.jira_cloud.show import show_user

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

Trace: TypeAlias = tuple[str | None, str | None]
"""A value as a history tells it: its id and its text."""
NO_TRACE: Trace = (None, None)
_TEXT_NEEDED = "Operation value must be a string"
NO_OBJECT = "data was not an object"
_MAX_NUMBER = 1e14


@dataclass(frozen=True)
class Reading:
    """Where a value is taken: the field, and the issue that is made or changed."""

    call: Call
    field: str
    project: Row
    level: int = 0
    """The level of the issue's type."""
    issue: Row | None = None


class Kind:
    """A kind of value."""

    operations: tuple[str, ...] = ("set",)

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a value as it is kept. Raises: RefusalError (400)."""
        raise NotImplementedError

    def show(self, _call: Call, kept: Any) -> Any:
        """Return a value as it is answered."""
        return kept

    def trace(self, _call: Call, kept: Any) -> Trace:
        """Return a value as a history tells it."""
        return (None, None if kept is None else str(kept))

    def allowed(self, _call: Call, _project: Row) -> list[Any] | None:
        """Return the values that can be chosen, or None where any can be given."""
        return None


@dataclass(frozen=True)
class Text(Kind):
    """One line."""

    most: int = 255

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a text; an empty one is none."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise invalid(reading.field, _TEXT_NEEDED)
        if len(value) > self.most:
            raise invalid(
                reading.field, f"The entered text is too long. It exceeds the allowed limit of {self.most} characters."
            )
        return value or None


class Summary(Kind):
    """The title of an issue."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a title, without space around it."""
        if value is not None and not isinstance(value, str):
            raise invalid(reading.field, _TEXT_NEEDED)
        text = (value or "").strip()
        if not text:
            raise invalid(reading.field, "You must specify a summary of the issue.")
        if "\n" in text or "\r" in text:
            raise invalid(reading.field, "The summary is invalid because it contains newline characters.")
        if len(text) > 255:  # noqa: PLR2004 - what its message says
            raise invalid(reading.field, "Summary can't exceed 255 characters.")
        return text


class Rich(Kind):
    """A long text."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a text in the form of the version of the API."""
        return parse_field(reading.call, reading.field, value)

    def show(self, call: Call, kept: Any) -> Any:
        """Return a text in the form of the version of the API."""
        return show_text(call, kept)

    def trace(self, _call: Call, kept: Any) -> Trace:
        """Return its plain text."""
        return (None, kept.plain if kept else None)


class Number(Kind):
    """A number."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a number, as a float as Jira does."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(reading.field, "Operation value must be a number")
        if not math.isfinite(value) or abs(value) > _MAX_NUMBER:
            raise invalid(reading.field, f"'{value}' is an invalid number")
        return float(value)

    def trace(self, _call: Call, kept: Any) -> Trace:
        """Return it without a fraction of nothing."""
        return (None, None if kept is None else f"{kept:g}")


class Day(Kind):
    """A day without a time."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a day; an empty text is none."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise invalid(reading.field, _TEXT_NEEDED)
        day = parse_day(value)
        if day is None:
            raise invalid(reading.field, f"Error parsing date string: {value}")
        return day

    def trace(self, _call: Call, kept: Any) -> Trace:
        """Return the day, and its beginning."""
        return NO_TRACE if kept is None else (kept, f"{kept} 00:00:00.0")


class Moment(Kind):
    """A moment, kept in milliseconds."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return a moment; an empty text is none."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise invalid(reading.field, _TEXT_NEEDED)
        at_ms = parse_moment(value)
        if at_ms is None:
            raise invalid(reading.field, f"Error parsing time: {value}")
        return at_ms

    def show(self, _call: Call, kept: Any) -> Any:
        """Return a moment in UTC."""
        return None if kept is None else render_moment(kept)

    def trace(self, _call: Call, kept: Any) -> Trace:
        """Return it as it is answered."""
        return NO_TRACE if kept is None else (render_moment(kept), render_moment(kept))


class Url(Text):
    """An address."""

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return an address with its scheme."""
        text = super().parse(reading, value)
        if text is not None and "://" not in text:
            raise invalid(reading.field, "Not a valid URL")
        return text


@dataclass(frozen=True)
class User(Kind):
    """Somebody, by account id."""

    has_to_be_assignable: bool = False
    is_required: bool = False

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return an account id."""
        if value is None:
            if self.is_required:
                raise invalid(reading.field, "Reporter is required.")
            return None
        if not isinstance(value, dict):
            raise invalid(reading.field, NO_OBJECT)
        account_id = value.get("accountId", value.get("id"))
        if account_id is None and not self.is_required:
            return None
        return self.check(reading, account_id)

    def check(self, reading: Reading, account_id: Any) -> str:
        """Return the account id of somebody who can stand here. Raises: RefusalError (400)."""
        database = reading.call.database
        if self.has_to_be_assignable:
            if account_id == "-1":
                account_id = reading.project["lead"]
            if not is_assignable(database, reading.project, account_id):
                raise invalid(reading.field, f"User '{account_id}' cannot be assigned issues.")
        elif not isinstance(account_id, str) or account_id not in database.users:
            message = (
                "The reporter specified is not a user." if self.is_required else f"User '{account_id}' was not found."
            )
            raise invalid(reading.field, message)
        return str(account_id)

    def show(self, call: Call, kept: Any) -> Any:
        """Return somebody."""
        return show_user(call, kept)

    def trace(self, call: Call, kept: Any) -> Trace:
        """Return account id and name."""
        return NO_TRACE if kept is None else (kept, call.database.users[kept]["name"])


class Estimates(Kind):
    """What an issue takes and what of it remains, in seconds."""

    operations = ("set", "edit")

    def parse(self, reading: Reading, value: Any) -> Any:
        """Return `(original, remaining)`; what is not given stays."""
        if not isinstance(value, dict):
            raise invalid(reading.field, NO_OBJECT)
        before = (reading.issue or {}).get("timetracking") or (None, None)
        original = self._read(value, "originalEstimate", before[0])
        remaining = self._read(value, "remainingEstimate", before[1])
        if "originalEstimate" in value and "remainingEstimate" not in value and before[1] is None:
            remaining = original
        return (original, remaining)

    @staticmethod
    def _read(value: dict[str, Any], name: str, before: int | None) -> int | None:
        if name not in value:
            return before
        text = value[name]
        if text is None or text == "":
            return None
        seconds = parse_duration(text)
        if seconds is None:
            word = "original" if name == "originalEstimate" else "remaining"
            raise invalid(f"timetracking_{name.lower()}", f"The {word} estimate specified is not valid.")
        return seconds // MINUTE_S * MINUTE_S

    def show(self, _call: Call, kept: Any) -> Any:
        """Return both as text and in seconds."""
        shown: dict[str, Any] = {}
        for name, seconds in zip(("originalEstimate", "remainingEstimate"), kept or (None, None), strict=True):
            if seconds is not None:
                shown |= {name: render_duration(seconds), f"{name}Seconds": seconds}
        return shown
