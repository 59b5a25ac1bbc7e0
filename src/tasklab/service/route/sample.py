"""Code samples of a method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tasklab.service.error import MissingError
from tasklab.service.sample.call import call_of
from tasklab.service.sample.language import LANGUAGES
from tasklab.service.web.about import About
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.service.web.message import Request


class Samples(msgspec.Struct):
    """A whole program in each language. Each reads the API key from the variable `TASKLAB_KEY`."""

    method: str
    samples: dict[str, str]


def sample_routes() -> Iterator[Route]:
    """Yield the route."""

    async def read(request: Request) -> Answer:
        method = METHODS.get(request.parameters["method"])
        if method is None:
            raise MissingError("there is no such method: /v1/openapi.json lists all")
        call = call_of(method)
        return json_answer(Samples(method.name, {name: say(call) for name, say in LANGUAGES.items()}))

    about = About("Read code samples of a method, in eight languages.", "operation", Samples)
    yield Route("GET", "/v1/samples/{method}", "sample.get", read, None, about)
