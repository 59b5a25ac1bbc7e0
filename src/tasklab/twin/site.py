"""What a platform's module gives: which versions it knows, and a site that serves requests as one of them did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.adapter.message import Request, Response
    from tasklab.twin.clock import Clock


class TwinError(Exception):
    """A twin was asked for something that it cannot do; the text says what it can."""


@dataclass(frozen=True)
class Situation:
    """What a site is opened with."""

    clock: Clock
    version: str
    address: str = "http://127.0.0.1"
    """Where the site believes to be found, for the links in its answers; no slash at the end."""
    options: Mapping[str, str] = field(default_factory=dict)


class Site(Protocol):
    """One installation or account of a platform."""

    def serve(self, request: Request, version: str) -> Response:
        """Answer a request as `version` does. Raises nothing: a refusal is an answer too."""

    def refuse(self, status: int, retry_after_s: int | None = None) -> Response:
        """Word a refusal with this status as the vendor, or what stands before its product, does."""

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make tasks, and say where they are."""

    def account(self) -> Mapping[str, str]:
        """Return the credentials that a new site accepts, by the vendor's own words for them."""

    def people(self) -> Mapping[str, Mapping[str, str]]:
        """Return further credentials by role, in the same words, making who is not there yet.

        `bad` is refused; `second` may do what an ordinary member may; `guest` may come in, and not write what the
        main user makes. A role that the platform has nothing like is left out.
        """

    def facts(self) -> Mapping[str, str]:
        """Return ids that an outsider has to be told, such as `user_id` and `project_id`, making what is not there."""


@dataclass(frozen=True)
class Platform:
    """What a module says about the platform it imitates."""

    title: str
    versions: tuple[str, ...]
    """Oldest first."""
    open: Callable[[Situation], Site]
    options: Mapping[str, str] = field(default_factory=dict)
    """What can be chosen when a site is opened: a name and what it means."""
