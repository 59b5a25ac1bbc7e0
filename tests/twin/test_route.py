"""Requests find what serves them."""

from __future__ import annotations

import pytest

from tasklab.twin.route import Router


@pytest.fixture
def router():
    router = Router()
    router.add("GET", "/tasks", "list")
    router.add("POST", "/tasks", "create")
    router.add("GET", "/tasks/{id}", "read")
    router.add("GET", "/tasks/search", "search")
    router.add("GET", "/tasks/{id}/comments/{comment}", "comment")
    return router


@pytest.mark.parametrize(
    ("verb", "path", "found"),
    [
        ("GET", "/tasks", ("list", {})),
        ("GET", "/tasks/", ("list", {})),
        ("POST", "/tasks", ("create", {})),
        ("GET", "/tasks/7", ("read", {"id": "7"})),
        ("GET", "/tasks/search", ("search", {})),
        ("GET", "/tasks/a%2Fb/comments/%20", ("comment", {"id": "a/b", "comment": " "})),
        ("GET", "/tasks/search/comments/1", ("comment", {"id": "search", "comment": "1"})),
        ("DELETE", "/tasks", None),
        ("GET", "/tasks/7/comments", None),
        ("GET", "/tasks/7/comments/", None),
        ("GET", "/tasks//comments/1", None),
        ("GET", "/other", None),
        ("GET", "/", None),
    ],
)
def test_a_request_finds_what_serves_it(router, verb, path, found):
    assert router.find(verb, path) == found


def test_a_path_tells_its_verbs(router):
    assert router.verbs("/tasks") == ("GET", "POST")
    assert router.verbs("/tasks/9") == ("GET",)
    assert router.verbs("/nowhere") == ()


def test_a_pair_is_served_once(router):
    with pytest.raises(ValueError, match="served already"):
        router.add("GET", "/tasks/{other}", "again")
