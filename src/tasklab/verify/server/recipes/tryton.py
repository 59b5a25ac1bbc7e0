"""Tryton with its project and timesheet modules: JSON-RPC over a SQLite database.

Source: https://docs.tryton.org/latest/server/topics/setup_database.html and /topics/configuration.html
"""

from __future__ import annotations

import json
import secrets
from importlib import resources
from typing import TYPE_CHECKING

from tasklab.verify.server.program import run_program, server_environment
from tasklab.verify.server.python_source import PythonSource
from tasklab.verify.server.recipe import Command, Install, Prepared

if TYPE_CHECKING:
    from pathlib import Path

_DATABASE = "db"
_TIMEOUT_S = 180.0
# By default five wrong logins in five minutes close the account for a while, and each one makes the next login wait
# twice as long; a contract run makes more. `timeout` is how long a wrong login is remembered. Each request looks
# through all sessions of its user, of which a contract run makes hundreds: they end early, and clients log in again.
# Basic authentication hashes the password on each request, half a second of it by default.
_CONFIG = """\
[database]
uri = sqlite://
path = {data}
[web]
listen = 127.0.0.1:{port}
[session]
timeout = 0
max_age = 5
max_attempt = 1000000
max_attempt_ip_network = 1000000
[password]
passlib = {data}/passlib.conf
"""
_PASSLIB = """\
[passlib]
schemes = pbkdf2_sha512
pbkdf2_sha512__default_rounds = 1000
"""


class Tryton:
    """One company with three users, each an employee: the administrator, one running projects, one in no group."""

    platform = "tryton"
    pace = "slow"
    path = ""

    def source(self, version: str, release: str | None) -> PythonSource:
        """Take server and module of one series; the server's release is the product's."""
        return PythonSource("trytond", version, release, (f"trytond-project=={version}.*",))

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Make the database with its modules, then what tasks need to exist."""
        config = _write_config(data, 0)
        (data / f"{_DATABASE}.sqlite").touch()
        words = {name: secrets.token_hex(8) for name in ("admin", "alice", "carol")}
        (data / "password").write_text(words["admin"], encoding="utf-8")
        env = server_environment(data, {"TRYTONPASSFILE": str(data / "password")})
        admin = (str(install.root / "bin" / "trytond-admin"), "-c", str(config), "-d", _DATABASE)
        make = (*admin, "-u", "project", "--activate-dependencies", "--email", "admin@localhost")
        run_program(make, cwd=data, env=env, timeout_s=_TIMEOUT_S)
        (data / "password").unlink()
        script = resources.files("tasklab.verify.server.scripts") / "tryton_setup.py"
        argv = (str(install.python), "-c", script.read_text(encoding="utf-8"), str(config), _DATABASE)
        made = {name: word for name, word in words.items() if name != "admin"}
        ids = json.loads(run_program(argv, cwd=data, env=env, timeout_s=_TIMEOUT_S, text=json.dumps(made)))
        users = {name: {"database": _DATABASE, "username": name, "password": word} for name, word in words.items()}
        bad = {**users["admin"], "password": secrets.token_hex(8)}
        context = {"user_id": "1", "second_user_id": ids["alice_id"], "guest_user_id": ids["carol_id"], **ids}
        return Prepared(users["admin"], {"bad": bad, "second": users["alice"], "guest": users["carol"]}, context)

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Write the configuration file for this port."""
        config = _write_config(data, port)
        return Command((str(install.root / "bin" / "trytond"), "-c", str(config), "-d", _DATABASE), data)

    def upgrade(self, install: Install, data: Path) -> None:
        """Update every activated module."""
        config = _write_config(data, 0)
        argv = (str(install.root / "bin" / "trytond-admin"), "-c", str(config), "-d", _DATABASE, "--all")
        run_program(argv, cwd=data, env=server_environment(data, {}), timeout_s=_TIMEOUT_S)


def _write_config(data: Path, port: int) -> Path:
    config = data / "trytond.conf"
    (data / "passlib.conf").write_text(_PASSLIB, encoding="utf-8")
    config.write_text(_CONFIG.format(data=data, port=port), encoding="utf-8")
    return config


RECIPE = Tryton()
