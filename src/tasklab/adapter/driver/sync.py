"""Runs sessions in the calling thread."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

from tasklab.adapter.driver.effect import Hold, Send, Sleep
from tasklab.adapter.driver.wire import wire_request
from tasklab.adapter.transport.protocol import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.driver.effect import Effect, Effects, Release
    from tasklab.adapter.transport.protocol import Transport

T = TypeVar("T")


class SyncDriver:
    """Carries out effects with a blocking transport. One session may be used by several threads."""

    def __init__(self, transport: Transport, sleep: Callable[[float], object] = time.sleep) -> None:
        self._transport = transport
        self._sleep = sleep

    def run(self, effects: Effects[T]) -> T:
        """Return what the effects lead to."""
        return run_in_thread(effects, self._carry_out)

    def _carry_out(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return self._transport.send(wire_request(effect))
            case Sleep(seconds):
                return self._sleep(seconds)
            case Hold():
                return hold_in_thread(effect)


def hold_in_thread(effect: Hold) -> Release:
    """Wait for a place among threads; return what gives it back."""
    # `setdefault` is one step: two threads get the same semaphore.
    place: threading.BoundedSemaphore = effect.places.setdefault(effect.name, threading.BoundedSemaphore(effect.count))
    place.acquire()
    return place.release


def run_in_thread(effects: Effects[T], carry_out: Callable[[Effect], Any]) -> T:
    """Return what effects lead to that a function carries out one by one."""
    try:
        effect = next(effects)
        while True:
            try:
                answer = carry_out(effect)
            except TransportError as error:
                effect = effects.throw(error)
            else:
                effect = effects.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        effects.close()
