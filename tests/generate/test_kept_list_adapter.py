"""A platform that tells a list in several answers, which one answer is made of."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.generate.sample import answer, run, sample

from tasklab.unified.error import PlatformError
from tasklab.unified.parameter import vocabulary

DRAWER = sample("drawer")
PLACE = answer({"labels": [{"id": "3", "name": "c"}]})


def _board(*labels: Any) -> Any:
    return answer({"labels": list(labels), "place": {"id": "p"}})


def _listed(*answers: Any, raw: bool = False) -> Any:
    return run(DRAWER.label_list(vocabulary.LabelListParameters(project_id="b", raw=raw)), list(answers))


def test_a_list_is_made_of_what_several_answers_had():
    done = _listed(_board({"id": "1", "name": "a"}, {"id": "2", "name": ""}), PLACE)
    assert [request.path for request in done.requests] == ["/boards/b", "/places/p"]
    assert [(each.id, each.name) for each in done.result.items] == [("1", "a"), ("3", "c")]


def test_each_object_has_its_native_form():
    done = _listed(_board({"id": "1", "name": "a", "hue": 4}, {"id": "2", "name": ""}), PLACE, raw=True)
    raws = [msgspec.json.decode(each.raw) for each in done.result.items]
    assert raws == [{"id": "1", "name": "a", "hue": 4}, {"id": "3", "name": "c"}]


def test_an_object_of_another_shape_is_the_platforms_fault():
    with pytest.raises(PlatformError):
        _listed(_board({"id": "1", "name": ["a"]}), PLACE)
