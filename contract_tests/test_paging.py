"""What integrators may rely on about what a list asks the platform for: its filters, its pages, and all of them."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from tasklab.adapter.transport.protocol import WireRequest
from tasklab.spec.call import Paging
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.draft import Mixed
from tasklab.verify.contract.filtering import wanted_values
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.target import Session
from tasklab.verify.contract.value import plain, plain_draft
from tasklab.verify.contract.vocabulary import takes, walk

_LARGEST = 1000
_MOMENTS = (dt.datetime(2020, 2, 3, tzinfo=dt.UTC), dt.datetime(2024, 5, 6, tzinfo=dt.UTC))
_MOST_MADE = 120
_SEVERAL = 2


def _paging(capability: Capability, method: str) -> Paging | None:
    """Find how a list is paged."""
    declared = capability.declared(method)
    page = None if declared is None else declared.page
    return (capability.spec.paging if page is None else page) or None


def _paged(capability: Capability):
    names = [name for name in capability.asking if METHODS[name].is_list]
    return [name for name in names if (paging := _paging(capability, name)) is not None and paging.max]


def _made_lists(capability: Capability):
    """Name the lists whose objects can be made in numbers, page by page of a size that is the platform's own."""
    made = {"comment.list": "comment.create", "activity.list": "task.update", "label.list": "label.create"}
    found = []
    for name in _paged(capability):
        paging = _paging(capability, name)
        is_ours = paging is None or any("$size" in str(value) for value in paging.query.values())
        if not is_ours and name in made and capability.has(made[name]):
            found.append(name)
    return found


@proves("{method}")
@each("method", _paged)
def test_no_page_is_asked_for_that_is_larger_than_there_are(
    rehearsals: Rehearsals, capability: Capability, method: str
):
    """However many objects somebody asks for, the platform is asked for no more than it gives at once."""
    session, rehearsal, paging = rehearsals.session, rehearsals.of(method), _paging(capability, method)
    assert paging is not None and paging.max is not None
    names = {name for name, value in paging.query.items() if str(value) == "$size"}
    sent: list[WireRequest] = []

    def note(request: WireRequest, forward: Any) -> Any:
        sent.append(request)
        return played(request, forward)

    for limit in (_LARGEST, 1):
        played = rehearsal.in_order()
        # Played again, the first page may follow itself: what was asked for until then counts.
        with session.interference.applying(note), suppress(MethodError):
            session.client.call(method, {**rehearsal.parameters, "limit": limit})
    sizes = [size for request in sent for size in _sizes(request, names)]
    assert all(size <= paging.max for size in sizes), f"asked for {max(sizes)} at once, the platform has {paging.max}"
    assert all(size >= 1 for size in sizes)


def _lists_across_projects(capability: Capability):
    """Name the list of tasks where it is one of each project, and an object in several says so or there is none."""
    declared = capability.declared("task.list")
    if declared is None or (declared.across or {}).get("project_id") != "project.list":
        return []
    return ["task.list"] if declared.held_by is not None or not declared.is_distinct else []


@proves("{method}", needs=["task.create"])
@each("method", _lists_across_projects)
def test_a_page_of_all_projects_does_not_read_them_all(own_place: Place, main: Session, method: str):
    """A page of a list over all projects asks within as many of them as fill it, the next one goes on from there."""
    place = own_place
    other = place.other_project_id() if place.has_projects else None
    if other is None:
        pytest.skip("the site has one project at most")
    made = {place.make_task().id, place.make_task(project_id=other).id}
    with main.interference.watching() as for_all:
        listed = {item.id for item in walk(place.client, method, {"allow_scan": True}, limit=_LARGEST)}
    assert made <= listed
    with main.interference.watching() as for_one:
        page = place.client.call(method, {"allow_scan": True, "limit": 1})
    assert len(page.items) <= 1 and page.next_cursor is not None
    assert len(for_one) < len(for_all), f"one of {len(listed)} took {len(for_one)} requests, all took {len(for_all)}"


def _sizes(request: WireRequest, names: set[str]) -> list[int]:
    """Return what a request says in the parameters for the size of a page."""
    found: dict[str, Any] = dict(parse_qsl(urlsplit(request.url).query))
    try:
        body = msgspec.json.decode(request.body or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError):
        body = None
    if isinstance(body, dict):
        found |= body.get("variables") or {}
        found |= body
    return [int(found[name]) for name in names if str(found.get(name, "")).isdigit()]


def _sent_filters(capability: Capability):
    """Name every filter of the task list that a call of the version refers to."""
    return [
        name
        for name in METHODS["task.list"].filters
        if name in capability.references("task.list") and name != "project_id"
    ]


