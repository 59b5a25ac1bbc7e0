from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasklab.watch.config import SourceConfig
from tasklab.watch.release import SourceError
from tasklab.watch.source import github_releases, github_tags

ROOT = "https://api.github.com/repos/o/p"
TAGS = SourceConfig(source="github_tags", which="o/p")


def put_tags(shelf, page, names, *, more=False):
    link = '<https://next>; rel="next"' if more else ""
    shelf.put(f"{ROOT}/tags?per_page=100&page={page}", json.dumps([{"name": name} for name in names]), link=link)


def test_all_pages_of_tags_are_read_and_what_names_no_version_is_passed_over(shelf):
    put_tags(shelf, 1, ["v2.0.1", "nightly"], more=True)
    put_tags(shelf, 2, ["rt-5.0.3", "release/1.0"])
    releases = github_tags.fetch_releases(TAGS, shelf)

    assert [release.version for release in releases] == ["2.0.1", "5.0.3", "1.0"]
    assert releases[0].url == "https://github.com/o/p/tree/v2.0.1"
    assert releases[0].date_class == "observed"


def test_a_pattern_chooses_the_tags(shelf):
    put_tags(shelf, 1, ["rt-5.0.3", "ext-1.0", "5.0.4"])
    source = SourceConfig(source="github_tags", which="o/p", pattern=r"^rt-(?P<version>[0-9.]+)$")

    assert [release.version for release in github_tags.fetch_releases(source, shelf)] == ["5.0.3"]


@pytest.mark.parametrize("second", ["missing", "endless"])
def test_half_a_list_is_no_answer(shelf, second):
    for page in range(1, 2 if second == "missing" else 40):
        put_tags(shelf, page, ["1.0"], more=True)

    with pytest.raises(SourceError, match="404" if second == "missing" else "more than 30 pages"):
        github_tags.fetch_releases(TAGS, shelf)


def test_releases_have_dates_and_say_which_are_early_and_drafts_are_left_out(shelf):
    def item(tag, **more):
        return {"tag_name": tag, "html_url": f"https://x/{tag}", "published_at": "2026-01-02T03:04:05Z", **more}

    found = [item("v1.0"), item("v2.0-rc1", prerelease=True), item("v3.0", draft=True, published_at=None)]
    shelf.put(f"{ROOT}/releases?per_page=100&page=1", json.dumps(found))
    releases = github_releases.fetch_releases(SourceConfig(source="github_releases", which="o/p"), shelf)

    assert [(release.version, release.is_prerelease) for release in releases] == [("1.0", False), ("2.0-rc1", True)]
    assert releases[0].released_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert releases[0].date_class == "vendor"


def test_an_enterprise_server_can_be_named(shelf):
    shelf.put("https://git.test/api/v3/repos/o/p/tags?per_page=100&page=1", '[{"name": "1.0"}]')
    source = SourceConfig(source="github_tags", which="o/p", url="https://git.test/api/v3/")

    assert [release.version for release in github_tags.fetch_releases(source, shelf)] == ["1.0"]
