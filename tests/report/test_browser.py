"""The site in a browser: filters, keyboard, dark and light, phone to wall, print, and axe-core's opinion.

`TASKLAB_SCREENSHOTS=folder` keeps a picture of every page, for people to look at.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from tests.report.builder import build_lab, make_site

from tasklab.report.site import render_site
from tasklab.report.writer import write_files
from tasklab.unified.catalogue import METHODS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]
WIDTHS = (360, 640, 1024, 1440, 2560)
PAGES = {
    "index": "index.html",
    "deadlines": "deadlines.html",
    "coverage": "coverage.html",
    "service": "service.html",
    "changes": "changes.html",
    "platform": "platform/clickup.html",
    "supported": "version/asana_1.3.html",
    "broken": "version/clickup_6.3.html",
    "never": "version/jira-dc_3.3.html",
    "stale": "version/notion_7.3.html",
}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        # Chromium's sandbox needs what containers and root do not have; it opens our own files alone.
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_files(render_site(make_site(build_lab(20))), folder)
    return folder


def is_foreign(url):
    return not url.startswith(("file:", "data:"))


@pytest.fixture
def visit(browser, site):
    """Open a page, and hold that it neither complains nor asks for anything that is not one of the site's files."""
    contexts = []

    def visit(page="index.html", width=1280, height=900, scheme="light", **options):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        contexts.append(context)
        tab, complaints = context.new_page(), []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: complaints.append(request.url) if is_foreign(request.url) else None)
        tab.on("requestfailed", lambda request: complaints.append(request.url))
        tab.goto(f"{site.as_uri()}/{page}")
        tab.complaints = complaints
        return tab

    yield visit
    for context in contexts:
        for tab in context.pages:
            assert tab.complaints == []
        context.close()


def keep(tab, name):
    folder = os.environ.get("TASKLAB_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=f"{folder}/{name}.png")


def seen(tab, selector, what):
    """Read something of every element that is seen; `what` is an expression over `r`."""
    return tab.eval_on_selector_all(selector, f"rows => rows.filter(r => r.offsetParent).map(r => {what})")


def shown(tab):
    """Name the versions that are seen in the picture."""
    return seen(tab, "#rows tr", "r.cells[0].textContent.trim()")


def fragment(tab):
    """Read the fragment of the address from the page itself: the driver hears of changes a little later."""
    return tab.evaluate("location.hash")


def choose(tab, name, value):
    """Fill in one field of the filter, as a person does."""
    control = tab.locator(f"[name={name}]")
    control.fill(value) if name == "q" else control.select_option(value)


def columns(tab):
    """Name the methods that are seen in the picture."""
    return seen(tab, "#matrix thead th", "r.textContent")[2:]


@pytest.mark.parametrize(("name", "scheme"), list(product(PAGES, ("light", "dark"))))
def test_axe_finds_nothing(visit, name, scheme):
    tab = visit(PAGES[name], width=1280 if scheme == "light" else 360, scheme=scheme)
    keep(tab, f"{name}-{scheme}")
    tab.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))

    found = tab.evaluate("axe.run({resultTypes: ['violations'], preload: false})")

    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_screen(visit, name):
    tab = visit(PAGES[name])

    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        keep(tab, f"{name}-{width}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate("document.body.scrollWidth") <= width


def test_the_first_sight_answers_what_is_supported_late_next_and_in_doubt(visit):
    tab = visit(width=1280, height=720)

    tiles = tab.locator(".tiles li")
    boxes = [tiles.nth(index).bounding_box() for index in range(4)]
    assert all(box["y"] + box["height"] < 720 / 2 for box in boxes)
    assert [text.split("\n")[1] for text in tiles.all_inner_texts()] == [
        "platforms supported",
        "late",
        "to the next deadline",
        "in doubt",
    ]
    first = tab.locator(".worries li").first.bounding_box()
    assert first["y"] + first["height"] < 720


def test_the_newest_and_the_newest_supported_are_shown_first_and_all_when_asked(visit):
    tab = visit()
    assert "Jira DC 3.3" in shown(tab)
    assert "Jira DC 3.2" in shown(tab)
    assert "Jira DC 3.1" not in shown(tab)

    tab.get_by_label("All versions").check()

    assert len(shown(tab)) == 80
    assert tab.locator("output").inner_text() == "80 of 80 shown"


FILTERS = [
    ("q", "jira dc", "q=jira+dc", {"Jira DC 3.3", "Jira DC 3.2"}),
    ("state", "late", "state=late", {"Jira DC 3.3", "Airtable 6.3"}),
    ("state", "broken", "state=broken", {"ClickUp 6.3", "YouTrack 2.3"}),
    ("state", "stale", "state=stale", {"Notion 7.3", "GitHub 3.3"}),
    ("verdict", "waived", "verdict=waived", {"Todoist 2.3", "Bitbucket 5.3"}),
]


@pytest.mark.parametrize(("name", "value", "state", "names"), FILTERS)
def test_a_filter_shows_what_fits_and_keeps_its_state_in_the_address(visit, name, value, state, names):
    tab = visit()
    choose(tab, name, value)

    assert names <= set(shown(tab))
    assert len(shown(tab)) < 30
    assert fragment(tab) == f"#{state}"
    before = shown(tab)
    tab.reload()
    assert shown(tab) == before
    assert tab.locator(f"[name={name}]").input_value() == value
    tab.get_by_role("button", name="Show all").click()
    tab.wait_for_function("location.hash === ''")
    assert len(shown(tab)) > len(before)


def test_an_object_shows_its_columns_alone_and_narrows_what_a_verdict_is_looked_for_in(visit):
    tab = visit("index.html#object=comment&all=1")
    assert columns(tab) == [name for name in METHODS if name.startswith("comment.")]

    choose(tab, "verdict", "failing")
    assert shown(tab) == []
    choose(tab, "object", "task")
    assert "ClickUp 6.3" in shown(tab)


def test_a_level_shows_what_is_proven_at_least_so_strongly(visit):
    tab = visit("index.html#all=1&level=s")
    levels = seen(tab, "#rows tr", "r.dataset.level")

    assert set(levels) == {"s", "l"}


def test_two_filters_hold_together_and_what_is_sent_to_somebody_shows_the_same(visit):
    tab = visit()
    choose(tab, "state", "supported")
    choose(tab, "q", "git")

    assert shown(visit(f"index.html{fragment(tab)}")) == shown(tab)
    assert 0 < len(shown(tab)) < 10


def test_the_address_that_changes_changes_what_is_shown(visit):
    tab = visit()
    tab.evaluate("location.hash = '#q=trello&all=1'")
    tab.wait_for_function("document.querySelector('output').value.startsWith('4 of')")

    assert [name.split()[0] for name in shown(tab)] == ["Trello"] * 4


def test_the_keyboard_walks_the_picture_and_enter_leads_to_the_evidence(visit):
    tab = visit()
    tab.locator(".matrix").focus()
    # The region, then each version's link would follow: the picture itself is one stop.
    tab.locator("#matrix td[tabindex='0']").focus()
    said = lambda: tab.evaluate("document.activeElement.getAttribute('aria-label')")  # noqa: E731
    assert said().startswith("Asana 1.3, user.me: verified, proof: the real product")

    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        tab.keyboard.press(key)
    assert said().startswith("Jira Cloud 2.3, user.get: verified, proof: an imitation")
    tab.keyboard.press("End")
    assert "activity.list" in said()
    tab.keyboard.press("Home")
    tab.keyboard.press("PageDown")
    assert "user.me" in said()
    tab.keyboard.press("PageUp")
    assert tab.evaluate("document.querySelectorAll('#matrix td[tabindex=\"0\"]').length") == 1
    name = said().partition(",")[0]
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"version/.*#user\.me$"))
    platform, version = name.rsplit(" ", 1)
    assert tab.locator("h1").inner_text().startswith(f"{platform} {version}")
    assert tab.locator("#repeat").inner_text().endswith("--method user.me")


