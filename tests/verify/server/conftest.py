"""Keeps the tests that need real servers out of a run that does not name their marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

_ASKED_FOR = ("servers", "debian")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unasked = [name for name in _ASKED_FOR if name not in config.option.markexpr]
    out = [item for item in items if any(item.get_closest_marker(name) for name in unasked)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]
