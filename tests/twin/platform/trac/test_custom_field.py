"""Custom fields of every type: what is told of them, their defaults, and what they take."""

from __future__ import annotations

from tests.twin.platform.trac.caller import CUSTOM, Trac, moment

THEN = moment("2020-01-02T03:04:05")


def test_they_are_told_after_the_others_in_their_order(custom):
    fields = {field["name"]: field for field in custom("ticket.getTicketFields") if "custom" in field}
    size = {"max_size": 0} if custom.version == "1.4" else {}
    width = {"width": 0} if custom.version == "1.0" else size
    form = {} if custom.version == "1.0" else {"format": "date"}
    done = "yes" if custom.version == "1.0" else "1"
    told = [
        {"name": "effort", "type": "text", "label": "Effort", "value": "3", "format": "plain", **size},
        {
            "name": "kind",
            "type": "select",
            "label": "Kind",
            "value": "1",
            "options": ["small", "big"],
            "optional": True,
        },
        {"name": "way", "type": "radio", "label": "Way", "value": "there", "options": ["here", "there"]},
        {"name": "done", "type": "checkbox", "label": "Done?", "value": done},
        {"name": "notes", "type": "textarea", "label": "Notes", "value": "", "format": "plain", "height": 0, **width},
        {"name": "deadline", "type": "time", "label": "Deadline", "value": "", **form},
        {"name": "labels", "type": "text", "label": "Labels", "value": "", "format": "list", **size},
    ]

    assert list(fields.values()) == [{**each, "custom": True, "order": place} for place, each in enumerate(told, 1)]


def test_defaults_are_those_of_the_field_by_place_too(custom):
    values = custom.show(custom.make())
    done = "yes" if custom.version == "1.0" else "1"

    assert {name: values.get(name) for name in ("effort", "kind", "way", "done", "notes", "deadline", "labels")} == {
        "effort": "3", "kind": "big", "way": "there", "done": done, "notes": None, "deadline": None, "labels": None,
    }  # fmt: skip


def test_they_are_changed_and_told_in_the_history(custom):
    ticket = custom.make(effort="5", notes=" kept ")
    values = custom.act(ticket, effort=" 8 ", kind="small", done="0", labels="x y")

    assert [values[name] for name in ("effort", "kind", "done", "notes", "labels")] == [
        "8",
        "small",
        "0",
        " kept ",
        "x y",
    ]
    assert ("admin", "effort", "5", "8") in custom.log(ticket)
    assert ("admin", "labels", "", "x y") in custom.log(ticket)


def test_choices_are_held_to(custom):
    ticket = custom.make()

    assert custom.act(ticket, kind="")["kind"] == ""
    for name, value in (("kind", "bad"), ("way", "")):
        assert custom.refusal("ticket.update", ticket, "", {"action": "leave", name: value})[0] == -32603


def test_moments_are_kept_from_1_2_on():
    for version in ("1.2", "1.4"):
        trac = Trac(version, ticket_custom=CUSTOM)
        ticket = trac.make(deadline=THEN)
        told = trac.show(ticket)["deadline"]
        trac("ticket.update", ticket, "", {"deadline": ""})

        assert told == THEN
        assert trac.show(ticket)["deadline"] is None
        assert ("admin", "deadline", THEN, "") in [(*row[:2], row[2], row[3]) for row in trac.log(ticket)]


def test_text_is_no_moment(custom):
    ticket = custom.make()
    operands = "ServiceException details : unsupported operand type(s) for -: 'unicode' and 'datetime.datetime'"

    assert custom.refusal("ticket.create", "a", "", {"deadline": "2020-01-01"}) == (-32603, operands)
    assert custom.refusal("ticket.update", ticket, "", {"deadline": "2020-01-01"}) == (-32603, operands)
    assert custom.refusal("ticket.update", ticket, "", {"action": "leave", "deadline": "2020-01-01"}) == (
        -32603,
        operands,
    )
    if custom.version != "1.0":
        _, told = custom.refusal("ticket.update", ticket, "", {"action": "leave", "deadline": "bogus"})
        wrong = '"bogus" is an invalid date, or the date format is not known. Try "MM/dd/YY" or "YYYY-MM-DD" instead.'
        bold = "The ticket field <strong>Deadline</strong> is invalid: " if custom.version == "1.4" else ""
        assert told == bold + wrong


def test_in_1_0_no_moment_can_be_kept():
    trac = Trac("1.0", ticket_custom=CUSTOM)
    wrong = "ServiceException details : 'datetime.datetime' object has no attribute 'strip'"

    assert trac.refusal("ticket.create", "a", "", {"deadline": THEN}) == (-32603, wrong)


def test_the_first_action_in_1_2_empties_what_has_no_moment():
    logs = {}
    for version in ("1.2", "1.4"):
        trac = Trac(version, ticket_custom=CUSTOM)
        ticket = trac.make()
        trac.act(ticket, comment="a")
        trac.act(ticket, comment="b")
        logs[version] = [row[1:] for row in trac.log(ticket)]

    assert logs["1.4"] == [("comment", "1", "a"), ("comment", "2", "b")]
    assert logs["1.2"] == [("comment", "1", "a"), ("deadline", "", ""), ("comment", "2", "b")]


def test_a_first_value_that_is_the_default_is_not_told_in_1_4():
    logs = {}
    for version in ("1.2", "1.4"):
        trac = Trac(version, ticket_custom=CUSTOM)
        for value in ("", None):
            trac("ticket.update", trac.make(), "c", {"labels": value})
        logs[version] = [len(trac.log(ticket)) for ticket in (1, 2)]

    assert logs == {"1.2": [2, 2], "1.4": [1, 2]}


def test_a_bound_of_1_4_is_held():
    trac = Trac("1.4", ticket_custom="effort = text\neffort.max_size = 3; x = text; id = text; none = select")
    ticket = trac.make(effort="12345")
    text = "The ticket field <strong>Effort</strong> is invalid: Must be less than or equal to 3 characters"

    assert [field["name"] for field in trac("ticket.getTicketFields") if "custom" in field] == ["effort"]
    assert trac.refusal("ticket.update", ticket, "", {"action": "leave", "summary": "b"}) == (-32603, text)


def test_a_default_moment_may_be_told_in_words():
    for value, told in (("2020-01-02", "2020-01-02T00:00:00"), ("bogus", None), ("today", "2023-11-14T00:00:00")):
        trac = Trac("1.2", ticket_custom=f"deadline = time; deadline.value = {value}")
        expected = None if told is None else moment(told)
        assert trac.show(trac.make()).get("deadline") == expected
