from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from tasklab.verify.server.recipe import Install, Installed, find_recipe, list_platforms
from tasklab.verify.server.recipes import roundup
from tasklab.verify.server.recipes.radicale import RECIPE as RADICALE
from tasklab.verify.server.recipes.xandikos import RECIPE as XANDIKOS


def _install(platform: str, version: str) -> Install:
    return Install(platform, version, Installed(f"{version}.0", "CPython 3.11.7", ()), Path("/env"), "sha256:0")


def test_recipes_are_found_by_their_platform() -> None:
    assert {"radicale", "xandikos", "roundup", "tryton"} <= set(list_platforms())
    for platform in list_platforms():
        recipe = find_recipe(platform)
        assert recipe is not None
        assert recipe.platform == platform
    assert find_recipe("jira") is None
    assert find_recipe("__init__") is None


def test_radicale_users_are_each_alone_with_their_calendar(tmp_path: Path) -> None:
    install = _install("radicale", "3.9")
    prepared = RADICALE.prepare(install, tmp_path)
    assert prepared.main["username"] == "alice"
    assert prepared.others["second"]["username"] == "bob"
    assert prepared.others["bad"]["username"] == "alice"
    assert (
        len({prepared.main["password"], prepared.others["bad"]["password"], prepared.others["second"]["password"]}) == 3
    )
    assert f"alice:{prepared.main['password']}" in (tmp_path / "users").read_text()
    command = RADICALE.configure(install, tmp_path, 12345)
    config = configparser.ConfigParser()
    config.read(command.argv[-1])
    assert config["server"]["hosts"] == "127.0.0.1:12345"
    assert Path(
        config["storage"]["filesystem_folder"], "collection-root/alice", prepared.context["project_id"]
    ).is_dir()
    assert config["rights"]["type"] == "owner_only"


@pytest.mark.parametrize(("version", "kept_back"), [("0.2", True), ("0.4", False)])
def test_xandikos_gets_old_libraries_only_where_it_needs_them(version: str, *, kept_back: bool) -> None:
    assert (len(XANDIKOS.source(version, None).requirements) > 1) is kept_back


def test_roundup_settings_are_set_in_their_own_section_only() -> None:
    text = "[rdbms]\nhost = db\n[mail]\n#host = NO DEFAULT\n# about host = x\n[web]\nhttp_auth = yes\n"
    changed = roundup._with_settings(text, {"mail.host": "localhost", "web.absent": "1"})
    assert changed == "[rdbms]\nhost = db\n[mail]\nhost = localhost\n# about host = x\n[web]\nhttp_auth = yes\n"