def test_every_cell_is_described_in_words_for_those_who_do_not_see_it(visit):
    tab = visit("index.html#q=jira+dc+3.3")
    tab.locator("#rows tr:not([hidden]) td:nth-child(3)").first.focus()

    label = tab.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "Jira DC 3.3, user.me: not known (unverified)"


def test_a_click_leads_to_the_evidence(visit):
    tab = visit()
    tab.locator("#rows tr").first.locator("td").nth(5).click()

    tab.wait_for_url(re.compile(r"version/asana_1\.3\.html#team\.list$"))
    assert tab.locator("#team\\.list").is_visible()


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(visit):
    tab = visit()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"

    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")

    assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_windows_and_changes_can_be_filtered_too(visit):
    tab = visit("deadlines.html#result=overdue")
    results = seen(tab, "#windows-rows tr", "r.dataset.result")
    assert set(results) == {"overdue"}

    tab = visit("changes.html#since=2026-11-20&kind=trouble")
    found = seen(tab, "#events li", "[r.dataset.day, r.dataset.kind]")
    assert found
    assert all(day >= "2026-11-20" and kind == "trouble" for day, kind in found)
    assert tab.locator("#events section:visible h2").count() == len({day for day, _ in found})


def test_without_a_script_everything_is_there_and_nothing_pretends_to_work(visit):
    tab = visit(java_script_enabled=False)

    assert tab.locator("#rows tr").count() == 80
    assert all(tab.locator("#rows tr").nth(index).is_visible() for index in range(6))
    assert not tab.locator("form.filters").is_visible()
    assert not visit("version/asana_1.3.html", java_script_enabled=False).locator("button.copy").is_visible()


def test_dark_and_light_differ_and_both_are_readable(visit):
    page = "getComputedStyle(document.body).backgroundColor"
    colours = [visit(scheme=scheme).evaluate(page) for scheme in ("light", "dark")]

    assert colours == ["rgb(255, 255, 255)", "rgb(13, 17, 23)"]


@contextmanager
def printed(tab):
    tab.emulate_media(media="print", color_scheme="dark")
    yield
    tab.emulate_media(media="screen")


def test_print_shows_the_whole_picture_on_white_without_what_is_only_for_the_screen(visit):
    tab = visit(scheme="dark")
    with printed(tab):
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not tab.locator("nav").is_visible()
        assert not tab.locator("form.filters").is_visible()
        sizes = "m => [m.scrollHeight - m.clientHeight, m.scrollWidth - m.clientWidth]"
        matrix = tab.locator(".matrix").evaluate(sizes)
        assert matrix == [0, 0]


def test_a_small_lab_prints_on_one_page(browser, tmp_path):
    write_files(render_site(make_site(build_lab(8))), tmp_path)
    tab = browser.new_page()
    tab.goto((tmp_path / "index.html").as_uri())

    data = tab.pdf(prefer_css_page_size=True, print_background=True)

    folder = os.environ.get("TASKLAB_SCREENSHOTS")
    if folder:
        (Path(folder) / "print.pdf").write_bytes(data)
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    tab.close()


def test_a_command_can_be_copied(visit):
    tab = visit("version/asana_1.3.html#task.get")

    assert tab.locator("#repeat").inner_text() == "tasklab verify asana 1.3 --method task.get"
    tab.get_by_role("button", name="copy").click()
    tab.wait_for_function("document.querySelector('button.copy').textContent !== 'copy'")
    assert tab.locator("button.copy").inner_text() in {"copied", "selected: copy it"}
