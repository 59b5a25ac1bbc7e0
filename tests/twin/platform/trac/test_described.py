"""The plug-in's own list of its methods, where the machine has it: names, types and permissions agree."""

from __future__ import annotations

import msgspec
import pytest
from tests.upstream import FOLDER

from tasklab.twin.platform.trac.method import METHODS

PATHS = [FOLDER / "trac" / f"facts-xmlrpc-{version}.json" for version in ("1.1.6", "1.1.9")]
LEFT_OUT = ("wiki.", "search.")
NO_OPS = {f"ticket.status.{verb}" for verb in ("get", "create", "update", "delete")}
"""Listed by servers, and left out of the list as they do nothing."""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_methods_are_those_of_the_plug_in(path):
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    told = {each["id"]: each for each in msgspec.json.decode(path.read_bytes())["operations"]}
    served = {name: each for name, each in told.items() if not name.startswith(LEFT_OUT)}

    assert set(METHODS) - set(served) == NO_OPS
    for name, each in served.items():
        assert METHODS[name].permission == each["permission"], name
        signatures = {(one["returns"].lower(), *map(str.lower, one["params"])) for one in each["signatures"]}
        assert signatures == {tuple(map(str.lower, one)) for one in METHODS[name].signatures}, name
