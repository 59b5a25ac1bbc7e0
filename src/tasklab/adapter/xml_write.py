"""Drafts as XML elements, for the properties of WebDAV collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.encode import plain_text, xml_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def xml_elements(native: Mapping[str, object]) -> str:
    """Return one element per property, by its prefixed name; null is an empty element."""
    return "".join(f"<{name}>{xml_text(plain_text(value))}</{name}>" for name, value in native.items())
