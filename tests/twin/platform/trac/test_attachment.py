"""Files of tickets: kept, renamed where their name is taken, replaced, read, removed."""

from __future__ import annotations

import pytest
from tests.twin.platform.trac.caller import Trac, binary

WORDS = "You don't have the required permissions."
HELLO = binary(b"hello")


def put(trac, name="a.txt", ticket=1, *, description="d", data=HELLO, replace=True, user="admin"):
    return trac("ticket.putAttachment", ticket, name, description, data, replace, user=user)


def names(trac, ticket=1):
    return [row[0] for row in trac("ticket.listAttachments", ticket)]


def test_a_file_is_kept_listed_and_read(each):
    ticket = each.make()
    each.twin.clock.advance(60)
    assert put(each) == "a.txt"
    [[name, description, size, when, author]] = each("ticket.listAttachments", ticket)

    assert (name, description, size, author) == ("a.txt", "d", 5, "admin")
    assert when["__jsonclass__"][1] == "2023-11-14T22:14:20"
    assert each("ticket.getAttachment", ticket, "a.txt")["__jsonclass__"][1].strip() == "aGVsbG8="
    assert each("ticket.deleteAttachment", ticket, "a.txt") is True
    assert each("ticket.listAttachments", ticket) == []


@pytest.mark.parametrize(
    ("name", "second", "third"),
    [
        ("a.txt", "a.2.txt", "a.3.txt"),
        ("noext", "noext.2", "noext.3"),
        (".x", ".x.2", ".x.3"),
        ("a.b.c", "a.b.2.c", "a.b.3.c"),
    ],
)
def test_a_taken_name_gets_a_number(each, name, second, third):
    each.make()

    assert [put(each, name, replace=False) for _ in range(3)] == [name, second, third]
    assert put(each, name) == name
    assert names(each) == [second, third, name]


def test_of_a_hundred_names_none_is_free(trac):
    trac.make()
    for _ in range(100):
        put(trac, replace=False)

    params = (1, "a.txt", "", HELLO, False)
    assert trac.refusal("ticket.putAttachment", *params)[1].endswith("Failed to create unique name: a.100.txt")


def test_files_are_in_the_history_until_they_are_gone(each):
    ticket = each.make()
    put(each)
    each.act(ticket, comment="c")
    before = each.log(ticket)
    each("ticket.deleteAttachment", ticket, "a.txt")

    assert before == [
        ("admin", "attachment", "", "a.txt"),
        ("admin", "comment", "", "d"),
        ("admin", "comment", "1", "c"),
    ]
    assert each.log(ticket) == before[2:]


def test_what_is_not_there_is_404(each):
    each.make()

    assert each.refusal("ticket.getAttachment", 1, "x") == (404, "Attachment 'ticket:1: x' does not exist.")
    assert each.refusal("ticket.getAttachment", 1, "") == (404, "Attachment 'None' not found")
    assert each.refusal("ticket.deleteAttachment", 1, "x") == (404, "Attachment 'ticket:1: x' does not exist.")
    assert each.refusal("ticket.deleteAttachment", 9, "x") == (404, "Ticket 9 does not exist.")
    assert each.refusal("ticket.putAttachment", 9, "x", "", HELLO) == (404, "Ticket 9 does not exist.")
    assert each.refusal("ticket.putAttachment", None, "x", "", HELLO) == (404, 'Ticket "None" does not exist')
    assert each("ticket.listAttachments", 9) == []
    if each.version == "1.0":
        assert put(each, "x", 1.0) == "x"
    else:
        odd = "Ticket #1.0 doesn't exist, can't create attachment"
        assert each.refusal("ticket.putAttachment", 1.0, "x", "", HELLO) == (404, odd)


def test_a_file_needs_bytes_and_a_name(each):
    each.make()
    broken = "ServiceException details : "

    assert (
        each.refusal("ticket.putAttachment", 1, "a", "", "text")[1]
        == f"{broken}'unicode' object has no attribute 'data'"
    )
    assert each.refusal("ticket.putAttachment", 1, 5, "", HELLO)[1] == f"{broken}'int' object has no attribute 'rfind'"
    nameless = (-32603, f"{broken}Cannot delete non-existent attachment")
    assert each.refusal("ticket.putAttachment", 1, "", "", HELLO) == nameless
    assert each.refusal("ticket.deleteAttachment", 1, "") == nameless
    assert put(each, "", replace=False) == ""
    assert each.refusal("ticket.delete", 1) == nameless


def test_who_may_not_is_told_which_permission_is_missing(each):
    each.make()
    put(each)
    on_files = " on Attachments of Ticket #1" if each.version == "1.0" else ""
    need = "privileges are required to perform this operation"

    assert each.refusal("ticket.putAttachment", 1, "b", "", HELLO, user="carol") == (
        403,
        f"ATTACHMENT_CREATE {need}{on_files}. {WORDS}",
    )
    for method, more in (("ticket.putAttachment", ("", HELLO)), ("ticket.deleteAttachment", ())):
        text = f"ATTACHMENT_DELETE {need} on Attachment 'a.txt' in Ticket #1. {WORDS}"
        assert each.refusal(method, 1, "a.txt", *more, user="dave") == (403, text)
    nameless = f"ATTACHMENT_DELETE {need}{on_files}. {WORDS}"
    assert each.refusal("ticket.deleteAttachment", 1, "", user="dave") == (403, nameless)


def test_who_added_a_file_may_remove_it_in_1_4():
    told = {}
    for version in ("1.2", "1.4"):
        trac = Trac(version)
        trac.make()
        put(trac, user="dave")
        body = {"method": "ticket.deleteAttachment", "params": [1, "a.txt"]}
        told[version] = trac.answer(body, user="dave")["error"] is None

    assert told == {"1.2": False, "1.4": True}


def test_files_go_with_their_ticket(trac):
    ticket = trac.make()
    put(trac)
    trac("ticket.delete", ticket)
    trac.make()

    assert names(trac) == []
