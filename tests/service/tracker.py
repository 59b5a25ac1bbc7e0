"""A twin of Roundup that only these tests have: a platform with an adapter, made to be there in every release."""

from __future__ import annotations

from pathlib import Path

from tasklab.twin import platform as platforms
from tasklab.verify.binding import Binding, find_binding

FOLDER = str(Path(__file__).parent / "platform")
BINDING = Binding(parameters={"site": "{address}", "username": "{username}", "password": "{password}"})


def find_any_binding(specs: Path, platform: str) -> Binding | None:
    """Find the binding of a platform, this tracker's included."""
    return BINDING if platform == "roundup" else find_binding(specs, platform)


def paths() -> list[str]:
    """Return where twins are looked for."""
    return [*platforms.__path__, FOLDER]
