"""Releases announced in an Atom or RSS feed; `which` is its address.

A feed shows the latest entries only. Source: RFC 4287; RSS 2.0.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tasklab.watch.fetch import Fetch, Reply, require_success
from tasklab.watch.release import Release, SourceError
from tasklab.watch.source.reply import find_version, parse_moment

if TYPE_CHECKING:
    from datetime import datetime

    from tasklab.watch.config import SourceConfig

LISTS_ALL = False
_ATOM = "{http://www.w3.org/2005/Atom}"


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:
    """Fetch the entries whose title names a version."""
    reply = require_success(fetch(source.which, {"Accept": "application/atom+xml, application/rss+xml, text/xml"}))
    root = _parse_xml(reply)
    entries = [*root.iter(f"{_ATOM}entry")]
    items = [*root.iter("item")]
    if not entries and not items and root.tag not in {f"{_ATOM}feed", "rss"}:
        raise SourceError(f"{reply.url}: neither an Atom nor an RSS feed, but <{root.tag[:60]}>")
    found = [_read_entry(entry, source, reply.url) for entry in entries]
    found += [_read_item(item, source, reply.url) for item in items]
    return [release for release in found if release]


def _parse_xml(reply: Reply) -> ET.Element:
    if any(mark in reply.body for mark in (b"<!DOCTYPE", b"<!ENTITY", b"\0")):
        raise SourceError(f"{reply.url}: declares a document type or is not UTF-8, and a feed needs neither")
    try:
        return ET.fromstring(reply.body)  # noqa: S314 - entities cannot be declared without what is refused above
    except ET.ParseError as error:
        raise SourceError(f"{reply.url}: not XML: {error}") from error


def _read_entry(entry: ET.Element, source: SourceConfig, where: str) -> Release | None:
    version = find_version(entry.findtext(f"{_ATOM}title", ""), source)
    if version is None:
        return None
    text = entry.findtext(f"{_ATOM}published") or entry.findtext(f"{_ATOM}updated")
    link = entry.find(f"{_ATOM}link")
    return _make(version, parse_moment(text, where), where if link is None else link.get("href", where))


def _read_item(item: ET.Element, source: SourceConfig, where: str) -> Release | None:
    version = find_version(item.findtext("title", ""), source)
    if version is None:
        return None
    text = item.findtext("pubDate")
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError as error:
        raise SourceError(f"{where}: {text!r} is not a date of RFC 5322") from error
    if moment is not None:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _make(version, moment, item.findtext("link") or where)


def _make(version: str, released_at: datetime | None, url: str) -> Release:
    return Release(version, released_at, "vendor" if released_at else "observed", url)
