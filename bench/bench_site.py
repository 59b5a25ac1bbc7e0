"""How long the site takes to make, how large it is, and how fast it answers in a browser."""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.report.builder import build_lab, make_site

from bench.figure import Figure
from tasklab.report.site import render_site
from tasklab.report.writer import write_files

PLATFORMS, VERSIONS = 60, 4
RUNS = 5
ACTIONS = {
    "one platform": ("q", "redmine"),
    "all of them again": ("q", ""),
    "every version": ("all", True),
    "one object": ("object", "task"),
    "one verdict": ("verdict", "failing"),
}
CHANGE = """([name, value]) => {
  const control = document.querySelector("form").elements[name];
  if (control.type === "checkbox") control.checked = value; else control.value = value;
  control.form.dispatchEvent(new Event("input"));
  return new Promise(done => requestAnimationFrame(() => setTimeout(done)));
}"""
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure() -> list[Figure]:
    """Make the site from facts several times, then open it, where there is a Chromium."""
    lab = build_lab(PLATFORMS, VERSIONS)
    what = f"CPU from facts to files, {PLATFORMS} platforms of {VERSIONS} versions and 47 methods"
    with TemporaryDirectory() as name:
        folder, times = Path(name), []
        for _ in range(RUNS):
            start = time.process_time()
            files = render_site(make_site(lab))
            write_files(files, folder)
            times.append(time.process_time() - start)
        size_mb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        figures = [
            Figure("making the site", statistics.median(times), 3.0, what, unit="s"),
            Figure("size of the site", size_mb, 3.0, f"all {len(files)} files, exports and badges included", unit="MB"),
        ]
        return figures + measure_browser(folder)


def measure_browser(folder: Path) -> list[Figure]:
    """Measure the main thread of a browser: until the page is ready and painted, and after each filter."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        print("no Chromium here: what the site costs in a browser is not measured", file=sys.stderr)
        return []
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed only where there is a browser

    opened: list[float] = []
    answered: dict[str, list[float]] = {name: [] for name in ACTIONS}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for _ in range(RUNS):
            tab = browser.new_page(viewport={"width": 1440, "height": 900})
            session = tab.context.new_cdp_session(tab)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            tab.goto((folder / "index.html").as_uri())
            tab.evaluate(SETTLED)
            opened.append(busy_ms(session))
            for name, (control, value) in ACTIONS.items():
                before = busy_ms(session)
                tab.evaluate(CHANGE, [control, value])
                answered[name].append(busy_ms(session) - before)
            tab.close()
        version = browser.version
        browser.close()
    what = f"CPU of the main thread, Chromium {version}, from a file"
    slowest = max(answered, key=lambda name: statistics.median(answered[name]))
    return [
        Figure("first page ready and painted", statistics.median(opened), 300.0, what, unit="ms"),
        Figure(f"slowest filter: {slowest}", statistics.median(answered[slowest]), 100.0, what, unit="ms"),
    ]


def busy_ms(session: Any) -> float:
    """Return how long the page's main thread has been at work."""
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"]) * 1e3
