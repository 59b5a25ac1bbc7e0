"""Which members a caller asks for: paths such as `name,(assignee|followers).email`, as a tree.

Source: https://developers.asana.com/docs/inputoutput-options (2026-11-26).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

Tree: TypeAlias = "dict[str, Tree]"

_TERM = re.compile(r"\(([^()]*)\)|([^.()]+)")
_PATH = re.compile(r"(?:\([^()]*\)|[^,()])+")


@lru_cache(maxsize=1024)
def parse_paths(text: str) -> Tree:
    """Return the tree that paths span; what is no path selects nothing. Not to be changed: it is shared."""
    tree: Tree = {}
    for path in _PATH.findall(text):
        terms = [(group or name).strip().split("|") for group, name in _TERM.findall(path)]
        if len(terms) > 1 and terms[0] == ["this"]:
            terms = terms[1:]
        _graft(tree, terms)
    return tree


def _graft(tree: Tree, terms: list[list[str]]) -> None:
    if not terms:
        return
    for name in terms[0]:
        if name:
            _graft(tree.setdefault(name.strip(), {}), terms[1:])
