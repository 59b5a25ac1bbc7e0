"""One request on its way through the twin, and what answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.platform.azure_devops.access import NONE, READER, role_of
from tasklab.twin.platform.azure_devops.refusal import (
    bad_media_type,
    bad_property,
    item_unknown,
    may_not_save,
    project_unknown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.azure_devops.database import Database
    from tasklab.twin.platform.azure_devops.version import Selected
    from tasklab.twin.store import Row

MAX_INT = 2**31 - 1
_WORDS = {"true": True, "1": True, "false": False, "0": False, "": False}


@dataclass(frozen=True)
class Answer:
    """What an operation gives back: a value as JSON, or content as it is, or neither."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


def listed(values: Sequence[Any], **headers: str) -> Answer:
    """Return values as the product wraps a list."""
    return Answer({"count": len(values), "value": list(values)}, headers=headers)


@dataclass(frozen=True)
class Call:
    """Who asks what of which version, and when."""

    database: Database
    user: Row
    now_s: float
    api: Selected
    address: str
    """Scheme, host and organisation; no slash at the end."""
    request: Request
    project: Row | None
    team: str | None

    @property
    def own_project(self) -> Row:
        """The project of the path. Raises: RefusalError with 404 where the path names none."""
        if self.project is None:
            raise project_unknown("")
        return self.project

    @property
    def my_id(self) -> str:
        """The id of who calls."""
        return str(self.user["id"])

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters by name in lower case, the last of each."""
        return {name.lower(): value for name, value in self.request.query}

    def flag(self, name: str) -> bool:
        """Read a parameter that is true or false. Raises: RefusalError with 400 for other text."""
        text = self.query.get(name.lower(), "").lower()
        if text not in _WORDS:
            raise bad_property(f"The value '{text}' is not valid for {name}.")
        return _WORDS[text]

    def number(self, name: str, default: int, most: int = MAX_INT, least: int = 0) -> int:
        """Read a parameter that is a whole number, cut to `most`. Raises: RefusalError with 400 for others."""
        text = self.query.get(name.lower())
        if text is None:
            return default
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 11) or not least <= int(text) <= MAX_INT:  # noqa: PLR2004 - of 32 bits
            raise bad_property(f"The value '{text}' is not valid for {name}.")
        return min(int(text), most)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body as an object. Raises: RefusalError with 400 or 415 for others."""
        self.check_media_type("application/json")
        try:
            value = read_json(self.request)
        except BodyError:
            value = None
        if not isinstance(value, dict):
            raise bad_property("Value cannot be null.\r\nParameter name: body")
        return value

    def check_media_type(self, wanted: str) -> None:
        """Hold the body's media type against the one that is taken. Raises: RefusalError with 415."""
        given = (read_header(self.request, "content-type") or "").partition(";")[0].strip().lower()
        if given != wanted:
            raise bad_media_type(given, self.request.verb, wanted)

    def text(self, name: str, default: str | None = None) -> str | None:
        """Read a member of the body that is text or null. Raises: RefusalError with 400 for others."""
        value = self.body.get(name, default)
        if value is not None and not isinstance(value, str):
            raise bad_property(f"The value of {name} is not valid.")
        return value

    def url(self, path: str, *, in_project: bool = True) -> str:
        """Return the address of a path of the API, in the project where the request is in one."""
        part = f"/{self.project['id']}" if in_project and self.project is not None else ""
        return f"{self.address}{part}/_apis/{path}"

    def may_see(self, project: Row) -> bool:
        """Whether who calls may see a project that is there."""
        return self.is_there(project) and role_of(self.database, project, self.user) > NONE

    def is_there(self, project: Row) -> bool:
        """Whether a project is made and not gone."""
        gone_at = project["gone_at"]
        return bool(project["ready_at"] <= self.now_s and (gone_at is None or self.now_s < gone_at))

    def find_project(self, name: str) -> Row:
        """Return a project by id or name. Raises: RefusalError with 404."""
        found = self.database.projects.get(name.lower())
        candidates = [found] if found else self.database.projects.where("name", name.lower())
        for each in candidates:
            if self.may_see(each):
                return each
        raise project_unknown(name)

    def project_of(self, item: Row) -> Row:
        """Return the project of a work item."""
        project = self.database.projects.get(item["project_id"])
        if project is None:
            raise item_unknown(item["id"])
        return project

    def find_item(self, id_: str | int, *, is_deleted: bool = False) -> Row:
        """Return a work item that who calls may see, in the project of the path. Raises: RefusalError with 404."""
        number = id_ if isinstance(id_, int) else as_number(id_)
        item = self.database.items.get(number)
        if item is None or (item["deleted_at"] is not None) != is_deleted or not self.may_see(self.project_of(item)):
            raise item_unknown(id_)
        if self.project is not None and item["project_id"] != self.project["id"]:
            raise item_unknown(id_)
        return item

    def find_anywhere(self, number: int) -> Row:
        """Return a work item of any project that who calls may see. Raises: RefusalError with 404."""
        item = self.database.items.get(number)
        if item is None or item["deleted_at"] is not None or not self.may_see(self.project_of(item)):
            raise item_unknown(number)
        return item

    def check_may_save(self, project: Row) -> None:
        """Hold that who calls may write work items in a project. Raises: RefusalError with 403."""
        if role_of(self.database, project, self.user) <= READER:
            raise may_not_save()

    def next_page(self, path: str, **query: str) -> str:
        """Return an address with a query."""
        words = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return f"{self.url(path)}?{words}"


def as_number(text: str) -> int:
    """Read an id of a work item. Raises: RefusalError with 404 for other text."""
    if not (text.isascii() and text.isdigit()) or int(text) > MAX_INT:
        raise item_unknown(text)
    return int(text)
