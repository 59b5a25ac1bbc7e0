"""A platform of WebDAV and iCalendar: items of a multi-status answer, and calendar objects that are edited."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.generate.sample import answer, run, sample

from tasklab.unified.enumeration import StatusCategory
from tasklab.unified.error import NotFoundError, ValidationError
from tasklab.unified.objects import TaskDate
from tasklab.unified.parameter import project, task

BOX = sample("box")
NOW = dt.datetime(2027, 1, 31, tzinfo=dt.UTC)
LINES = b"UID:u1|SUMMARY:Write\\, soon|DUE;VALUE=DATE:20270131|X-KEPT:yes|CATEGORIES:a,b"
TODO = b"\r\n".join(b"BEGIN:VCALENDAR|BEGIN:VTODO|%b|END:VTODO|END:VCALENDAR|".replace(b"%b", LINES).split(b"|"))
ITEM = (
    b"<D:response><D:href>%b</D:href><D:propstat><D:prop>%b</D:prop>"
    b"<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
)
CALENDAR = b"<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>Cal &amp; more</D:displayname>"


def multistatus(*items: tuple[bytes, bytes]):
    inner = b"".join(ITEM % item for item in items)
    return answer(
        b'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">' + inner + b"</D:multistatus>", 207
    )


HOME = multistatus((b"/dav/", b"<D:current-user-principal><D:href>/dav/alice/</D:href></D:current-user-principal>"))
PROJECTS = multistatus(
    (b"/dav/alice/", b"<D:displayname>Alice</D:displayname>"),
    (b"/dav/alice/cal/", CALENDAR),
    (b"/dav/alice/two/", CALENDAR),
)


def todos(*names: bytes):
    return multistatus(
        *[(b"/dav/alice/cal/" + name, b"<C:calendar-data>" + TODO + b"</C:calendar-data>") for name in names]
    )


def test_reads_a_calendar_object() -> None:
    done = run(BOX.task_get(task.TaskGetParameters(id="cal/t%201.ics", raw=True)), [HOME, answer(TODO, etag='"1"')])
    assert [request.path for request in done.requests] == ["/", "/alice/cal/t%201.ics"]
    read = done.result
    assert (read.id, read.project_id, read.title) == ("cal/t%201.ics", "cal", "Write, soon")
    assert read.due == TaskDate(date=dt.date(2027, 1, 31))
    assert (read.status.id, read.status.category) == ("NEEDS-ACTION", StatusCategory.TODO)
    assert (read.label_ids, read.description) == (["a", "b"], None)
    assert read.extensions == {"uid": "u1"}
    assert b"X-KEPT:yes" in bytes(read.raw)


def test_a_list_has_only_what_is_ours() -> None:
    done = run(BOX.project_list(project.ProjectListParameters()), [HOME, PROJECTS])
    assert [(item.id, item.name) for item in done.result.items] == [("cal", "Cal & more"), ("two", "Cal & more")]
    assert ("Depth", "1") in done.requests[-1].headers
    assert (
        done.requests[-1].body
        == b'<D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/><D:displayname/></D:prop></D:propfind>'
    )


def test_a_list_within_the_one_that_is_named() -> None:
    done = run(BOX.task_list(task.TaskListParameters(project_id="cal")), [HOME, todos(b"a.ics", b"b.ics")])
    assert done.requests[-1].path == "/alice/cal/"
    assert [item.id for item in done.result.items] == ["cal/a.ics", "cal/b.ics"]


def test_a_list_across_all_when_none_is_named() -> None:
    answers = [HOME, PROJECTS, todos(b"a.ics"), todos(b"b.ics")]
    done = run(BOX.task_list(task.TaskListParameters()), answers)
    assert [request.path for request in done.requests[-2:]] == ["/alice/cal/", "/alice/two/"]
    assert len(done.result.items) == 2


def test_nothing_in_the_answer_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        run(BOX.project_get(project.ProjectGetParameters(id="gone")), [HOME, multistatus()])


def test_properties_are_written_as_elements_escaped() -> None:
    wanted = project.ProjectUpdateParameters(id="cal", name="a<b", description=None)
    found = multistatus((b"/dav/alice/cal/", CALENDAR))
    done = run(BOX.project_update(wanted), [HOME, multistatus((b"/dav/alice/cal/", b"<D:displayname/>")), found])
    inner = b"<C:calendar-description></C:calendar-description><D:displayname>a&lt;b</D:displayname>"
    assert inner in (done.requests[1].body or b"")
    assert done.requests[1].is_write


def test_a_property_that_was_not_set_is_an_error() -> None:
    refused = answer(
        b'<D:multistatus xmlns:D="DAV:"><D:response><D:href>/dav/alice/cal/</D:href>'
        b"<D:propstat><D:prop><D:displayname/></D:prop>"
        b"<D:status>HTTP/1.1 409 Conflict</D:status></D:propstat></D:response></D:multistatus>",
        207,
    )
    with pytest.raises(Exception, match="displayname"):
        run(BOX.project_update(project.ProjectUpdateParameters(id="cal", name="x")), [HOME, refused])


def test_an_edit_keeps_what_it_does_not_name() -> None:
    wanted = task.TaskUpdateParameters(id="cal/t.ics", title="Read", due=None)
    done = run(BOX.task_update(wanted), [HOME, answer(TODO, etag='"1"'), answer(None, 204), answer(TODO)])
    body = done.requests[2].body or b""
    assert b"SUMMARY:Read\r\n" in body
    assert b"X-KEPT:yes\r\n" in body
    assert b"DUE" not in body
    assert ("If-Match", '"1"') in done.requests[2].headers


def test_a_new_object_gets_a_name_nobody_used() -> None:
    draft = task.TaskCreateParameters(title="Write", project_id="cal", status_id="COMPLETED")
    done = run(BOX.task_create(draft), [HOME, answer(None, 201), answer(TODO)], NOW)
    write = done.requests[1]
    assert (write.verb, write.path) == ("PUT", "/alice/cal/unique-1.ics")
    assert b"STATUS:COMPLETED" in (write.body or b"")
    assert b"LAST-MODIFIED:20270131T000000Z" in (write.body or b"")
    assert write.is_repeatable
    assert done.requests[2].path == "/alice/cal/unique-1.ics"


def test_a_new_object_needs_a_place() -> None:
    for place in ({}, {"project_id": None}):
        with pytest.raises(ValidationError) as raised:
            run(BOX.task_create(task.TaskCreateParameters(title="Write", **place)), [])
        assert raised.value.pointer == "/project_id"


def test_a_status_that_is_none_of_the_constants_is_refused() -> None:
    with pytest.raises(ValidationError, match="COMPLETED, NEEDS-ACTION"):
        run(BOX.task_create(task.TaskCreateParameters(title="W", project_id="cal", status_id="X")), [])
