"""The real descriptions, where they are: all of them can be read, and what is known to have broken is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import ObjectTypeDefinitionNode
from tests.vendor.sample import REAL, list_real, needs_real

from tasklab.vendor.description import Description
from tasklab.vendor.difference import compare_distillates
from tasklab.vendor.distillate import distil
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import find_locks, load_lock
from tasklab.vendor.problem import InvalidDescriptionError
from tasklab.vendor.reading import load_description
from tasklab.vendor.shelf import Here, open_shelf
from tasklab.vendor.usage import parse_usage

pytestmark = needs_real
SPECS = Path(__file__).parents[2] / "specs"
JSON = (("content-type", "application/json"),)


LOST = {"zendesk/2026-08.json": 0.7}
"""The share of operations that a selection may have made unreadable, by leaving out what they refer to."""


@pytest.mark.parametrize(("file", "kind"), list_real(), ids=str)
def test_every_description_can_be_read(file, kind):
    description = load_description(REAL / file, kind)

    if not isinstance(description, Description):
        assert any(isinstance(each, ObjectTypeDefinitionNode) for each in description.document.definitions)
        return
    assert description.operations
    problems = [problem for each in description.operations if (problem := find_problem(each))]
    assert len(problems) <= LOST.get(file, 0.0) * len(description.operations), problems[:3]


def find_problem(operation):
    try:
        return None if operation.detail else "no detail"
    except InvalidDescriptionError as error:
        return str(error)


@pytest.mark.parametrize("file", ["linear/2021-02-22-sdk1.4.5.graphql", "monday/2026-10.graphql"])
def test_graphs_are_built_and_distilled(file):
    found = distil(load_description(REAL / file, "graphql"))

    assert len(found.operations) > 50
    assert compare_distillates(found, found) == []


@pytest.mark.parametrize("path", find_locks(SPECS), ids=lambda p: p.parent.name)
def test_what_is_locked_is_here(path, tmp_path):
    shelf = open_shelf(tmp_path, {"TASKLAB_VENDOR_DIR": str(REAL)})

    for entry in load_lock(path).descriptions.values():
        assert isinstance(shelf.find(entry), Here)


def compare(kind, old, new, lines):
    usage = parse_usage(lines)
    distilled = [distil(load_description(REAL / file, kind), usage) for file in (old, new)]
    assert [compare_distillates(each, each) for each in distilled] == [[], []]
    return {
        (each.rule, each.operation, each.subject.partition(": ")[2]) for each in compare_distillates(*distilled, usage)
    }


def test_jira_took_its_search_away():
    found = compare(
        "openapi3",
        "jira-cloud/v3-2024-10-14.json",
        "jira-cloud/v3-2025-07-30.json",
        ["GET /rest/api/3/search issues.key", "POST /rest/api/3/search/id", "GET /rest/api/3/search/jql issues.key"],
    )

    assert found >= {
        ("operation-removed", "POST /rest/api/3/search/id", ""),
        ("operation-deprecated", "GET /rest/api/3/search", ""),
    }
    assert not [each for each in found if each[1] == "GET /rest/api/3/search/jql" and each[0] == "field-removed"]


def test_github_changed_its_limits_and_none_of_what_a_list_of_issues_reads():
    found = compare(
        "openapi3",
        "github/api.github.com-2025-12.json",
        "github/api.github.com-2026-09.json",
        ["GET /rate_limit", "GET /repos/{owner}/{repo}/issues number title state assignee.login labels.name"],
    )

    assert ("field-removed", "GET /rate_limit", "resources.code_scanning_upload") in found
    assert not [each for each in found if each[1] == "GET /repos/{}/{}/issues" and each[0] != "parameter-added"]


def test_planka_asks_for_more_since_its_second_edition():
    found = compare("openapi3", "planka/1.26.3.json", "planka/2.0.0.json", ["POST /api/lists/{listId}/cards"])

    assert found >= {
        ("field-required-added", "POST /api/lists/{}/cards", "type"),
        ("field-removed", "POST /api/lists/{}/cards", "isDueDateCompleted"),
    }


def test_google_tasks_only_grew():
    found = compare(
        "discovery",
        "google-tasks/v1-r20211029.json",
        "google-tasks/v1-r20261101.json",
        ["GET /tasks/v1/lists/{tasklist}/tasks"],
    )

    assert {rule for rule, *_ in found} == {"field-added", "parameter-added"}


def test_a_task_of_google_and_one_that_is_wrong():
    check = ExchangeCheck(load_description(REAL / "google-tasks/v1-r20261101.json", "discovery"), is_strict=True)
    path = "/tasks/v1/lists/a/tasks"

    assert check.check_request("POST", path, headers=JSON, body=b'{"title": "a", "due": "2026-01-01T00:00:00Z"}') == []
    found = check.check_response("POST", path, 200, JSON, b'{"title": 1, "colour": "red"}')
    assert {(each.rule, each.at, each.described_at) for each in found} == {
        ("type", "body/title", "/schemas/Task/properties/title"),
        ("member-unknown", "body/colour", "/schemas/Task"),
    }


def test_an_exchange_of_microsoft():
    description = load_description(REAL / "microsoft-graph/v1.0-csdl-2026-08-04.json", "odata-csdl-json")
    check = ExchangeCheck(description, is_strict=True)
    path = "/v1.0/me/todo/lists/a/tasks"

    assert check.check_request("POST", path, headers=JSON, body=b'{"title": "a", "linkedResources": []}') == []
    file = b'{"value": [{"@odata.type": "#microsoft.graph.taskFileAttachment", "size": 1, "contentBytes": "eA=="}]}'
    assert check.check_response("GET", f"{path}/b/attachments", 200, JSON, file) == []
    found = check.check_response("GET", f"{path}/delta", 200, JSON, b'{"value": [{"status": "gone"}]}')
    assert [(each.rule, each.described_at) for each in found] == [("enum-value", "/types/taskStatus")]


def test_a_task_of_microsoft():
    description = load_description(REAL / "microsoft-graph/v1.0-csdl-2026-08-04.json", "odata-csdl-json")
    shape = distil(description, parse_usage(["TYPE todoTask title importance"]))

    fields = shape.operations["TYPE todoTask"]["replies"]["200"]["bodies"]["application/json"]["fields"]
    assert fields["title"]["is_nullable"]
    assert "is_nullable" not in fields["importance"]
