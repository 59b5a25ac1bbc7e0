"""One rule places all methods."""

from __future__ import annotations

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.place import PLACES, required


def test_every_method_has_a_place_of_its_own():
    assert set(PLACES) == set(METHODS)
    assert len({(place.verb, place.path) for place in PLACES.values()}) == len(METHODS)


@pytest.mark.parametrize(
    ("method", "verb", "path"),
    [
        ("user.me", "GET", "/me"),
        ("task.list", "GET", "/tasks"),
        ("task.get", "GET", "/tasks/{id}"),
        ("task.update", "PATCH", "/tasks/{id}"),
        ("task.complete", "POST", "/tasks/{id}/complete"),
        ("task.find", "GET", "/tasks:find"),
        ("task.batch", "POST", "/tasks:batch"),
        ("comment.create", "POST", "/tasks/{task_id}/comments"),
        ("section.list", "GET", "/projects/{project_id}/sections"),
        ("time_entry.list", "GET", "/time_entries"),
        ("status.list", "GET", "/statuses"),
        ("attachment.download", "GET", "/attachments/{id}/download"),
    ],
)
def test_the_rule_gives_what_people_expect(method, verb, path):
    assert (PLACES[method].verb, PLACES[method].path) == (verb, "/v1/connections/{connection_id}" + path)


@pytest.mark.parametrize("name", METHODS)
def test_what_only_reads_is_a_get_and_nothing_else_is(name):
    assert (PLACES[name].verb == "GET") is not METHODS[name].is_write


@pytest.mark.parametrize("name", METHODS)
def test_what_stands_in_the_path_is_needed(name):
    assert set(PLACES[name].in_path) <= set(required(METHODS[name]))
