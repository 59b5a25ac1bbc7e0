from __future__ import annotations

import random
import socket
from typing import TYPE_CHECKING

from tasklab.verify.server.port import reserve_port

if TYPE_CHECKING:
    import pytest


def _draw(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    drawn = iter(ports)
    monkeypatch.setattr(random, "randint", lambda _first, _last: next(drawn))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_reserved_port_is_given_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = _free_port(), _free_port()
    _draw(monkeypatch, one, one, two)
    with reserve_port() as first, reserve_port() as second:
        assert (first, second) == (one, two)


def test_a_port_is_free_again_after_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    port = _free_port()
    _draw(monkeypatch, port, port)
    for _ in range(2):
        with reserve_port() as reserved:
            assert reserved == port


def test_a_port_somebody_listens_on_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken, free = int(listener.getsockname()[1]), _free_port()
        _draw(monkeypatch, taken, free)
        with reserve_port() as reserved:
            assert reserved == free
