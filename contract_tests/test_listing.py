"""What integrators may rely on about every list, and about the filters and orders of lists of tasks."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.enumeration import FilterPlace
from tasklab.unified.error import NotFoundError, PermissionDeniedError, UnsupportedFieldError, ValidationError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.draft import Mixed, full_draft
from tasklab.verify.contract.filtering import SORTED_FIELDS, is_ordered, passes, reads_of, wanted_values
from tasklab.verify.contract.interference import once
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.target import Session
from tasklab.verify.contract.value import plain
from tasklab.verify.contract.vocabulary import walk

_COUNT = 5
_FEW = 60
_MOMENTS = ("modified_after", "modified_before", "created_after", "created_before")


def _lists(capability: Capability):
    return [name for name, method in METHODS.items() if method.is_list and capability.has(name)]


def _filters(capability: Capability):
    del capability
    return [name for name in METHODS["task.list"].filters if name not in {"project_id", "include_archived"}]


def _sorts(capability: Capability):
    own = set(capability.sorts("task.list"))
    return [name for name in SORTED_FIELDS if name in own | set(capability.readable("task"))]


@proves("{method}")
@each("method", _lists)
def test_walking_gives_each_object_once(shared: Scene, main: Session, pace: Pace, method: str):
    """Walking a list gives each object exactly once, whatever the size of its pages."""
    wanted = shared.sample(method)
    with main.interference.applying(once()):
        whole = [item.id for item in walk(shared.client, method, wanted, limit=1000)]
        assert len(set(whole)) == len(whole), "an object came twice on one large page"
        lost = shared.expected_ids(method) - set(whole)
        assert not lost, f"made and not listed: {lost}"
        for limit in shared.page_sizes(len(whole), pace.sizes):
            walked = [item.id for item in walk(shared.client, method, wanted, limit=limit)]
            assert len(set(walked)) == len(walked), f"pages of {limit}: an object came twice"
            assert sorted(walked) == sorted(whole), f"pages of {limit}: other objects than on one page"


@proves("task.list", needs=["task.create"])
def test_tasks_are_listed_once_at_every_page_size(own_place: Place, main: Session):
    """Every task of a project is listed once, at every page size from one to all and beyond."""
    place = own_place
    made = {place.make_task().id for _ in range(_COUNT)}
    with main.interference.applying(once()):
        for limit in (2, _COUNT, 1, _COUNT + 1):
            listed = [task.id for task in place.tasks(limit=limit)]
            assert sorted(listed) == sorted(made), f"pages of {limit}"


@proves("task.list", "task.get", needs=["task.create"])
def test_a_listed_task_is_the_task_that_is_read(place: Place):
    """A task in a list has the same fields as when it is read by itself."""
    made = place.make_task(**full_draft(place))
    listed = next(task for task in place.tasks() if task.id == made.id)
    read = place.get(made.id)
    for name in read.__struct_fields__:
        assert getattr(listed, name) == getattr(read, name), f"`{name}` differs"


@proves("task.list", needs=["task.create"])
def test_a_page_holds_no_more_than_asked_for(mixed: Mixed):
    """A page holds at most `limit` objects and a cursor as long as more follow."""
    place = mixed.place
    page = place.client.call("task.list", {**place.scope, "limit": 2})
    assert 0 < len(page.items) <= 2
    assert page.next_cursor is not None, "more than two tasks, two at most on a page, and no cursor"


@proves("task.list", needs=["task.create", "task.delete"])
def test_a_task_made_while_walking_disturbs_nothing(own_place: Place):
    """Tasks made while a list is walked do not make it lose or repeat those that were there."""
    place = own_place
    made = [place.make_task().id for _ in range(_COUNT)]
    page = place.client.call("task.list", {**place.scope, "limit": 2})
    seen = [task.id for task in page.items]
    late = place.make_task().id
    while page.next_cursor is not None:
        page = place.client.call("task.list", {**place.scope, "limit": 2, "cursor": page.next_cursor})
        seen += [task.id for task in page.items]
    assert len(set(seen)) == len(seen), "a task came twice"
    missing = set(made) - set(seen)
    assert not missing, f"{len(missing)} tasks that were there all the time were not listed"
    assert seen.count(late) <= 1


@proves("task.list", needs=["task.create"])
def test_a_cursor_of_another_query_is_refused(mixed: Mixed):
    """A cursor used with another query, or one that is damaged, is refused and never answers with other objects."""
    place = mixed.place
    page = place.client.call("task.list", {**place.scope, "limit": 1})
    wrong = [
        {**place.scope, "cursor": page.next_cursor, "created_after": "2001-01-01T00:00:00Z", "allow_scan": True},
        {**place.scope, "cursor": page.next_cursor[:-3]},
        {**place.scope, "cursor": "bm90IGEgY3Vyc29y"},
        {**place.scope, "cursor": "not a cursor"},
    ]
    for parameters in wrong:
        with pytest.raises((ValidationError, UnsupportedFieldError)):
            place.client.call("task.list", parameters)
    again = place.client.call("task.list", {**place.scope, "limit": 1, "cursor": page.next_cursor})
    assert again.items[0].id != page.items[0].id


@proves("task.list", needs=["task.create"])
@each("name", _filters)
def test_a_filter_gives_what_we_would_choose(mixed: Mixed, capability: Capability, name: str):
    """A filtered list holds exactly the tasks that the same filter picks from all of them."""
    place, everything = mixed.place, mixed.tasks
    assert len(everything) > 1
    reads = [field for field in reads_of(name) if field not in capability.unsupported("task")]
    if not reads:
        with pytest.raises(UnsupportedFieldError) as refused:
            place.tasks(**{name: wanted_values(name, everything, place.word())[-1], "allow_scan": True})
        assert refused.value.pointer == f"/{name}"
        return
    split = 0
    for value in wanted_values(name, everything, place.word()):
        chosen = sorted(task.id for task in everything if passes(task, name, value))
        found = place.tasks(**{name: value, "allow_scan": True})
        assert sorted(task.id for task in found) == chosen, f"{name}={plain(value)!r}"
        split += 0 < len(chosen) < len(everything)
    assert split or not capability.writes_any("task.create", reads), f"no value of `{name}` divided the tasks"


@proves("task.list", needs=["task.create"])
@each("name", _filters)
def test_a_filter_says_where_it_was_applied(mixed: Mixed, capability: Capability, name: str):
    """A filtered list says whether the platform or we applied the filter; a costly one is refused unless allowed."""
    place, everything = mixed.place, mixed.tasks
    value = plain(wanted_values(name, everything, place.word())[0])
    if all(field in capability.unsupported("task") for field in reads_of(name)):
        pytest.skip(f"the version carries nothing that `{name}` could look at")
    allowed = place.client.call("task.list", {**place.scope, name: value, "allow_scan": True})
    assert allowed.filtered in {FilterPlace.NATIVE, FilterPlace.LOCAL}
    try:
        plainly = place.client.call("task.list", {**place.scope, name: value})
    except UnsupportedFieldError as refused:
        assert refused.pointer == f"/{name}"
        assert allowed.filtered == FilterPlace.LOCAL, "refused as costly although the platform itself can do it"
    else:
        assert plainly.filtered == allowed.filtered
        assert {task.id for task in plainly.items} == {task.id for task in allowed.items}


@proves("task.list", needs=["task.create"])
def test_filters_hold_together(mixed: Mixed, capability: Capability):
    """Two filters at once give what both of them pick."""
    place, everything = mixed.place, mixed.tasks
    carried = ("completed", "query", "created_after", "label_id", "assignee_id", "status_id")
    usable = [name for name in carried if any(field in capability.readable("task") for field in reads_of(name))]
    assert usable, "the version carries nothing that could be filtered by"
    for one, other in pairwise(usable):
        first = wanted_values(one, everything, place.word())[0]
        second = wanted_values(other, everything, place.word())[0]
        chosen = sorted(t.id for t in everything if passes(t, one, first) and passes(t, other, second))
        for limit in (1, 100):
            found = place.tasks(limit=limit, **{one: first, other: second, "allow_scan": True})
            assert sorted(task.id for task in found) == chosen, f"{one}={first!r}, {other}={second!r}, limit {limit}"


@proves("task.list", needs=["task.create"])
@each("field", _sorts)
def test_a_sorted_list_is_in_order(mixed: Mixed, field: str):
    """A list sorted by a field is in that order, in both directions, and holds the same tasks at any page size."""
    place, made = mixed.place, {task.id for task in mixed.tasks}
    for sort, limit in ((field, 100), (f"-{field}", 4)):
        items = place.tasks(limit=limit, sort=sort, allow_scan=True)
        assert {task.id for task in items} == made, f"{sort}, pages of {limit}: other tasks"
        assert len(items) == len(made), f"{sort}, pages of {limit}: a task came twice"
        problem = is_ordered(items, field, is_descending=sort.startswith("-"))
        assert not problem, f"{sort}, pages of {limit}: {problem}"


@proves("task.list", needs=["task.create"])
def test_a_sort_that_is_no_field_is_refused(mixed: Mixed):
    """Sorting by what is no field of a task is refused, pointing at it."""
    place = mixed.place
    for wrong in ("no_such_field", "-", "title; DROP"):
        with pytest.raises(ValidationError) as refused:
            place.client.call("task.list", {**place.scope, "sort": wrong})
        assert refused.value.pointer == "/sort"


@proves("task.list", needs=["task.create"])
def test_the_total_is_about_right(shared: Scene):
    """Where a list says how many objects there are, it says the number there is."""
    wanted = shared.sample("task.list")
    page = shared.client.call("task.list", {**wanted, "limit": 1})
    if page.approximate_total is None:
        pytest.skip("the platform does not say how many there are")
    assert page.approximate_total == len(list(walk(shared.client, "task.list", wanted)))


@proves("task.list", needs=["task.create"])
@each("wrong", lambda _: [0, 1001, -1])
def test_a_page_size_out_of_bounds_is_refused(mixed: Mixed, wrong: int):
    """A page size below 1 or above 1000 is refused."""
    place = mixed.place
    with pytest.raises(ValidationError) as refused:
        place.client.call("task.list", {**place.scope, "limit": wrong})
    assert refused.value.pointer == "/limit"


@proves("task.list", needs=["task.create"])
def test_tasks_of_another_project_are_not_listed(own_place: Place):
    """A list of one project's tasks holds no task of another one."""
    place = own_place
    other = place.other_project_id() if place.has_projects else None
    if other is None:
        pytest.skip("the site has one project at most")
    here, there = place.make_task(), place.make_task(project_id=other)
    mine = {task.id for task in walk(place.client, "task.list", {"project_id": place.project_id})}
    theirs = {task.id for task in walk(place.client, "task.list", {"project_id": other})}
    assert here.id in mine and here.id not in theirs
    assert there.id in theirs and there.id not in mine


