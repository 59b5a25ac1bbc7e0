"""Radicale: CalDAV with a password file and a folder of files.

Source: https://radicale.org/v3.html#configuration; the same configuration serves every release from 2.1 on.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from tasklab.verify.server.python_source import PythonSource
from tasklab.verify.server.recipe import Command, Install, Prepared

if TYPE_CHECKING:
    from pathlib import Path

_CALENDARS = {"alice": "tasks", "bob": "garden"}
"""Each user's own: a name that the other one has not, so that it can only be meant if it is looked for elsewhere."""
_CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_encryption = plain
htpasswd_filename = {data}/users
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {data}/storage
"""


# These import pkg_resources and do not say so; setuptools 81 no longer brings it.
_COMPANIONS = {"2.1": ("setuptools<81",), "3.0": ("setuptools<81",)}


class Radicale:
    """Two users, each alone with their own calendars; the first one has a calendar of tasks."""

    platform = "radicale"
    pace = "fast"
    path = ""

    def source(self, version: str, release: str | None) -> PythonSource:
        """Take the product, with what the older ones leave unsaid."""
        return PythonSource("radicale", version, release, _COMPANIONS.get(version, ()))

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Write the password file and the folders that a MKCALENDAR would leave behind."""
        del install
        users = {name: secrets.token_hex(8) for name in _CALENDARS}
        (data / "users").write_text("".join(f"{name}:{word}\n" for name, word in users.items()), encoding="utf-8")
        for name, calendar_name in _CALENDARS.items():
            calendar = data / "storage" / "collection-root" / name / calendar_name
            calendar.mkdir(parents=True)
            props = {"tag": "VCALENDAR", "D:displayname": "Tasks", "C:supported-calendar-component-set": "VTODO"}
            (calendar / ".Radicale.props").write_text(json.dumps(props), encoding="utf-8")
        alice, bob = ({"username": name, "password": word} for name, word in users.items())
        bad = {**alice, "password": secrets.token_hex(8)}
        context = {"project_id": _CALENDARS["alice"], "foreign_project_id": _CALENDARS["bob"]}
        return Prepared(alice, {"bad": bad, "second": bob}, context)

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Write the configuration file for this port."""
        config = data / "config"
        config.write_text(_CONFIG.format(port=port, data=data), encoding="utf-8")
        return Command((str(install.python), "-m", "radicale", "--config", str(config)), data)

    def upgrade(self, install: Install, data: Path) -> None:
        """Do nothing: the files are read as they are."""
        del install, data


RECIPE = Radicale()
