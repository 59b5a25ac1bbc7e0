"""Every answer of the twin is held against the vendor's own description, in every version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.twin.platform.github.caller import Github
from tests.twin.platform.github.drive import ELSEWHERE, drive
from tests.upstream import FOLDER

from tasklab.twin.platform.github.version import EDITIONS, VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import parse_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "github" / "vendor.lock"


def patched(document, api_version):
    """Carry out what a description says about itself: how it changes with an API version."""
    if isinstance(document, list):
        return [patched(each, api_version) for each in document]
    if not isinstance(document, dict):
        return document
    for change in document.get("x-github-breaking-changes", ()):
        if change["version"] <= api_version and isinstance(change["patch"], dict):
            document = merge(document, change["patch"])
    return {name: patched(each, api_version) for name, each in document.items()}


def merge(target, patch):
    """Source: RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def make_check(version, *, is_patched=False):
    lock = load_lock(LOCK)
    shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    content = shelved.path.read_bytes()
    if is_patched:
        content = json.dumps(patched(json.loads(content), EDITIONS[version].api_versions[0])).encode()
    return ExchangeCheck(
        parse_description(content, "openapi3"), is_strict=True, mistakes=lock.find_mistakes(version), notes_use=True
    )


def find_differences(check, github):
    found = set()
    for request, response in github.exchanges:
        path = request.path.removeprefix(github.mount)
        if path in ELSEWHERE or path in {"/", "/users"}:
            continue
        assert response.status < 500, request
        headers, sent = tuple(response.headers.items()), (request.verb, request.path)
        said = check.check_response(*sent, response.status, headers, response.body, request.query)
        if response.status < 300:
            said += check.check_request(*sent, request.query, request.headers, request.body)
        found |= {f"{response.status} {finding}" for finding in said if finding.severity != "warning"}
    return sorted(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_answer_differs_from_the_description(version):
    check, github = make_check(version), Github(version)
    drive(github)

    assert find_differences(check, github) == []
    # Paths that nobody describes are left out above, so that what explains them stays unused.
    assert [each.at for each in check.sieve.unused if each.rule != "operation-unknown"] == []


def test_no_answer_differs_from_what_the_description_says_of_the_second_api_version():
    check, github = make_check("2026-03-10", is_patched=True), Github("2026-03-10")
    drive(github)

    assert find_differences(check, github) == []


def test_an_answer_in_the_first_api_version_does_not_have_the_shape_of_the_second():
    check, github = make_check("2026-03-10", is_patched=True), Github("2026-03-10")
    github.api_version = "2022-11-28"
    github.issue()
    github.get("/rate_limit")

    assert any("assignee" in each for each in find_differences(check, github))
    assert any("rate" in each for each in find_differences(check, github))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_described_operation_that_the_twin_has_was_driven(version):
    check, github = make_check(version), Github(version)
    drive(github)

    driven = {
        match.operation.title
        for request, response in github.exchanges
        if response.status < 400 and (match := check._find(request.verb, request.path, request.query))
    }
    left_out = ("/hooks", "/projects", "/codespaces", "/copilot", "/suggestions")
    left_out += ("GET /rate_limit",) if github.mount else ()  # a server of one's own has no limits
    described = {
        each.title for each in check.description.operations if not any(word in each.title for word in left_out)
    }
    assert described - driven == set()


def test_the_locks_of_both_platforms_mean_the_same():
    ours, other = load_lock(LOCK), load_lock(LOCK.parents[1] / "github-enterprise" / LOCK.name)

    for version, description in other.descriptions.items():
        assert description == ours.descriptions[f"ghes-{version}"]
        mounted = [
            each.model_copy(update={"operation": each.operation and each.operation.replace("GET /", "GET /api/v3/")})
            for each in ours.find_mistakes(f"ghes-{version}")
        ]
        assert list(other.find_mistakes(version)) == mounted
