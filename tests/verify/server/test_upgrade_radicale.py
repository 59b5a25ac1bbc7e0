"""A Radicale that moves from 2.1 over 3.0 to 3.9: what that does to a connection, on the same data."""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import pytest

from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.registry import load_adapter
from tasklab.adapter.transport.httpx2 import Httpx2Transport
from tasklab.unified.error import ConflictError
from tasklab.verify.server.site import start_site, upgrade_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.adapter.message import Response
    from tasklab.adapter.transport.protocol import Transport, WireRequest
    from tasklab.unified.objects import Entity, Task
    from tasklab.verify.server.recipe import Site

pytestmark = pytest.mark.servers

_CACHE = Path(".tasklab/servers")
_VERSIONS = ("2.1", "3.0", "3.9")
_LISTS = ("user.list", "workspace.list", "project.list", "task.list", "status.list", "priority.list")
_AROUND = ("comment.list", "attachment.list", "relation.list")
_BY_ITSELF = {"platform_version"}
"""What differs by itself: the version that answered."""
_UNDER_WAY = "Under way"
"""Begins the title of the task that is changed during upgrades, and is not compared."""


@dataclasses.dataclass
class Upgraded:
    """What was seen on each version, and what became of an update that an upgrade came into."""

    seen: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    outcomes: dict[str, Task | ConflictError] = dataclasses.field(default_factory=dict)
    """By the version that the site was upgraded to."""
    site: Site | None = None
    """The newest one, running."""


class _InTheMiddle:
    """A transport under whose first write the server is replaced; the new one gets all requests from then on."""

    def __init__(self, inner: Transport, replace: Callable[[], Site]) -> None:
        self._inner = inner
        self._replace = replace
        self._place: str | None = None

    def send(self, request: WireRequest) -> Response:
        if request.verb == "PUT" and self._place is None:
            self._place = urlsplit(self._replace().url).netloc
        if self._place is not None:
            request = msgspec.structs.replace(request, url=urlsplit(request.url)._replace(netloc=self._place).geturl())
        return self._inner.send(request)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder, result, running = tmp_path_factory.mktemp("radicale"), Upgraded(), ExitStack()
    with running:
        site = running.enter_context(start_site("radicale", _VERSIONS[0], cache_dir=_CACHE, work_dir=folder))
        with _client(site, _VERSIONS[0]) as client:
            task_id, changed_id = _furnish(client)
            result.seen[_VERSIONS[0]] = _read(client, task_id)
        for newer in _VERSIONS[1:]:
            site, result.outcomes[newer] = _upgrade_during_update(site, newer, changed_id, running, folder)
            with _client(site, newer) as client:
                result.seen[newer] = _read(client, task_id)
        result.site = site
        yield result


def _upgrade_during_update(
    old: Site, newer: str, task_id: str, running: ExitStack, folder: Path
) -> tuple[Site, Task | ConflictError]:
    """Begin an update on the old server, and send its write to the new one."""
    sites: list[Site] = []

    def replace() -> Site:
        running.close()
        sites.append(running.enter_context(upgrade_site(old, newer, cache_dir=_CACHE, work_dir=folder)))
        return sites[-1]

    outcome: Task | ConflictError
    with _client(old, old.version, replace) as client:
        try:
            outcome = client.call("task.update", {"id": task_id, "title": f"{_UNDER_WAY} to {newer}"})
        except ConflictError as error:
            outcome = error
    (site,) = sites
    return site, outcome


@contextmanager
def _client(site: Site, version: str, replace: Callable[[], Site] | None = None) -> Iterator[Client]:
    transport = Httpx2Transport()
    try:
        adapter = load_adapter("radicale", version)(Connection(id="same", parameters=site.parameters))
        yield Client(adapter, SyncDriver(_InTheMiddle(transport, replace) if replace else transport))
    finally:
        transport.close()


