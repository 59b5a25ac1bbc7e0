"""Fixtures for tests of other people's code: a twin in the process, or over HTTP. Loaded by pytest, imports on use."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.twin.twin import Twin


@pytest.fixture
def tasklab_twin() -> Callable[..., Twin]:
    """Give a function that opens a twin: `tasklab_twin("kanboard", "1.2.40")`; its words are those of `open_twin`."""
    from tasklab.twin.catalogue import open_twin  # noqa: PLC0415 - a run without twins must not pay for them

    return open_twin


@pytest.fixture
def tasklab_twin_server() -> Iterator[Callable[[Twin], str]]:
    """Give a function that serves a twin on loopback until the test ends and returns its address."""
    with ExitStack() as stack:

        def serve(twin: Any) -> str:
            from tasklab.twin.server import serve_in_thread  # noqa: PLC0415 - as above

            return stack.enter_context(serve_in_thread(twin))

        yield serve
