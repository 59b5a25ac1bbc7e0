"""Tickets: made, read, changed with an action and without, their history, and what becomes of their numbers."""

from __future__ import annotations

import pytest
from tests.twin.platform.trac.caller import Trac, moment

WORDS = "You don't have the required permissions."


def test_a_new_ticket_has_the_defaults(each):
    number, made, changed, values = each("ticket.get", each.make("  A ", "  b ", keywords=" k ", cc="x;y  z,x"))

    assert (number, made, values.pop("_ts")) == (1, changed, "1700000000000000")
    assert values == {
        "summary": "A",
        "description": "  b ",
        "reporter": "admin",
        "owner": "" if each.version == "1.0" else "< default >",
        "type": "defect",
        "status": "new",
        "priority": "major",
        "milestone": "",
        "component": "",
        "version": "",
        "resolution": "",
        "keywords": "k",
        "cc": "x, y, z",
        "time": made,
        "changetime": changed,
    }


def test_nothing_is_checked_of_a_new_ticket_but_its_summary_and_types(each):
    assert each.show(each.make(type="nonsense", status="closed", resolution="x", foo="x"))["type"] == "nonsense"
    assert each.refusal("ticket.create", "", "d") == (-32603, "Tickets must contain a summary.")
    assert each.refusal("ticket.create", "a", "", {"keywords": ["a"]})[1] == "Multi-values fields not supported yet"
    for given, text in (
        ((1, "d"), "'int' object has no attribute 'strip'"),
        (("s", "d", []), "'list' object has no attribute 'iteritems'"),
        (("s", "d", None), "'NoneType' object has no attribute 'iteritems'"),
        (("s",), "create() takes at least 4 arguments (3 given)"),
        (("s", "d", {}, False, None, 1), "create() takes at most 7 arguments (8 given)"),
    ):
        assert each.refusal("ticket.create", *given) == (-32603, f"ServiceException details : {text}")


def test_the_owner_of_a_component_gets_its_tickets_in_1_0_at_once(each):
    owner = each.show(each.make(component="component1"))["owner"]

    assert owner == ("somebody" if each.version == "1.0" else "< default >")


