"""Which versions are served follows the ledger, without a restart."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from tests.service.conftest import ROOT, SITE

from tasklab.adapter.message import Response
from tasklab.ledger import fact as f
from tasklab.ledger.store import append_facts
from tasklab.service.probe import read_probe
from tasklab.spec.model import Probe


def now():
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def say(stage):
    def say(fact):
        append_facts(stage.config.ledger / "roundup.jsonl", [fact])
        stage.runner.run(stage.service.refresh())

    return say


def test_a_broken_version_is_refused_with_what_to_do_and_served_again_when_it_is_mended(stage, say):
    path = f"/v1/connections/{stage.connect(version='2.5')}"
    say(f.BrokenFact(platform="roundup", at=now(), version="2.5", because="titles are lost"))

    refused = stage.call("GET", f"{path}/tasks")
    assert (refused.status, refused.kind) == (422, "version_unsupported")
    assert "titles are lost; move the connection to 2.6" in refused.json["detail"]
    assert stage.call("GET", path).json["is_served"] is False
    assert stage.call("PATCH", path, {"version": "2.6"}).status == 200

    say(f.BrokenFact(platform="roundup", at=now(), version="2.5", because="mended", is_over=True))
    assert stage.call("PATCH", path, {"version": "2.5"}).status == 200


def test_a_retired_version_is_gone(stage, say):
    path = f"/v1/connections/{stage.connect(version='2.5')}"
    say(f.RetirementFact(platform="roundup", at=now(), version="2.5", because="nobody uses it"))

    refused = stage.call("POST", f"{path}/tasks", {"title": "x"}, idempotency_key="k")

    assert (refused.status, refused.kind) == (410, "version_retired")
    assert refused.json["platform_version"] == "2.5"


def test_a_deprecated_version_is_served_and_no_longer_the_default(stage, say):
    say(f.DeprecationFact(platform="roundup", at=now(), version="2.6", because="an experiment"))

    assert stage.call("GET", f"/v1/connections/{stage.connect()}").json["version"] == "2.5"
    assert stage.connect(version="2.6")


def test_a_promotion_is_picked_up_without_a_restart(stage, say, make_config):
    say(f.BrokenFact(platform="roundup", at=now(), version="2.6", because="an experiment"))
    assert stage.call("GET", f"/v1/connections/{stage.connect()}").json["version"] == "2.5"

    say(f.PromotionFact(platform="roundup", at=now(), version="2.6", run="r", level="server", by="test"))

    path = f"/v1/connections/{stage.connect()}"
    assert stage.call("GET", path).json["version"] == "2.6"
    versions = {each["version"]: each for each in stage.call("GET", "/v1/platforms/roundup/versions").json["items"]}
    assert versions["2.6"]["is_served"] is True


def test_two_versions_are_served_side_by_side(stage):
    old, new = stage.connect(version="2.5"), stage.connect(version="2.6")

    for connection_id, version in ((old, "2.5"), (new, "2.6")):
        reply = stage.call("GET", f"/v1/connections/{connection_id}/me")
        assert (reply.json["platform_version"], reply.json["connection_id"]) == (version, connection_id)


def test_an_unchanged_ledger_is_not_read_again(stage):
    assert stage.service.support.refresh() == frozenset()


def test_coverage_tells_verdicts_with_their_proof(stage):
    (item,) = stage.call("GET", "/v1/coverage?platform=roundup&version=2.6").json["items"]

    assert len(item["methods"]) == 47
    assert item["methods"]["task.list"] == {"verdict": "verified", "level": "server"}
    assert item["methods"]["project.list"]["source"].startswith("https://")
    assert stage.call("GET", "/v1/coverage?colour=red").status == 422
    assert stage.call("GET", "/v1/platforms/nothing/versions").kind == "version_unsupported"


@pytest.fixture
def site_says(stage):
    """Let the specs of both versions say how the site tells its version, and let the site tell one."""
    call = {"call": {"get": "/version"}, "version": "about.version", "pattern": r"^(\d+\.\d+)"}
    for each in ("2.5", "2.6"):
        stage.service.support._probes["roundup", each] = Probe.model_validate(call)
    serve = stage.site.serve

    def say(version):
        body = msgspec.json.encode({"about": {"version": version}} if version else [])
        answer = Response(status=200, headers={"content-type": "application/json"}, body=body)
        stage.site.serve = lambda request, of: answer if request.path == "/version" else serve(request, of)

    return say


def test_a_spec_says_how_a_site_tells_its_version():
    probe = read_probe(ROOT / "specs", "request-tracker", "5.0")

    assert (probe.call.get, probe.version) == ("/rt", "Version")
    assert read_probe(ROOT / "specs", "roundup", "2.6") is None


def test_a_site_that_does_not_tell_its_version_is_refused(stage, site_says):
    for told in ("", "unknown"):
        site_says(told)
        refused = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE})
        assert (refused.status, refused.kind) == (502, "platform_error")


def test_a_connection_is_pinned_to_the_version_that_its_site_runs(stage, site_says):
    site_says("2.5.1")

    made = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE}).json

    assert (made["version"], made["check"]["site_version"], made["newer_versions"]) == ("2.5", "2.5", ["2.6"])


def test_a_site_of_a_version_that_is_not_served_is_refused(stage, site_says):
    site_says("1.4")

    refused = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE})

    assert (refused.kind, refused.json["platform_version"]) == ("version_unsupported", "1.4")


def test_a_site_that_moved_on_is_noticed(stage, site_says):
    site_says("2.5")
    path = f"/v1/connections/{stage.connect(version='2.5')}"
    site_says("2.6")

    check = stage.call("POST", f"{path}/check").json
    assert (check["is_good"], check["problem"]["type"], check["site_version"]) == (
        False, "/errors/version_mismatch", "2.6"
    )  # fmt: skip
    assert stage.call("PATCH", path, {"parameters": SITE}).kind == "version_mismatch"
    assert stage.call("PATCH", path, {"version": "2.6"}).status == 200
    asked = {"platform": "roundup", "version": "2.5", "parameters": SITE}
    assert stage.call("POST", "/v1/connections", asked).kind == "version_mismatch"
