"""Every answer of the twin is held against the vendor's own descriptions, in every version."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.twin.platform.azure_devops.caller import Azure
from tests.twin.platform.azure_devops.drive import drive
from tests.upstream import FOLDER

from tasklab.twin.platform.azure_devops.operation import OPERATIONS, router_of
from tasklab.twin.platform.azure_devops.version import VERSIONS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import parse_description
from tasklab.vendor.shelf import Here, Shelf

LOCK = Path(__file__).parents[4] / "specs" / "azure-devops" / "vendor.lock"
CORE = {"5.0": "core-5.1", "6.0": "core-6.0", "7.0": "core-7.0", "7.1": "core-7.1"}
"""There is none of the version 5.0 about projects; that of 5.1 is the nearest."""
NESTED = re.compile(r"(/classificationnodes/\w+/[^/]+)/.*", re.IGNORECASE)
BATCH = "/wit/$batch"
"""It has a page of its own and is in no description."""


def locate(version):
    lock = load_lock(LOCK)
    shelved = Shelf((FOLDER,), FOLDER).find(lock.descriptions[version])
    if not isinstance(shelved, Here):
        pytest.skip(shelved.reason)
    return shelved.path


def find_differences(check, exchanges, *, is_folded=True):
    found = set()
    for request, response in exchanges:
        assert response.status < 500, request
        # one variable of the description takes several segments
        path = NESTED.sub(r"\1", request.path) if is_folded else request.path
        headers = tuple(response.headers.items())
        said = check.check_response(request.verb, path, response.status, headers, response.body, request.query)
        if response.status < 300:
            said += check.check_request(request.verb, path, request.query, request.headers, request.body)
        found |= {f"{response.status} {finding}" for finding in said if finding.severity == "error"}
    return sorted(found)


def about_items(azure):
    return [each for each in azure.exchanges if "/_apis/wit/" in each[0].path and BATCH not in each[0].path]


@pytest.mark.parametrize("version", VERSIONS)
def test_no_answer_differs_from_the_description(version):
    path, azure = locate(version), Azure(version)
    lock = load_lock(LOCK)
    description = parse_description(path.read_bytes(), "swagger2")
    check = ExchangeCheck(description, is_strict=True, mistakes=lock.find_mistakes(version), notes_use=True)
    drive(azure)

    assert find_differences(check, azure.exchanges, is_folded=False) == []
    assert [(each.rule, each.at or each.operation) for each in check.sieve.unused] == []


def mend(node):
    """Let an object without members be any value, and links have any name: then what is around them counts too."""
    if isinstance(node, list):
        return [mend(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object" and not node.keys() & {"properties", "allOf", "additionalProperties"}:
        return {}
    kept = {name: each for name, each in node.items() if (name, each) != ("properties", {})}
    return {name: mend(each) for name, each in kept.items()}


def mended(path):
    document = mend(json.loads(path.read_bytes()))
    definitions = document["definitions"]
    definitions["ReferenceLinks"] = {"type": "object", "additionalProperties": {}}
    definitions["JsonPatchDocument"] = {"type": "array", "items": {"$ref": "#/definitions/JsonPatchOperation"}}
    for name, member in (("WorkItemField", "description"), ("WorkItemTypeFieldInstance", "defaultValue")):
        if name in definitions:
            definitions[name]["properties"][member]["x-nullable"] = True
    for reply in (
        reply
        for operations in document["paths"].values()
        for verb, operation in operations.items()
        if verb != "parameters"
        for reply in operation["responses"].values()
    ):
        if reply.get("schema", {}).get("type") == "array":
            reply["schema"]["items"]["x-nullable"] = True  # of what is left out where errors are
            members = {"count": {"type": "integer"}, "value": reply["schema"]}
            reply["schema"] = {"type": "object", "required": ["count", "value"], "properties": members}
    return parse_description(json.dumps(document).encode(), "swagger2")


SHAPES = re.compile(r"\[(type|member-unknown|member-missing|enum-value|format|null|pattern|limit)\]$")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_shape_is_the_described_one_where_the_description_is_mended(version):
    path, azure = locate(version), Azure(version)
    drive(azure)

    found = find_differences(ExchangeCheck(mended(path), is_strict=True), about_items(azure))
    assert [each for each in found if SHAPES.search(each)] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_projects_and_teams_are_as_their_description_has_them_mended(version):
    path, azure = locate(version).with_name(f"{CORE[version]}.json"), Azure(version)
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    drive(azure)

    described = re.compile(r"/acme/_apis/(projects|teams|process)")
    exchanges = [each for each in azure.exchanges if described.match(each[0].path)]
    assert exchanges
    assert find_differences(ExchangeCheck(mended(path), is_strict=True), exchanges) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_operation_of_the_twin_was_driven_with_success(version):
    azure = Azure(version)
    drive(azure)

    router = router_of(version)
    routed = [router.find(each.verb, each.template) for each in OPERATIONS]
    served = {(each[0].verb, each[0].template) for each in routed if each}
    driven = set()
    for request, response in azure.exchanges:
        below = NESTED.sub(r"\1", request.path).split("/_apis/")[1].lower()
        found = router.find(request.verb, below)
        if found and response.status < 400:
            driven.add((found[0].verb, found[0].template))
    assert served - driven == set()
