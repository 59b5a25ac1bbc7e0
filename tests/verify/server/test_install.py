from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tasklab.verify.server import site
from tasklab.verify.server.fault import ProgramFault, ServerUnavailable
from tasklab.verify.server.install import require_data, require_install
from tasklab.verify.server.recipe import Command, Install, Installed, Prepared

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class _Source:
    log: list[str]
    release: str
    fault: ProgramFault | None = None

    @property
    def key(self) -> str:
        return f"thing=={self.release}"

    def install(self, folder: Path) -> Installed:
        self.log.append(f"install {self.release}")
        folder.mkdir()
        (folder / "half").touch()
        if self.fault:
            raise self.fault
        return Installed(self.release, "CPython 3.11.7", (f"thing=={self.release}",))


@dataclass
class _Recipe:
    log: list[str] = field(default_factory=list)
    fault: ProgramFault | None = None
    platform: str = "thing"
    path: str = "/t"

    def source(self, version: str, release: str | None) -> _Source:
        return _Source(self.log, release or f"{version}.9", self.fault)

    def prepare(self, install: Install, data: Path) -> Prepared:
        self.log.append(f"prepare {install.version}")
        (data / "db").write_text("fresh")
        return Prepared({"username": "a", "password": "hunter2"}, {"bad": {"username": "a"}}, {"project_id": "1"})

    def configure(self, install: Install, data: Path, port: int) -> Command:
        argv = (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(data))
        return Command(argv, data)

    def upgrade(self, install: Install, data: Path) -> None:
        self.log.append(f"upgrade to {install.version} of {(data / 'db').read_text()}")
        if self.fault:
            raise self.fault


def test_a_version_is_installed_and_prepared_once(tmp_path: Path) -> None:
    recipe, seen = _Recipe(), []
    for _ in range(2):
        install = require_install(recipe, "1.0", cache_dir=tmp_path, progress=seen.append)
        data, prepared = require_data(recipe, install, progress=seen.append)
    assert recipe.log == ["install 1.0.9", "prepare 1.0"]
    assert seen == ["installing", "preparing"]
    assert (data / "db").read_text() == "fresh"
    assert prepared.main["password"] == "hunter2"
    assert (install.root.parent / "prepared.json").stat().st_mode & 0o777 == 0o600


def test_a_release_named_is_installed_beside_the_newest(tmp_path: Path) -> None:
    recipe = _Recipe()
    newest = require_install(recipe, "1.0", cache_dir=tmp_path)
    named = require_install(recipe, "1.0", cache_dir=tmp_path, release="1.0.2")
    assert (newest.installed.release, named.installed.release) == ("1.0.9", "1.0.2")
    assert newest.root != named.root
    assert newest.digest != named.digest


def test_the_digest_tells_versions_and_packages_apart_and_nothing_else(tmp_path: Path) -> None:
    one = require_install(_Recipe(), "1.0", cache_dir=tmp_path / "a")
    again = require_install(_Recipe(), "1.0", cache_dir=tmp_path / "b")
    other = require_install(_Recipe(), "1.1", cache_dir=tmp_path / "a")
    assert one.digest == again.digest
    assert one.digest != other.digest


def test_what_an_interrupted_run_left_is_made_again(tmp_path: Path) -> None:
    recipe = _Recipe()
    install = require_install(recipe, "1.0", cache_dir=tmp_path)
    data, _ = require_data(recipe, install)
    (install.root.parent / "prepared.json").unlink()
    (data / "torn").touch()
    require_data(recipe, install)
    assert not (data / "torn").exists()
    (install.root.parent / "install.json").unlink()
    (install.root / "torn").touch()
    assert not (require_install(recipe, "1.0", cache_dir=tmp_path).root / "torn").exists()


def test_a_failed_installation_says_why_and_is_tried_again(tmp_path: Path) -> None:
    recipe = _Recipe(fault=ProgramFault("uv ended with status 1", "\n".join(f"line {n}" for n in range(40))))
    for _ in range(2):
        with pytest.raises(ServerUnavailable, match=r"thing 1\.0 cannot be a target: uv ended with status 1") as caught:
            require_install(recipe, "1.0", cache_dir=tmp_path)
    assert caught.value.output.splitlines()[-1] == "line 39"
    assert len(caught.value.output.splitlines()) == 12
    assert recipe.log == ["install 1.0.9"] * 2


def test_two_at_once_install_once(tmp_path: Path) -> None:
    recipe = _Recipe()
    run = [threading.Thread(target=require_install, args=(recipe, "1.0"), kwargs={"cache_dir": tmp_path}) for _ in "ab"]
    for thread in run:
        thread.start()
    for thread in run:
        thread.join()
    assert recipe.log == ["install 1.0.9"]


def test_a_site_runs_on_a_copy_and_spoils_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe, stages = _Recipe(), []
    monkeypatch.setattr(site, "find_recipe", lambda _platform: recipe)
    with site.start_site(
        "thing", "1.0", cache_dir=tmp_path / "cache", work_dir=tmp_path / "work", progress=stages.append
    ) as running:
        assert running.url.endswith("/t")
        assert running.parameters["site"] == running.url == running.others["bad"]["site"]
        assert (running.release, running.context["project_id"]) == ("1.0.9", "1")
        assert "hunter2" not in repr(running)
        copy = running.log.parent / "data" / "db"
        copy.write_text("used")
    assert stages == ["installing", "preparing", "starting", "ready"]
    with site.start_site("thing", "1.0", cache_dir=tmp_path / "cache", work_dir=tmp_path / "work") as again:
        assert (again.log.parent / "data" / "db").read_text() == "fresh"


def test_an_upgrade_carries_data_and_users_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = _Recipe()
    monkeypatch.setattr(site, "find_recipe", lambda _platform: recipe)
    with site.start_site("thing", "1.0", cache_dir=tmp_path / "cache", work_dir=tmp_path / "work") as old:
        (old.data / "db").write_text("used")
    with site.upgrade_site(old, "2.0", cache_dir=tmp_path / "cache", work_dir=tmp_path / "work") as new:
        assert (new.release, new.context) == ("2.0.9", old.context)
        assert dict(new.parameters) == dict(old.parameters) | {"site": new.url}
        assert (new.data / "db").read_text() == "used"
    assert recipe.log == ["install 1.0.9", "prepare 1.0", "install 2.0.9", "upgrade to 2.0 of used"]


def test_a_platform_without_a_recipe_is_unavailable(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerUnavailable, match="no recipe named jira; there are "),
        site.start_site("jira", "1", cache_dir=tmp_path, work_dir=tmp_path),
    ):
        pass
