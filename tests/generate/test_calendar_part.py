"""What is in a calendar object besides the task: comments and files with a mark, links to others by their UID."""

from __future__ import annotations

import pytest
from tests.generate.sample import answer, run, sample

from tasklab.unified.error import NotFoundError, ValidationError
from tasklab.unified.parameter import discussion, project, task, work

BOARD = sample("board")
RESPONSE = "<D:response><D:href>{}</D:href><D:propstat><D:prop>{}</D:prop></D:propstat></D:response>"


def todo(uid: str, *lines: str, kind: str = "VTODO") -> bytes:
    inner = [f"BEGIN:{kind}", f"UID:{uid}", f"SUMMARY:about {uid}", *lines, f"END:{kind}"]
    return "\r\n".join(["BEGIN:VCALENDAR", *inner, "END:VCALENDAR", ""]).encode()


def multistatus(*items: tuple[str, str]):
    inner = "".join(RESPONSE.format(*item) for item in items)
    opened = '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    return answer(f"{opened}{inner}</D:multistatus>".encode(), 207)


def calendars(**documents: bytes):
    """One resource for each: its name and what it holds."""
    return multistatus(
        *[
            (f"/cal/{name}.ics", f"<C:calendar-data>{document.decode()}</C:calendar-data>")
            for name, document in documents.items()
        ]
    )


BOTH = calendars(a=todo("uid-a"), b=todo("uid-b", "RELATED-TO:uid-a"))


def test_a_parent_in_the_same_list_is_found_by_its_uid() -> None:
    done = run(BOARD.task_list(task.TaskListParameters(project_id="cal")), [BOTH])
    assert {item.id: item.parent_id for item in done.result.items} == {"cal/a.ics": None, "cal/b.ics": "cal/a.ics"}


def test_a_parent_is_looked_up_only_where_there_is_one() -> None:
    alone = run(BOARD.task_get(task.TaskGetParameters(id="cal/a.ics")), [answer(todo("uid-a"))])
    assert (alone.result.parent_id, len(alone.requests)) == (None, 1)
    found = todo("uid-b", "RELATED-TO:<uid>")
    answers = [
        answer(found),
        calendars(x=todo("&lt;uid>")),
    ]
    child = run(BOARD.task_get(task.TaskGetParameters(id="cal/b&c.ics")), answers)
    assert (child.result.id, child.result.title, child.result.parent_id) == ("cal/b&c.ics", "about uid-b", "cal/x.ics")
    assert child.requests[1].body == b"<uid>&lt;uid&gt;</uid><at>cal/b&amp;c.ics</at>"


def test_a_parent_that_is_not_there_is_none() -> None:
    answers = [answer(todo("uid-b", "RELATED-TO:gone")), calendars(x=todo("gone-too"))]
    assert run(BOARD.task_get(task.TaskGetParameters(id="cal/b.ics")), answers).result.parent_id is None


@pytest.mark.parametrize(
    ("given", "asked", "written"),
    [
        ({}, [], b"RELATED-TO:old"),
        ({"parent_id": None}, [], None),
        ({"parent_id": "cal/a.ics"}, ["a"], b"RELATED-TO:a"),
    ],
)
def test_a_parent_is_kept_taken_away_or_set(given, asked, written) -> None:
    before, after = answer(todo("uid-b", "RELATED-TO:old")), answer(todo("uid-b"))
    answers = [before, *(answer(todo(uid)) for uid in asked), answer(None, 204), after]
    done = run(BOARD.task_update(task.TaskUpdateParameters(id="cal/b.ics", title="t", **given)), answers)
    body = next(request.body for request in done.requests if request.verb == "PUT") or b""
    assert (written in body) if written else (b"RELATED-TO" not in body)


def test_what_belongs_together_and_does_not_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(ValidationError, match="one board") as refused:
        run(BOARD.task_update(task.TaskUpdateParameters(id="cal/b.ics", parent_id="other/a.ics")), [])
    assert refused.value.pointer == "/parent_id"


def test_a_resource_that_is_no_task_is_not_deleted() -> None:
    deletion = BOARD.task_delete(task.TaskDeleteParameters(id="cal/e.ics"))
    with pytest.raises(NotFoundError):
        run(deletion, [answer(todo("uid-e", kind="VEVENT"))])
    done = run(BOARD.task_delete(task.TaskDeleteParameters(id="cal/b.ics")), [answer(todo("uid-b")), answer(None, 204)])
    assert [request.verb for request in done.requests] == ["GET", "DELETE"]


