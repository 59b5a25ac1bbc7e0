"""Every answer of the twin is held against the vendor's own descriptions, in both versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.twin.platform.microsoft_todo.caller import Graph
from tests.twin.platform.microsoft_todo.drive import drive
from tests.upstream import FOLDER

from tasklab.twin.platform.microsoft_todo.operation import OPERATIONS, find
from tasklab.twin.platform.microsoft_todo.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description, parse_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "microsoft-todo" / "vendor.lock"
NEVER = {
    "GET extensions",
    "GET me/todo/lists/{list_id}/extensions",
    "GET attachmentSessions/{id}",
    "PUT attachmentSessions/{id}",
}
"""What is described, but answered with 404."""


def locate(version):
    entry = load_lock(LOCK).descriptions[version]
    shelved = Shelf((FOLDER,), FOLDER).find(entry)
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    return entry, shelved.path


def find_differences(check, exchanges):
    found = set()
    for request, response in exchanges:
        assert response.status < 500, request
        headers = tuple(response.headers.items())
        said = check.check_response(request.verb, request.path, response.status, headers, response.body, request.query)
        if response.status < 300:
            said += check.check_request(request.verb, request.path, request.query, request.headers, request.body)
        else:  # a refused path may be one that nobody describes
            said = [each for each in said if each.rule not in {"operation-unknown", "verb-unknown"}]
        found |= {f"{response.status} {each}" for each in said if each.severity == "error"}
    return sorted(found)


SENT_BY_CLIENTS = {
    "POST /{tenant}/oauth2/v2.0/token",
    "/components/schemas/microsoft.graph.dateTimeTimeZone",
    "/components/schemas/microsoft.graph.patternedRecurrence",
}
"""Mistakes that only requests meet which this file does not send: signing in, and members that are emptied."""


@pytest.mark.parametrize("is_strict", [True, False])
@pytest.mark.parametrize("version", VERSIONS)
def test_no_answer_differs_from_the_description(version, is_strict):
    entry, path = locate(version)
    description = load_description(path, entry.kind)
    mistakes = load_lock(LOCK).find_mistakes(version)
    check = ExchangeCheck(description, is_strict=is_strict, mistakes=mistakes, aliases=entry.aliases, notes_use=True)
    graph = Graph(version)
    drive(graph)

    assert find_differences(check, graph.exchanges) == []
    if is_strict:
        assert {each.at or each.operation for each in check.sieve.unused} <= SENT_BY_CLIENTS


def mend(node):
    """Let no other member be an object, as the description says of all types; annotations may stand everywhere."""
    if isinstance(node, list):
        return [mend(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {
        name: mend(each) for name, each in node.items() if (name, each) != ("additionalProperties", {"type": "object"})
    }
    return {**kept, "patternProperties": {"@": {}}} if "properties" in kept else kept


def test_every_shape_of_beta_is_the_described_one_where_the_description_is_mended():
    entry, path = locate("beta")
    document = mend(json.loads(path.read_bytes()))
    schemas = document["components"]["schemas"]
    schemas["microsoft.graph.extension"] = {"type": "object", "additionalProperties": True}
    schemas["microsoft.graph.ODataErrors.InnerError"] = {"type": "object", "additionalProperties": True}
    members = schemas["microsoft.graph.attachmentBase"]["allOf"][1]["properties"]
    members["contentBytes"] = {"type": "string"}  # of the files that tasks have, a type that the selection leaves out
    check = ExchangeCheck(
        parse_description(json.dumps(document).encode(), "openapi3"), is_strict=True, aliases=entry.aliases
    )
    graph = Graph("beta")
    drive(graph)

    lists = [each for each in graph.exchanges if "/todo/lists" in each[0].path]
    shapes = ("type", "member-unknown", "member-missing", "enum-value", "format", "null", "pattern", "limit")
    found = find_differences(check, lists)
    assert [each for each in found if each.endswith(tuple(f"[{rule}]" for rule in shapes))] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wrong_answer_would_be_found(version):
    entry, path = locate(version)
    check = ExchangeCheck(
        load_description(path, entry.kind), mistakes=load_lock(LOCK).find_mistakes(version), aliases=entry.aliases
    )
    kind = (("content-type", "application/json"),)
    address = f"/{version}/me/todo/lists"

    assert check.check_response("GET", address, 200, kind, b'{"value": [{"displayName": "a"}]}') == []
    for body in (b'{"value": [{"displayName": 1}]}', b'{"value": [{"wellknownListName": "own"}]}', b'{"value": 1}'):
        assert [each.severity for each in check.check_response("GET", address, 200, kind, body)] == ["error"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_operation_of_the_twin_was_driven_with_success(version):
    graph = Graph(version)
    drive(graph)

    driven = set()
    for request, response in graph.exchanges:
        if response.status < 400 and not request.path.endswith("$batch"):
            served, *_ = find(request.verb, request.path.removeprefix(f"/{version}"))
            driven.add((served.verb, served.template))
    missed = {
        f"{each.verb} {each.template.rpartition('{task_id}/')[2]}"
        for each in OPERATIONS
        if (each.verb, each.template) not in driven
    }
    assert missed == NEVER
