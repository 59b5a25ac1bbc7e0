"""`feed.atom`: what moved, newest first (RFC 4287)."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tasklab.report.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from tasklab.report.event import Event

_SHOWN = 50
_NAMESPACE = uuid.UUID("6a2a2c5e-6a0f-5b57-9a0f-3e1c1f5b7c11")
"""Ours alone: an entry's id is made from what it says, so it is the same in every feed."""


def render_feed(events: Sequence[Event], on: date, page_of: Callable[[Event], str], base: str = "") -> str:
    """Render the newest events; `page_of` gives each its page, `base` is the site's address, where it has one."""
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(root, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, 'feed')}")
    _add(root, "title", "tasklab: what moved")
    shown = events[:_SHOWN]
    newest = shown[0].at if shown else datetime.combine(on, datetime.min.time(), UTC)
    _add(root, "updated", _instant(newest))
    ET.SubElement(_add(root, "author"), "name").text = "tasklab"
    if base:
        ET.SubElement(root, "link", rel="self", href=f"{base}feed.atom")
    ET.SubElement(root, "link", rel="alternate", href=f"{base}changes.html")
    for event in shown:
        entry = _add(root, "entry")
        _add(entry, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{_instant(event.at)} {event.subject} {event.text}')}")
        _add(entry, "title", f"{event.subject}: {event.text}"[:200])
        _add(entry, "updated", _instant(event.at))
        ET.SubElement(entry, "category", term=event.kind)
        ET.SubElement(entry, "link", rel="alternate", href=f"{base}{page_of(event)}")
        _add(entry, "summary", event.text).set("type", "text")
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    element = ET.SubElement(parent, name)
    if text:
        element.text = printable(text)
    return element


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
