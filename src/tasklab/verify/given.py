"""What cases of the contract are given.

Fixtures that name no others: pytest asks for what a fixture names again on each case, made long ago or not.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.verify.contract.draft import Mixed, mixed_tasks
from tasklab.verify.contract.home import Homes
from tasklab.verify.contract.interference import once
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.showcase import Showcase
from tasklab.verify.contract.stamp import CheckedClient
from tasklab.verify.contract.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.pace import Pace
    from tasklab.verify.contract.target import Client, Session, Target
    from tasklab.verify.plugin import Run


class Given:
    """The fixtures of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def _main(self) -> Session:
        return self._run.target.open()

    @cached_property
    def _client(self) -> Client:
        return CheckedClient(self._main.client, self._run.capability)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._client, self._run.capability)

    def _place(self, name: str, *home: Any) -> Place:
        return Place(self._client, self._run.capability, self._vocabulary, self._run.target, name, *home)

    @pytest.fixture(scope="session")
    def capability(self) -> Capability:
        """Give what the version declares."""
        return self._run.capability

    @pytest.fixture(scope="session")
    def target(self) -> Target:
        """Give what the case talks to."""
        return self._run.target

    @pytest.fixture(scope="session")
    def main(self) -> Session:
        """Give the session of the main identity that all cases share."""
        return self._main

    @pytest.fixture(scope="session")
    def client(self) -> Client:
        """Give the client of the main identity; it looks at every object that comes back."""
        return self._client

    @pytest.fixture(scope="session")
    def vocabulary(self) -> Vocabulary:
        """Give what the site had before."""
        return self._vocabulary

    @pytest.fixture(scope="session")
    def pace(self) -> Pace:
        """Give how much may be tried on the target."""
        return self._run.target.pace

    @pytest.fixture(scope="session")
    def homes(self) -> Iterator[Homes]:
        """Give the projects that cases share."""
        homes = Homes(self._client, self._run.capability, self._vocabulary, self._run.target)
        yield homes
        homes.close()

    @pytest.fixture
    def place(self, homes: Homes) -> Iterator[Place]:
        """Give a place to work in, its names and objects of its own."""
        place = self._place(self._run.case, homes.give())
        yield place
        place.close()

    @pytest.fixture
    def own_place(self) -> Iterator[Place]:
        """Give a place with a project that nobody else works in, wherever the version can make one."""
        place = self._place(self._run.case)
        yield place
        place.close()

    @pytest.fixture
    def scene(self, place: Place) -> Scene:
        """Give valid parameters for any method, and the objects they speak of."""
        return Scene(place)

    @pytest.fixture(scope="session")
    def shared(self) -> Iterator[Scene]:
        """Give a scene that cases share which only read, or whose calls are refused."""
        place = self._place("shared")
        yield Scene(place)
        place.close()

    @pytest.fixture(scope="session")
    def showcase(self, shared: Scene) -> Showcase:
        """Give tasks that between them show every value of every field."""
        return Showcase(shared.place)

    @pytest.fixture(scope="session")
    def rehearsals(self, shared: Scene) -> Rehearsals:
        """Give a call of each method that worked, to be played again with faults."""
        rehearsals = Rehearsals(shared, self._run.target.open())
        rehearsals.make_all()
        return rehearsals

    @pytest.fixture(scope="session")
    def troubled(self, rehearsals: Rehearsals) -> Session:
        """Give a session for faults to happen on: logged in, remembering all it needs from answers without fault."""
        return rehearsals.session

    @pytest.fixture(scope="session")
    def mixed(self) -> Iterator[Mixed]:
        """Give tasks that differ in everything that lists are filtered or ordered by; nobody changes them."""
        run, session = self._run, self._run.target.open()
        client = CheckedClient(session.client, run.capability)
        place = Place(client, run.capability, self._vocabulary, run.target, "mixed")
        mixed_tasks(place)
        with session.interference.applying(once()):
            yield Mixed(place, place.tasks())
        place.close()

    @pytest.fixture
    def note(self) -> Callable[..., None]:
        """Give a function that adds facts to the case's record: `note(proof="refused")`."""

        def add(**facts: Any) -> None:
            self._run.notes.setdefault(self._run.case, {}).update(facts)

        return add
