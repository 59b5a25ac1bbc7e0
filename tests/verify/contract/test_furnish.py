"""What a target says is done with each new project."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.message import Response
from tasklab.verify.contract.furnish import Furnisher

_STEP = {"verb": "POST", "path": "/boards/{id}/x", "json": {"query": "a({id}) { id }", "of": ["{id}", 1]}}


class _Target:
    def __init__(self, status: int = 200, *steps: dict[str, object], answer: object = None) -> None:
        self.context = {"new_project": msgspec.json.encode(steps or [_STEP]).decode()}
        self.status, self.answer = status, answer
        self.sent: list[tuple[str, object]] = []

    def open(self) -> _Target:
        return self

    def probe(self, flow):
        request = next(flow)
        self.sent.append((request.path, msgspec.json.decode(request.body or b"null")))
        return Response(status=self.status, headers={}, body=msgspec.json.encode(self.answer))


def test_the_project_is_named_in_the_path_and_in_texts_of_the_body():
    target = _Target()
    Furnisher(target).furnish("1/2")
    assert target.sent == [("/boards/1%2F2/x", {"query": "a(1/2) { id }", "of": ["1/2", 1]})]


def test_a_refusal_is_told():
    with pytest.raises(RuntimeError, match="answered with 403"):
        Furnisher(_Target(403)).furnish("12")


def test_what_an_answer_has_is_kept_for_the_requests_after_it():
    board = {"verb": "GET", "path": "/boards/{id}"}
    group = {"verb": "POST", "path": "/boards/{id}/groups", "json": {}, "keep": {"group": "item.id"}}
    field = {"verb": "POST", "path": "/groups/{group}/fields", "json": {"of": "{group}", "at": "{id}"}}
    target = _Target(200, board, group, field, answer={"item": {"id": "3/4"}})
    Furnisher(target).furnish("12")
    assert target.sent == [
        ("/boards/12", None),
        ("/boards/12/groups", {}),
        ("/groups/3%2F4/fields", {"of": "3/4", "at": "12"}),
    ]


def test_a_version_that_has_nothing_of_the_kind_is_left_as_it_is():
    target = _Target(404, {**_STEP, "nothing_on": [404]}, _STEP)
    Furnisher(target).furnish("12")
    assert len(target.sent) == 1
