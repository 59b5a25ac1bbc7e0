from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tasklab.verify.server.debian_root import enter_root, give_data
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.recipe import Install, Installed
from tasklab.verify.server.recipes import redmine, request_tracker
from tasklab.verify.server.recipes.redmine import RECIPE as REDMINE
from tasklab.verify.server.recipes.request_tracker import RECIPE as REQUEST_TRACKER

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path("/root/of")


@pytest.fixture(autouse=True)
def owned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    given: list[str] = []
    monkeypatch.setattr(os, "chown", lambda path, *_, **__: given.append(Path(path).name))
    return given


def _install(platform: str, version: str) -> Install:
    return Install(platform, version, Installed(f"{version}.4", "Debian 12.11", ()), _ROOT, "sha256:0")


def test_every_version_has_its_suite() -> None:
    suites = {version: REDMINE.source(version, None).suite for version in ("5.0", "5.1", "6.0", "6.1")}
    assert suites == {"5.0": "bookworm", "5.1": None, "6.0": "trixie", "6.1": "sid"}
    assert REQUEST_TRACKER.source("5.0", "5.0.3").suite == "bookworm"
    assert REQUEST_TRACKER.source("5.0", "5.0.3").release == "5.0.3"


def test_redmine_prepares_an_instance_with_a_secret_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Sequence[str]] = []
    made = {"project_id": "1", "user_id": "1", "second_user_id": "5"}

    def run(argv: Sequence[str], **_: object) -> str:
        ran.append(argv)
        return (
            'a warning\n{"keys": {"admin": "k1", "alice": "k2", "carol": "k3"}, "context": ' + json.dumps(made) + "}\n"
        )

    monkeypatch.setattr(redmine, "run_program", run)
    monkeypatch.setattr(redmine, "copy_data", lambda source, target: target.mkdir())
    words = []
    for name in "ab":
        data = tmp_path / name
        data.mkdir()
        prepared = REDMINE.prepare(_install("redmine", "5.0"), data)
        words.append((data / "config" / "secret_key.txt").read_text())
    assert len(set(words)) == 2
    assert prepared.main == {"api_key": "k1"}
    assert made.items() <= prepared.context.items()
    assert {role: who["api_key"] for role, who in prepared.others.items() if role != "bad"} == {
        "second": "k2",
        "guest": "k3",
    }
    assert prepared.others["bad"]["api_key"] not in {"k1", "k2", "k3"}
    assert ran[0][-5:-1] == ("bundle", "exec", "rails", "runner")
    assert "SecureRandom" in ran[0][-1]


def test_redmine_is_served_on_the_port_it_is_given(tmp_path: Path, owned: list[str]) -> None:
    (tmp_path / "mine").touch()
    command = REDMINE.configure(_install("redmine", "5.0"), tmp_path, 4321)
    assert "tcp://127.0.0.1:4321" in command.argv
    assert command.env["RAILS_ENV"] == "production"
    assert "mine" in owned


def test_request_tracker_writes_its_own_address(tmp_path: Path, owned: list[str]) -> None:
    command = REQUEST_TRACKER.configure(_install("request-tracker", "5.0"), tmp_path, 4321)
    config = (tmp_path / "RT_SiteConfig.pm").read_text()
    assert "Set($WebBaseURL, 'http://127.0.0.1:4321');" in config
    assert "Set($WebPort, 4321);" in config
    assert "Set($SendmailArguments, q{-c 'exec cat >/dev/null' -t});" in config
    assert command.argv[command.argv.index("--port") + 1] == "4321"
    assert "RT_SiteConfig.pm" in owned


def test_a_wrong_token_of_request_tracker_names_the_right_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = '{"tokens": {"root": "1-14-aa", "alice": "1-27-bb", "carol": "1-29-cc"}, "context": {"user_id": "root"}}'
    monkeypatch.setattr(request_tracker, "run_program", lambda *_, **__: made)
    monkeypatch.setattr(request_tracker, "copy_data", lambda source, target: target.mkdir())
    prepared = REQUEST_TRACKER.prepare(_install("request-tracker", "5.0"), tmp_path)
    assert prepared.main == {"token": "1-14-aa"}
    assert prepared.others["bad"]["token"].startswith("1-14-")
    assert prepared.others["bad"] != prepared.main
    assert prepared.context["member_ids"] == "root"


def test_request_tracker_has_nothing_to_be_brought_up_from(tmp_path: Path) -> None:
    with pytest.raises(ProgramFault, match="it is the only one"):
        REQUEST_TRACKER.upgrade(_install("request-tracker", "5.0"), tmp_path)


def test_what_a_program_is_called_with_is_never_read_by_the_shell() -> None:
    words = ("sh", "-c", "echo $(id); 'x'")
    argv = enter_root(_ROOT, Path("/da ta"), "/srv", words, volatile=("/a", "/b"))
    assert argv[-3:] == words
    script = argv[argv.index("-c") + 1]
    assert "/da ta" not in script
    assert argv[argv.index("-c") + 2 : -3] == ("sh", str(_ROOT), "/", "/da ta", "/srv", "/a /b")


def test_all_of_the_data_is_given_away(tmp_path: Path, owned: list[str]) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").touch()
    (tmp_path / "link").symlink_to("/etc/passwd")
    give_data(tmp_path)
    assert sorted(owned) == sorted([tmp_path.name, "deep", "file", "link"])
