"""Roundup: the classic tracker, its REST interface served by waitress.

Source: https://www.roundup-tracker.org/docs/installation.html and /docs/rest.html
"""

from __future__ import annotations

import re
import secrets
import shutil
from typing import TYPE_CHECKING

from tasklab.verify.server.program import run_program, server_environment
from tasklab.verify.server.python_source import PythonSource
from tasklab.verify.server.recipe import Command, Install, Prepared

if TYPE_CHECKING:
    from pathlib import Path

_BACKEND = "sqlite"
_TIMEOUT_S = 60.0
# What 2.0 is built with left the standard library.
_PYTHONS = {"2.0": "<3.12"}
_APPLICATION = """\
import functools
import os

import roundup.instance
from roundup.cgi.wsgi_handler import RequestDispatcher

# From 2.4 the tracker stays open between requests. Older releases read its whole configuration on each of them.
roundup.instance.open = functools.cache(roundup.instance.open)
application = RequestDispatcher(os.environ["TRACKER_HOME"])
"""
_SETTINGS = {
    "tracker.web": "http://127.0.0.1/t/",
    "mail.domain": "localhost",
    "mail.host": "localhost",
    # Basic authentication hashes the password on each request: up to two million rounds, a second, by default.
    "main.password_pbkdf2_default_rounds": "1000",
    # A contract run logs in wrongly more often than the four times in ten minutes that are allowed by default.
    "web.api_failed_login_limit": "0",
}


# A role of our own: the classic tracker has none that may use the interface and change nothing.
_READER = """
db.security.addRole(name="Reader", description="May look")
for name in "Web Access", "Rest Access":
    db.security.addPermissionToRole("Reader", name)
for name in "issue", "file", "msg", "keyword", "priority", "status", "user":
    db.security.addPermissionToRole("Reader", "View", name)
"""


class Roundup:
    """A tracker under `/t` with an administrator, a user, and one who may only look."""

    platform = "roundup"
    pace = "slow"
    path = "/t"

    def source(self, version: str, release: str | None) -> PythonSource:
        """Take the product and a server for it: its own refuses to run as root."""
        companions = ("waitress", "legacy-cgi; python_version >= '3.13'")
        return PythonSource("roundup", version, release, companions, _PYTHONS.get(version, ""))

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Make the tracker, its database and its users with roundup-admin."""
        _place_templates(install.root)
        _administer(install, data, "install", "classic", _BACKEND)
        config = data / "tracker" / "config.ini"
        config.write_text(_with_settings(config.read_text(encoding="utf-8"), _SETTINGS), encoding="utf-8")
        with (data / "tracker" / "schema.py").open("a", encoding="utf-8") as schema:
            schema.write(_READER)
        words = {name: secrets.token_hex(8) for name in ("admin", "alice", "carol")}
        _administer(install, data, "initialise", words["admin"])
        ids = {name: _create_user(install, data, name, words[name]) for name in ("alice", "carol")}
        admin, alice, carol = ({"username": name, "password": word} for name, word in words.items())
        bad = {**admin, "password": secrets.token_hex(8)}
        context = {"user_id": "1", "second_user_id": ids["alice"], "guest_user_id": ids["carol"]}
        return Prepared(admin, {"bad": bad, "second": alice, "guest": carol}, context)

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Tell the tracker its own address, by which it makes links and checks where a request comes from."""
        home = data / "tracker"
        config = home / "config.ini"
        settings = {"tracker.web": f"http://127.0.0.1:{port}/t/"}
        config.write_text(_with_settings(config.read_text(encoding="utf-8"), settings), encoding="utf-8")
        (data / "tracker_application.py").write_text(_APPLICATION, encoding="utf-8")
        argv = (str(install.python), "-m", "waitress", f"--listen=127.0.0.1:{port}", "--url-prefix=/t")
        env = {"TRACKER_HOME": str(home), "SENDMAILDEBUG": "/dev/null", "PYTHONPATH": str(data)}
        return Command((*argv, "tracker_application:application"), data, env)

    def upgrade(self, install: Install, data: Path) -> None:
        """Migrate the schema with roundup-admin."""
        _administer(install, data, "migrate")


def _place_templates(root: Path) -> None:
    """Put the templates where roundup looks: wheels of 2.1 to 2.3 are built with them at a path of the build."""
    right = root / "share" / "roundup" / "templates"
    if not right.exists():
        for found in root.glob("lib/python*/site-packages/**/share/roundup/templates"):
            shutil.copytree(found, right)
            return


def _with_settings(text: str, settings: dict[str, str]) -> str:
    """Set options, named `section.option`, in the text of a config.ini where they stand, commented out or not."""
    lines, section = [], ""
    for line in text.splitlines():
        if header := re.fullmatch(r"\[(.+)\]", line):
            section = header[1]
        option = re.match(r"#?(\w+) = ", line)
        name = f"{section}.{option[1]}" if option else ""
        lines.append(f"{name.partition('.')[2]} = {settings[name]}" if name in settings else line)
    return "\n".join(lines) + "\n"


def _create_user(install: Install, data: Path, name: str, word: str) -> str:
    role = "User" if name == "alice" else "Reader"
    fields = (f"username={name}", f"password={word}", f"address={name}@localhost", f"roles={role}")
    return _administer(install, data, "create", "user", *fields).split()[-1]


def _administer(install: Install, data: Path, *words: str) -> str:
    argv = (str(install.python), "-m", "roundup.scripts.roundup_admin", "-i", str(data / "tracker"), *words)
    return run_program(argv, cwd=data, env=server_environment(data, {}), timeout_s=_TIMEOUT_S)


RECIPE = Roundup()
