"""`specs/<platform>/twin.yaml`: how a connection of the platform is made of what its twin says about itself.

A twin knows no spec, so it has the vendor's words for credentials; which of them is which parameter stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tasklab.spec.folder import TWIN_FILE
from tasklab.spec.placed import validate_placed
from tasklab.spec.source import load_source, parse_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class StandIn(BaseModel):
    """Why a version of a product that runs here is proven on its twin all the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    because: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Binding(BaseModel):
    """Which twin a platform has, and how it is reached."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    twin: str | None = None
    """The twin's name, where it is not the platform's."""
    versions: dict[str, str] = {}
    """Version of the spec to what the twin calls it, where they differ."""
    stands_in: dict[str, StandIn] = {}
    """Versions that the twin is the target of though there is a recipe: their own server cannot be had."""
    options: dict[str, str] = {}
    """The twin's own options."""
    parameters: dict[str, str] = Field(min_length=1)
    """Connection parameter to a template of the account's words: `{api_token}`; `{address}` is the site's address."""
    facts: dict[str, str | None] = {}
    """Name that a case asks for to the name of a fact of the twin's, where they differ; to null, where the platform has
    no such thing for people who connect this way."""
    context: dict[str, str] = {}
    """What cases are told besides, where the twin has no fact for it: which of its types a plain task is of."""
    is_strict: bool = False
    """Whether members that the vendor's description does not name are refused wherever it names any."""

    def find_version(self, version: str) -> str:
        """Find what the twin calls a version."""
        return self.versions.get(version, version)

    def connection(self, account: Mapping[str, str], address: str) -> dict[str, str]:
        """Return a connection's parameters for an account of the twin, in the twin's words, at a site's address.

        Raises: KeyError for a template with a word that the account has not.
        """
        words = {**account, "address": address}
        return {name: template.format_map(words) for name, template in self.parameters.items()}

    def told(self, facts: Mapping[str, str]) -> dict[str, str]:
        """Return what cases are told about the site, of what the twin tells."""
        told = {name: fact for name, fact in facts.items() if self.facts.get(name, name) is not None}
        renamed = {name: facts[fact] for name, fact in self.facts.items() if fact is not None and fact in facts}
        return told | renamed | self.context


def find_binding(specs: Path, platform: str) -> Binding | None:
    """Find how a platform's twin is reached; None where the platform has none.

    Raises: InvalidSpecError with every problem and its place.
    """
    path = specs / platform / TWIN_FILE
    if not path.is_file():
        return None
    file = f"{platform}/{TWIN_FILE}"
    return validate_placed(Binding, parse_source(load_source(path, file), file))
