"""Notes of a platform become a part of its page, and nothing else."""

from __future__ import annotations

import html5lib

from tasklab.report.notes import render_notes

TEXT = """# Desk

Tasks and *projects*. <script>alert(1)</script>

## Connecting
See [the vendor](https://desk.example/api), [our page](../calling.md) and [this](javascript:alert(1)).

| a | b |
| --- | --- |
| 1 | `<b>` |
"""


def test_the_title_is_left_out_and_the_other_headings_stand_below_the_pages():
    page = str(render_notes(TEXT))

    assert "<h1>" not in page
    assert "<h3>Connecting</h3>" in page
    html5lib.HTMLParser(strict=True).parseFragment(page)


def test_markup_stays_text_and_only_links_that_lead_outside_lead_anywhere():
    root = html5lib.parseFragment(str(render_notes(TEXT)), namespaceHTMLElements=False)

    assert [link.get("href") for link in root.iter("a") if link.get("href")] == ["https://desk.example/api"]
    assert not list(root.iter("script"))
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_without_notes_there_is_nothing():
    assert render_notes("") == ""
