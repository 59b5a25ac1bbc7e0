"""One request, read; and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.refusal import BAD_JSON, BAD_PAYLOAD, RefusalError
from tasklab.twin.platform.jira_cloud.version import ADF_API

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.platform.jira_cloud.version import Edition
    from tasklab.twin.store import Row

_MAX_INT = 2**31 - 1
MAX_LONG = 2**63 - 1


@dataclass(frozen=True)
class Answer:
    """A status with a value to be written as JSON, or bytes, or nothing."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    """Bytes that are sent as they are."""


NOTHING = Answer(status=204)


@dataclass
class Call:
    """Who asks for what, when, and of which version of the API."""

    database: Database
    request: Request
    api: str
    edition: Edition
    address: str
    """Scheme and host, no slash at the end."""
    now_s: float
    index_delay_s: int = 0
    user: Row = field(default_factory=dict)

    @property
    def now_ms(self) -> int:
        """Return the moment of the call in milliseconds."""
        return int(self.now_s * 1000)

    @property
    def me(self) -> str:
        """Return the account id of the caller."""
        return str(self.user["id"])

    @property
    def has_documents(self) -> bool:
        """Whether long texts are documents in this version of the API."""
        return self.api == ADF_API

    def url(self, path: str) -> str:
        """Return the address of a resource of the API."""
        return f"{self.address}/rest/api/{self.api}/{path}"

    def all(self, name: str) -> list[str]:
        """Return the values of a parameter that may be given several times, each a list with commas."""
        values = [value for each, value in self.request.query if each == name]
        return [part.strip() for value in values for part in value.split(",") if part.strip()]

    def each(self, name: str) -> list[str]:
        """Return the values of a parameter that may be given several times, as they are."""
        return [value for each, value in self.request.query if each == name]

    def text(self, name: str) -> str | None:
        """Return a parameter, or None where it is not given."""
        return next((value for each, value in self.request.query if each == name), None)

    def choice(self, name: str, options: Collection[str], default: str) -> str:
        """Return one of the options. Raises: RefusalError (400) for another word."""
        text = self.text(name) or default
        if text not in options:
            raise RefusalError(400, f"The value '{text}' is not valid for {name}.")
        return text

    def short_text(self, name: str, most: int) -> str | None:
        """Return a parameter, or None where it is not given. Raises: RefusalError (400) for one that is too long."""
        text = self.text(name)
        if text is not None and len(text) > most:
            raise RefusalError(400, f"The value of {name} must not be longer than {most} characters.")
        return text

    def number(self, name: str, default: int, most: int = _MAX_INT) -> int:
        """Return a parameter that counts. Raises: RefusalError (404, as its framework answers) for no number."""
        text = self.text(name)
        if text is None or not text:
            return default
        body = text.removeprefix("-")
        if not (body.isascii() and body.isdigit()) or int(body) > most:
            raise RefusalError(404, f'For input string: "{text}"')
        return int(text)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a parameter that is true or false."""
        text = self.text(name)
        return default if text is None else text.lower() == "true"

    @cached_property
    def value(self) -> Any:
        """Return the body. Raises: RefusalError (400) for one that is no JSON."""
        try:
            return read_json(self.request)
        except BodyError as error:
            if error.fault == "too_large":
                raise RefusalError(413, "The request entity is too large.") from error
            raise RefusalError(400, BAD_JSON) from error

    @property
    def body(self) -> dict[str, Any]:
        """Return the body, which has to be an object. Raises: RefusalError (400)."""
        value = self.value
        if not isinstance(value, dict):
            self.refuse_payload()
        return value

    @staticmethod
    def refuse_payload() -> NoReturn:
        """Refuse a body with a value of a wrong type. Raises: RefusalError (400)."""
        raise RefusalError(400, BAD_PAYLOAD)

    def member(self, name: str, kind: type | tuple[type, ...], body: Mapping[str, Any] | None = None) -> Any:
        """Return a member of the body, None where it is not there. Raises: RefusalError (400) for another type."""
        value = (self.body if body is None else body).get(name)
        if value is not None and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            self.refuse_payload()
        return value

    def row_of(self, kind: str, id_: Any) -> Row | None:
        """Return a row of a table by its id, given as text or a number."""
        table = getattr(self.database, kind)
        row: Row | None = table.get(as_id(id_))
        return row
