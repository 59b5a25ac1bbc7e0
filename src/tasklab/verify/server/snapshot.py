"""Copying prepared data, so that each run starts from the same and spoils nothing."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

_SQLITE_MAGIC = b"SQLite format 3\0"
_SQLITE_COMPANIONS = ("-wal", "-shm", "-journal")


def copy_data(source: Path, target: Path) -> None:
    """Copy a folder; SQLite files go through SQLite's own backup.

    A database in write-ahead mode keeps its last writes in a second file: copying the first alone loses them.

    Source: https://www.sqlite.org/backup.html
    """
    shutil.copytree(source, target, symlinks=True, ignore=_companions, copy_function=_copy_file)


def _copy_file(source: str, target: str) -> str:
    if _is_sqlite(Path(source)):
        with (
            contextlib.closing(sqlite3.connect(source)) as original,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            original.backup(copy)
        shutil.copymode(source, target)
    else:
        shutil.copy2(source, target)
    return target


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC


def _companions(folder: str, names: list[str]) -> set[str]:
    """Name the files beside databases that are left out: reading a database may even remove them."""
    found = {
        name: name.removesuffix(suffix) for name in names for suffix in _SQLITE_COMPANIONS if name.endswith(suffix)
    }
    return {name for name, database in found.items() if database in names and _is_sqlite(Path(folder, database))}