def _within_projects(capability: Capability):
    """Name the lists that ask the platform for one project."""
    return [name for name in _lists(capability) if "project_id" in capability.references(name)]


@proves("{method}")
@each("method", _within_projects)
def test_a_list_of_a_project_that_is_not_there_is_empty(shared: Scene, capability: Capability, method: str):
    """A project that is not there has nothing of its own to list: never what others have, at most what is for all."""
    tells_project = "project_id" in capability.readable(METHODS[method].object)
    wanted = {name: value for name, value in shared.sample(method).items() if name != "allow_scan"}
    for unknown in shared.unknown_ids("project"):
        try:
            page = shared.client.call(method, {**wanted, "project_id": unknown})
        except (NotFoundError, ValidationError, PermissionDeniedError):
            continue
        found = [item for item in page.items if not tells_project or item.project_id is not None]
        assert not found, f"project_id={unknown!r} was answered with {found[0]!r}"[:400]


@proves("task.list", needs=["task.create"])
def test_a_list_of_all_projects_holds_them_all(own_place: Place, main: Session):
    """A list of tasks without a project holds the tasks of every project."""
    place = own_place
    other = place.other_project_id() if place.has_projects else None
    made = {place.make_task().id}
    if other is not None:
        made.add(place.make_task(project_id=other).id)
    made |= {place.make_task().id for _ in range(2)}
    limit = 1000
    for _ in range(3):
        with main.interference.applying(once()):
            listed = [task.id for task in walk(place.client, "task.list", {"allow_scan": True}, limit=limit)]
        assert made <= set(listed), f"pages of {limit}"
        assert len(set(listed)) == len(listed), f"pages of {limit}: a task came twice"
        # At last pages that are smaller than a project is large, unless there would be very many of them.
        limit = 2 if limit < len(listed) <= _FEW else len(listed) // 2 + 1


