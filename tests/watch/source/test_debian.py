from __future__ import annotations

import pytest

from tasklab.watch.config import SourceConfig
from tasklab.watch.release import SourceError
from tasklab.watch.source.debian import fetch_releases, parse_upstream

LISTS = """\
   redmine | 6.0.5+ds-1 | http://mirror.test/debian trixie/main amd64 Packages
   redmine | 5.0.4-5+deb12u1 | http://mirror.test/debian bookworm/main amd64 Packages
   redmine | 5.0.4-5+deb12u1 | http://mirror.test/debian bookworm-updates/main Sources
"""


@pytest.mark.parametrize(
    ("version", "upstream"),
    [
        ("5.0.4-5+deb12u1", "5.0.4"),
        ("5.0.3+dfsg-3~deb12u6", "5.0.3"),
        ("1:2.10.0-1", "2.10.0"),
        ("6.0.5+ds1-1", "6.0.5"),
        ("4.4.6", "4.4.6"),
        ("5.0.0~rc1-2", "5.0.0-rc1"),
        ("1.2-3-4", "1.2-3"),
    ],
)
def test_a_debian_version_tells_the_upstream_one(version, upstream):
    assert parse_upstream(version) == upstream


def test_the_machines_lists_are_asked_and_give_no_date(shelf):
    shelf.put("apt:redmine", LISTS)
    releases = fetch_releases(SourceConfig(source="debian", which="redmine"), shelf)

    assert [release.version for release in releases] == ["6.0.5", "5.0.4"]
    assert {(release.released_at, release.date_class) for release in releases} == {(None, "observed")}
    assert releases[1].url == "redmine 5.0.4-5+deb12u1 in bookworm/main amd64 Packages"


def test_suites_can_be_chosen(shelf):
    shelf.put("apt:redmine", LISTS)
    source = SourceConfig(source="debian", which="redmine", suites=("bookworm",))

    assert [release.version for release in fetch_releases(source, shelf)] == ["5.0.4"]


def test_a_madison_service_can_be_asked_instead(shelf):
    shelf.put("https://madison.test/?package=redmine", " redmine | 6.0.5+ds-1 | unstable | source, all\n")
    source = SourceConfig(source="debian", which="redmine", url="https://madison.test/")

    assert [release.version for release in fetch_releases(source, shelf)] == ["6.0.5"]


def test_anything_else_than_a_table_is_an_error(shelf):
    shelf.put("apt:redmine", "<html>proxy says no</html>")

    with pytest.raises(SourceError, match="not a line of madison"):
        fetch_releases(SourceConfig(source="debian", which="redmine"), shelf)
