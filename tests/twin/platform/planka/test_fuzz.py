"""Anything may be sent: what is declared decides, nothing breaks off, and what the description refuses is refused."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.twin.platform.planka.sample import Planka
from tests.upstream import FOLDER

from tasklab.twin.platform.planka.operation import ROUTERS
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description

LOCK = load_lock(Path(__file__).parents[4] / "specs" / "planka" / "vendor.lock")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=12)
    | st.sampled_from(
        ["project", "active", "2024-01-01", "berry-red", "x" * 2000, "/(", "1,2", "https://a.b", "9" * 19]
    )
)
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=2)
    | st.dictionaries(st.sampled_from(["startedAt", "total", "id", "type"]), SCALARS)
)
MILD = {"type", "format", "media-type-unknown"}
"""Rules of the description that sails may soften: it takes digits for numbers, numbers for text, days for moments,
and JSON where a form is described."""


def list_routes(generation):
    """Return verb, template and declared inputs of every action."""

    def walk(node, path=""):
        for verb, (operation, _) in node.served.items():
            yield verb, path, operation
        for segment, child in node.children.items():
            yield from walk(child, f"{path}/{segment}")
        if node.anything is not None:
            yield from walk(node.anything, f"{path}/{{}}")

    # Whoever signs out or changes a password would be somebody else afterwards.
    return sorted(
        (
            each
            for each in walk(ROUTERS[generation]._root)
            if "access-tokens" not in each[1] and "password" not in each[1]
        ),
        key=lambda each: each[:2],
    )


def furnish(version):
    planka = Planka(version)
    card = planka.card()["id"]
    planka.token("guest")  # before anybody gets another name
    ids = [card, planka.list_id(), *planka.facts.values(), "me", "0", "x", "9" * 30]
    return planka, ids


@pytest.mark.parametrize("version", ["1.26", "2.1"])
def test_nothing_breaks_off(version):
    routes = list_routes(1 if version == "1.26" else 2)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def run(data):
        planka, ids = furnish(version)
        for _ in range(3):
            verb, template, operation = routes[data.draw(st.integers(0, len(routes) - 1))]
            path = template
            while "{}" in path:
                path = path.replace("{}", data.draw(st.sampled_from(ids)), 1)
            named = st.sampled_from(sorted(operation.inputs) or ["x"])
            body = data.draw(st.dictionaries(named, VALUES | st.sampled_from(ids), max_size=6))
            response = planka.send(
                verb, path.removeprefix("/api"), body, who=data.draw(st.sampled_from(["main", "guest"]))
            )
            assert response.status in {200, 400, 401, 403, 404, 409, 422}
            if response.status == 400:
                assert msgspec.json.decode(response.body)["problems"]

    run()


def test_what_the_description_refuses_is_refused():
    entry = LOCK.descriptions["2.1"]
    if not (FOLDER / entry.path).is_file():
        pytest.skip(f"{entry.path} is not here: nothing was held against the vendor's description")
    check = ExchangeCheck(load_description(FOLDER / entry.path, entry.kind))
    writes = [each for each in list_routes(2) if each[0] in {"POST", "PATCH"} and "custom-field-values" not in each[1]]

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def run(data):
        planka, ids = furnish("2.1")
        verb, template, operation = writes[data.draw(st.integers(0, len(writes) - 1))]
        path = template
        while "{}" in path:
            path = path.replace("{}", data.draw(st.sampled_from(ids[:4])), 1)
        body = data.draw(st.dictionaries(st.sampled_from(sorted(operation.inputs)), VALUES, min_size=1, max_size=4))
        response = planka.send(verb, path.removeprefix("/api"), body)
        headers = (("content-type", "application/json"),)
        found = check.check_request(verb, path, (), headers, msgspec.json.encode(body))
        refused = [each for each in found if each.rule not in MILD and each.severity == "error"]
        assert response.status != 200 or not refused, (verb, path, body, refused)

    run()
