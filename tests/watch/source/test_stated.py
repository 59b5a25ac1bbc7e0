"""Releases that were read on a page and written down."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from tasklab.watch.config import SourceConfig
from tasklab.watch.release import SourceError
from tasklab.watch.source import stated

PAGE = "https://docs.example.org/changelog"


def _source(**words):
    return SourceConfig.model_validate({"source": "stated", "which": PAGE, **words})


def _refuse(url, headers):
    raise AssertionError(f"asked {url} with {headers}")


def test_a_day_counts_from_its_first_moment_and_has_a_page():
    source = _source(
        releases={"2025-09-03": {"day": "2025-09-03", "url": f"{PAGE}#september"}, "3": {"day": "2024-02-29"}}
    )
    first, second = stated.fetch_releases(source, _refuse)
    assert (first.version, first.released_at) == ("2025-09-03", dt.datetime(2025, 9, 3, tzinfo=dt.UTC))
    assert (first.date_class, first.url) == ("vendor", f"{PAGE}#september")
    assert (second.released_at, second.url) == (dt.datetime(2024, 2, 29, tzinfo=dt.UTC), PAGE)


def test_nothing_written_down_is_trouble_and_never_nothing_new():
    with pytest.raises(SourceError, match="no `releases`"):
        stated.fetch_releases(_source(), _refuse)


@pytest.mark.parametrize("release", [{"day": "soon"}, {"day": 20250903}, {}, {"day": "2025-09-03", "url": "changelog"}])
def test_what_is_no_day_or_no_address_is_refused(release):
    with pytest.raises(ValidationError):
        _source(releases={"1": release})


def test_other_sources_are_asked():
    with pytest.raises(ValidationError, match="asked for"):
        SourceConfig.model_validate({"source": "feed", "which": PAGE, "releases": {"1": {"day": "2025-09-03"}}})
