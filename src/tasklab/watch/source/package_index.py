"""Releases on the Python package index that this machine uses.

Source: PEP 503 (HTML), PEP 691 (JSON), PEP 700 (`upload-time`, `versions`), PEP 592 (yanked).
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion

from tasklab.watch.fetch import Fetch, Reply, require_success
from tasklab.watch.index import find_index_url
from tasklab.watch.release import Release
from tasklab.watch.source.reply import decode_reply, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tasklab.watch.config import SourceConfig

LISTS_ALL = True
_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


class _File(msgspec.Struct, rename="kebab"):
    filename: str
    yanked: bool | str = False
    upload_time: str | None = None


class _Page(msgspec.Struct):
    files: list[_File]


class _Upload(msgspec.Struct):
    filename: str
    upload_time_iso_8601: str | None = None


class _Project(msgspec.Struct):
    releases: dict[str, list[_Upload]] = {}


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:
    """Fetch the releases of a package, dated by the first file of each."""
    name = re.sub(r"[-_.]+", "-", source.which).lower()
    index = (source.url or find_index_url(os.environ, Path.home())).rstrip("/")
    reply = require_success(fetch(f"{index}/{name}/", {"Accept": _ACCEPT}))
    files = _read_page(reply)
    if files and not any(file.upload_time for file in files):
        _add_times(files, fetch, index, name)
    return _group(files, name)


def _read_page(reply: Reply) -> list[_File]:
    if "json" in reply.headers.get("content-type", ""):
        return decode_reply(reply, _Page).files
    page = _Anchors()
    page.feed(reply.body.decode("utf-8", errors="replace"))
    return page.files


def _add_times(files: list[_File], fetch: Fetch, index: str, name: str) -> None:
    """Add upload times from the project's own JSON, where an index has it beside a simple API without times."""
    if not index.endswith("/simple") or index.startswith("file:"):
        return
    reply = fetch(f"{index.removesuffix('/simple')}/pypi/{name}/json", {"Accept": "application/json"})
    if reply.status in {404, 405, 406, 410}:
        return  # This index does not offer it: the releases stay, dated by when we saw them.
    project = decode_reply(require_success(reply), _Project)
    times = {item.filename: item.upload_time_iso_8601 for group in project.releases.values() for item in group}
    for file in files:
        file.upload_time = times.get(file.filename)


def _group(files: Iterable[_File], name: str) -> list[Release]:
    groups: dict[str, list[_File]] = {}
    for file in files:
        if version := _find_version(file.filename):
            groups.setdefault(version, []).append(file)
    return [_release(version, group, name) for version, group in groups.items()]


def _release(version: str, files: list[_File], name: str) -> Release:
    dated = [(moment, file.filename) for file in files if (moment := parse_moment(file.upload_time, file.filename))]
    first: tuple[datetime | None, str] = min(dated, default=(None, files[0].filename))
    # A release is withdrawn when nothing of it is left to install.
    reasons = [file.yanked for file in files]
    withdrawn = next((each for each in reasons if isinstance(each, str)), "") if all(_is_yanked(files)) else None
    return Release(
        version, first[0], "registry" if first[0] else "observed", f"{name}/#{first[1]}", withdrawn=withdrawn
    )


def _is_yanked(files: Iterable[_File]) -> Iterable[bool]:
    """Say for each file whether it was yanked: an empty reason is a yank too."""
    return (file.yanked is not False for file in files)


def _find_version(filename: str) -> str | None:
    """Find the version of a file; None for formats that nobody installs any more."""
    try:
        if filename.endswith(".whl"):
            return str(parse_wheel_filename(filename)[1])
        return str(parse_sdist_filename(filename)[1])
    except (InvalidSdistFilename, InvalidWheelFilename, InvalidVersion):
        return None


class _Anchors(HTMLParser):
    """The files of a PEP 503 page."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[_File] = []
        self._yanked: bool | str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start an anchor."""
        if tag == "a":
            named = dict(attrs)
            self._yanked = (named["data-yanked"] or "") if "data-yanked" in named else False

    def handle_data(self, data: str) -> None:
        """Take an anchor's text, which is the file's name."""
        if self._yanked is not None and data.strip():
            self.files.append(_File(data.strip(), self._yanked))

    def handle_endtag(self, tag: str) -> None:
        """End an anchor."""
        if tag == "a":
            self._yanked = None
