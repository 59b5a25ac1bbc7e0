from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasklab.watch.config import SourceConfig
from tasklab.watch.release import SourceError
from tasklab.watch.source.package_index import fetch_releases

INDEX = "https://index.test/simple"
SOURCE = SourceConfig(source="package_index", which="Trytond_Project", url=INDEX)
JSON = "application/vnd.pypi.simple.v1+json"


def file(name, time="2026-01-02T03:04:05.678Z", *, yanked=False):
    return {"filename": name, "url": "x", "hashes": {}, "upload-time": time, "yanked": yanked}


def fetch(shelf, *files, source=SOURCE):
    body = json.dumps({"meta": {"api-version": "1.1"}, "name": "trytond-project", "files": files})
    shelf.put(f"{INDEX}/trytond-project/", body, content_type=JSON)
    return {release.version: release for release in fetch_releases(source, shelf)}


def test_a_release_is_dated_by_its_first_file(shelf):
    releases = fetch(
        shelf,
        file("trytond_project-8.0.1-py3-none-any.whl", "2026-05-02T00:00:00Z"),
        file("trytond_project-8.0.1.tar.gz", "2026-05-01T22:00:00Z"),
        file("trytond-project-8.0.0.tar.gz"),
    )

    assert releases.keys() == {"8.0.0", "8.0.1"}
    assert releases["8.0.1"].released_at == datetime(2026, 5, 1, 22, tzinfo=UTC)
    assert releases["8.0.1"].date_class == "registry"
    assert releases["8.0.1"].url == "trytond-project/#trytond_project-8.0.1.tar.gz"


def test_the_address_of_the_index_is_kept_out_of_what_is_written_down(shelf):
    assert "index.test" not in repr(fetch(shelf, file("trytond_project-8.0.1.tar.gz")))


@pytest.mark.parametrize(
    ("yanks", "withdrawn"),
    [([False, False], None), ([True, False], None), ([True, True], ""), (["broken", True], "broken"), (["", ""], "")],
)
def test_it_is_withdrawn_when_every_file_is_yanked(shelf, yanks, withdrawn):
    names = ["trytond_project-8.0.1.tar.gz", "trytond_project-8.0.1-py3-none-any.whl"]
    releases = fetch(shelf, *(file(name, yanked=yank) for name, yank in zip(names, yanks, strict=True)))

    assert releases["8.0.1"].withdrawn == withdrawn


def test_files_that_nobody_installs_are_passed_over(shelf):
    assert fetch(shelf, file("trytond_project-8.0.1.exe"), file("trytond_project-8.0.2.tar.gz")).keys() == {"8.0.2"}


def test_an_index_without_json_is_read_as_html_and_dated_by_sight(shelf):
    page = (
        '<html><a href="a" data-yanked="bad &amp; old">trytond_project-8.0.0.tar.gz</a>\n'
        '<a href="b">trytond_project-8.0.1.tar.gz</a></html>'
    )
    shelf.put(f"{INDEX}/trytond-project/", page, content_type="text/html")
    first, second = fetch_releases(SOURCE, shelf)

    assert (first.version, first.withdrawn) == ("8.0.0", "bad & old")
    assert (first.released_at, first.date_class) == (None, "observed")
    assert (second.version, second.withdrawn) == ("8.0.1", None)


def test_times_are_looked_up_in_the_project_json_where_there_is_one(shelf):
    upload = {"filename": "trytond_project-8.0.1.tar.gz", "upload_time_iso_8601": "2026-05-01T22:00:00.5Z"}
    shelf.put("https://index.test/pypi/trytond-project/json", json.dumps({"releases": {"8.0.1": [upload]}}))
    releases = fetch(shelf, {"filename": "trytond_project-8.0.1.tar.gz"})

    assert releases["8.0.1"].released_at == datetime(2026, 5, 1, 22, 0, 0, 500000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, "", "answered 404"),
        (503, "", "answered 503"),
        (200, "{", "cannot be read"),
        (200, '{"files": 3}', "files"),
        (200, '{"files": [{"filename": "p-1.0.tar.gz", "upload-time": "soon"}]}', "not a date"),
    ],
)
def test_an_answer_that_cannot_be_used_is_an_error_and_never_an_empty_list(shelf, status, body, said):
    shelf.put(f"{INDEX}/trytond-project/", body, status=status, content_type=JSON)

    with pytest.raises(SourceError, match=said):
        fetch_releases(SOURCE, shelf)


def test_a_folder_laid_out_as_an_index_serves_as_one(tmp_path):
    from tasklab.watch.fetch import HttpFetch

    (tmp_path / "p").mkdir()
    (tmp_path / "p/index.html").write_text('<a href="p-1.0.tar.gz">p-1.0.tar.gz</a>')
    source = SourceConfig(source="package_index", which="P", url=tmp_path.as_uri())

    assert [release.version for release in fetch_releases(source, HttpFetch())] == ["1.0"]
    with pytest.raises(SourceError, match="404"):
        fetch_releases(SourceConfig(source="package_index", which="q", url=tmp_path.as_uri()), HttpFetch())
