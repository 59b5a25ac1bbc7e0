from __future__ import annotations

import json
import os
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.verify.server.debian_root import enter_root, give_data, root_environment
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.program import run_program
from tasklab.verify.server.site import start_site, upgrade_site, warm_site

if TYPE_CHECKING:
    from tasklab.verify.server.recipe import Site

pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("mmdebstrap") is None, reason="a Debian in a folder needs root and mmdebstrap"
    ),
]

_CACHE = Path(".tasklab/servers")


def _ask(site: Site, role: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    who = site.others[role] if role else site.parameters
    headers = {"Content-Type": "application/json"}
    if "api_key" in who:
        headers["X-Redmine-API-Key"] = who["api_key"]
    else:
        headers["Authorization"] = f"token {who['token']}"
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(site.url + path, content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text.strip() else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, None


@pytest.mark.parametrize("version", ["5.0", "6.0", "6.1"])
def test_redmine_knows_its_users_and_what_each_may_do(version: str, tmp_path: Path) -> None:
    with start_site("redmine", version, cache_dir=_CACHE, work_dir=tmp_path) as site:
        assert f"{site.release}.".startswith(f"{version}.")
        for role, id_ in {"": "user_id", "second": "second_user_id", "guest": "guest_user_id"}.items():
            status, me = _ask(site, role, "GET", "/users/current.json")
            assert (status, str(me["user"]["id"])) == (200, site.context[id_])
        assert _ask(site, "bad", "GET", "/users/current.json")[0] == 401
        issues = f"/projects/{site.context['project_id']}/issues.json"
        draft = {
            "subject": "x",
            "category_id": site.context["label_id"],
            "fixed_version_id": site.context["section_id"],
        }
        draft |= {"custom_fields": [{"id": site.context["list_field_id"], "value": "Linux"}], "description": "d"}
        draft |= {"assigned_to_id": site.context["second_user_id"]}
        status, made = _ask(site, "second", "POST", issues, {"issue": draft})
        assert (status, made["issue"]["category"]["name"]) == (201, "backend")
        entry = {"issue_id": made["issue"]["id"], "hours": 1, "activity_id": site.context["activity_id"]}
        assert _ask(site, "second", "POST", "/time_entries.json", {"time_entry": entry})[0] == 201
        issue = f"/issues/{made['issue']['id']}.json"
        assert _ask(site, "guest", "GET", issue)[0] == 403
        assert _ask(site, "second", "DELETE", issue)[0] == 403
        assert _ask(site, "second", "GET", f"/projects/{site.context['second_project_id']}.json")[0] == 403
        assert _ask(site, "", "DELETE", issue)[0] == 204


def test_request_tracker_knows_its_users_and_what_each_may_do(tmp_path: Path) -> None:
    with start_site("request-tracker", "5.0", cache_dir=_CACHE, work_dir=tmp_path) as site:
        status, told = _ask(site, "", "GET", "/REST/2.0/rt")
        assert status == 200
        assert told["Version"].startswith(site.release)
        assert _ask(site, "bad", "GET", "/REST/2.0/rt")[0] == 401
        draft = {"Queue": site.context["project_id"], "Subject": "x", "CustomFields": {"Platform": "Linux"}}
        status, made = _ask(site, "second", "POST", "/REST/2.0/ticket", draft)
        assert status == 201
        assert made["_url"].startswith(site.url)
        ticket = f"/REST/2.0/ticket/{made['id']}"
        fields = {one["name"]: one["values"] for one in _ask(site, "second", "GET", ticket)[1]["CustomFields"]}
        assert fields == {"Platform": ["Linux"], "Reference": [], "Labels": []}
        assert _ask(site, "guest", "GET", ticket)[0] == 403
        assert _ask(site, "second", "DELETE", ticket)[0] == 500
        assert _ask(site, "second", "GET", ticket)[1]["Status"] == "new"
        assert _ask(site, "second", "GET", f"/REST/2.0/queue/{site.context['second_project_id']}")[0] == 403
        assert _ask(site, "", "DELETE", ticket)[0] == 204


def test_issues_and_keys_survive_the_upgrades_of_redmine(tmp_path: Path) -> None:
    with start_site("redmine", "5.0", cache_dir=_CACHE, work_dir=tmp_path) as site:
        draft = {"issue": {"subject": "survives"}}
        status, made = _ask(site, "", "POST", f"/projects/{site.context['project_id']}/issues.json", draft)
        assert status == 201
    for newer in ("6.0", "6.1"):
        with upgrade_site(site, newer, cache_dir=_CACHE, work_dir=tmp_path) as site:
            status, read = _ask(site, "second", "GET", f"/issues/{made['issue']['id']}.json")
            assert status == 200
            assert {name: read["issue"][name] for name in made["issue"]} == made["issue"]
            assert _ask(site, "bad", "GET", "/users/current.json")[0] == 401


def test_runs_share_an_installation_that_none_can_change(tmp_path: Path) -> None:
    root = warm_site("request-tracker", "5.0", cache_dir=_CACHE).root
    data = tmp_path / "data"
    data.mkdir()
    give_data(data)

    def run(script: str) -> str:
        argv = enter_root(root, data, "/srv", ("sh", "-c", script), cwd="/usr/share", volatile=("/var/cache",))
        return run_program(argv, cwd=tmp_path, env=root_environment({}), timeout_s=30)

    assert run(
        "id -un; pwd; echo kept > /srv/mine; echo gone > /var/cache/mine; echo gone > /tmp/mine; ls /var/cache"
    ) == ("www-data\n/usr/share\nmine\n")
    assert (data / "mine").read_text() == "kept\n"
    assert run("ls /var/cache /tmp; cat /srv/mine").endswith("kept\n")
    assert not (root / "tmp" / "mine").exists()
    assert not (root / "srv" / "mine").exists()
    with pytest.raises(ProgramFault) as caught:
        run("echo spoilt > /var/lib/mine")
    assert "Read-only file system" in caught.value.output
