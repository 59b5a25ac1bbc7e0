from __future__ import annotations

import base64
import http.client
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tasklab.verify.server.site import start_site, upgrade_site

if TYPE_CHECKING:
    from tasklab.verify.server.recipe import Site

pytestmark = pytest.mark.servers

_CACHE = Path(".tasklab/servers")
_VERSIONS = {
    "radicale": ("2.1", "3.0", "3.1", "3.3", "3.5", "3.6", "3.7", "3.8", "3.9"),
    "xandikos": ("0.2", "0.3", "0.4"),
    "roundup": ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"),
    "tryton": ("7.0", "7.8", "8.0", "8.2"),
}
_PROBES = {
    "radicale": ("PROPFIND", "/", ""),
    "xandikos": ("PROPFIND", "/", ""),
    "roundup": ("GET", "/rest/data/issue", ""),
    "tryton": ("POST", "/db/", "model.res.user.search"),
}


def _ask(site: Site, role: str) -> int:
    method, path, call = _PROBES[site.platform]
    who = site.others[role] if role else site.parameters
    if site.platform == "tryton" and site.version >= "8":
        path += "rpc/"
    headers = {"Depth": "0", "Content-Type": "application/json" if call else "application/xml"}
    if "password" in who:
        token = base64.b64encode(f"{who['username']}:{who['password']}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    address = urlsplit(site.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    body = json.dumps({"id": 1, "method": call, "params": [[], 0, 1, None, {}]}) if call else None
    connection.request(method, address.path + path, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(("platform", "version"), [(name, one) for name, all_ in _VERSIONS.items() for one in all_])
def test_every_tracked_version_starts_and_knows_its_users(platform: str, version: str, tmp_path: Path) -> None:
    with start_site(platform, version, cache_dir=_CACHE, work_dir=tmp_path) as site:
        assert f"{site.release}.".startswith(f"{version}.")
        assert _ask(site, "") in {200, 207}
        for role in site.others:
            assert _ask(site, role) in ({401} if role == "bad" else {200, 207})


@pytest.mark.parametrize(
    ("platform", "older", "newer"),
    [("radicale", "2.1", "3.0"), ("xandikos", "0.2", "0.4"), ("roundup", "2.0", "2.6"), ("tryton", "7.8", "8.0")],
)
def test_users_survive_an_upgrade(platform: str, older: str, newer: str, tmp_path: Path) -> None:
    with start_site(platform, older, cache_dir=_CACHE, work_dir=tmp_path) as old:
        pass
    with upgrade_site(old, newer, cache_dir=_CACHE, work_dir=tmp_path) as new:
        assert _ask(new, "") in {200, 207}
        if "bad" in new.others:
            assert _ask(new, "bad") == 401
