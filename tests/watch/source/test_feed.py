from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasklab.watch.config import SourceConfig
from tasklab.watch.release import SourceError
from tasklab.watch.source.feed import fetch_releases

URL = "https://feed.test/releases"
SOURCE = SourceConfig(source="feed", which=URL)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>All 9.9</title>
<entry><title>v2.1.0</title><updated>2026-03-03T00:00:00Z</updated><published>2026-03-01T12:00:00+02:00</published>
<link rel="alternate" href="https://x/2.1.0"/></entry>
<entry><title>We are hiring</title><updated>2026-03-03T00:00:00Z</updated></entry>
<entry><title>v2.0.0</title><updated>2026-02-03T00:00:00Z</updated></entry></feed>"""
RSS = """<rss version="2.0"><channel><item><title>Product 3.0</title><link>https://x/3</link>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item><item><title>3.1</title></item></channel></rss>"""


def test_atom_entries_are_dated_by_when_they_were_published(shelf):
    shelf.put(URL, ATOM)
    first, second = fetch_releases(SOURCE, shelf)

    assert (first.version, first.url, first.date_class) == ("2.1.0", "https://x/2.1.0", "vendor")
    assert first.released_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert (second.version, second.released_at) == ("2.0.0", datetime(2026, 2, 3, tzinfo=UTC))


def test_rss_items_are_read_too(shelf):
    shelf.put(URL, RSS)
    first, second = fetch_releases(SOURCE, shelf)

    assert (first.version, first.url, first.released_at) == ("3.0", "https://x/3", datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert (second.released_at, second.date_class) == (None, "observed")


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><title>&b;</title></item></rss>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BOMB, "document type"),
        (BOMB.encode("utf-16"), "not UTF-8"),
        ("<rss><channel>", "not XML"),
        ("<html><body>login</body></html>", "neither an Atom nor an RSS feed"),
        (RSS.replace("Mon, 02 Mar 2026 10:00:00 +0100", "soon"), "not a date"),
        (ATOM.replace("2026-03-01T12:00:00+02:00", "soon"), "not a date"),
    ],
)
def test_what_is_no_feed_is_an_error(shelf, body, said):
    shelf.put(URL, body)

    with pytest.raises(SourceError, match=said):
        fetch_releases(SOURCE, shelf)
