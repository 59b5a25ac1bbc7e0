"""One request on its way through the twin, and what answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tasklab.twin.body import BodyError, read_json
from tasklab.twin.platform.github.refusal import Refusal
from tasklab.twin.platform.github.version import SECOND

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.github.database import Database
    from tasklab.twin.platform.github.version import Edition
    from tasklab.twin.store import Row


@dataclass(frozen=True)
class Answer:
    """What an operation gives back; the value is left out with the status 204."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


GONE = Answer(status=204)


@dataclass(frozen=True)
class Call:
    """Who asks what of which edition, and when."""

    database: Database
    user: Row | None
    """None for somebody unknown."""
    now_s: int
    edition: Edition
    api_version: str
    address: str
    """Scheme and host; no slash at the end."""
    request: Request
    path: str
    """Below the mount, repositories and organisations by their names."""

    def has(self, feature: str) -> bool:
        """Whether the edition has a thing."""
        return feature in self.edition.features

    @property
    def is_second(self) -> bool:
        """Whether the answer has the shape of the second API version."""
        return self.api_version == SECOND

    @property
    def me(self) -> Row:
        """Who calls. Raises: Refusal with 401 for somebody unknown."""
        if self.user is None:
            raise Refusal(401, "Requires authentication")
        return self.user

    def api(self, path: str) -> str:
        """Return the address of a path of the API."""
        return f"{self.address}{self.edition.mount}{path}"

    def html(self, path: str) -> str:
        """Return the address of a page for people: of the API at api.github.com they are at github.com."""
        return f"{self.address.replace('://api.', '://', 1)}{path}"

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters by name, the last of each."""
        return dict(self.request.query)

    @cached_property
    def any_body(self) -> Any:
        """The body, an empty object where none was sent. Raises: Refusal with 400 for text that is no JSON."""
        if not self.request.body:
            return {}
        try:
            return read_json(self.request)
        except BodyError as error:
            raise Refusal(400, "Problems parsing JSON", is_general=True) from error

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body as an object. Raises: Refusal with 400 for another value."""
        if not isinstance(self.any_body, dict):
            raise Refusal(400, "Body should be a JSON object", is_general=True)
        return self.any_body

    def touch(self, issue: Row, **changes: Any) -> None:
        """Change an issue, and with it the moment of its last change."""
        self.database.issues.update(issue["id"], {**changes, "updated_at": self.now_s})
