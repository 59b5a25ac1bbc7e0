from __future__ import annotations

import pytest

from tasklab.adapter.batch import run_batch
from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.unified.error import PlatformUnavailableError


@pytest.fixture
def batching(paper):
    class Batching(paper):
        def task_batch(self, parameters):
            return run_batch(self, parameters)

    return Batching


def operation(method: str, **parameters: object) -> dict[str, object]:
    return {"method": method, "parameters": parameters}


def test_each_operation_has_its_own_outcome(stage, sheet, batching):
    played = stage(sheet(5), Response(status=404), Response(status=204), adapter=batching)
    result = played.call(
        "task.batch",
        operations=[
            operation("task.create", title="x"),
            operation("task.delete", id="1"),
            operation("task.delete", id="2"),
            operation("task.create", titel="x"),
            operation("task.move", id="1", section_id="2"),
            operation("task.reopen", id="1"),
        ],
    )
    assert [item.index for item in result.items] == [0, 1, 2, 3, 4, 5]
    assert result.items[0].result.id == "5"
    assert result.items[2].deleted.id == "2"
    kinds = [item.error.type for item in result.items if item.error]
    assert kinds == [
        "/errors/not_found",
        "/errors/validation",
        "/errors/unsupported_method",
        "/errors/unsupported_method",
    ]
    assert result.items[1].error.method == "task.delete"
    assert result.items[1].error.platform == "paper"


def test_an_unknown_outcome_is_told_in_its_place(stage, sheet, batching):
    lost = TransportError("reset", may_have_arrived=True)
    played = stage(lost, sheet(2), adapter=batching)
    operations = [operation("task.create", title="x"), operation("task.create", title="y")]
    result = played.call("task.batch", operations=operations)
    assert result.items[0].error.outcome_unknown
    assert result.items[0].error.type == f"/errors/{PlatformUnavailableError.kind}"
    assert result.items[1].result.id == "2"


def test_a_problem_in_a_batch_shows_no_secret(stage, batching, password):
    echo = Response(status=400, headers={"content-type": "text/plain"}, body=f"no {password}".encode())
    result = stage(echo, adapter=batching).call("task.batch", operations=[operation("task.create", title="x")])
    assert result.items[0].error.detail == "no [redacted]"
