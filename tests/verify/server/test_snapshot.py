from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

from tasklab.verify.server.snapshot import copy_data

if TYPE_CHECKING:
    from pathlib import Path


def test_the_last_writes_of_a_database_in_write_ahead_mode_are_copied(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    with contextlib.closing(sqlite3.connect(source / "db.sqlite")) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table t (x)")
        database.execute("insert into t values (42)")
        database.commit()
        assert (source / "db.sqlite-wal").stat().st_size > 0
        copy_data(source, tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["db.sqlite"]
    with contextlib.closing(sqlite3.connect(tmp_path / "copy" / "db.sqlite")) as copy:
        assert copy.execute("select x from t").fetchall() == [(42,)]


def test_what_a_killed_server_left_unwritten_is_copied(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    # Several, because the order in which a folder lists a database and its log is not ours to say.
    names = [f"{letter}.sqlite" for letter in "abcdefgh"]
    with contextlib.closing(sqlite3.connect(tmp_path / "live.sqlite")) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table t (x)")
        database.execute("insert into t values (42)")
        database.commit()
        for name in names:
            for suffix in ("", "-shm", "-wal"):
                shutil.copy(tmp_path / f"live.sqlite{suffix}", source / f"{name}{suffix}")
    copy_data(source, tmp_path / "copy")
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == names
    for name in names:
        with contextlib.closing(sqlite3.connect(tmp_path / "copy" / name)) as copy:
            assert copy.execute("select x from t").fetchall() == [(42,)]


def test_other_files_are_copied_as_they_are_even_with_a_telling_name(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "deep" / "notes-wal").write_bytes(b"text")
    (source / "config").write_text("port = 1")
    (source / "config").chmod(0o600)
    copy_data(source, tmp_path / "copy")
    assert (tmp_path / "copy" / "deep" / "notes-wal").read_bytes() == b"text"
    assert (tmp_path / "copy" / "config").stat().st_mode & 0o777 == 0o600
