"""An answer that says that another version served it is no answer to the question."""

from __future__ import annotations

import pytest

from tasklab.adapter.message import Response
from tasklab.unified.error import ConflictError, VersionMismatchError


@pytest.fixture
def versioned(paper):
    class Versioned(paper):
        served_version_header = "x-api-version"

    return Versioned


def served_by(version, status=200):
    return Response(status=status, headers={"x-api-version": version}, body=b'{"id": 1, "text": "hello"}')


def test_the_version_that_was_asked_for_is_fine(stage, versioned):
    assert stage(served_by("1.0"), adapter=versioned).call("task.get", id="1").title == "hello"


def test_an_answer_that_does_not_say_is_fine(stage, versioned, sheet):
    assert stage(sheet(), adapter=versioned).call("task.get", id="1").title == "hello"


@pytest.mark.parametrize("status", [200, 404])
def test_another_version_is_named(stage, versioned, status):
    with pytest.raises(VersionMismatchError, match=r"version 0\.9, and 1\.0 was asked for") as caught:
        stage(served_by("0.9", status), adapter=versioned).call("task.get", id="1")
    assert (caught.value.method, caught.value.platform_version) == ("task.get", "1.0")


def test_a_write_that_another_version_served_may_have_happened(stage, versioned):
    made = stage(served_by("0.9", 201), adapter=versioned)

    with pytest.raises(VersionMismatchError):
        made.call("task.create", title="x", idempotency_key="k")
    with pytest.raises(ConflictError, match="outcome is unknown"):
        made.call("task.create", title="x", idempotency_key="k")
