"""Collects what a generated module imports, as its statements come to need it."""

from __future__ import annotations

import sys

from tasklab.generate.plan import Import


def _order(name: str) -> tuple[int, str]:
    """Sort as isort does: constants, classes, functions."""
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1, name) if name[:1].isupper() else (2, name)


class Imports:
    """The names a module needs, by the module they come from."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def use(self, module: str, name: str) -> str:
        """Note that `name` is needed, and return it, so that text can be made around it."""
        names = self._names.get(module)
        if names is None:
            self._names[module] = {name}
        else:
            names.add(name)
        return name

    def planned(self) -> tuple[tuple[Import, ...], ...]:
        """Return the imports in their order in a module: the standard library, other libraries, ours."""
        groups: dict[int, list[Import]] = {}
        for module, names in sorted(self._names.items()):
            groups.setdefault(_group(module), []).append(Import(module, tuple(sorted(names, key=_order))))
        return tuple(tuple(groups[group]) for group in sorted(groups))


def _group(module: str) -> int:
    package = module.partition(".")[0]
    if package in sys.stdlib_module_names:
        return 0
    return 2 if package == "tasklab" else 1
