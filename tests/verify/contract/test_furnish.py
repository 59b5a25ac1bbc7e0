"""What a target says is done with each new project."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.message import Response
from tasklab.verify.contract.furnish import Furnisher


class _Target:
    def __init__(self, status: int = 200) -> None:
        steps = [{"verb": "POST", "path": "/boards/{id}/x", "json": {"query": "a({id}) { id }", "of": ["{id}", 1]}}]
        self.context = {"new_project": msgspec.json.encode(steps).decode()}
        self.status = status
        self.sent: list[tuple[str, object]] = []

    def open(self) -> _Target:
        return self

    def probe(self, flow):
        request = next(flow)
        self.sent.append((request.path, msgspec.json.decode(request.body)))
        return Response(status=self.status, headers={}, body=b"")


def test_the_project_is_named_in_the_path_and_in_texts_of_the_body():
    target = _Target()
    Furnisher(target).furnish("1/2")
    assert target.sent == [("/boards/1%2F2/x", {"query": "a(1/2) { id }", "of": ["1/2", 1]})]


def test_a_refusal_is_told():
    with pytest.raises(RuntimeError, match="answered with 403"):
        Furnisher(_Target(403)).furnish("12")