@proves("task.list", needs=["task.create"])
@each("name", _sent_filters)
def test_a_filter_of_the_platform_reaches_it(mixed: Mixed, rehearsals: Rehearsals, name: str):
    """A filter that the platform itself applies is sent to it, and asks for something else than no filter."""
    scope, values = mixed.place.scope, [None, True]
    if name.endswith(("_after", "_before")):
        values = list(_MOMENTS)
    elif name != "include_archived":
        known = wanted_values(name, mixed.tasks, mixed.place.word())
        values = [known[0], known[-1]] if plain(known[0]) != plain(known[-1]) else [None, known[0]]
    one, other = (
        _asked(rehearsals.session, "task.list", {**scope, **({} if value is None else plain_draft({name: value}))})
        for value in values
    )
    assert one != other, f"{name} was {values[0]!r} and {values[1]!r}, and the same was asked for"


def _asked(session: Session, method: str, parameters: dict[str, Any]) -> list[tuple[str, str, bytes | None]]:
    """Return what the first page of a list asks the platform."""
    scan = {"allow_scan": True} if takes(method, "allow_scan") else {}
    with session.interference.watching() as sent:
        session.client.call(method, {**parameters, "limit": 1, **scan})
    return [(request.verb, request.url, request.body) for request in sent]


def _within_one(capability: Capability):
    """Name the lists that a platform gives within one other object only, where the caller need not name it."""
    return [name for name in capability.asking if _surrounding(capability, name)]


def _surrounding(capability: Capability, method: str) -> tuple[str, str] | None:
    """Return the parameter that names the object that a list is within, and the list of all of those."""
    declared = capability.declared(method)
    across = {} if declared is None else declared.across or {}
    return next(((name, of) for name, of in across.items() if isinstance(of, str) and takes(method, name)), None)


@proves("{method}")
@each("method", _within_one)
def test_a_list_within_one_object_asks_about_no_other(rehearsals: Rehearsals, capability: Capability, method: str):
    """Who names the project, or the task, whose objects are wanted does not wait until all the others are asked."""
    name, outer = _surrounding(capability, method) or pytest.fail(f"{method} is within nothing")
    objects = rehearsals.of(outer).result.items
    if len(objects) < _SEVERAL:
        pytest.skip("the site has one such object: all of them are it")
    wanted = {key: value for key, value in rehearsals.of(method).parameters.items() if key != name}
    everything = _asked(rehearsals.session, method, wanted)
    within = _asked(rehearsals.session, method, {**wanted, name: objects[-1].id})
    assert within != everything, f"`{name}` was given, and the same was asked for as without it"


@proves("{method}")
@each("method", _made_lists)
def test_a_list_goes_on_behind_the_first_page(scene: Scene, capability: Capability, pace: Pace, method: str):
    """A list that is longer than the platform gives at once is there to its end, each object once."""
    paging = _paging(capability, method)
    count = ((paging and paging.max) or 0) + 1
    if count > _MOST_MADE or pace.name != "fast":
        pytest.skip(f"it would take {count} objects")
    place, task = scene.place, scene.task
    where = {"task_id": task.id} if takes(method, "task_id") else place.home("label.create")
    made: set[str] = set()
    match method:
        case "comment.list":
            made = {place.make_comment(task.id, f"{number}").id for number in range(count)}
        case "label.list":
            names = [place.name_for("label.create", "many") for _ in range(count)]
            calls = [{"name": name, **place.home("label.create")} for name in names]
            made = {scene.client.call("label.create", call).id for call in calls}
        case _:
            for change in _told_changes(scene, where, count):
                scene.client.call("task.update", {"id": task.id, **change})
    for limit in (1000, count - 1):
        listed = [item.id for item in walk(scene.client, method, where, limit=limit)]
        assert len(set(listed)) == len(listed), f"pages of {limit}: an object came twice"
        assert made <= set(listed), f"pages of {limit}: {len(made - set(listed))} are missing"
        assert len(listed) >= count, f"pages of {limit}: {len(listed)} of {count}"


def _told_changes(scene: Scene, where: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return changes of the scene's task that the platform tells of, or skip the case."""
    place, written = scene.place, scene.place.capability.written_by("task.update")
    sections = [place.choices.values(field) for field in written if field.parameter == "section_id"]
    turns = [{"section_id": each} for each in (sections[0] if sections else [])[:2]]
    for changes in ([{"title": place.word("renamed")}, {"title": place.word("again")}], turns):
        before = len(scene.client.call("activity.list", where).items)
        for change in changes:
            scene.client.call("task.update", {"id": scene.task.id, **change})
        if len(scene.client.call("activity.list", where).items) > before:
            return [changes[number % len(changes)] for number in range(count)]
    pytest.skip("the platform tells nothing of a new title, nor of another section")
