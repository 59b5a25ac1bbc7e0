"""What others publish: facts with a page and a day, and nothing said for them that they do not say."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError
from tests.report.builder import build_lab, make_site

from tasklab.report.peer import Peer, load_peers
from tasklab.report.site import render_site


def test_every_peer_has_a_page_a_day_and_a_figure():
    peers = load_peers()

    assert len({peer.name for peer in peers}) == len(peers) > 2
    for peer in peers:
        assert date.fromisoformat(peer.read_on)
        assert peer.platforms or peer.objects or peer.operations


@pytest.mark.parametrize(
    "change", [{"source": "http://x.example"}, {"read_on": "lately"}, {"platforms": 0}, {"stars": 5}]
)
def test_a_figure_without_where_it_is_from_is_refused(change):
    with pytest.raises(ValidationError):
        Peer.model_validate(
            {"name": "x", "platforms": 1, "source": "https://x.example", "read_on": "2026-11-27"} | change
        )


def test_what_a_peer_does_not_publish_is_shown_as_not_published():
    content = {"name": "Others", "platforms": 7, "by_platform": {"asana": 5}}
    peer = Peer(**content, source="https://others.example/coverage", read_on="2026-11-27")

    page = render_site(make_site(build_lab(2), peers=(peer,)))["coverage.html"]

    row = page[page.index(">Others<td") :].partition("\n")[0]
    assert row.count("not published") == 4
    assert '<a href="https://others.example/coverage" rel="external">' in row
    assert "2026-11-27" in row
    platforms = {name: page[page.index(f">{name}</a><td>") :].partition("<tr>")[0] for name in ("Asana", "Jira Cloud")}
    assert platforms["Asana"].endswith("16 of 16<td>Others: 5 kinds")
    assert "<td>not published" in platforms["Jira Cloud"]
