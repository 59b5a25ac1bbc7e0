"""Charts: well-formed, in the right place, and readable for those who do not see them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from tests.report.builder import build_lab, fold_lab

from tasklab.report.chart import Bar, Dot, Stack, render_dots, render_stacks, render_timeline
from tasklab.report.figure import fold_coverage, fold_stacks, fold_timeline

TODAY = date(2026, 11, 26)
HOSTILE = '<b>&"x" ' + "long " * 20


def bar(name="Desk 1.0", **changes):
    content = {
        "name": name,
        "words": "due in 9 d",
        "opened_on": TODAY - timedelta(days=50),
        "due_on": TODAY + timedelta(days=9),
        "noticed_on": TODAY - timedelta(days=49),
        "result": "open",
        "closed_on": None,
    }
    return Bar(**(content | changes))


def said(svg):
    """Return the title and the description that the image is named by."""
    root = ET.fromstring(str(svg))
    ids = {element.get("id"): element.text for element in root}
    return [ids[name] for name in root.get("aria-labelledby").split()]


@pytest.mark.parametrize(
    "svg",
    [
        render_timeline([bar(HOSTILE)], TODAY),
        render_stacks([Stack(HOSTILE, (("server", 40), ("failing", 7)), HOSTILE)], 47, "Methods"),
        render_dots([Dot(HOSTILE, 30, "met")], 61, 180),
    ],
    ids=["timeline", "stacks", "dots"],
)
def test_a_chart_is_an_image_with_a_title_and_everything_in_words(svg):
    root = ET.fromstring(str(svg))

    assert root.get("role") == "img"
    title, description = said(svg)
    assert title
    assert HOSTILE in description


def test_a_window_lies_between_its_days_and_today_is_where_it_is():
    root = ET.fromstring(str(render_timeline([bar()], TODAY)))
    rect = root.find("rect")
    today = [float(line.get("x1")) for line in root.iter("line") if line.get("class") == "today"][-1]
    start, end = float(rect.get("x")), float(rect.get("x")) + float(rect.get("width"))

    assert rect.get("class") == "open"
    assert (today - start) / (end - start) == pytest.approx(50 / 59, abs=0.01)


def test_a_bar_is_as_long_as_its_counts():
    root = ET.fromstring(str(render_stacks([Stack("a", (("server", 10), ("twin", 0), ("failing", 30)), "")], 40, "t")))
    widths = {rect.get("class"): float(rect.get("width")) for rect in root.iter("rect")}

    assert set(widths) == {"server", "failing"}
    assert widths["failing"] == pytest.approx(3 * widths["server"])


def test_more_days_than_the_axis_has_stand_at_its_end_and_say_so():
    svg = str(render_dots([Dot("a", 500, "missed"), Dot("b", 180, "missed")], 61, 180))
    places = {circle.get("cx") for circle in ET.fromstring(svg).iter("circle")}

    assert len(places) == 1
    assert "180+ days" in svg


def test_what_is_drawn_is_what_is_known():
    report = fold_lab(build_lab(20))
    bars, stacks = fold_timeline(report), fold_stacks(fold_coverage(report))

    owed = [v for p in report.platforms for v in p.versions if v.window and v.window.days_left is not None]
    assert [each.result for each in bars][: len(owed)].count("met") == 0
    assert [each.due_on for each in bars[: len(owed)]] == sorted(v.window.due_at.date() for v in owed)
    assert all(sum(count for _, count in stack.counts) == len(report.methods) for stack in stacks)
