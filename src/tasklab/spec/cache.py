"""Resolved specs that were valid, by the content of all they were made from.

An entry is used only when the language, the spec's file and every file it extends have the very bytes they had, so it
never has to be dropped by hand. Specs with problems are never kept: their problems are always found again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tasklab
from tasklab.spec.folder import SpecName
from tasklab.spec.problem import InvalidSpecError

if TYPE_CHECKING:
    from tasklab.spec.folder import SpecFolder

_LANGUAGE = ("spec", "unified", "adapter/codec")
"""Packages whose code decides what is valid."""


@dataclass(frozen=True, slots=True)
class CachedSpec:
    """One resolved and valid spec."""

    chain: tuple[SpecName, ...]
    digest: str
    canonical: str


@cache
def language_digest() -> str:
    """Return a digest of the code that decides what a valid spec is."""
    package = Path(tasklab.__file__).parent
    total = hashlib.sha256()
    for part in _LANGUAGE:
        for file in sorted((package / part).rglob("*.py")):
            total.update(file.relative_to(package).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def find_cached(cache_dir: Path, folder: SpecFolder, name: SpecName) -> CachedSpec | None:
    """Find the entry of a spec whose files and language are unchanged; a damaged entry counts as none."""
    try:
        entry = json.loads((cache_dir / f"{name}.json").read_bytes())
        chain = tuple(SpecName(*pair) for pair in entry["chain"])
        found = CachedSpec(chain, entry["digest"], entry["canonical"])
        is_current = chain[0] == name and entry["fingerprint"] == _fingerprint(folder, chain)
    except (OSError, ValueError, KeyError, TypeError, IndexError, InvalidSpecError):
        return None
    return found if is_current else None


def store_cached(cache_dir: Path, folder: SpecFolder, cached: CachedSpec) -> None:
    """Keep the entry of a valid spec. A folder that cannot be written to is no error: the next run works again."""
    entry = {
        "fingerprint": _fingerprint(folder, cached.chain),
        "chain": [[name.platform, name.version] for name in cached.chain],
        "digest": cached.digest,
        "canonical": cached.canonical,
    }
    file = cache_dir / f"{cached.chain[0]}.json"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(entry, stream)
        Path(temporary).replace(file)
    except OSError:
        return


def _fingerprint(folder: SpecFolder, chain: tuple[SpecName, ...]) -> str:
    parts = [language_digest(), *(f"{name} {folder.digest_file(name)}" for name in chain)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
