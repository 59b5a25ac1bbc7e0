"""Holds our document against an earlier one, by the rules that vendors' descriptions are held to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tasklab.vendor.difference import compare_distillates
from tasklab.vendor.distillate import distil
from tasklab.vendor.reading import parse_description

if TYPE_CHECKING:
    from tasklab.vendor.change import Change


def render_document(document: dict[str, Any]) -> str:
    """Return the document as it is kept in a file: in lines, so that a review shows what changed."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def find_breaks(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Find what would break a caller of the old document, unless the new one's first number says so."""
    if _major(new) > _major(old):
        return []
    before, after = (distil(parse_description(render_document(each).encode(), "openapi3")) for each in (old, new))
    return [change for change in compare_distillates(before, after) if change.severity == "breaking"]


def _major(document: dict[str, Any]) -> int:
    return int(document["info"]["version"].partition(".")[0])
