"""A value that a codec cannot carry is refused by name, and a native value that is none is the platform's fault."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.registry import CODECS, load_functions
from tasklab.adapter.codec.strategy import TABLE
from tasklab.adapter.codec.tagged import TaggedDate, TaggedDatetime, TaggedDecimal, TaggedDuration
from tasklab.adapter.content_line import Property
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Estimate, TaskDate

MOMENT = dt.datetime(2027, 1, 31, 9, tzinfo=dt.UTC)
DAY = TaskDate(date=dt.date(2027, 1, 31))
POINTS = Estimate(value=3, unit=EstimateUnit.POINTS)
PARIS = TaskDate(datetime=MOMENT, timezone="Europe/Paris")
BINARY = (("ENCODING", ("BASE64",)), ("VALUE", ("BINARY",)))

REFUSED = [
    ("local_day", TaskDate(datetime=MOMENT), UnsupportedFieldError),
    ("local_day", TaskDate(date=DAY.date, timezone="Europe/Paris"), UnsupportedFieldError),
    ("repetition", "every day", ValidationError),
    ("repetition", "INTERVAL=2", ValidationError),
    ("repetition", "FREQ=DAILY;FREQ=DAILY", ValidationError),
    ("repetition", "FREQ=DAILY;COUNT=1;UNTIL=20300101", ValidationError),
    ("repetition", "FREQ=DAILY;UNTIL=20301399", ValidationError),
    ("repetition", "FREQ=HOURLY", UnsupportedFieldError),
    ("repetition", "FREQ=DAILY;BYHOUR=9", UnsupportedFieldError),
    ("repetition", "FREQ=DAILY;BYDAY=MO", UnsupportedFieldError),
    ("repetition", "FREQ=DAILY;INTERVAL=0", UnsupportedFieldError),
    ("repetition", "FREQ=WEEKLY", UnsupportedFieldError),
    ("repetition", "FREQ=WEEKLY;BYDAY=1MO", UnsupportedFieldError),
    ("repetition", "FREQ=WEEKLY;BYDAY=MO;WKST=XX", UnsupportedFieldError),
    ("repetition", "FREQ=MONTHLY", UnsupportedFieldError),
    ("repetition", "FREQ=MONTHLY;BYDAY=MO", UnsupportedFieldError),
    ("repetition", "FREQ=MONTHLY;BYDAY=5MO", UnsupportedFieldError),
    ("repetition", "FREQ=MONTHLY;BYDAY=1MO,2TU", UnsupportedFieldError),
    ("repetition", "FREQ=MONTHLY;BYMONTHDAY=-1", UnsupportedFieldError),
    ("repetition", "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=1MO", UnsupportedFieldError),
    ("repetition", "FREQ=YEARLY;BYMONTHDAY=1", UnsupportedFieldError),
    ("repetition", "FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=13", UnsupportedFieldError),
    ("slashed_first", "list", ValidationError),
    ("slashed_first", "list/task/more", ValidationError),
    ("slashed_second", "list/", ValidationError),
    ("slashed_owner", "list/task", ValidationError),
    ("slashed_kind", "list/task/files/", ValidationError),
    ("slashed_part", "list/task/files", ValidationError),
    ("one_word", ["a", "b"], UnsupportedFieldError),
    ("trac_word", "~a", ValidationError),
    ("chosen", [[{"to": {"id": "3"}, "id": "11"}], "to.id", "9", "id"], ValidationError),
    ("estimate_m", POINTS, UnsupportedFieldError),
    ("project_key", "web", UnsupportedFieldError),
    ("project_key", "W", UnsupportedFieldError),
    ("task_key", ["https://x/WEB-1", "https://y/"], ValidationError),
    ("minute_seconds", 29, ValidationError),
    ("jql", "a\nb", UnsupportedFieldError),
    ("words", ["a b"], UnsupportedFieldError),
    ("words", [""], UnsupportedFieldError),
    ("part_of", [["a", "x"], ["a"]], ValidationError),
    ("all_chosen", [[{"id": 1, "name": "a"}], "id", ["1", "2"], "name"], ValidationError),
    ("capitals", "a-b", ValidationError),
    ("capitals", "É", ValidationError),
    ("loose_id", "x", ValidationError),
    ("loose_id_unless_zero", "0", UnsupportedFieldError),
    ("one_loose_id", ["1", "2"], UnsupportedFieldError),
    ("one_loose_id", ["0"], UnsupportedFieldError),
    ("loose_position", 0, UnsupportedFieldError),
    ("loose_position", "first", UnsupportedFieldError),
    ("loose_estimate_hours", POINTS, UnsupportedFieldError),
    ("loose_estimate_hours", Estimate(value=0, unit=EstimateUnit.HOURS), UnsupportedFieldError),
    ("leading_ids", ["x", [1, 1]], ValidationError),
    ("whole_minute", DAY, UnsupportedFieldError),
    ("whole_minute", PARIS, UnsupportedFieldError),
    ("whole_minute", TaskDate(datetime=MOMENT.replace(second=1)), UnsupportedFieldError),
    ("one_text", ["a", "b"], UnsupportedFieldError),
    ("no_comma", "a,b", UnsupportedFieldError),
    ("notion_title", "x" * 200_001, UnsupportedFieldError),
    ("notion_text", "**a** b " * 60, UnsupportedFieldError),
    ("notion_text_null", "**a** b " * 60, UnsupportedFieldError),
    ("comma_list", ["a,b"], UnsupportedFieldError),
    ("semicolon_list", ["a;b"], UnsupportedFieldError),
    ("semicolon_list", ["a,b"], UnsupportedFieldError),
    ("semicolon_list", [" "], UnsupportedFieldError),
    ("plain_name", "a/b", UnsupportedFieldError),
    ("plain_name", "_a", UnsupportedFieldError),
    ("plain_name", "a.", UnsupportedFieldError),
    ("plain_name", " ", UnsupportedFieldError),
    ("wiql", "a\nb", UnsupportedFieldError),
    ("wiql_among", ["System.TeamProject", ["a\nb"]], UnsupportedFieldError),
    ("comma_list", [" "], UnsupportedFieldError),
    ("integer_text", "abc", ValidationError),
    ("column_of", [{"id": "7", "columns": []}, "file"], UnsupportedFieldError),
    ("day_or_utc_text", PARIS, UnsupportedFieldError),
    ("integer_text", "007", ValidationError),
    ("integer_text", "1" * 30, ValidationError),
    ("integer_text", "\u0661", ValidationError),
    ("xml_rpc_id", "007", ValidationError),
    ("xml_rpc_id", str(2**31), ValidationError),
    ("one_integer_text", ["1", "2"], UnsupportedFieldError),
    ("one_integer_text", ["x"], ValidationError),
    ("integer_list", ["1", ""], ValidationError),
    ("id_value_pairs", {"x": 1}, ValidationError),
    ("id_text_pairs", {"x": "1"}, ValidationError),
    ("id_text_pairs", {"1": {"a": 1}}, UnsupportedFieldError),
    ("short_texts", {"1-2": True}, UnsupportedFieldError),
    ("short_texts", {"1-2": "x" * 513}, ValidationError),
    ("file_name", "a/", ValidationError),
    ("day_start", MOMENT, UnsupportedFieldError),
    ("utc_moment", DAY, UnsupportedFieldError),
    ("utc_moment", PARIS, UnsupportedFieldError),
    ("utc_moment", TaskDate(datetime=MOMENT.replace(microsecond=1)), UnsupportedFieldError),
    ("utc_moment", TaskDate(datetime=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)), UnsupportedFieldError),
    ("estimate_text_minutes", POINTS, UnsupportedFieldError),
    ("owner", ["a", "b"], UnsupportedFieldError),
    ("field_values_sent", {"x": "1"}, ValidationError),
    ("field_values_sent", {"1": True}, UnsupportedFieldError),
    ("ticket_line", "a\nb", ValidationError),
    ("ticket_line", "é" * 101, ValidationError),
    ("ticket_text", "0", ValidationError),
    ("queue_text", "é" * 128, ValidationError),
    ("worked_minutes", 29, ValidationError),
    ("whole_minutes", 29, ValidationError),
    ("asana_notes", "a\x08", UnsupportedFieldError),
    ("asana_comment", "a\x08", UnsupportedFieldError),
    ("slug", "Ab", ValidationError),
    ("word", "a b", UnsupportedFieldError),
    ("word", "..", UnsupportedFieldError),
    ("line_null", "a\nb", UnsupportedFieldError),
    ("hex_digits", "red", ValidationError),
    ("hex_digits", "#12345g", ValidationError),
    ("place", "acme", NotFoundError),
    ("place", "acme/..", NotFoundError),
    ("place_of", "acme/home", NotFoundError),
    ("place_of", "acme#1", NotFoundError),
    ("number_of", "acme/home#0", NotFoundError),
    ("number_of", "acme/home#1x", NotFoundError),
    ("slug", "12", ValidationError),
    ("table", "triage", UnsupportedFieldError),
    ("table", 0, UnsupportedFieldError),
    ("day", TaskDate(datetime=MOMENT), UnsupportedFieldError),
    ("day", TaskDate(date=dt.date(2027, 1, 31), timezone="Europe/Paris"), UnsupportedFieldError),
    ("midnight", TaskDate(datetime=MOMENT), UnsupportedFieldError),
    ("midnight", TaskDate(date=dt.date(2027, 1, 31), timezone="Europe/Paris"), UnsupportedFieldError),
    ("moment", DAY, UnsupportedFieldError),
    ("moment", PARIS, UnsupportedFieldError),
    ("day_or_instant", PARIS, UnsupportedFieldError),
    ("epoch_ms_moment", DAY, UnsupportedFieldError),
    ("moment_unless_epoch", DAY, UnsupportedFieldError),
    ("moment_unless_epoch", TaskDate(datetime=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)), UnsupportedFieldError),
    ("tagged_date", TaskDate(datetime=MOMENT), UnsupportedFieldError),
    ("tagged_day_start", MOMENT, UnsupportedFieldError),
    ("line", "a\nb", UnsupportedFieldError),
    ("tree_name", "a\\b", UnsupportedFieldError),
    ("tree_name", "a\tb", UnsupportedFieldError),
    ("whole_position", "a", UnsupportedFieldError),
    ("whole_position", 1.5, UnsupportedFieldError),
    ("estimate_hours", POINTS, UnsupportedFieldError),
    ("estimate_minutes", Estimate(value=1, unit=EstimateUnit.DAYS), UnsupportedFieldError),
    ("estimate_seconds", POINTS, UnsupportedFieldError),
    ("estimate_points", Estimate(value=1, unit=EstimateUnit.HOURS), UnsupportedFieldError),
    ("tagged_hours", POINTS, UnsupportedFieldError),
    ("estimate_whole_points", Estimate(value=1.5, unit=EstimateUnit.POINTS), UnsupportedFieldError),
    ("estimate_whole_points", Estimate(value=2.0**31, unit=EstimateUnit.POINTS), UnsupportedFieldError),
    ("estimate_whole_points", Estimate(value=1, unit=EstimateUnit.HOURS), UnsupportedFieldError),
    ("dav_tail_1", "..", ValidationError),
    ("dav_tail_1", "", ValidationError),
    ("dav_tail_1", "a/b", ValidationError),
    ("dav_tail_1", "%2e%2e", ValidationError),
    ("dav_tail_1", "a b", ValidationError),
    ("dav_tail_1", "100%", ValidationError),
    ("dav_tail_1", "a?b", ValidationError),
    ("dav_tail_1", "a%2fb", ValidationError),
    ("dav_tail_2", "../admin", ValidationError),
    ("dav_tail_2", "a", ValidationError),
    ("dav_tail_2", "a//", ValidationError),
    ("dav_tail_2", "a/b/c", ValidationError),
    ("dav_tail_2", "a/b\r\nX: y", ValidationError),
    ("dav_last", "../admin", ValidationError),
    ("dav_first", "a", ValidationError),
    ("dav_owner", "a/../b#m", ValidationError),
    ("dav_mark", "a/b", ValidationError),
    ("dav_first", "../admin", ValidationError),
    ("dav_owner", "../admin#1", ValidationError),
    ("dav_mark", "../admin", ValidationError),
    ("line", "a\tb", UnsupportedFieldError),
    ("tree_name", "a\\b", UnsupportedFieldError),
    ("tagged_day_start", MOMENT, UnsupportedFieldError),
    ("ical_text", "a\x00b", UnsupportedFieldError),
    ("ical_text", "\ud800", UnsupportedFieldError),
    ("ical_word", "a\nb", ValidationError),
    ("ical_priority", "10", ValidationError),
    ("ical_priority", "", ValidationError),
    ("ical_moment", TaskDate(date=dt.date(2027, 1, 31), timezone="Europe/Paris"), UnsupportedFieldError),
    ("ical_moment", TaskDate(datetime=MOMENT, timezone="Mars/Olympus"), ValidationError),
    ("ical_moment", TaskDate(datetime=MOMENT, timezone="/x/Europe/Paris"), ValidationError),
    (
        "ical_moment",
        TaskDate(datetime=dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), timezone="Europe/Paris"),
        UnsupportedFieldError,
    ),
    ("ical_categories", ["a", " "], ValidationError),
    ("ical_categories", ["a\x07"], UnsupportedFieldError),
    ("ical_parent", "\x00", UnsupportedFieldError),
    ("ical_rrule", "every day", ValidationError),
    ("ical_rrule", "FREQ=DAILY\r\nX-EVIL:1", ValidationError),
    ("ical_rrule", "FREQ=DAILY;FREQ=WEEKLY", ValidationError),
    ("ical_rrule", "INTERVAL=2", ValidationError),
    ("filled", " \n", ValidationError),
    ("ini_text", "", ValidationError),
    ("ini_text", "a\n # b", UnsupportedFieldError),
    ("ini_text", "a\r;b", UnsupportedFieldError),
    ("ical_plain_text", "\\n", UnsupportedFieldError),
    ("ical_plain_text", "50%2C", UnsupportedFieldError),
    ("ical_plain_categories", ["a,b"], UnsupportedFieldError),
    ("ical_plain_categories", ["a", "\\n"], UnsupportedFieldError),
    ("ical_relation", ["uid", "A:B"], ValidationError),
    ("ical_relation", ["uid", None], ValidationError),
    ("ical_attach_file", ["a\nb", None, b""], ValidationError),
    ("ical_attach_file", ["a", None, "text"], ValidationError),
    ("ical_attach_link", ["a", "http://x/ y", None], ValidationError),
    ("ical_attach_link", ["a", "http://x/\r\nX:1", None], ValidationError),
    ("textile", "*_" * 5_000 + "x" + "_*" * 5_000, UnsupportedFieldError),
    ("textile", "```\n</pre>\n```", UnsupportedFieldError),
    ("wiki", "```\n{code}{noformat}\n```", UnsupportedFieldError),
    ("wiki_null", "```\n{code}{noformat}\n```", UnsupportedFieldError),
]

UNREADABLE = [
    ("zero_one", 2),
    ("true_false", "yes"),
    ("text_integer", "1.5"),
    ("text_number", "many"),
    ("text_number", "nan"),
    ("instant", dt.datetime(2027, 1, 31)),  # noqa: DTZ001 - that is what is wrong with it
    ("instant_text", "yesterday"),
    ("instant_text", "2027-01-31T09:00:00"),
    ("day_or_instant", "2027-02-31"),
    ("epoch_ms", 10**18),
    ("roundup_date", "2026-11-22"),
    ("roundup_date", "2026-13-22.10:00:00"),
    ("utc_text", "2026-11-22T10:00:00Z"),
    ("utc_text", "soon"),
    ("base64", "%%%"),
    ("tagged_date", TaggedDate(2027, 2, 31)),
    ("tagged_instant", TaggedDatetime(2027, 1, 31, 25)),
    ("tagged_decimal", TaggedDecimal("x")),
    ("tagged_decimal", TaggedDecimal("NaN")),
    ("tagged_seconds", TaggedDuration(float("inf"))),
    ("http_date", "today"),
    ("dav_tail_1", "/"),
    ("dav_tail_1", "/a/%2e%2e"),
    ("dav_tail_2", "/cal/"),
    ("dav_tail_2", "/cal/../x.ics/.."),
    ("dav_parent", "/x.ics"),
    ("ical_integer", Property("many")),
    ("ical_moment", Property("20270231")),
    ("ical_moment", Property("tomorrow")),
    ("ical_instant", Property("20270131T250000Z")),
    ("ical_attach_content", Property("%%", BINARY)),
]


@pytest.mark.parametrize(("name", "value", "error"), REFUSED)
def test_what_cannot_be_carried_is_refused_by_name(name, value, error):
    codec = CODECS[name]
    arguments = [value, *([TABLE] if codec.takes_table else []), "due"]
    with pytest.raises(error) as caught:
        load_functions(codec).encode(*arguments)
    assert caught.value.pointer.split("/")[1] == "due"


def test_every_codec_that_can_refuse_is_tried():
    assert {name for name, _, _ in REFUSED} == {name for name, codec in CODECS.items() if codec.can_refuse}


@pytest.mark.parametrize("name", ["integer_text", "dav_tail_1", "dav_tail_2"])
def test_an_id_that_no_object_can_have_is_not_found(name):
    with pytest.raises(NotFoundError):
        load_functions(CODECS[name]).encode("../admin", "id")


@pytest.mark.parametrize(("name", "native"), UNREADABLE)
def test_what_the_platform_does_not_document_is_its_fault(name, native):
    with pytest.raises(PlatformError):
        load_functions(CODECS[name]).decode(native)


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(PlatformError) as caught:
        load_functions(CODECS["instant_text"]).decode("x" * 10_000)
    assert len(str(caught.value)) < 300
