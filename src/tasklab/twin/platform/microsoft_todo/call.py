"""One request on its way through the twin, and what answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.credential import read_header
from tasklab.twin.platform.microsoft_todo.database import ETAG_LENGTH, ID_LENGTHS, render_etag
from tasklab.twin.platform.microsoft_todo.refusal import (
    access_denied,
    bad_request,
    changed_meanwhile,
    id_malformed,
    invalid,
    not_found,
    other_list,
    tag_malformed,
    too_large,
)
from tasklab.twin.platform.microsoft_todo.zone import find_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.microsoft_todo.database import Database
    from tasklab.twin.platform.microsoft_todo.token import Token
    from tasklab.twin.store import Row

MAX_BODY_BYTES = 5 * 1024 * 1024
"""Room for a file of less than 3 MB in base64. Source: https://learn.microsoft.com/graph/todo-attachments."""
DEFAULT_ALIAS = "tasks"
"""What callers name the default list by, instead of its id."""
_ID = re.compile(r"[A-Za-z0-9_+/=-]+")
_PREFERENCE = re.compile(r'\s*([\w.-]+)\s*=\s*(?:"([^"]*)"|([^,;]*))')


@dataclass(frozen=True)
class Answer:
    """What an operation gives back: a value as JSON, or content as it is, or neither."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None


NOTHING = Answer(status=204)


@dataclass(frozen=True)
class Call:
    """Who asks what, of which mailbox, and when."""

    database: Database
    user: Row
    token: Token
    owner: Row
    """Whose mailbox the path means."""
    now_s: float
    version: str
    root: str
    """Scheme and host; no slash at the end."""
    request: Request

    def of(self, owner: Row) -> Call:
        """Return the same call for another mailbox."""
        return replace(self, owner=owner)

    @property
    def base(self) -> str:
        """The address of the version; no slash at the end."""
        return f"{self.root}/{self.version}"

    @property
    def home(self) -> str:
        """The address of the mailbox's user, by id."""
        return f"{self.base}/users/{self.owner['id']}"

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters by name in lower case, the last of each; OData's own begin with `$`."""
        return {name.lower(): value for name, value in self.request.query}

    @cached_property
    def preferences(self) -> dict[str, str]:
        """What the header `Prefer` asks for, by name in lower case."""
        found = _PREFERENCE.findall(read_header(self.request, "prefer") or "")
        return {name.lower(): quoted or bare.strip() for name, quoted, bare in found}

    @cached_property
    def zone(self) -> tuple[str, ZoneInfo] | None:
        """The zone that answers are asked for in. Raises: RefusalError with 400 for an unknown one."""
        name = self.preferences.get("outlook.timezone")
        if name is None:
            return None
        zone = find_zone(name)
        if zone is None:
            raise invalid(f"The time zone '{name}' is not supported.", "ErrorInvalidTimeZone")
        return name, zone

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body as an object. Raises: RefusalError with 400, 413 or 415 for others."""
        given = (read_header(self.request, "content-type") or "").partition(";")[0].strip().lower()
        if given != "application/json":
            raise bad_request("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
        try:
            value = read_json(self.request, MAX_BODY_BYTES)
        except BodyError as error:
            if error.fault == "too_large":
                raise too_large("The request is too large.") from error
            raise bad_request("Unable to read JSON request payload.") from error
        if not isinstance(value, dict):
            raise bad_request("Unable to read JSON request payload.")
        return value

    def check_writing(self) -> None:
        """Hold the token's scopes against a change of tasks. Raises: RefusalError with 403."""
        if not self.token.may_write_tasks:
            raise access_denied()

    def check_unchanged(self, row: Row) -> None:
        """Hold a task against the header `If-Match`, where there is one. Raises: RefusalError with 412 or 500."""
        wanted = read_header(self.request, "if-match")
        if wanted is None:
            return
        tags = {each.strip().removeprefix("W/") for each in wanted.split(",")}
        if not all(len(each) == ETAG_LENGTH and each[0] == each[-1] == '"' for each in tags):
            raise tag_malformed()
        if render_etag(row["change"]).removeprefix("W/") not in tags:
            raise changed_meanwhile()

    def context(self, path: str, *, is_entity: bool = False) -> str:
        """Return the context of an answer: where its kind stands in the metadata."""
        name = quote(self.owner["name"], safe="")
        ending = "/$entity" if is_entity else ""
        return f"{self.base}/$metadata#users('{name}')/{path}{ending}"

    def find_list(self, list_id: str) -> Row:
        """Return a list of the mailbox by its id, or the default one by its name.

        Raises: RefusalError with 400 for what can be no id, 404 for what is not there.
        """
        if list_id.lower() == DEFAULT_ALIAS:
            own = self.database.lists.where("owner_id", self.owner["id"])
            return next(row for row in own if row["wellknown"] == "defaultList")
        check_id(list_id)
        row = self.database.lists.get(list_id)
        if row is None or (row["owner_id"] != self.owner["id"] and self.owner["id"] not in row["shared_with"]):
            raise not_found()
        return row

    def find_task(self, list_id: str, task_id: str, *, is_anywhere: bool = False) -> Row:
        """Return a task of a list, or of any where that is passed over.

        Raises: RefusalError with 400 where another list holds it or where it can be no id, 404 where it is not there.
        """
        row = self.find_list(list_id)
        check_id(task_id)
        task = self.database.tasks.get(task_id)
        if task is None or not self._may_see(task):
            raise not_found()
        # Callers report that reading one task does not know the default list by its name.
        is_named = self.request.verb == "GET" and list_id.lower() == DEFAULT_ALIAS
        if not is_anywhere and (task["list_id"] != row["id"] or is_named):
            raise other_list()
        return task

    def _may_see(self, task: Row) -> bool:
        held = self.database.lists.get(task["list_id"])
        return held is not None and self.owner["id"] in {held["owner_id"], *held["shared_with"]}


def check_id(text: str) -> None:
    """Hold an id's form. Raises: RefusalError with 400."""
    if len(text) not in ID_LENGTHS or not _ID.fullmatch(text):
        raise id_malformed()
