from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasklab.watch.config import SourceConfig
from tasklab.watch.release import SourceError
from tasklab.watch.source.endoflife import fetch_releases

URL = "https://endoflife.date/api/redmine.json"
SOURCE = SourceConfig(source="endoflife", which="redmine")
CYCLE = {"releaseDate": "2024-11-10", "eol": False}
SHAPES = {
    "v0": [{"cycle": "6.0", "latest": "6.0.5", "latestReleaseDate": "2025-04-21", **CYCLE}],
    "v1": {"result": {"releases": [{"name": "6.0", "latest": {"name": "6.0.5", "date": "2025-04-21"}, **CYCLE}]}},
    "release-data": {"versions": {"6.0": "2024-11-10", "6.0.5": "2025-04-21"}},
    "release-data, longer": {
        "versions": {"6.0": {"name": "6.0", "date": "2024-11-10"}, "6.0.5": {"name": "6.0.5", "date": "2025-04-21"}}
    },
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_gives_the_same_releases_by_day(shelf, shape):
    shelf.put(URL, json.dumps(SHAPES[shape]))
    releases = {release.version: release for release in fetch_releases(SOURCE, shelf)}

    assert {name: release.released_at for name, release in releases.items()} == {
        "6.0": datetime(2024, 11, 10, tzinfo=UTC),
        "6.0.5": datetime(2025, 4, 21, tzinfo=UTC),
    }
    assert releases["6.0"].date_class == "vendor"
    assert releases["6.0"].url == URL


@pytest.mark.parametrize("body", ["[]", "{}", "<html>", '[{"cycle": 6}]', '[{"cycle": "6", "releaseDate": "soon"}]'])
def test_an_answer_without_releases_or_of_another_shape_is_an_error(shelf, body):
    shelf.put(URL, body)

    with pytest.raises(SourceError, match=r"redmine\.json"):
        fetch_releases(SOURCE, shelf)