@pytest.mark.parametrize(
    ("id_", "shown"),
    [
        (9, "9"),
        ("x", "x"),
        ([1], "[1]"),
        ({"a": 1}, "{u'a': 1}"),
        (-1, "-1"),
        (1e300, "1e+300"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_a_ticket_that_is_not_there_is_404(each, id_, shown):
    assert each.refusal("ticket.get", id_) == (404, f"Ticket {shown} does not exist.")


def test_a_number_may_come_in_other_types(trac):
    ticket = trac.make()

    assert [trac("ticket.get", each)[0] for each in ("1", 1.5, True)] == [ticket] * 3
    assert trac("ticket.get", None)[:3] == [None, None, None]


def test_an_action_changes_fields_with_a_comment(each):
    ticket = each.make(priority="minor")
    seen = each.show(ticket)["_ts"]
    values = each.act(ticket, comment="Why", summary="B", priority="major", _ts=seen)

    assert (values["summary"], values["priority"]) == ("B", "major")
    assert int(values["_ts"]) == int(seen) + 1
    assert each.log(ticket) == [
        ("admin", "comment", "1", "Why"),
        ("admin", "priority", "minor", "major"),
        ("admin", "summary", "Sweep", "B"),
    ]


def test_without_comment_and_change_nothing_is_kept(each):
    ticket = each.make()
    before = each.show(ticket)["_ts"]

    assert each.act(ticket, comment=" ", summary=" Sweep")["_ts"] == before
    assert each("ticket.update", ticket, "")[3]["_ts"] == before
    assert each.log(ticket) == []


def test_who_saw_an_older_state_is_refused(each):
    ticket = each.make()
    newer = "Your changes have not been saved because this ticket has been modified since you started editing."
    older = "Sorry, can not save your changes. This ticket has been modified by someone else since you started"
    stale = (-32603, newer if each.version == "1.4" else older)

    assert each.refusal("ticket.update", ticket, "c", {"action": "leave", "_ts": "1"}) == stale
    assert each.refusal("ticket.update", ticket, "", {"action": "leave", "_ts": 1, "summary": "x"}) == stale
    assert each.act(ticket, _ts="1")["summary"] == "Sweep"
    assert each.refusal("ticket.update", ticket, "", {"_ts": "1"}) == (
        -32603,
        "Ticket has been updated since last get().",
    )
    wrong = "RPC ticket.update: Wrong '_ts' token in attributes (u'x')."
    assert each.refusal("ticket.update", ticket, "", {"action": "leave", "_ts": "x"}) == (-32603, wrong)


def test_without_an_action_anything_goes(each):
    ticket = each.make()
    values = each(
        "ticket.update", ticket, "", {"status": "weird", "type": "nonsense", "time": moment("2000-01-01T00:00:00")}
    )[3]

    assert (values["status"], values["type"]) == ("weird", "nonsense")
    if each.version == "1.4":
        assert each("ticket.update", ticket, "", {"foo": "x"})[3]["status"] == "weird"
    else:
        for name, text in (("foo", "no such column: foo"), ("foo bar", 'near "bar": syntax error')):
            wrong = (-32603, f"ServiceException details : {text}")
            assert each.refusal("ticket.update", ticket, "", {name: "x", "summary": "kept?"}) == wrong
    assert each.show(ticket)["summary"] == "Sweep"


def test_an_administrator_chooses_author_and_moment(each):
    ticket, then = each.make(), moment("2020-01-02T03:04:05")
    changed = each("ticket.update", ticket, "c", {}, False, "zoe", then)

    assert changed[2] == then
    assert each("ticket.changeLog", ticket) == [[then, "zoe", "comment", "1", "c", 1]]
    taken = "UNIQUE constraint failed: ticket_change.ticket, ticket_change.time, ticket_change.field"
    assert each.refusal("ticket.update", ticket, "d", {"summary": "x"}, False, "", then)[1].endswith(taken)
    assert each.show(ticket)["summary"] == "Sweep"
    each("ticket.update", ticket, "e", {}, False, "zoe", then, user="dave")
    assert each.log(ticket)[-1] == ("dave", "comment", "2", "e")
    assert each("ticket.get", each("ticket.create", "a", "", {}, False, then))[1] == then
    assert each("ticket.get", each("ticket.create", "a", "", {}, False, then, user="dave"))[1] != then


def test_the_history_can_be_narrowed_to_a_moment(each):
    ticket, then = each.make(), moment("2020-01-02T03:04:05")
    each.act(ticket, comment="now")
    each("ticket.update", ticket, "then", {}, False, "", then)

    assert [row[4] for row in each("ticket.changeLog", ticket, then)] == ["then"]
    assert [row[4] for row in each("ticket.changeLog", ticket)] == ["then", "now"]
    assert each("ticket.changeLog", ticket, 5) == []


def test_the_highest_number_is_given_again(each):
    first, second = each.make(), each.make()
    each.act(second, comment="c")
    assert each("ticket.delete", second) == 0

    assert each.refusal("ticket.get", second) == (404, "Ticket 2 does not exist.")
    assert (each.make(), each.log(2)) == (second, [])
    each("ticket.delete", first)
    assert each.make() == 3


def test_recent_changes_are_those_at_a_moment_or_later(each):
    first = each.make()
    each.twin.clock.advance(60)
    second = each.make()

    assert each("ticket.getRecentChanges", moment("2023-11-14T22:13:20")) == [first, second]
    assert each("ticket.getRecentChanges", moment("2023-11-14T22:13:21")) == [second]
    assert each("ticket.getRecentChanges", 0) == [first, second]
    assert each.refusal("ticket.getRecentChanges", "x")[1].endswith("for -: 'unicode' and 'datetime.datetime'")


@pytest.mark.parametrize(
    ("user", "change", "text"),
    [
        ("carol", ("c", {"action": "leave"}), "No permissions to add a comment."),
        ("carol", ("", {"action": "leave", "summary": "n"}), "No permission to change ticket fields."),
        ("carol", ("", {"action": "resolve"}), "Rpc: Ticket 1 by carol invalid action 'resolve'"),
        ("dave", ("", {"action": "leave", "description": "n"}), "No permission to edit the ticket description."),
        ("dave", ("", {"action": "leave", "reporter": "n"}), "No permission to change the ticket reporter."),
    ],
)
def test_who_may_not_is_told_so_among_the_rules(each, user, change, text):
    each.make()

    assert each.refusal("ticket.update", 1, *change, user=user) == (-32603, text)


def test_who_may_not_is_told_so_with_403_elsewhere(each):
    ticket = each.make()
    for user, method, permission in (
        ("carol", "ticket.update", "TICKET_MODIFY"),
        ("erin", "ticket.update", "TICKET_MODIFY"),
        ("dave", "ticket.delete", "TICKET_ADMIN"),
    ):
        params = (ticket, "c") if method == "ticket.update" else (ticket,)
        text = f"{permission} privileges are required to perform this operation on Ticket #1. {WORDS}"
        assert each.refusal(method, *params, user=user) == (403, text)


def test_who_may_modify_changes_fields_and_comments(each):
    ticket = each.make()
    change = {"action": "resolve", "summary": "B", "action_resolve_resolve_resolution": "fixed"}
    values = each("ticket.update", ticket, "c", change, user="dave")[3]

    assert (values["summary"], values["status"], values["resolution"]) == ("B", "closed", "fixed")
    assert {row[0] for row in each.log(ticket)} == {"dave"}


def test_a_reporter_may_describe_anew_in_1_4():
    told = {}
    for version in ("1.2", "1.4"):
        trac = Trac(version)
        ticket = trac("ticket.create", "a", "", user="dave")
        body = {"method": "ticket.update", "params": [ticket, "", {"action": "leave", "description": "b"}]}
        told[version] = trac.answer(body, user="dave")["error"] is None

    assert told == {"1.2": False, "1.4": True}


def test_whoever_may_change_fields_may_comment_in_1_0():
    told = {}
    for version in ("1.0", "1.2"):
        trac = Trac(version)
        body = {"method": "ticket.update", "params": [trac.make(), "c", {"action": "leave"}]}
        told[version] = trac.answer(body, user="erin")["error"] is None

    assert told == {"1.0": True, "1.2": False}
