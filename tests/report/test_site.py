"""The site: whole, self-contained, valid, and saying no more than is known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from tests.report.builder import NOW, build_lab, fold_lab, make_site

from tasklab.report.address import platform_file, slug, version_file
from tasklab.report.matrix import find_css
from tasklab.report.part import Compatibility
from tasklab.report.site import PAGES, SiteSource, render_site
from tasklab.unified.catalogue import METHODS

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>{{ 7*7 }}"
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def source():
    return make_site(build_lab(20))


@pytest.fixture(scope="module")
def site(source):
    return render_site(source)


@pytest.fixture(scope="module")
def pages(site):
    return {name: parse(text) for name, text in site.items() if name.endswith(".html")}


def parse(text):
    return html5lib.HTMLParser(strict=True).parse(text)


def tags(page, name):
    return page.iter(NAMESPACE + name)


def words(page):
    return " ".join(" ".join(page.itertext()).split())


def test_there_is_a_page_for_everything(source, site):
    names = {name for name, _ in PAGES}
    for platform in source.report.platforms:
        names |= {platform_file(platform.platform)}
        names |= {version_file(platform.platform, version.version) for version in platform.versions}

    assert {name for name in site if name.endswith(".html")} == names


def test_every_page_is_valid_html_and_every_id_is_there_once(pages):
    for name, page in pages.items():
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), name
        assert next(tags(page, "title")).text.endswith("tasklab")
        assert len(list(tags(page, "h1"))) == 1


def test_every_link_leads_to_a_file_and_a_place_that_are_there(site, pages):
    ids = {name: {element.get("id") for element in page.iter()} for name, page in pages.items()}
    seen = 0
    for name, page in pages.items():
        for element in page.iter():
            for key in ("href", "src"):
                target = element.get(key)
                if target is None or target == "data:," or element.get("rel") == "external":
                    continue
                where = urlsplit(target)
                assert not where.scheme, f"{name}: {target}"
                assert not where.netloc, f"{name}: {target}"
                file = normpath(f"{dirname(name)}/{unquote(where.path)}") if where.path else name
                assert file.lstrip("/") in site, f"{name} leads to {target}"
                if where.fragment and "=" not in where.fragment:
                    assert where.fragment in ids[file.lstrip("/")], f"{name} leads to {target}"
                seen += 1
    assert seen > 1000


def test_nothing_is_fetched_from_anywhere_else(site):
    for name, text in site.items():
        if name.endswith((".html", ".css", ".js", ".svg")):
            assert not re.search(r"@import|url\((?!#)|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(", text), name
            assert "//" not in "".join(re.findall(r"(?:src|action)=\"?([^\" >]+)", text)), name


def test_texts_from_outside_stay_texts(source):
    report = source.report
    first, *rest = report.platforms
    evil = replace(
        first.versions[0],
        version='9"><b>',
        why_not=(HOSTILE,),
        cells=tuple(replace(cell, verdict="failing", reasons=(HOSTILE,)) for cell in first.versions[0].cells),
    )
    platform = replace(first, platform="../evil", name=HOSTILE, summary=HOSTILE, alarms=(HOSTILE,), versions=(evil,))
    links = (("home", "javascript:alert(1)"),)
    changed = replace(report, platforms=(replace(platform, links=links), *rest))
    files = render_site(replace(source, report=changed, describe=lambda _platform, _version: None))

    for name, text in files.items():
        assert ".." not in name
        if name.endswith(".html"):
            page = parse(text)
            assert not [element for element in tags(page, "img") if element.get("onerror")], name
            scripts = {element.get("src") for element in tags(page, "script")}
            assert scripts <= {None, "assets/site.js", "../assets/site.js"}
            assert "javascript:" not in text
    assert HOSTILE.split("{{", maxsplit=1)[0] in words(parse(files["index.html"]))


@pytest.mark.parametrize(("name", "file"), [("3.9", "3.9"), ("../x", "_2e._2fx"), ("a_b", "a_5fb"), ("", "_")])
def test_a_name_never_leaves_the_folder_and_no_two_share_a_file(name, file):
    assert "/" not in slug(name)
    assert slug(name) == file


def test_what_is_not_known_is_shown_as_not_known(source, pages):
    never = [(p, v) for p in source.report.platforms for v in p.versions if v.run is None]
    assert never
    for platform, version in never:
        text = words(pages[version_file(platform.platform, version.version)])
        assert "Proof none: no method is verified" in text
        assert "not known: the contract never ran on it" in text
        assert text.count("unverified") >= len(METHODS)
    service = words(pages["service.html"])
    assert service.count("not measured yet") == 3


def test_every_version_shows_its_level_and_whether_it_was_held_against_the_description(source, pages):
    said = set()
    for platform in source.report.platforms:
        for version in platform.versions:
            if version.run is None:
                continue
            text = words(pages[version_file(platform.platform, version.version)])
            stale = f"none that counts : it was {version.level} ("
            assert f"Proof {stale if version.freshness == 'stale' else f'{version.level} :'}" in text
            told = {True: "held against it", False: "not held against it", None: "not said"}[version.run.validated]
            assert f"Vendor's description {told} Run it again" in text
            assert f"tasklab verify {platform.platform} {version.version}" in text
            said.add(version.run.validated)
    assert said == {True, False, None}


def test_the_picture_says_of_every_cell_what_the_report_says(source, pages):
    rows = [row for row in tags(pages["index.html"], "tr") if row.get("data-c")]
    versions = [version for platform in source.report.platforms for version in platform.versions]
    marks = {"verified": "TRSL", "unavailable": "\N{EN DASH}", "failing": "✗", "unverified": "?", "waived": "w"}

    assert len(rows) == len(versions)
    for row, version in zip(rows, versions, strict=True):
        cells = list(tags(row, "td"))[1:]
        assert len(cells) == len(version.cells) == len(row.get("data-c"))
        usual = row.get("class").split()[0]
        for element, cell in zip(cells, version.cells, strict=True):
            assert element.text[0] in marks[cell.verdict]
            if cell.verdict == "verified":
                assert element.text[0].lower() == cell.level[0]
            assert element.get("class", "") == find_css(cell, usual if usual.startswith("v") else "")
            assert element.text.endswith("*") == (cell.is_stale and cell.verdict != "unverified")


def test_proof_that_could_not_be_checked_is_told_and_is_no_reason_for_calm(source):
    first = source.report.platforms[0]
    versions = tuple(replace(each, freshness="not told", status="supported") for each in first.versions)
    report = replace(source.report, platforms=(replace(first, versions=versions),))
    text = words(parse(render_site(replace(source, report=report))["index.html"]))

    assert "could not compute whether all evidence is still fresh" in text
    assert "? in doubt" in text


def test_the_same_ledger_makes_the_same_bytes(site):
    assert render_site(make_site(build_lab(20))) == site


def test_a_lab_with_nothing_in_it_says_so():
    empty = Compatibility(date(2026, 11, 26), tuple(METHODS), ())

    files = render_site(SiteSource(empty, (), lambda _platform, _version: None))

    assert "No platform has a folder in specs/ yet." in words(parse(files["index.html"]))
    for name, _ in PAGES:
        parse(files[name])


def test_the_past_can_be_shown():
    then = NOW.replace(year=2025)

    report = fold_lab(build_lab(5), then)

    assert report.on == then.date()
    released = [version.window.released_at for part in report.platforms for version in part.versions if version.window]
    assert released
    assert max(released) <= then
