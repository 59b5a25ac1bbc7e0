"""Every answer of the twin is held against the vendor's own discovery documents, in both versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.twin.platform.google_tasks.caller import ROOT, Tasks
from tests.twin.platform.google_tasks.drive import drive
from tests.upstream import FOLDER

from tasklab.twin.platform.google_tasks.operation import COMMON, OPERATIONS, find
from tasklab.twin.platform.google_tasks.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "google-tasks" / "vendor.lock"


def describe(version):
    entry = load_lock(LOCK).descriptions[version]
    shelved = Shelf((FOLDER,), FOLDER).find(entry)
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    return load_description(shelved.path, entry.kind)


def find_differences(check, exchanges):
    found = set()
    for request, response in exchanges:
        assert response.status < 500, request
        headers = tuple(response.headers.items())
        if response.status < 300:
            said = check.check_response(
                request.verb, request.path, response.status, headers, response.body, request.query
            )
            said += check.check_request(request.verb, request.path, request.query, request.headers, request.body)
            found |= {f"{response.status} {each}" for each in said if each.severity == "error"}
    return sorted(found)


SENT_BY_CLIENTS = {"POST /token", "/schemas/Task/properties/due"}
"""Mistakes that only requests meet which this file does not send: signing in, and a day that is taken away."""


@pytest.mark.parametrize("version", VERSIONS)
def test_no_answer_differs_from_the_description(version):
    mistakes = load_lock(LOCK).find_mistakes(version)
    check = ExchangeCheck(describe(version), is_strict=True, mistakes=mistakes, notes_use=True)
    tasks = Tasks(version)
    drive(tasks)

    assert find_differences(check, tasks.exchanges) == []
    assert {each.at or each.operation for each in check.sieve.unused} <= SENT_BY_CLIENTS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wrong_answer_would_be_found(version):
    check = ExchangeCheck(describe(version), is_strict=True)
    kind = (("content-type", "application/json"),)
    address = f"{ROOT}/lists/a/tasks/b"

    assert check.check_response("GET", address, 200, kind, b'{"title": "a"}') == []
    for body in (b'{"title": 1}', b'{"hidden": "no"}', b'{"stars": 1}'):
        assert [each.severity for each in check.check_response("GET", address, 200, kind, body)] == ["error"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_twin_has_the_methods_and_parameters_of_the_description(version):
    described = {
        (each.verb, each.template): {part.name for part in each.detail.parameters if part.place == "query"}
        for each in describe(version).operations
    }
    has_newer = version != VERSIONS[0]
    served = {
        (each.verb, each.template): each.parameters | COMMON | (each.newer if has_newer else frozenset())
        for each in OPERATIONS
    }

    assert served == described


@pytest.mark.parametrize("version", VERSIONS)
def test_every_method_of_the_twin_was_driven_with_success(version):
    tasks = Tasks(version)
    drive(tasks)

    driven = {find(sent.verb, sent.path)[0].name for sent, answer in tasks.exchanges if answer.status < 300}
    assert driven == {each.name for each in OPERATIONS}
