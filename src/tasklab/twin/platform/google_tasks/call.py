"""One request on its way through the twin, and what answers it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.platform.google_tasks import moment
from tasklab.twin.platform.google_tasks.database import render_etag
from tasklab.twin.platform.google_tasks.refusal import changed_meanwhile, invalid, malformed, not_found

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.google_tasks.household import Household
    from tasklab.twin.platform.google_tasks.version import Traits
    from tasklab.twin.store import Row

MAX_BODY_BYTES = 1024 * 1024
DEFAULT = "@default"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class Answer:
    """What a method gives back; no value is no content."""

    value: dict[str, Any] | None = None
    etag: str | None = None
    """The entity tag, where the value does not have it itself."""


NOTHING = Answer()


@dataclass(frozen=True)
class Call:
    """Who asks what, and when."""

    household: Household
    user_id: str
    now_s: float
    traits: Traits
    request: Request

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters, the last of each."""
        return dict(self.request.query)

    def read_flag(self, name: str, *, default: bool) -> bool:
        """Return a parameter that is true or false. Raises: RefusalError with 400."""
        text = self.query.get(name)
        if text is None:
            return default
        if text.lower() not in _BOOLEANS:
            raise malformed(f"Invalid value at '{_snake(name)}' (TYPE_BOOL), \"{text}\"", _snake(name))
        return _BOOLEANS[text.lower()]

    def read_size(self, default: int, most: int) -> int:
        """Return how many items a page has: what is asked for, within the bound. Raises: RefusalError with 400."""
        text = self.query.get("maxResults")
        if text is None:
            return default
        digits = text.removeprefix("-")
        if not (
            digits.isascii() and digits.isdigit() and len(digits) <= len(str(_MAX_INT)) and int(digits) <= _MAX_INT
        ):
            raise malformed(f"Invalid value at 'max_results' (TYPE_INT32), \"{text}\"", "max_results")
        if int(text) < 0:
            raise malformed("Request contains an invalid argument.", "max_results")
        return min(int(text), most) or default

    def read_moment(self, name: str) -> float | None:
        """Return a parameter that is a timestamp, in Unix seconds. Raises: RefusalError with 400."""
        text = self.query.get(name)
        return moment.parse(text) if text else None

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body as an object; none is an empty one. Raises: RefusalError with 400."""
        if not self.request.body:
            return {}
        try:
            value = read_json(self.request, MAX_BODY_BYTES)
        except BodyError as error:
            raise malformed(f"Invalid JSON payload received. {error}", "") from error
        if not isinstance(value, dict):
            raise malformed('Invalid JSON payload received. Unknown name "": Root element must be a message.', "")
        return value

    def check_unchanged(self, row: Row) -> None:
        """Hold a row against the header `If-Match`, where there is one. Raises: RefusalError with 412."""
        wanted = read_header(self.request, "if-match")
        if wanted is None or wanted.strip() == "*":
            return
        tags = {each.strip().removeprefix("W/") for each in wanted.split(",")}
        if render_etag(row["change"]) not in tags:
            raise changed_meanwhile()

    def find_list(self, id_: str, *, is_insert: bool = False) -> Row:
        """Return a list of the account. Raises: RefusalError with 404; 400 where a task is to be made in it."""
        database = self.household.database
        row = self.household.defaults[self.user_id] if id_ == DEFAULT else database.lists.get(id_)
        if row is None or row["owner_id"] != self.user_id:
            raise invalid("Invalid task list ID") if is_insert else not_found("Task list")
        return row

    def find_task(self, home: Row, id_: str) -> Row:
        """Return a task of a list, a deleted one too. Raises: RefusalError with 404."""
        row = self.household.database.tasks.get(id_)
        if row is None or row["list_id"] != home["id"]:
            raise not_found("Task")
        return row


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)
