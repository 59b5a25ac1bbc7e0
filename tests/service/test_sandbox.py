"""Sandboxes of the platforms that there are: each takes a first call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasklab.service.sandbox import sandbox_versions
from tasklab.service.support import Support

ROOT = Path(__file__).parents[2]


def platforms() -> list[tuple[str, str]]:
    """Name the platforms with a sandbox, each with every version."""
    support = Support(ROOT / "specs", ROOT / "ledger")
    support.refresh()
    return [(name, version) for name, versions in sandbox_versions(support).items() for version in versions]


def test_there_are_sandboxes():
    assert {"trello", "github"} <= {name for name, _ in platforms()}


@pytest.mark.parametrize(("platform", "version"), platforms())
def test_a_sandbox_takes_a_first_call(stage, platform, version):
    made = stage.call("POST", "/v1/connections", {"platform": platform, "version": version, "sandbox": True})
    assert made.status == 201, made.body
    page = stage.call("GET", f"/v1/connections/{made.json['id']}/tasks?limit=1&fields=title")
    assert page.status == 200, page.body
    assert len(page.json["items"]) == 1


def test_a_platform_without_a_twin_has_none(stage):
    assert stage.call("POST", "/v1/connections", {"platform": "radicale", "sandbox": True}).kind == (
        "version_unsupported"
    )
