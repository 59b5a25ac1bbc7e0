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
    shutil.copytree(source, target, symlinks=True, copy_function=_copy_file)
    for path in target.rglob("*"):
        if _is_companion(path):
            path.unlink()


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


def _is_companion(path: Path) -> bool:
    for suffix in _SQLITE_COMPANIONS:
        database = path.with_name(path.name.removesuffix(suffix))
        if path.name.endswith(suffix) and database.is_file() and _is_sqlite(database):
            return True
    return False
