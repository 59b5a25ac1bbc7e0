"""Redmine as Debian packages it, with its SQLite database, served by puma.

Source: https://www.redmine.org/projects/redmine/wiki/RedmineInstall and Debian's
https://sources.debian.org/src/redmine/5.0.4-5/debian/README.Debian/ (instances).
"""

from __future__ import annotations

import json
import secrets
from importlib import resources
from typing import TYPE_CHECKING

from tasklab.verify.server.debian_root import enter_root, give_data, root_environment
from tasklab.verify.server.debian_source import DebianSource
from tasklab.verify.server.program import run_program, server_environment
from tasklab.verify.server.recipe import Command, Install, Prepared
from tasklab.verify.server.snapshot import copy_data

if TYPE_CHECKING:
    from pathlib import Path

_SUITES = {"5.0": "bookworm", "6.0": "trixie", "6.1": "sid"}
_COMPANIONS = ("redmine-sqlite", "ruby-sqlite3", "puma")
_APPLICATION = "/usr/share/redmine"
_INSTANCE = "/var/lib/redmine/default"
# The package makes the database and fills it with the default statuses, trackers and roles.
_MADE_BY_PACKAGE = "var/lib/dbconfig-common/sqlite3/redmine/instances/default"
_DATABASE = "redmine_default"
_DATABASE_CONFIG = f"""\
production:
  adapter: sqlite3
  database: {_INSTANCE}/database/{_DATABASE}
  encoding: utf8
  timeout: 10000
"""
# A migration writes the schema down beside the program, where nothing can be written, unless it is told another place.
_ENVIRONMENT = {"RAILS_ENV": "production", "REDMINE_INSTANCE": "default", "SCHEMA": "/tmp/schema.rb"}  # noqa: S108
_TIMEOUT_S = 180.0
_MANAGER = 3
"""The first role of the default data."""


class Redmine:
    """Two private projects; an administrator, a developer in the first, and one who is in none."""

    platform = "redmine"
    pace = "slow"
    path = ""

    def source(self, version: str, release: str | None) -> DebianSource:
        """Take the suite of Debian that has the version."""
        return DebianSource("redmine", version, _SUITES.get(version), _COMPANIONS, release)

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Make an instance of the packaged database, then what issues need to exist."""
        copy_data(install.root / _MADE_BY_PACKAGE, data / "database")
        for name in ("config", "files", "log", "public", "tmp"):
            (data / name).mkdir()
        (data / "config" / "secret_key.txt").write_text(secrets.token_hex(64), encoding="utf-8")
        (data / "config" / "database.yml").write_text(_DATABASE_CONFIG, encoding="utf-8")
        script = resources.files("tasklab.verify.server.scripts") / "redmine_setup.rb"
        printed = _run(install, data, "rails", "runner", script.read_text(encoding="utf-8"))
        made = json.loads(printed.splitlines()[-1])
        admin, alice, carol = ({"api_key": made["keys"][name]} for name in ("admin", "alice", "carol"))
        others = {"bad": {"api_key": secrets.token_hex(20)}, "second": alice, "guest": carol}
        context: dict[str, str] = made["context"]
        members = {"new_project": _joining(context), "member_ids": " ".join(_members(context))}
        return Prepared(admin, others, {**context, **members})

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Say how to start; nothing in the instance depends on the port."""
        give_data(data)
        # One request at a time: SQLite refuses a second writer, and Redmine answers 500 then.
        serve = ("puma", "-e", "production", "-b", f"tcp://127.0.0.1:{port}", "-t", "1:1", "config.ru")
        argv = enter_root(install.root, data, _INSTANCE, serve, cwd=_APPLICATION)
        return Command(argv, data, root_environment(_ENVIRONMENT))

    def upgrade(self, install: Install, data: Path) -> None:
        """Migrate the database, as https://www.redmine.org/projects/redmine/wiki/RedmineUpgrade says."""
        _run(install, data, "rake", "db:migrate")


def _members(context: dict[str, str]) -> tuple[str, str]:
    return context["user_id"], context["second_user_id"]


def _joining(context: dict[str, str]) -> str:
    """Return the requests that make the administrator and the developer members of a new project.

    A project that an administrator makes has no members, and nobody else can be assigned.
    """
    memberships = [{"membership": {"user_id": int(user), "role_ids": [_MANAGER]}} for user in _members(context)]
    steps = [{"verb": "POST", "path": "/projects/{id}/memberships.json", "json": each} for each in memberships]
    return json.dumps(steps)


def _run(install: Install, data: Path, *argv: str) -> str:
    """Run one of Rails' tools on an instance."""
    give_data(data)
    inside = enter_root(install.root, data, _INSTANCE, ("bundle", "exec", *argv), cwd=_APPLICATION)
    env = server_environment(data, root_environment(_ENVIRONMENT))
    return run_program(inside, cwd=data, env=env, timeout_s=_TIMEOUT_S)


RECIPE = Redmine()