@proves("{method}")
@each("method", lambda capability: [name for name in _lists(capability) if name != "task.list"])
def test_moments_filter_every_list(shared: Scene, main: Session, capability: Capability, method: str):
    """A list filtered by when things were made or changed holds exactly those, or says that it cannot."""
    wanted = shared.sample(method)
    with main.interference.applying(once()):
        _check_moments(shared, capability, method, wanted)


def _check_moments(shared: Scene, capability: Capability, method: str, wanted: dict[str, Any]) -> None:
    everything = list(walk(shared.client, method, wanted))
    unsupported = capability.unsupported(METHODS[method].object)
    for name in _MOMENTS:
        (read,) = reads_of(name)
        known = sorted(moment for item in everything if (moment := getattr(item, read)) is not None)
        bound = known[len(known) // 2] if known else dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        asked = {**wanted, name: plain(bound), "allow_scan": True}
        if read in unsupported:
            with pytest.raises(UnsupportedFieldError) as refused:
                shared.client.call(method, asked)
            assert refused.value.pointer == f"/{name}"
        else:
            chosen = sorted(item.id for item in everything if passes(item, name, bound))
            assert sorted(item.id for item in walk(shared.client, method, asked)) == chosen, name


@proves("task.list", needs=["task.create"])
def test_a_moment_without_a_zone_is_refused(mixed: Mixed):
    """A moment without a time zone is refused: guessing one would move the date."""
    place = mixed.place
    with pytest.raises(ValidationError) as refused:
        place.client.call("task.list", {**place.scope, "modified_after": "2027-01-31T10:00:00"})
    assert refused.value.pointer == "/modified_after"


@proves("task.list", needs=["task.create"])
def test_moments_may_have_any_offset(mixed: Mixed, capability: Capability):
    """A filter by a moment means the same in every time zone."""
    if "updated_at" not in capability.readable("task"):
        pytest.skip("the version does not say when a task was changed")
    place, everything = mixed.place, mixed.tasks
    bound = max(task.updated_at for task in everything)
    shifted = bound.astimezone(dt.timezone(dt.timedelta(hours=7)))
    for name in ("modified_after", "modified_before"):
        plainly = place.tasks(**{name: bound, "allow_scan": True})
        elsewhere = place.tasks(**{name: shifted.isoformat(), "allow_scan": True})
        assert sorted(t.id for t in plainly) == sorted(t.id for t in elsewhere)