def test_comments_are_told_apart_by_marks() -> None:
    before = todo("uid-a", "COMMENT:one", "COMMENT;X-TASKLAB-ID=m-2:two")
    done = run(BOARD.comment_list(discussion.CommentListParameters(task_id="cal/a.ics")), [answer(before)])
    first, second = done.result.items
    assert (second.id, second.task_id, second.body) == ("cal/a.ics#m-2", "cal/a.ics", "two")

    after = todo("uid-a", "COMMENT:one", "COMMENT;X-TASKLAB-ID=m-2:2")
    wanted = discussion.CommentUpdateParameters(id=second.id, body="2")
    done = run(BOARD.comment_update(wanted), [answer(before), answer(None, 204), answer(after)])
    assert (done.result.id, done.result.body) == (second.id, "2")
    assert b"COMMENT:one\r\nCOMMENT;X-TASKLAB-ID=m-2:2\r\n" in (done.requests[1].body or b"")

    removal = discussion.CommentDeleteParameters(id=first.id)
    done = run(BOARD.comment_delete(removal), [answer(before), answer(None, 204)])
    assert b"COMMENT:one" not in (done.requests[1].body or b"")
    assert b"COMMENT;X-TASKLAB-ID=m-2:two" in (done.requests[1].body or b"")


def test_comments_are_listed_in_the_order_they_have() -> None:
    lines = [f"COMMENT;X-TASKLAB-ID={mark}:{body}" for mark, body in (("c", "1"), ("a", "2"), ("b", "3"))]
    wanted = discussion.CommentListParameters(task_id="cal/a.ics", limit=2)
    first = run(BOARD.comment_list(wanted), [answer(todo("uid-a", *lines))]).result
    rest = discussion.CommentListParameters(task_id="cal/a.ics", limit=2, cursor=first.next_cursor)
    last = run(BOARD.comment_list(rest), [answer(todo("uid-a", *lines))]).result
    assert [item.body for item in (*first.items, *last.items)] == ["1", "2", "3"]


def test_a_new_comment_is_found_by_the_mark_it_was_given() -> None:
    after = todo("uid-a", "COMMENT;X-TASKLAB-ID=unique-1:mine", "COMMENT:somebody else's")
    wanted = discussion.CommentCreateParameters(task_id="cal/a.ics", body="mine")
    done = run(BOARD.comment_create(wanted), [answer(todo("uid-a")), answer(None, 204), answer(after)])
    assert (done.result.id, done.result.body) == ("cal/a.ics#unique-1", "mine")


def test_a_part_that_is_gone_is_not_found() -> None:
    for flow in (
        BOARD.comment_delete(discussion.CommentDeleteParameters(id="cal/a.ics#gone")),
        BOARD.attachment_download(discussion.AttachmentDownloadParameters(id="cal/a.ics#gone")),
    ):
        with pytest.raises(NotFoundError):
            run(flow, [answer(todo("uid-a", "COMMENT:one"))])


def test_a_file_is_taken_out_of_the_object_that_holds_it() -> None:
    held = todo("uid-a", "ATTACH;VALUE=BINARY;ENCODING=BASE64;FILENAME=n;X-TASKLAB-ID=m:aGk=")
    wanted = discussion.AttachmentDownloadParameters(id="cal/a.ics#m")
    done = run(BOARD.attachment_download(wanted), [answer(held)])
    assert (done.result.name, done.result.content) == ("n", b"hi")


def test_a_relation_names_the_other_task_and_one_to_nothing_is_none() -> None:
    lines = ("RELATED-TO:uid-a", "RELATED-TO;RELTYPE=X-OWN:uid-a", "RELATED-TO:gone")
    answers = [BOTH, answer(todo("uid-b", *lines))]
    done = run(BOARD.relation_list(work.RelationListParameters(task_id="cal/b.ics")), answers)
    assert [(item.other_task_id, str(item.kind)) for item in done.result.items] == [
        ("cal/a.ics", "child"),
        ("cal/a.ics", "unknown"),
    ]


def test_items_are_chosen_by_all_their_values() -> None:
    both = '<C:set><C:comp name="VEVENT"/><C:comp name="VTODO"/></C:set>'
    events = '<C:set><C:comp name="VEVENT"/></C:set>'
    old = "<D:kind>new</D:kind><D:kind>old</D:kind>"
    found = multistatus(("/a/", both), ("/b/", events), ("/c/", ""), ("/d/", old))
    done = run(BOARD.project_list(project.ProjectListParameters()), [found])
    assert [item.id for item in done.result.items] == ["a", "c"]
