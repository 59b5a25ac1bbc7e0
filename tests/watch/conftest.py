from __future__ import annotations

import pytest

from tasklab.watch.fetch import Reply


class Shelf:
    """Answers by address instead of the network; remembers what was asked."""

    def __init__(self):
        self.replies, self.asked = {}, []

    def put(self, url, body, *, status=200, **headers):
        content = body if isinstance(body, bytes) else body.encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies[url] = Reply(url, status, names, content)

    def __call__(self, url, headers):
        self.asked.append((url, dict(headers)))
        return self.replies.get(url) or Reply(url, 404, {}, b"")


@pytest.fixture
def shelf():
    return Shelf()
