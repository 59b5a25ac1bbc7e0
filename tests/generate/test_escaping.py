"""Whatever a caller sends as an id stays where it was put: one path segment, one value of the query."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.generate.sample import PARAMETERS, sample

from tasklab.adapter.connection import Connection
from tasklab.adapter.message import Now, Remember, Request, Unique
from tasklab.adapter.registry import find_adapters, load_adapter
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError
from tasklab.unified.wire import parse_parameters

NEWEST = dict(find_adapters())
"""The last version of each platform: all are made by the same generator."""
FILLED = {
    "content": "aGVsbG8=",
    "kind": "relates_to",
    "operations": None,
    "position": 1,
    "name": "n",
    "body": "b",
    "title": "t",
}
SAMPLES = ("tracker", "desk", "box", "works")
NASTY = st.text(min_size=1, max_size=12) | st.lists(
    st.sampled_from(["..", "/", "%2e", "%2F", "?", "#", "\\", ";", "&", "=", " ", "\r\n", "\0", "é", "a", "1", "@"]),
    min_size=1,
    max_size=6,
).map("".join)


def adapter_of(platform: str) -> Any:
    if platform in SAMPLES:
        return sample(platform)
    return load_adapter(platform, NEWEST[platform])(Connection(id="c1", parameters=PARAMETERS))


PLATFORMS = [*NEWEST, *SAMPLES]


def methods_of(platform: str) -> list[str]:
    adapter = adapter_of(platform)
    return [name for name, method in METHODS.items() if hasattr(adapter, method.python_name) and name != "task.batch"]


def first_request(adapter: Any, name: str, text: str) -> Request | None:
    """The first request that a method makes for an id, or None when it is refused before."""
    method = METHODS[name]
    document: dict[str, Any] = {
        field: FILLED.get(field, text)
        for field in method.parameters.__struct_fields__
        if field.endswith("_id") or field in {"id", "reference", *FILLED}
    }
    try:
        flow = getattr(adapter, method.python_name)(parse_parameters(method, document))
        sent: Any = None
        while True:
            match flow.send(sent):
                case Request() as request:
                    return request
                case Remember(remembered):
                    sent = {} if remembered.endswith(".list") else "/home/"
                case Now() | Unique():
                    sent = "unique"
    except (MethodError, StopIteration):
        return None


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_id_stays_in_its_place(platform: str) -> None:
    adapter, methods = adapter_of(platform), methods_of(platform)
    assert methods
    plain = {name: first_request(adapter, name, "1") or first_request(adapter, name, "cal/a.ics") for name in methods}

    @settings(max_examples=20, deadline=None)
    @given(text=NASTY)
    def stays(text: str) -> None:
        for name in methods:
            check(first_request(adapter, name, text), plain[name], name)

    stays()


def check(request: Request | None, plain: Request | None, name: str) -> None:
    if request is None:
        return
    path = request.path.partition("://")[2].partition("/")[2] if "://" in request.path else request.path
    assert not set(path) & set("?#\\ \r\n\0"), name
    assert path.isascii(), name
    assert not {".", ".."} & set(path.split("/")), name
    if plain is not None and plain.verb == request.verb:
        assert [key for key, _ in request.query] == [key for key, _ in plain.query], name
