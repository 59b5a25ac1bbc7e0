"""Twins are found by the names of their modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tasklab.twin.catalogue import find_platform, list_platforms, open_twin
from tasklab.twin.fault import KINDS
from tasklab.twin.site import TwinError

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", list_platforms())
def test_every_module_is_a_platform_that_opens(name):
    platform = find_platform(name)

    assert platform.title
    assert len(set(platform.versions)) == len(platform.versions)
    for version in platform.versions:
        twin = open_twin(name, version)
        assert twin.version == version
        assert all(twin.account().values())
        for status in (401, 403, 404, 410, 500, 503):
            assert twin.site.refuse(status, 7).status == status
        assert twin.site.refuse(429, 7).status in {429, 400}  # Linear answers 400, and says 429 inside


def test_the_newest_is_chosen_when_none_is_named():
    assert open_twin("kanboard").version == find_platform("kanboard").versions[-1]


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("nothing", {}, "there is no twin of 'nothing'; there are "),
        ("../x", {}, "there is no twin"),
        ("kanboard", {"version": "0.1"}, "knows no version '0.1'; it knows 1.2.10, 1.2.20"),
        ("kanboard", {"options": {"size": "1"}}, "knows no option 'size'; it knows token, header, numbers"),
        ("kanboard", {"options": {"numbers": "roman"}}, "it is text or native"),
    ],
)
def test_what_is_unknown_is_told_with_what_is_known(name, words, told):
    with pytest.raises(TwinError) as caught:
        open_twin(name, **words)
    assert told in str(caught.value)


def test_naming_the_platforms_imports_none():
    code = (
        "import sys; from tasklab.twin.catalogue import list_platforms; list_platforms();"
        "print('tasklab.twin.platform.kanboard' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "False\n"


def test_every_twin_has_notes_and_every_fault_is_explained():
    page = (DOCS / "twins.md").read_text("utf-8")

    for name in list_platforms():
        notes = (DOCS / "platforms" / f"{name}.md").read_text("utf-8")
        for word in (*find_platform(name).versions, *find_platform(name).options):
            assert word in notes, word
    assert [kind for kind in KINDS if f"| `{kind}` |" not in page] == []
