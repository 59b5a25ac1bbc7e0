"""What is asked once per connection and then believed for a while."""

from __future__ import annotations

from typing import Any


class RememberStore:
    """Values by name, each with the moment until which it is believed."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._values: dict[str, tuple[Any, float]] = {}

    def find(self, name: str, now_s: float) -> tuple[Any, bool]:
        """Find a value: (value, True), or (None, False) when nothing is remembered."""
        value, until_s = self._values.get(name, (None, now_s))
        return (value, True) if now_s < until_s else (None, False)

    def keep(self, name: str, value: Any, now_s: float) -> None:
        """Remember a value from now on."""
        self._values[name] = (value, now_s + self._keep_s)

    def forget(self, prefix: str) -> None:
        """Forget what begins with a prefix: a written label makes `label.list` stale."""
        for name in [name for name in self._values if name.startswith(prefix)]:
            del self._values[name]
