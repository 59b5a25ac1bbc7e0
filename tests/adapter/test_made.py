from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.made import remade, told
from tasklab.adapter.message import Response
from tasklab.unified.error import PlatformError

PATH = ("data", "boards", 0, "items")


def answer(document: object) -> Response:
    return Response(status=200, body=document if isinstance(document, bytes) else msgspec.json.encode(document))


def doubled(objects):
    return [{**each, "number": number} for each in objects for number in (1, 2)]


def made(document: object, path=PATH):
    return msgspec.json.decode(remade(answer(document), (path, doubled)).body)


def test_a_list_is_made_anew_where_it_stands_and_nothing_else_is():
    told = {"data": {"boards": [{"id": "b", "items": [{"id": "i"}]}], "more": None}}
    wanted = [{"id": "i", "number": 1}, {"id": "i", "number": 2}]
    assert made(told) == {"data": {"boards": [{"id": "b", "items": wanted}], "more": None}}


def test_one_object_is_the_first_that_is_made_of_it():
    assert made({"data": {"item": {"id": "i"}}}, ("data", "item")) == {"data": {"item": {"id": "i", "number": 1}}}
    assert made([{"id": "i"}], ()) == [{"id": "i", "number": 1}, {"id": "i", "number": 2}]


@pytest.mark.parametrize(
    "told", [{"data": None}, {"data": {"boards": []}}, {"data": {"boards": [{"items": None}]}}, {"data": [1]}, "x"]
)
def test_what_is_not_there_stays_so(told):
    assert made(told) == told


def test_what_is_no_json_is_left_to_whoever_decodes():
    told = answer(b"<html>")
    assert remade(told, (PATH, doubled)) is told


def test_an_object_of_another_shape_is_the_platforms_fault():
    def refuse(objects):
        raise PlatformError(f"{objects} are none")

    with pytest.raises(PlatformError):
        remade(answer({"data": [1]}), (("data",), refuse))


def test_objects_of_several_answers_stand_as_one_answer():
    response = told(Response(status=200, headers={"x": "1"}, body=b"{}"), [{"id": "i"}])
    assert (response.status, response.headers, msgspec.json.decode(response.body)) == (200, {"x": "1"}, [{"id": "i"}])
