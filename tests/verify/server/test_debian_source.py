from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasklab.verify.server import debian_source
from tasklab.verify.server.debian_source import DebianSource
from tasklab.verify.server.fault import ProgramFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TARGETS = "https://archive.example/debian-security/\nhttps://archive.example/debian/\nhttps://other.example/debian/\n"
_STATUS = """\
Package: redmine
Status: install ok installed
Version: 5.0.4-5+deb12u1
Description: flexible project management web application
 Version: 9 is not a field here

Package: ruby3.1
Status: install ok installed
Version: 1:3.1.2-7

Package: gone
Status: deinstall ok config-files
Version: 1.0
"""


def _folder(cache: Path, key: str = "key") -> Path:
    folder = cache / "redmine-5.0" / key / "environment"
    folder.parent.mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda tool, path: f"/usr/bin/{tool}")


def _pretend(ran: list[Sequence[str]], status: str = _STATUS, targets: str = _TARGETS) -> Callable[..., str]:
    def run(argv: Sequence[str], **_: object) -> str:
        ran.append(argv)
        if argv[0] == "apt-get":
            return targets
        root = Path(argv[-2])
        (root / "var/lib/dpkg").mkdir(parents=True)
        (root / "etc").mkdir()
        (root / "var/lib/dpkg/status").write_text(status)
        (root / "etc/debian_version").write_text("12.11\n")
        return ""

    return run


def test_what_was_installed_is_read_from_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Sequence[str]] = []
    monkeypatch.setattr(debian_source, "run_program", _pretend(ran))
    folder = _folder(tmp_path)
    installed = DebianSource("redmine", "5.0", "bookworm", ("puma",)).install(folder)
    assert (installed.release, installed.runtime) == ("5.0.4", "Debian 12.11")
    assert installed.packages == ("redmine==5.0.4-5+deb12u1", "ruby3.1==1:3.1.2-7")
    assert (folder / "etc" / "debian_version").read_text() == "12.11\n"
    assert (ran[-1][-3], ran[-1][-1]) == ("bookworm", "https://archive.example/debian/")
    assert "--include=redmine,puma" in ran[-1]


def test_another_text_of_the_recipe_finds_the_folder_that_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Sequence[str]] = []
    monkeypatch.setattr(debian_source, "run_program", _pretend(ran))
    source = DebianSource("redmine", "5.0", "bookworm")
    one, other = _folder(tmp_path), _folder(tmp_path, "other")
    assert source.install(one) == source.install(other)
    assert one.resolve() == other.resolve()
    assert [argv[0] for argv in ran] == ["apt-get", "mmdebstrap"]
    DebianSource("redmine", "5.0", "bookworm", ("puma",)).install(_folder(tmp_path, "third"))
    assert [argv[0] for argv in ran] == ["apt-get", "mmdebstrap"] * 2


def test_what_an_interrupted_installation_left_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = DebianSource("redmine", "5.0", "bookworm")

    def interrupt(argv: Sequence[str], **_: object) -> str:
        if argv[0] == "apt-get":
            return _TARGETS
        Path(argv[-2], "half").mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(debian_source, "run_program", interrupt)
    with pytest.raises(KeyboardInterrupt):
        source.install(_folder(tmp_path))
    monkeypatch.setattr(debian_source, "run_program", _pretend([]))
    folder = _folder(tmp_path, "again")
    source.install(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["etc", "var"]


@pytest.mark.parametrize(
    ("packaged", "release", "shown"),
    [
        ("6.2.0+ds-1", None, "redmine 6.1 was asked for, and Debian sid has 6.2.0"),
        ("6.10.0-1", None, "redmine 6.1 was asked for"),
        ("6.1.6-1", "6.1.5", "redmine 6.1.5 was asked for"),
    ],
)
def test_a_suite_that_has_moved_on_is_refused(
    packaged: str, release: str | None, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian_source, "run_program", _pretend([], _STATUS.replace("5.0.4-5+deb12u1", packaged)))
    with pytest.raises(ProgramFault, match=shown.replace(".", r"\.")):
        DebianSource("redmine", "6.1", "sid", release=release).install(_folder(tmp_path))


def test_a_package_that_was_not_installed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian_source, "run_program", _pretend([], _STATUS.replace("install ok installed", "x", 1)))
    with pytest.raises(ProgramFault, match="Debian bookworm has None"):
        DebianSource("redmine", "5.0", "bookworm").install(_folder(tmp_path))


@pytest.mark.parametrize(
    ("release", "shown"),
    [("5.0.3+dfsg-3~deb12u6", "5.0.3"), ("6.0.5+ds-1", "6.0.5"), ("1:5.0.4-5+deb12u1", "5.0.4"), ("5.0-1", "5.0")],
)
def test_the_release_is_the_upstream_part_of_the_packages_version(
    release: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debian_source, "run_program", _pretend([], _STATUS.replace("5.0.4-5+deb12u1", release)))
    version = shown.rpartition(".")[0] if shown.count(".") == 2 else shown
    assert DebianSource("redmine", version, "trixie").install(_folder(tmp_path)).release == shown


def test_a_version_that_no_suite_has_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProgramFault, match=r"no suite of Debian has redmine 5\.1"):
        DebianSource("redmine", "5.1", None).install(_folder(tmp_path))


def test_another_user_than_root_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ProgramFault, match="root only"):
        DebianSource("redmine", "5.0", "bookworm").install(_folder(tmp_path))


def test_missing_tools_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda tool, path: None if tool in {"mmdebstrap", "apt-get"} else tool)
    with pytest.raises(ProgramFault, match="no mmdebstrap, apt-get"):
        DebianSource("redmine", "5.0", "bookworm").install(_folder(tmp_path))


def test_a_machine_without_an_archive_of_debian_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian_source, "run_program", _pretend([], targets="https://archive.example/ubuntu/\n"))
    with pytest.raises(ProgramFault, match="name no archive of Debian"):
        DebianSource("redmine", "5.0", "bookworm").install(_folder(tmp_path))


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("Err:1 https://archive.example\n  Temporary failure resolving 'archive.example'", "cannot be reached"),
        ("E: Unable to locate package redmine", "mmdebstrap ended with status 25"),
    ],
)
def test_being_offline_is_said_in_plain_words(
    output: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(argv: Sequence[str], **_: object) -> str:
        if argv[0] == "apt-get":
            return _TARGETS
        raise ProgramFault("mmdebstrap ended with status 25", output)

    monkeypatch.setattr(debian_source, "run_program", fail)
    with pytest.raises(ProgramFault, match=reason) as caught:
        DebianSource("redmine", "5.0", "bookworm").install(_folder(tmp_path))
    assert caught.value.output == output


def test_another_suite_or_package_is_another_installation() -> None:
    sources = (
        DebianSource("redmine", "6.1", "sid"),
        DebianSource("redmine", "6.1", "forky"),
        DebianSource("redmine", "6.1", "sid", ("puma",)),
        DebianSource("redmine", "6.1", "sid", release="6.1.5"),
    )
    assert len({source.key for source in sources}) == len(sources)