def _furnish(client: Client) -> tuple[str, str]:
    """Make a bit of everything; return the task that most of it is about, and one for updates."""
    home = {"project_id": client.call("project.create", {"name": "Ünder & more", "description": "as it was"}).id}
    draft: dict[str, Any] = {
        "due": {"datetime": "2027-01-31T10:00:00Z", "timezone": "Europe/Paris"},
        "priority_id": "3",
    }
    draft |= {"description": "two\nlines; a, b \\ c", "label_ids": ["a, b", "c"], "percent_done": 30}
    parent = client.call("task.create", {"title": "Parent", "start": {"date": "2027-01-01"}, **home})
    task = client.call("task.create", {"title": "Ünder 任务 🦑", "parent_id": parent.id, **draft, **home})
    done = client.call("task.create", {"title": "Done", "recurrence": "FREQ=WEEKLY;BYDAY=MO", **home})
    client.call("task.complete", {"id": done.id})
    for body in ("kept as it is", "two\nlines"):
        client.call("comment.create", {"task_id": task.id, "body": body})
    client.call("attachment.create", {"task_id": task.id, "name": "é.bin", "content": bytes(range(256))})
    client.call("attachment.create", {"task_id": task.id, "name": "page", "url": "https://example.org/a?b=c"})
    client.call("relation.create", {"task_id": task.id, "other_task_id": done.id, "kind": "blocked_by"})
    changed = client.call("task.create", {"title": _UNDER_WAY, "description": "as it was", **home})
    return task.id, changed.id


def _read(client: Client, task_id: str) -> dict[str, Any]:
    seen: dict[str, Any] = {name: [_plain(item) for item in client.iterate(name, {})] for name in _LISTS}
    for name in _AROUND:
        seen[name] = [_plain(item) for item in client.iterate(name, {"task_id": task_id})]
        assert seen[name], f"nothing to compare in {name}"
    file_id = next(item["id"] for item in seen["attachment.list"] if item["kind"] == "file")
    seen["content"] = client.call("attachment.download", {"id": file_id}).content
    return seen


def _plain(item: Entity) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__ if name not in _BY_ITSELF}


@pytest.mark.parametrize("version", _VERSIONS[1:])
def test_an_upgrade_changes_nothing_that_is_seen(upgraded: Upgraded, version: str) -> None:
    before, after = upgraded.seen[_VERSIONS[0]], upgraded.seen[version]
    for name, items in before.items():
        assert _by_id(after[name]) == _by_id(items), name


def _by_id(items: Any) -> Any:
    """A server may list in any order."""
    if not isinstance(items, list):
        return items
    return {item["id"]: item for item in items if not str(item.get("title")).startswith(_UNDER_WAY)}


def _under_way(upgraded: Upgraded, version: str) -> dict[str, Any]:
    (found,) = [item for item in upgraded.seen[version]["task.list"] if item["title"].startswith(_UNDER_WAY)]
    return found


def test_an_update_under_way_is_a_conflict_where_the_upgrade_makes_new_etags(upgraded: Upgraded) -> None:
    assert isinstance(upgraded.outcomes["3.0"], ConflictError)
    assert _under_way(upgraded, "3.0") == _under_way(upgraded, "2.1")


def test_an_update_under_way_is_written_where_the_task_is_still_as_it_was_read(upgraded: Upgraded) -> None:
    outcome = upgraded.outcomes["3.9"]
    assert not isinstance(outcome, ConflictError)
    before, after = _under_way(upgraded, "3.0"), _under_way(upgraded, "3.9")
    assert after == before | {"title": f"{_UNDER_WAY} to 3.9", "updated_at": outcome.updated_at}


def test_the_adapter_of_the_old_version_reads_the_new_server_the_same(upgraded: Upgraded) -> None:
    assert upgraded.site is not None
    (task,) = [item for item in upgraded.seen[_VERSIONS[0]]["task.list"] if item["label_ids"]]
    with _client(upgraded.site, _VERSIONS[0]) as client:
        now = _read(client, task["id"])
    for name, items in upgraded.seen[_VERSIONS[-1]].items():
        assert _by_id(now[name]) == _by_id(items), name


def test_the_new_adapter_goes_on_with_the_old_tasks(upgraded: Upgraded) -> None:
    assert upgraded.site is not None
    seen = upgraded.seen[_VERSIONS[0]]
    (old,) = [item for item in seen["task.list"] if item["label_ids"]]
    with _client(upgraded.site, _VERSIONS[-1]) as client:
        changed = client.call("task.update", {"id": old["id"], "title": "Gone on", "parent_id": None})
        assert (changed.title, changed.parent_id, changed.due) == ("Gone on", None, old["due"])
        first, second = seen["comment.list"]
        client.call("comment.delete", {"id": first["id"]})
        assert [item.id for item in client.iterate("comment.list", {"task_id": old["id"]})] == [second["id"]]
        (done,) = [item for item in seen["task.list"] if item["completed_at"]]
        assert client.call("task.reopen", {"id": done["id"]}).completed_at is None
        assert client.call("task.delete", {"id": old["id"]}).id == old["id"]
