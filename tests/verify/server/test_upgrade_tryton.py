"""The endpoint of Tryton moved between 7.8 and 8.0: what that does to a connection, on the same data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.registry import load_adapter
from tasklab.adapter.transport.httpx2 import Httpx2Transport
from tasklab.unified.error import VersionMismatchError
from tasklab.verify.server.site import start_site, upgrade_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.unified.objects import Entity
    from tasklab.verify.server.recipe import Site

pytestmark = pytest.mark.servers

_CACHE = Path(".tasklab/servers")
_OLD, _NEW = "7.8", "8.0"
_LISTS = ("project.list", "task.list", "status.list")
_NEW_IN_8_0 = {"key", "platform_version", "unsupported", "url"}
"""What differs by itself: a number, the version that answered, and the port of the server."""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Site]]:
    """What the old adapter saw on the old server, and the same data on a new one."""
    folder = tmp_path_factory.mktemp("tryton")
    with start_site("tryton", _OLD, cache_dir=_CACHE, work_dir=folder) as old:
        seen = _furnish(_client(old, _OLD))
    with upgrade_site(old, _NEW, cache_dir=_CACHE, work_dir=folder) as new:
        yield seen, new


def _client(site: Site, version: str) -> Client:
    adapter = load_adapter("tryton", version)(Connection(id="same", parameters=site.parameters))
    return Client(adapter, SyncDriver(Httpx2Transport()))


def _furnish(client: Client) -> dict[str, Any]:
    """Make a bit of everything, and return what the lists then give."""
    project = client.call("project.create", {"name": "Moved", "description": "as it was"})
    parent = client.call("task.create", {"title": "Parent", "project_id": project.id, "percent_done": 30})
    estimate = {"value": 1.5, "unit": "hours"}
    child = client.call("task.create", {"title": "Ünder 任务", "parent_id": parent.id, "estimate": estimate})
    client.call("task.complete", {"id": child.id})
    client.call("comment.create", {"task_id": parent.id, "body": " kept\r\nas it is "})
    client.call("attachment.create", {"task_id": parent.id, "name": "é.bin", "content": bytes(range(256))})
    client.call("time_entry.create", {"task_id": child.id, "duration_seconds": 5400, "note": "spent"})
    return {"parent": parent.id, "child": child.id, **_read(client, parent.id, child.id)}


def _read(client: Client, parent: str, child: str) -> dict[str, Any]:
    seen: dict[str, Any] = {name: [_plain(item) for item in client.iterate(name, {})] for name in _LISTS}
    for name, task_id in (("comment.list", parent), ("attachment.list", parent), ("time_entry.list", child)):
        seen[name] = [_plain(item) for item in client.iterate(name, {"task_id": task_id})]
    attachment = seen["attachment.list"][0]["id"]
    return {**seen, "content": client.call("attachment.download", {"id": attachment}).content}


def _plain(item: Entity) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__ if name not in _NEW_IN_8_0}


def test_the_old_adapter_says_that_the_server_is_of_another_version(upgraded: tuple[dict[str, Any], Site]) -> None:
    client = _client(upgraded[1], _OLD)
    for method, given in (("task.list", {}), ("task.create", {"title": "lost"}), ("user.me", {})):
        with pytest.raises(VersionMismatchError, match=r"8\.0") as refused:
            client.call(method, given)
        assert refused.value.native_status == 405
        assert upgraded[1].parameters["password"] not in str(refused.value)


def test_the_new_adapter_reads_the_same_objects(upgraded: tuple[dict[str, Any], Site]) -> None:
    seen, site = upgraded
    now = _read(_client(site, _NEW), seen["parent"], seen["child"])
    for name, items in now.items():
        assert items == seen[name], name


def test_the_new_adapter_goes_on_with_the_old_tasks(upgraded: tuple[dict[str, Any], Site]) -> None:
    client = _client(upgraded[1], _NEW)
    child = upgraded[0]["child"]
    reopened = client.call("task.reopen", {"id": child})
    assert reopened.status.name == "Open"
    moved = client.call("task.update", {"id": child, "title": "Gone on", "parent_id": None})
    assert (moved.title, moved.parent_id, moved.project_id) == ("Gone on", None, reopened.project_id)
    assert client.call("task.find", {"reference": moved.url}).id == child
