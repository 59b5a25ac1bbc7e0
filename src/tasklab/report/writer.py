"""Writes the reports: whole files, replaced at once, and only when they say something new."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tasklab.report.html import render_html
from tasklab.report.markdown import render_markdown

if TYPE_CHECKING:
    from tasklab.report.compatibility import Compatibility


def render_json(report: Compatibility) -> str:
    """Render `compatibility.json`."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode() + "\n"


def write_reports(report: Compatibility, folder: Path) -> list[Path]:
    """Write Markdown, JSON and HTML into a folder; returns the files that changed.

    Raises: OSError when a file cannot be written; the old one then still stands whole.
    """
    contents = {
        "compatibility.md": render_markdown(report),
        "compatibility.json": render_json(report),
        "index.html": render_html(report),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return [path for name, text in contents.items() if _replace(path := folder / name, text)]


def _replace(path: Path, text: str) -> bool:
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return False
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True
