"""Runs sessions on an event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from tasklab.adapter.driver.effect import Hold, Send, Sleep
from tasklab.adapter.driver.wire import wire_request
from tasklab.adapter.transport.protocol import TransportError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tasklab.adapter.driver.effect import Effect, Effects, Release
    from tasklab.adapter.transport.protocol import AsyncTransport

T = TypeVar("T")


class AioDriver:
    """Carries out effects with an async transport. A cancelled call closes its flow, and leaves no place held."""

    def __init__(self, transport: AsyncTransport, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._transport = transport
        self._sleep = sleep

    async def run(self, effects: Effects[T]) -> T:
        """Return what the effects lead to."""
        try:
            effect = next(effects)
            while True:
                try:
                    answer = await self._carry_out(effect)
                except TransportError as fault:
                    effect = effects.throw(fault)
                else:
                    effect = effects.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            effects.close()

    async def _carry_out(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return await self._transport.send(wire_request(effect))
            case Sleep(seconds):
                return await self._sleep(seconds)
            case Hold():
                return await self._hold(effect)

    @staticmethod
    async def _hold(effect: Hold) -> Release:
        places = effect.places
        if effect.name not in places:
            places[effect.name] = asyncio.BoundedSemaphore(effect.count)
        place: asyncio.BoundedSemaphore = places[effect.name]
        await place.acquire()
        return place.release
