"""The cookbook shows lines of real specs, and its index names every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "cookbook"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
_BLOCK = re.compile(r"^```yaml (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def stripped(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_line_of_an_example_is_in_its_spec(page: Path) -> None:
    for name, block in _BLOCK.findall(page.read_text()):
        known = set(stripped((ROOT / name).read_text()))
        assert not [line for line in stripped(block) if line not in known], f"{page.name} shows lines {name} has not"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_fence_says_whose_lines_it_has(page: Path) -> None:
    assert len(re.findall(r"^```", page.read_text(), re.MULTILINE)) == 2 * len(_BLOCK.findall(page.read_text()))


def test_the_index_names_every_page() -> None:
    named = re.findall(r"\]\((\w[\w-]*\.md)\)", (FOLDER / "README.md").read_text())
    assert sorted(named) == sorted(page.name for page in PAGES)
