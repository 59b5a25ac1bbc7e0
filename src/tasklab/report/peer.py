"""What others publish about their coverage: facts with the page they were read from, and the day."""

from __future__ import annotations

from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = "peers.yaml"


class Peer(BaseModel):
    """One other unified API; None is what it does not publish."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    platforms: int | None = Field(default=None, ge=1)
    """Task managers it says to connect."""
    objects: int | None = Field(default=None, ge=1)
    """Kinds of object it says to unify."""
    operations: int | None = Field(default=None, ge=1)
    """Operations of its published description."""
    by_platform: dict[str, int] = {}
    """Kinds of object it says to have for one platform, by our name of the platform."""
    versions: str | None = None
    """What it says about the versions it was tried on."""
    proof: str | None = None
    """What it says about how its coverage is proven."""
    source: str = Field(pattern=r"^https://")
    read_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


def load_peers() -> tuple[Peer, ...]:
    """Load the peers that the package brings along."""
    text = (files("tasklab.report") / _FILE).read_text(encoding="utf-8")
    return tuple(Peer.model_validate(item) for item in yaml.safe_load(text))
