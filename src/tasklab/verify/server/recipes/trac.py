"""Trac with the plug-in for remote procedures, served by its own tracd.

Source: https://trac.edgewall.org/wiki/TracInstall and https://trac-hacks.org/wiki/XmlRpcPlugin
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING

from tasklab.verify.server.program import run_program, server_environment
from tasklab.verify.server.python2_source import Python2Source
from tasklab.verify.server.recipe import Command, Install, Prepared

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT_S = 120.0
_PLUGIN = "TracXMLRPC==1.1.9"
"""The newest in the package index; from Trac 1.4 on it does not load."""
_PERMISSIONS = (
    ("admin", "TRAC_ADMIN"),
    ("admin", "XML_RPC"),
    ("alice", "TRAC_ADMIN"),
    ("alice", "XML_RPC"),
    ("carol", "XML_RPC"),
)
_TAKEN = ("TICKET_CREATE", "TICKET_MODIFY")
"""What every user who is logged in may do by default, and a guest may not."""

_CUSTOM_FIELDS = """
[ticket-custom]
reference = text
reference.label = Reference
platform = select
platform.label = Platform
platform.options = |Linux|Windows
is_billed = checkbox
is_billed.label = Billed
note = textarea
note.label = Note
note.value = nothing yet
"""
"""Fields of most types: https://trac.edgewall.org/wiki/TracTicketsCustomFields."""
_MOMENT = """
meeting = time
meeting.label = Meeting
meeting.format = datetime
"""
"""A field of a type that 1.0 does not have: there it takes moments for text, and spoils the ticket.

Trac lists fields by their names: in the middle it is not the one that runs on two versions are compared by."""


class Trac:
    """An environment with an administrator, a second one, and one who may only look."""

    platform = "trac"
    pace = "steady"
    path = "/env"

    def source(self, version: str, release: str | None) -> Python2Source:
        """Take the product and the plug-in."""
        return Python2Source("Trac", version, release, (_PLUGIN,))

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Make the environment with trac-admin, and a password file."""
        _administer(install, data, "initenv", "Lab", "sqlite:db/trac.db")
        with (data / "env" / "conf" / "trac.ini").open("a", encoding="utf-8") as config:
            config.write("\n[components]\ntracrpc.* = enabled\n")
            config.write(_CUSTOM_FIELDS if install.version == "1.0" else _CUSTOM_FIELDS + _MOMENT)
        for name, permission in _PERMISSIONS:
            _administer(install, data, "permission", "add", name, permission)
        for permission in _TAKEN:
            _administer(install, data, "permission", "remove", "authenticated", permission)
        words = {name: secrets.token_hex(8) for name in ("admin", "alice", "carol")}
        lines = [f"{name}:{_hash(word)}\n" for name, word in words.items()]
        (data / "passwords").write_text("".join(lines), encoding="utf-8")
        admin, alice, carol = ({"username": name, "password": word} for name, word in words.items())
        bad = {**admin, "password": secrets.token_hex(8)}
        return Prepared(admin, {"bad": bad, "second": alice, "guest": carol}, {"member_ids": "admin alice carol"})

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Give everything on the command line."""
        login = f"env,{data / 'passwords'},Trac"
        argv = (str(install.root / "bin" / "tracd"), "--hostname=127.0.0.1", "-p", str(port))
        return Command((*argv, f"--basic-auth={login}", str(data / "env")), data)

    def upgrade(self, install: Install, data: Path) -> None:
        """Bring the environment up to this release with trac-admin."""
        _administer(install, data, "upgrade", "--no-backup")


def _hash(word: str) -> str:
    """Return a password as tracd takes it: without a salt, as this is the one form it knows everywhere."""
    return "{SHA}" + base64.b64encode(hashlib.sha1(word.encode(), usedforsecurity=False).digest()).decode("ascii")


def _administer(install: Install, data: Path, *words: str) -> str:
    argv = (str(install.root / "bin" / "trac-admin"), str(data / "env"), *words)
    return run_program(argv, cwd=data, env=server_environment(data, {}), timeout_s=_TIMEOUT_S)


RECIPE = Trac()
