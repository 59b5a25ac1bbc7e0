"""A Redmine that moves from 5.0 to 6.0: what that does to a connection, on the same data."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.registry import load_adapter
from tasklab.adapter.transport.httpx2 import Httpx2Transport
from tasklab.verify.server.site import start_site, upgrade_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.unified.objects import Entity
    from tasklab.verify.server.recipe import Site

pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("mmdebstrap") is None, reason="a Debian in a folder needs root and mmdebstrap"
    ),
]

_CACHE = Path(".tasklab/servers")
_OLD, _NEW = "5.0", "6.0"
_LISTS = ("project.list", "task.list", "status.list", "priority.list", "task_type.list", "label.list", "field.list")
_AROUND = ("comment.list", "attachment.list", "relation.list", "time_entry.list", "activity.list")
_BY_ITSELF = {"platform_version", "unsupported", "url", "download_url"}
"""What differs by itself: the version that answered, and the port of the server."""
_RICH = "**Bold** words and a [link](https://example.org/a)"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Any], Site]]:
    """What the old adapter saw on the old server, and the same data on a new one."""
    folder = tmp_path_factory.mktemp("redmine")
    with start_site("redmine", _OLD, cache_dir=_CACHE, work_dir=folder) as old, _client(old, _OLD) as client:
        seen = _furnish(client, old)
    with upgrade_site(old, _NEW, cache_dir=_CACHE, work_dir=folder) as new:
        yield seen, new


@contextmanager
def _client(site: Site, version: str) -> Iterator[Client]:
    transport = Httpx2Transport()
    try:
        adapter = load_adapter("redmine", version)(Connection(id="same", parameters=site.parameters))
        yield Client(adapter, SyncDriver(transport))
    finally:
        transport.close()


def _furnish(client: Client, site: Site) -> dict[str, Any]:
    """Make a bit of everything, and return what the lists then give."""
    home = {"project_id": site.context["project_id"]}
    draft = {"due": {"date": "2027-01-31"}, "estimate": {"value": 1.5, "unit": "hours"}, "percent_done": 30}
    draft |= {"label_ids": [site.context["label_id"]], "section_id": site.context["section_id"]}
    draft |= {"custom_fields": {site.context["text_field_id"]: "ref"}, "assignee_ids": [site.context["second_user_id"]]}
    parent = client.call("task.create", {"title": "Ünder 任务", "description": "one\n\ntwo", **draft, **home})
    child = client.call("task.create", {"title": "Child", "parent_id": parent.id, **home})
    rich = client.call("task.create", {"title": "Rich", "description": _RICH, **home})
    client.call("task.complete", {"id": child.id})
    for made in (parent, child):
        client.call("comment.create", {"task_id": made.id, "body": "kept as it is"})
    client.call("attachment.create", {"task_id": parent.id, "name": "é.bin", "content": bytes(range(256))})
    client.call("time_entry.create", {"task_id": parent.id, "duration_seconds": 5400, "note": "spent"})
    client.call("relation.create", {"task_id": parent.id, "other_task_id": rich.id, "kind": "blocks"})
    assert client.call("task.get", {"id": rich.id}).description == _RICH
    return {"parent": parent.id, "child": child.id, "rich": rich.id, **_read(client, parent.id)}


def _read(client: Client, parent: str) -> dict[str, Any]:
    seen: dict[str, Any] = {name: [_plain(item) for item in client.iterate(name, {})] for name in _LISTS}
    for name in _AROUND:
        seen[name] = [_plain(item) for item in client.iterate(name, {"task_id": parent})]
        assert seen[name], f"nothing to compare in {name}"
    attachment = seen["attachment.list"][0]["id"]
    return {**seen, "content": client.call("attachment.download", {"id": attachment}).content}


def _plain(item: Entity) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__ if name not in _BY_ITSELF}


def _compared(seen: dict[str, Any], rich: str) -> dict[str, Any]:
    """Leave out what the two versions read differently: marks in text, and when comments were changed."""
    tasks = [task | {"description": None} if task["id"] == rich else task for task in seen["task.list"]]
    comments = [comment | {"updated_at": None} for comment in seen["comment.list"]]
    return seen | {"task.list": tasks, "comment.list": comments}


@pytest.mark.parametrize("version", [_OLD, _NEW])
def test_both_adapters_read_the_same_objects(upgraded: tuple[dict[str, Any], Site], version: str) -> None:
    seen, site = upgraded
    with _client(site, version) as client:
        now = _compared(_read(client, seen["parent"]), seen["rich"])
    before = _compared(seen, seen["rich"])
    for name, items in now.items():
        assert items == before[name], name


def test_comments_say_when_they_were_changed(upgraded: tuple[dict[str, Any], Site]) -> None:
    seen, site = upgraded
    with _client(site, _NEW) as client:
        (comment,) = client.iterate("comment.list", {"task_id": seen["parent"]})
    assert comment.updated_at is not None
    assert "updated_at" not in comment.unsupported


def test_text_keeps_the_markup_of_the_old_site(upgraded: tuple[dict[str, Any], Site]) -> None:
    seen, site = upgraded
    shown = {}
    for version in (_OLD, _NEW):
        with _client(site, version) as client:
            shown[version] = client.call("task.get", {"id": seen["rich"]}).description
    assert shown[_OLD] == _RICH
    assert shown[_NEW] == '*Bold* words and a "link":https://example.org/a'


def test_the_new_adapter_goes_on_with_the_old_tasks(upgraded: tuple[dict[str, Any], Site]) -> None:
    seen, site = upgraded
    with _client(site, _NEW) as client:
        closed = client.call("task.get", {"id": seen["child"]})
        assert closed.completed_at is not None
        reopened = client.call("task.reopen", {"id": seen["child"]})
        assert (reopened.status.category, reopened.completed_at) == ("todo", None)
        moved = client.call("task.update", {"id": seen["child"], "title": "Gone on", "parent_id": None})
        assert (moved.title, moved.parent_id) == ("Gone on", None)
        assert client.call("task.find", {"reference": moved.url}).id == seen["child"]
