"""The picture of every version and every method: its rows, and how a cell looks wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tasklab.report import word
from tasklab.report.address import version_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.report.part import Cell, PlatformPart, VersionPart


def list_rows(platform: PlatformPart) -> Iterator[dict[str, Any]]:
    """List the rows of the picture; what is neither the newest nor the newest supported can be left out of sight."""
    current = {id(platform.newest), id(platform.served)}
    for index, version in enumerate(platform.versions):
        tone, standing = word.find_standing(version)
        usual = find_usual(version)
        words = (usual, "first" if index == 0 else "", "" if id(version) in current else "past")
        yield {
            "css": " ".join(filter(None, words)),
            "name": platform.name,
            "version": version.version,
            "words": f"{platform.name} {platform.platform} {version.version}".lower(),
            "state": _list_states(version),
            "codes": "".join(map(word.find_code, version.cells)),
            "level": version.level[0] if version.level else "",
            "proof": version.level or "no proof",
            "ran": f"{version.ran_at:%Y-%m-%d}" if version.ran_at else "",
            "is_stale": version.freshness == "stale",
            "file": version_file(platform.platform, version.version),
            "tone": tone,
            "standing": standing,
            "cells": Markup("").join(_render_cell(cell, usual) for cell in version.cells),
        }


def _list_states(version: VersionPart) -> str:
    """List the words that the filter by state knows and that are true of a version."""
    is_supported = version.status in {"supported", "deprecated"}
    claims = {
        "supported": is_supported,
        "unsupported": not is_supported,
        "late": version.is_late,
        "due": version.window is not None and version.window.result == "open",
        "broken": version.status == "broken",
        "stale": version.freshness == "stale",
    }
    return " ".join(name for name, is_true in claims.items() if is_true)


def find_css(cell: Cell, usual: str) -> str:
    """Return the classes that colour a cell; none for what is verified at the level that is usual where it stands."""
    code = word.find_code(cell)
    verdict = f"v{code}" if cell.verdict == "verified" else code
    if cell.is_stale and cell.verdict != "unverified":
        return f"{verdict} old"
    return "" if verdict == usual else verdict


def find_usual(version: VersionPart) -> str:
    """Find the class of most cells of a version: rows and tables name it once, so that a site of many stays small."""
    return f"v{version.run.level[0]}" if version.run else ""


def class_of(cell: Cell, usual: str) -> Markup:
    """Return the class attribute of a cell, quoted only where it must be; empty where it looks as is usual."""
    css = find_css(cell, usual)
    quoted = f'"{css}"' if " " in css else css
    return Markup(f" class={quoted}" if css else "")  # noqa: S704 - made of our own letters alone


def _render_cell(cell: Cell, usual: str) -> Markup:
    return Markup(f"<td{class_of(cell, usual)}>{word.find_mark(cell)}")  # noqa: S704 - made of our own letters alone


def word_mark(cell: Cell) -> str:
    """Word what stands beside a method: level and cases of what is verified, or its verdict."""
    if cell.verdict != "verified":
        return cell.verdict
    return f"{word.find_mark(cell)} {cell.cases}"
