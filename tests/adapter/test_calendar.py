"""Calendars keep what an edit does not name."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.calendar import Calendar, Property, new_calendar, parse_calendar
from tasklab.adapter.mark import marks
from tasklab.unified.error import NotFoundError, PlatformError, ValidationError

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
DAY = Property("20270131", (("VALUE", ("DATE",)),))
PARIS = Property("20270131T090000", (("TZID", ("Europe/Paris",)),))

FULL = b"\r\n".join(
    [
        b"BEGIN:VCALENDAR",
        b"PRODID:-//x//EN",
        b"VERSION:2.0",
        b"BEGIN:VTIMEZONE",
        b"TZID:Office",
        b"BEGIN:STANDARD",
        b"DTSTART:19700101T000000",
        b"TZOFFSETFROM:+0300",
        b"TZOFFSETTO:+0300",
        b"END:STANDARD",
        b"END:VTIMEZONE",
        b"BEGIN:VTODO",
        b"UID:t-1",
        b"RECURRENCE-ID:20270102T090000Z",
        b"SUMMARY:the second time",
        b"END:VTODO",
        b"BEGIN:VTODO",
        b"UID:t-1",
        b"SUMMARY;LANGUAGE=fr:Titre \xc3\xa9 un peu long\\, et pli\xc3\xa9 au milieu d'un caract\xc3",
        b" \xa8re",
        b'x-odd;P="a;b":kept as it is',
        b"DUE;TZID=Office:20270131T090000",
        b"RELATED-TO;RELTYPE=SIBLING:s-1",
        b"BEGIN:VALARM",
        b"ACTION:DISPLAY",
        b"DESCRIPTION:in the alarm",
        b"TRIGGER;RELATED=END:-PT15M",
        b"END:VALARM",
        b"END:VTODO",
        b"END:VCALENDAR",
        b"",
    ]
)

names = st.text("ABCXYZ-", min_size=1).filter(lambda name: name not in ("BEGIN", "END"))
printable = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
lines = st.builds("{}:{}".format, names, printable)


@st.composite
def documents(draw):
    """Calendars as other programs write them: any lines, folded anywhere, alarms, other components."""
    body = draw(st.lists(lines))
    alarm = ["BEGIN:VALARM", *draw(st.lists(lines)), "END:VALARM"] if draw(st.booleans()) else []
    tail = ["BEGIN:X-OTHER", *draw(st.lists(lines)), "END:X-OTHER"] if draw(st.booleans()) else []
    texts = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VTODO", *body, *alarm, "END:VTODO", *tail, "END:VCALENDAR"]
    width = draw(st.integers(1, 100))
    folded = [b"\r\n ".join(_cut(text.encode(), width)) for text in texts]
    return b"\r\n".join(folded) + b"\r\n"


def _cut(line, width):
    return [line[start : start + width] for start in range(0, len(line), width)]


@given(documents())
def test_a_calendar_that_is_not_edited_stays_the_same_byte_for_byte(document):
    assert parse_calendar(document).render() == document


@given(documents(), printable)
def test_an_edit_changes_its_own_lines_and_no_other(document, summary):
    before = parse_calendar(document)
    after = before.edited({"X-SUMMARY": summary})
    assert after.todo.find("X-SUMMARY").text == summary
    assert after.edited({"X-SUMMARY": None}).render() == document
    assert before.render() == document


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n")))
def test_written_lines_are_folded_at_75_octets_between_characters(text):
    document = new_calendar("t-1", NOW).edited({"SUMMARY": text}).render()
    for line in document.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert parse_calendar(document).todo.find("SUMMARY").text == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n")))
def test_an_independent_reader_understands_what_is_written(text):
    document = new_calendar("t-1", NOW).edited({"SUMMARY": text, "DUE": PARIS, "PERCENT-COMPLETE": 50}).render()
    todo = icalendar.Calendar.from_ical(document).walk("VTODO")[0]
    assert str(todo["SUMMARY"]) == text
    assert todo["DUE"].dt.astimezone(dt.UTC) == dt.datetime(2027, 1, 31, 8, 0, tzinfo=dt.UTC)
    assert todo["PERCENT-COMPLETE"] == 50


def test_everything_unknown_survives_an_edit():
    edited = parse_calendar(FULL).edited({"SUMMARY": "short"}).render()
    old = b"SUMMARY;LANGUAGE=fr:Titre \xc3\xa9 un peu long\\, et pli\xc3\xa9 au milieu d'un caract\xc3\r\n \xa8re"
    assert edited == FULL.replace(old, b"SUMMARY:short")


def test_the_master_of_a_recurring_to_do_is_the_one_that_is_read_and_edited():
    calendar = parse_calendar(FULL)
    assert calendar.todo.find("SUMMARY").text == "Titre é un peu long, et plié au milieu d'un caractère"
    edited = calendar.edited({"SUMMARY": "short"})
    assert [todo.find("SUMMARY").text for todo in edited.todos] == ["the second time", "short"]


def test_a_value_that_says_the_same_keeps_its_line():
    same = parse_calendar(FULL).todo.find("SUMMARY")
    assert parse_calendar(FULL).edited({"SUMMARY": same}).render() == FULL


def test_line_feeds_and_a_byte_order_mark_are_understood():
    assert parse_calendar(b"\xef\xbb\xbf" + FULL.replace(b"\r\n", b"\n")).render() == FULL


def test_bytes_that_are_no_text_are_kept():
    broken = FULL.replace(b"kept as it is", b"\xff\xfe")
    calendar = parse_calendar(broken)
    assert calendar.edited({"SUMMARY": "x"}).render().count(b"\xff\xfe") == 1
    assert calendar.todo.find("X-ODD").text == "\ufffd\ufffd"


def test_a_new_calendar_has_what_rfc_5545_requires():
    todo = new_calendar("t,1", NOW).todo
    assert todo.find("UID").text == "t,1"
    assert todo.find("DTSTAMP").value == todo.find("CREATED").value == "20261122T120000Z"
    document = new_calendar("t,1", NOW).render()
    assert b"VERSION:2.0" in document
    assert b"PRODID:" in document


def test_a_zone_is_defined_once_where_a_date_names_it():
    calendar = new_calendar("t-1", NOW).edited({"DTSTART": PARIS, "DUE": PARIS})
    assert calendar.render().count(b"TZID:Europe/Paris") == 1
    again = parse_calendar(calendar.render()).edited({"DUE": Property("20270201T090000", PARIS.parameters)})
    assert again.render().count(b"TZID:Europe/Paris") == 1


def test_a_calendar_s_own_zone_is_found():
    due = parse_calendar(FULL).todo.find("DUE")
    zone = due.find_zone("Office")
    assert dt.datetime(2027, 1, 31, 9, tzinfo=zone).utcoffset() == dt.timedelta(hours=3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"DUE": DAY}, "due"),
        ({"DTSTART": PARIS, "DUE": DAY}, "due"),
    ],
)
def test_start_and_due_are_both_days_or_both_moments(changes, field):
    calendar = new_calendar("t-1", NOW).edited({"DTSTART": PARIS})
    with pytest.raises(ValidationError) as caught:
        calendar.edited(changes)
    assert caught.value.pointer == f"/{field}"


def test_a_start_that_does_not_fit_the_due_date_is_named():
    with pytest.raises(ValidationError) as caught:
        new_calendar("t-1", NOW).edited({"DUE": DAY}).edited({"DTSTART": NOW})
    assert caught.value.pointer == "/start"


def test_an_old_disagreement_does_not_stop_other_edits():
    odd = FULL.replace(b"UID:t-1\r\nSUMMARY", b"UID:t-1\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY")
    assert parse_calendar(odd).edited({"SUMMARY": "x"}).todo.find("SUMMARY").text == "x"


def test_setting_or_clearing_a_due_date_takes_the_duration_away():
    calendar = new_calendar("t-1", NOW).edited({"DTSTART": NOW, "DURATION": Property("P1DT2H")})
    for due in (NOW, None):
        edited = calendar.edited({"DUE": due})
        assert edited.todo.find("DURATION") is None
        assert (edited.todo.find("DUE") is None) is (due is None)


def test_moving_the_start_leaves_the_due_date_where_it_was():
    calendar = new_calendar("t-1", NOW).edited({"DTSTART": NOW, "DURATION": Property("P1DT2H")})
    edited = calendar.edited({"DTSTART": NOW - dt.timedelta(days=3)})
    assert edited.todo.find("DUE").value == "20261123T140000Z"
    assert edited.todo.find("DURATION") is None


def test_other_relations_than_the_parent_are_kept():
    calendar = parse_calendar(FULL).edited({"RELATED-TO": [Property("p-1")]})
    assert [line.value for line in calendar.todo.all("RELATED-TO")] == ["p-1", "s-1"] or [
        line.value for line in calendar.todo.all("RELATED-TO")
    ] == ["s-1", "p-1"]
    moved = calendar.edited({"RELATED-TO": [Property("p-2")]})
    assert {line.value for line in moved.todo.all("RELATED-TO")} == {"s-1", "p-2"}
    assert [line.value for line in moved.edited({"RELATED-TO": None}).todo.all("RELATED-TO")] == ["s-1"]


def test_comments_are_added_changed_and_removed_one_by_one():
    calendar = new_calendar("t-1", NOW).edited({}, add={"COMMENT": "one"}).edited({}, add={"COMMENT": "two\nlines"})
    assert _comments(calendar) == ["one", "two\nlines"]
    first, second = marks(calendar.todo.all("COMMENT"))
    changed = calendar.edited({}, mark=second, change={"COMMENT": Property("2")})
    assert _comments(changed) == ["one", "2"]
    assert marks(changed.todo.all("COMMENT")) == [first, second]
    assert _comments(changed.edited({}, mark=first, remove=["COMMENT"])) == ["2"]
    for edits in ({"remove": ["COMMENT"]}, {"change": {"COMMENT": Property("3")}}):
        with pytest.raises(NotFoundError):
            calendar.edited({}, mark="none", **edits)


def test_what_is_filled_is_set_once():
    first = new_calendar("t-1", NOW).edited({}, fill={"COMPLETED": NOW})
    again = first.edited({"STATUS": "COMPLETED"}, fill={"COMPLETED": NOW + dt.timedelta(days=1)})
    assert [line.value for line in again.todo.all("COMPLETED")] == ["20261122T120000Z"]


def test_what_is_added_gets_the_mark_that_is_given():
    calendar = new_calendar("t-1", NOW).edited({}, add={"COMMENT": "one"}, mark="m-1")
    assert marks(calendar.todo.all("COMMENT")) == ["m-1"]
    assert b"COMMENT;X-TASKLAB-ID=m-1:one" in calendar.render()


def _comments(calendar: Calendar) -> list[str]:
    return [line.text for line in calendar.todo.all("COMMENT")]


@pytest.mark.parametrize("value", ["a\nDUE:20270101", "a\rb", "\x00", "\x7f"])
def test_a_value_cannot_begin_another_line(value):
    with pytest.raises(ValueError, match="control character"):
        new_calendar("t-1", NOW).edited({"RRULE": Property(value)})
    with pytest.raises(ValueError, match="control character"):
        new_calendar("t-1", NOW).edited({"X-P": Property("a", (("P", (value.replace("\n", "\r"),)),))})


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not a calendar",
        b"BEGIN:VTODO\r\nEND:VTODO\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n",
        b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VTODO\r\n" * 50,
    ],
)
def test_what_is_no_calendar_is_the_platform_s_fault(document):
    with pytest.raises(PlatformError):
        parse_calendar(document)


def test_lower_case_names_are_the_same_names():
    document = b"begin:vcalendar\r\nbegin:vtodo\r\nsummary:x\r\nend:vtodo\r\nend:vcalendar\r\n"
    assert parse_calendar(document).todo.find("SUMMARY").text == "x"
    assert parse_calendar(document).render() == document
