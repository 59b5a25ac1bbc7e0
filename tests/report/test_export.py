"""What is made for machines, read by parsers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta

import feedparser
import icalendar
import jsonschema
import pytest
from markdown_it import MarkdownIt
from tests.report.builder import NOW, build_lab, fold_lab, make_site

from tasklab.report.badge import render_badge, render_badges
from tasklab.report.calendar import render_calendar
from tasklab.report.document import render_document, render_schema
from tasklab.report.event import Event
from tasklab.report.feed import render_feed
from tasklab.report.part import Compatibility
from tasklab.report.table import render_csv, render_readme_table
from tasklab.unified.catalogue import METHODS

HOSTILE = "<b>Ünï</b>, \"x\"; \\n & 'y' | ]]> \U0001f680" + "ß" * 90


@pytest.fixture(scope="module")
def lab():
    return build_lab(20)


@pytest.fixture(scope="module")
def report(lab):
    return fold_lab(lab)


@pytest.fixture(scope="module")
def hostile(report):
    """Give a report whose texts from outside try to be markup."""
    first, *rest = report.platforms
    return replace(report, platforms=(replace(first, name=HOSTILE, summary=HOSTILE, alarms=(HOSTILE,)), *rest))


@pytest.mark.parametrize("name", ["report", "hostile"])
def test_the_document_fits_its_published_schema(name, request):
    schema = json.loads(render_schema())
    document = json.loads(render_document(request.getfixturevalue(name)))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert (document["format"], document["$schema"]) == (2, "compatibility.schema.json")
    assert [method["name"] for method in document["methods"]] == list(METHODS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["format"], 1),
        (["platforms", 0, "versions", 0, "status"], "fine"),
        (["platforms", 0, "versions", 0, "methods", "task.get"], ["verified", "gold", 3]),
        (["platforms", 0, "versions", 0, "methods", "task.get"], ["verified", "server", -1]),
        (["platforms", 0, "versions", 0, "window", "result"], "soon"),
        (["platforms", 0, "name"], None),
    ],
)
def test_the_schema_refuses_what_a_reader_would_misread(report, path, value):
    document = json.loads(render_document(report))
    *where, last = path
    part = document
    for key in where:
        part = part[key]
    part[last] = value

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(render_schema()))


def test_the_document_says_what_the_report_says(report):
    document = json.loads(render_document(report))

    for platform, entry in zip(report.platforms, document["platforms"], strict=True):
        for version, found in zip(platform.versions, entry["versions"], strict=True):
            assert {name: cell[0] for name, cell in found["methods"].items()} == {
                c.method: c.verdict for c in version.cells
            }
            assert [cell[1] for cell in found["methods"].values()] == [cell.level for cell in version.cells]
            assert found.get("level") == version.level
            assert (found.get("run") or {}).get("validated") == (version.run.validated if version.run else None)
        proofs = {(each["method"], tuple(each["versions"])) for each in entry.get("absences", [])}
        absent = {
            cell.method for version in platform.versions for cell in version.cells if cell.verdict == "unavailable"
        }
        assert {method for method, _ in proofs} == absent


def test_a_spreadsheet_reads_a_row_for_each_version_and_a_column_for_each_method(report):
    rows = list(csv.DictReader(io.StringIO(render_csv(report)), strict=True))

    assert len(rows) == sum(len(platform.versions) for platform in report.platforms)
    assert list(rows[0])[-len(METHODS) :] == list(METHODS)
    words = {row[method] for row in rows for method in METHODS}
    assert {"verified (twin)", "verified (live)", "failing", "unverified", "waived"} <= words
    assert all(row["due"] for row in rows)


@pytest.mark.parametrize("start", ["=1+1", "@SUM(1)", "+x", "-x"])
def test_a_text_from_outside_never_calculates(report, start):
    first, *rest = report.platforms
    version = replace(first.versions[0], version=start)
    changed = replace(report, platforms=(replace(first, versions=(version,)), *rest))

    assert next(csv.DictReader(io.StringIO(render_csv(changed))))["version"] == f"'{start}"


def test_a_calendar_holds_every_open_window_every_cut_and_every_waiver(report):
    calendar = icalendar.Calendar.from_ical(render_calendar(report))
    events = calendar.walk("VEVENT")
    uids = [str(event["UID"]) for event in events]
    owed = [
        (f"due-{platform.platform}-{version.version}@tasklab", version.window.due_at.date())
        for platform in report.platforms
        for version in platform.versions
        if version.window and version.window.days_left is not None
    ]

    assert len(uids) == len(set(uids))
    assert {(uid, event["DTSTART"].dt) for uid, event in zip(uids, events, strict=True)} >= set(owed)
    assert sum(uid.startswith("cut-") for uid in uids) == sum(bool(v.cut) for p in report.platforms for v in p.versions)
    assert any(uid.startswith("waiver-") for uid in uids)
    assert all(event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1) for event in events)
    assert not any(event.errors for event in events)


def test_a_calendar_is_folded_by_bytes_and_reads_back_what_was_written(hostile):
    text = render_calendar(hostile)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    titles = {str(event["SUMMARY"]) for event in events}
    name = hostile.platforms[0].name
    has_window = any(version.window.days_left is not None for version in hostile.platforms[0].versions)
    assert any(title.startswith(name) for title in titles) == has_window


def test_a_hostile_name_survives_the_calendar(hostile):
    late = next(platform for platform in hostile.platforms if platform.versions[0].is_late)
    report = replace(hostile, platforms=(replace(late, name=HOSTILE),))

    events = icalendar.Calendar.from_ical(render_calendar(report)).walk("VEVENT")

    assert {str(event["SUMMARY"]) for event in events} == {
        f"{HOSTILE} {late.versions[0].version}: support is due (late)"
    }


def test_a_feed_reader_reads_what_moved(lab):
    source = make_site(lab)

    feed = feedparser.parse(
        render_feed(source.events, source.report.on, lambda event: f"platform/{event.platform}.html")
    )

    assert not feed.bozo
    assert feed.version == "atom10"
    assert [entry.summary for entry in feed.entries] == [event.text for event in source.events[:50]]
    assert len({entry.id for entry in feed.entries}) == 50
    assert feed.entries[0].link.startswith("platform/")


def test_a_feed_with_an_address_holds_whole_links_and_keeps_its_ids():
    event = Event(NOW, "trouble", "desk", "1.0", HOSTILE + "\x00\ufffe")

    here = feedparser.parse(render_feed([event], NOW.date(), lambda _: "p.html"))
    there = feedparser.parse(render_feed([event], NOW.date(), lambda _: "p.html", "https://lab.example/"))

    assert not there.bozo
    assert there.entries[0].link == "https://lab.example/p.html"
    assert here.entries[0].id == there.entries[0].id
    assert there.entries[0].summary == HOSTILE


def test_badges_are_images_that_read_themselves_out_and_claim_no_more_than_is_proven(report):
    badges = render_badges(report)

    for platform in report.platforms:
        root = ET.fromstring(badges[platform.platform])
        label = root.get("aria-label")
        if platform.newest.is_late:
            assert "is late" in label
        else:
            assert label.split(": ", 1)[1].startswith(platform.served.version)
            assert f"proof: {platform.served.level}" in label
    assert ET.fromstring(render_badge(HOSTILE, "&<>", "none")).get("aria-label") == f"{HOSTILE}: &<>"


def test_a_readme_table_is_one_table_with_a_row_for_each_platform(hostile):
    text = render_readme_table(hostile)

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows = [token for token in tokens if token.type == "tr_open"]
    cells = [token for token in tokens if token.type in {"td_open", "th_open"}]
    assert len(rows) == len(hostile.platforms) + 1
    assert len(cells) == 5 * len(rows)
    assert not [token for token in tokens if token.type.startswith("html")]
    assert not [child for token in tokens for child in token.children or () if child.type.startswith("html")]


def test_an_empty_lab_exports_empty_things_that_are_valid():
    empty = Compatibility(date(2026, 11, 26), tuple(METHODS), ())

    jsonschema.validate(json.loads(render_document(empty)), json.loads(render_schema()))
    assert list(csv.DictReader(io.StringIO(render_csv(empty)))) == []
    assert icalendar.Calendar.from_ical(render_calendar(empty)).walk("VEVENT") == []
    assert feedparser.parse(render_feed([], empty.on, lambda _: "")).entries == []
    assert "0 of 0 platforms" in render_badges(empty)["tasklab"]
