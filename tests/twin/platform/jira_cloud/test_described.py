"""Every answer of the twin is held against the vendor's own description, in every version."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.twin.platform.jira_cloud.caller import Jira
from tests.twin.platform.jira_cloud.drive import ELSEWHERE, drive
from tests.upstream import FOLDER

from tasklab.twin.platform.jira_cloud.operation import OPERATIONS
from tasklab.twin.platform.jira_cloud.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import parse_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "jira-cloud" / "vendor.lock"


def make_check(version):
    lock = load_lock(LOCK)
    shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    description = parse_description(shelved.path.read_bytes(), "openapi3")
    return ExchangeCheck(description, is_strict=True, mistakes=lock.find_mistakes(version), notes_use=True)


def find_differences(check, jira):
    found = set()
    for request, response in jira.exchanges:
        if request.path.endswith(ELSEWHERE):
            continue
        assert response.status < 500, request
        headers, sent = tuple(response.headers.items()), (request.verb, request.path)
        said = check.check_response(*sent, response.status, headers, response.body, request.query)
        if response.status < 300:
            said += check.check_request(*sent, request.query, request.headers, request.body)
        found |= {f"{response.status} {finding}" for finding in said if finding.severity == "error"}
    return sorted(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_answer_differs_from_the_description(version):
    check, jira = make_check(version), Jira(version)
    drive(jira)

    assert find_differences(check, jira) == []
    assert [each.at for each in check.sieve.unused] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_operation_of_the_twin_was_driven_with_success(version):
    jira = Jira(version)
    drive(jira)

    driven = {
        (request.verb, each.template)
        for request, response in jira.exchanges
        if response.status < 400
        for each in OPERATIONS
        if each.verb == request.verb and fits(each.template, request.path.split("/", 4)[4])
    }
    gone = {("GET", "/search"), ("POST", "/search")} if version == "v3-2025" else set()
    assert {(each.verb, each.template) for each in OPERATIONS} - driven == gone


def fits(template, path):
    wanted, given = template.strip("/").split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        one == other or one.startswith("{") for one, other in zip(wanted, given, strict=True)
    )
