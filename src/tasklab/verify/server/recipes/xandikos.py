"""Xandikos: CalDAV over a folder of git repositories, without any login.

Source: https://www.xandikos.org/docs/ and `xandikos --help` of each release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.verify.server.python_source import PythonSource
from tasklab.verify.server.recipe import Command, Install, Prepared

if TYPE_CHECKING:
    from pathlib import Path

_PRINCIPAL = "/alice/"
# 0.2 was written against these and names no upper bound. Newer ones took away what it imports, and with a newer
# yarl it answers 500 wherever it would name a precondition.
_COMPANIONS = {"0.2": ("dulwich<0.22", "icalendar<6", "aiohttp<3.10", "pytz", "yarl<1.10")}


class Xandikos:
    """One principal with the calendar that `--defaults` makes."""

    platform = "xandikos"
    pace = "steady"
    path = ""

    def source(self, version: str, release: str | None) -> PythonSource:
        """Take the product, with older libraries where it needs them."""
        return PythonSource("xandikos", version, release, _COMPANIONS.get(version, ()))

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Leave an empty folder: the server makes principal and calendar itself when it starts."""
        del install
        (data / "storage").mkdir()
        return Prepared({}, context={"project_id": "calendar"})

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Give everything on the command line."""
        options = ("-d", str(data / "storage"), "--defaults", "--current-user-principal", _PRINCIPAL)
        listen = ("-l", "127.0.0.1", "-p", str(port))
        return Command((str(install.python), "-m", "xandikos", *options, *listen), data)

    def upgrade(self, install: Install, data: Path) -> None:
        """Do nothing: the repositories are read as they are."""
        del install, data


RECIPE = Xandikos()
