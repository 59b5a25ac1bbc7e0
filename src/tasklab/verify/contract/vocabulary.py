"""What a site has already, and lists walked to their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tasklab.unified.page import Page
    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.target import Client

_MOST_PAGES = 400


class Vocabulary:
    """What the site had before the run: statuses, users, labels; read once."""

    def __init__(self, client: Client, capability: Capability) -> None:
        self._client = client
        self._capability = capability
        self._known: dict[tuple[str, str | None], list[Any]] = {}

    def all(self, method: str, project_id: str | None = None) -> list[Any]:
        """Return everything that a list method gives; nothing where the version has no such method."""
        key = (method, project_id)
        if key not in self._known:
            self._known[key] = self._read(method, project_id)
        return self._known[key]

    def me(self) -> Any:
        """Return the account of the main identity."""
        key = ("user.me", None)
        if key not in self._known:
            self._known[key] = [self._client.call("user.me", {})]
        return self._known[key][0]

    def forget(self, project_id: str) -> None:
        """Forget what a project had that is gone: some platforms give its id to the next one."""
        for key in [key for key in self._known if key[1] == project_id]:
            del self._known[key]

    def _read(self, method: str, project_id: str | None) -> list[Any]:
        if not self._capability.has(method):
            return []
        wanted = {"project_id": project_id} if project_id and takes(method, "project_id") else {}
        return list(walk(self._client, method, wanted))


def takes(method: str, parameter: str) -> bool:
    """Whether a method has a parameter."""
    return parameter in METHODS[method].parameters.__struct_fields__


def walk(client: Client, method: str, parameters: Mapping[str, Any], *, limit: int = 100) -> Iterator[Any]:
    """Yield every object of a list, page after page.

    Raises: AssertionError where the list does not end.
    """
    cursor: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        page: Page[Any] = client.call(method, {**parameters, "limit": limit, **cursor})
        assert len(page.items) <= limit, f"{method} gave {len(page.items)} objects where {limit} were asked for"
        yield from page.items
        if page.next_cursor is None:
            return
        cursor = {"cursor": page.next_cursor}
    raise AssertionError(f"{method} gave more than {_MOST_PAGES} pages of {limit}: the list does not end")
