"""Writes the reports: whole files, replaced at once, and only when they say something new."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.report.document import SCHEMA_NAME, render_document, render_schema
from tasklab.report.markdown import render_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.report.part import Compatibility

_OURS = (".html", ".svg")
"""Kinds of file that are removed from a site when nothing is shown on them any more."""


def write_reports(report: Compatibility, folder: Path) -> list[Path]:
    """Write what is committed (Markdown, JSON and its schema) into a folder; returns the files that changed.

    Raises: OSError when a file cannot be written; the old one then still stands whole.
    """
    return write_files(
        {
            "compatibility.md": render_markdown(report),
            "compatibility.json": render_document(report),
            SCHEMA_NAME: render_schema(),
        },
        folder,
    )


def write_files(contents: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files below a folder; returns those that changed.

    Raises: OSError when a file cannot be written; the old one then still stands whole.
    """
    for parent in {(folder / name).parent for name in contents}:
        parent.mkdir(parents=True, exist_ok=True)
    return [path for name, text in contents.items() if _replace(path := folder / name, text)]


def remove_pages(folder: Path, kept: Iterable[str]) -> list[Path]:
    """Remove the pages and badges of what is not reported any more; returns the files that were removed."""
    known = {folder / name for name in kept}
    gone = [
        path
        for part in ("platform", "version", "badges")
        for path in sorted((folder / part).glob("*"))
        if path.suffix in _OURS and path not in known
    ]
    for path in gone:
        path.unlink()
    return gone


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
