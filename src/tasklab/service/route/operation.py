"""What operators and load balancers ask: is it alive, does it take requests, how does it do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

import tasklab
from tasklab.service.error import BusyError
from tasklab.service.store.revision import read_revision
from tasklab.service.web.about import About
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.service.store.database import Database
    from tasklab.service.web.message import Request
    from tasklab.service.web.record import Recorder

_SUBJECT = "operation"
_TEXT = b"text/plain; version=0.0.4; charset=utf-8"
"""Source: Prometheus' text exposition format, version 0.0.4."""


class Health(msgspec.Struct):
    """The process runs."""

    status: str
    version: str


def operation_routes(database: Database, recorder: Recorder, is_stopping: Callable[[], bool]) -> Iterator[Route]:
    """Yield the routes that anybody may ask."""

    async def health(_request: Request) -> Answer:
        return json_answer(Health("ok", tasklab.__version__))

    async def ready(_request: Request) -> Answer:
        if is_stopping():
            raise BusyError("the service is stopping")
        await database.run(read_revision)
        return json_answer(Health("ready", tasklab.__version__))

    async def metrics(_request: Request) -> Answer:
        return Answer(body=recorder.exposition(), kind=_TEXT)

    yield Route("GET", "/health", "health", health, None, About("Tell that the process runs.", _SUBJECT, Health))
    yield Route("GET", "/ready", "ready", ready, None, About("Tell whether requests are taken.", _SUBJECT, Health))
    about = About("Read figures for Prometheus.", _SUBJECT, str, kind="text/plain")
    yield Route("GET", "/metrics", "metrics", metrics, None, about)
