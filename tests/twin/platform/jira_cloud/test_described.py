"""Every answer of the twin is held against the vendor's own description, in every version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.twin.platform.jira_cloud.caller import Jira
from tests.twin.platform.jira_cloud.drive import ELSEWHERE, drive
from tests.upstream import FOLDER

from tasklab.twin.platform.jira_cloud.operation import OPERATIONS
from tasklab.twin.platform.jira_cloud.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import Mistake, load_lock
from tasklab.vendor.reading import parse_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "jira-cloud" / "vendor.lock"


SCHEMAS = "/components/schemas"
MOMENTS = ("created", "started", "updated")
WRONG = (
    *(
        ("type", f"{SCHEMAS}/BulkOperationProgress/properties/{each}", "text; examples have numbers")
        for each in MOMENTS
    ),
    ("member-missing", f"{SCHEMAS}/IssueBulkMovePayload", "requires targetToMultipleSourceMapping, which is no member"),
    ("member-missing", f"{SCHEMAS}/targetToSourcesMapping", "requires issueIdOrKeys; the member is issueIdsOrKeys"),
)
"""What is wrong in the descriptions of bulk moves: counts until the lock names it too."""
SOURCE = "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-bulk-operations/"
API_3_ALONE = {("POST", "/bulk/issues/move"), ("GET", "/bulk/queue/{taskId}")}
SEARCHES = {("GET", "/search"), ("POST", "/search")}
GONE = {"v2": API_3_ALONE, "v3-2025": SEARCHES}


def find_mistakes(lock, version):
    known = lock.find_mistakes(version)
    named = {(each.rule, each.at) for each in known}
    more = () if version == "v2" else WRONG
    return (*known, *(make_mistake(*each) for each in more if each[:2] not in named))


def make_mistake(rule, at, wrong):
    return Mistake(rule=rule, at=at, wrong=wrong, source=SOURCE, reviewed_on=date(2026, 11, 28))


def make_check(version):
    lock = load_lock(LOCK)
    shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    description = parse_description(shelved.path.read_bytes(), "openapi3")
    return ExchangeCheck(description, is_strict=True, mistakes=find_mistakes(lock, version), notes_use=True)


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
    assert {(each.verb, each.template) for each in OPERATIONS} - driven == GONE.get(version, set())


def fits(template, path):
    wanted, given = template.strip("/").split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        one == other or one.startswith("{") for one, other in zip(wanted, given, strict=True)
    )
