"""Request Tracker 5 as Debian packages it, with its SQLite database and the server of its own.

Source: https://docs.bestpractical.com/rt/5.0.3/RT_Config.html and /rt/5.0.3/RT/REST2.html
"""

from __future__ import annotations

import json
import secrets
from importlib import resources
from typing import TYPE_CHECKING

from tasklab.verify.server.debian_root import enter_root, give_data, root_environment
from tasklab.verify.server.debian_source import DebianSource
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.program import run_program, server_environment
from tasklab.verify.server.recipe import Command, Install, Prepared
from tasklab.verify.server.snapshot import copy_data

if TYPE_CHECKING:
    from pathlib import Path

_SUITES = {"5.0": "bookworm"}
_COMPANIONS = ("rt5-standalone", "rt5-db-sqlite")
_PLACE = "/srv"
_MADE_BY_PACKAGE = "var/lib/dbconfig-common/sqlite3/request-tracker5"
_PROGRAM = "/usr/share/request-tracker5/libexec/rt-server"
_VOLATILE = ("/var/cache/request-tracker5/mason_data", "/var/cache/request-tracker5/session_data")
_TIMEOUT_S = 120.0
# A token is hashed on each request: a quarter of a second by default. Mail goes to a program that drops it.
_CONFIG = """\
Set($rtname, 'example.net');
Set($Organization, 'example.net');
Set($WebPath, '');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebBaseURL, 'http://127.0.0.1:{port}');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '/srv/database/rtdb');
Set($Timezone, 'UTC');
Set($BcryptCost, 4);
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '/bin/sh');
Set($SendmailArguments, q{{-c 'exec cat >/dev/null' -t}});
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
1;
"""
_ENVIRONMENT = {"RT_SITE_CONFIG": f"{_PLACE}/RT_SiteConfig.pm", "RT_SITE_CONFIG_DIR": f"{_PLACE}/more"}


class RequestTracker:
    """Two queues; the administrator, one who works on the first, and one who has no rights."""

    platform = "request-tracker"
    pace = "slow"
    path = ""

    def source(self, version: str, release: str | None) -> DebianSource:
        """Take the suite of Debian that has the version."""
        return DebianSource("request-tracker5", version, _SUITES.get(version), _COMPANIONS, release)

    def prepare(self, install: Install, data: Path) -> Prepared:
        """Copy the packaged database and make what tickets need to exist."""
        copy_data(install.root / _MADE_BY_PACKAGE, data / "database")
        (data / "more").mkdir()
        _write_config(data, 0)
        give_data(data)
        script = resources.files("tasklab.verify.server.scripts") / "request_tracker_setup.pl"
        argv = enter_root(
            install.root, data, _PLACE, ("perl", "-e", script.read_text(encoding="utf-8")), volatile=_VOLATILE
        )
        env = server_environment(data, root_environment(_ENVIRONMENT))
        made = json.loads(run_program(argv, cwd=data, env=env, timeout_s=_TIMEOUT_S).splitlines()[-1])
        root, alice, carol = ({"token": made["tokens"][name]} for name in ("root", "alice", "carol"))
        # The right beginning, which names the user, and a wrong secret.
        bad = {"token": f"{root['token'].rpartition('-')[0]}-{secrets.token_hex(16)}"}
        context: dict[str, str] = made["context"]
        # Alice may own tickets in the first queue alone.
        members = {"member_ids": context["user_id"]}
        return Prepared(root, {"bad": bad, "second": alice, "guest": carol}, {**context, **members})

    def configure(self, install: Install, data: Path, port: int) -> Command:
        """Tell the site its own address, which it writes into every link."""
        _write_config(data, port)
        give_data(data)
        serve = (_PROGRAM, "--port", str(port), "--host", "127.0.0.1", "--max-workers", "2")
        argv = enter_root(install.root, data, _PLACE, serve, volatile=_VOLATILE)
        return Command(argv, data, root_environment(_ENVIRONMENT))

    def upgrade(self, install: Install, data: Path) -> None:
        """Refuse: there is one version only.

        Raises: ProgramFault.
        """
        raise ProgramFault(f"no recipe brings {data.name} up to Request Tracker {install.version}: it is the only one")


def _write_config(data: Path, port: int) -> None:
    (data / "RT_SiteConfig.pm").write_text(_CONFIG.format(port=port), encoding="utf-8")


RECIPE = RequestTracker()
