"""Runs sessions against a function: no sockets, no waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from tasklab.adapter.driver.effect import Hold, Send, Sleep
from tasklab.adapter.driver.sync import hold_in_thread, run_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.driver.effect import Effect, Effects
    from tasklab.adapter.message import Request, Response

T = TypeVar("T")


class DirectDriver:
    """Carries out effects by calling `handle`, which may raise `TransportError` to play a lost answer.

    `handle` sees a request as a server would: the path from the origin's root on, every pair of the query in `query`,
    credentials in the headers.
    """

    def __init__(self, handle: Callable[[Request], Response], sleep: Callable[[float], object]) -> None:
        self._handle = handle
        self._sleep = sleep

    def run(self, effects: Effects[T]) -> T:
        """Return what the effects lead to."""
        return run_in_thread(effects, self._carry_out)

    def _carry_out(self, effect: Effect) -> Any:
        match effect:
            case Send(request):
                return self._handle(_as_received(request))
            case Sleep(seconds):
                return self._sleep(seconds)
            case Hold():
                return hold_in_thread(effect)


def _as_received(request: Request) -> Request:
    if "?" not in request.path:
        return request
    path, _, query = request.path.partition("?")
    pairs = tuple(parse_qsl(query, keep_blank_values=True))
    return msgspec.structs.replace(request, path=path, query=(*pairs, *request.query))
