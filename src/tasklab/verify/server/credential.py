"""Connection parameters that cannot be printed by accident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_PUBLIC = frozenset({"site", "database", "username"})


class Credential(Mapping[str, str]):
    """The parameters of one connection; its repr shows only what is no secret."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._parameters = dict(parameters)

    def __getitem__(self, name: str) -> str:
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" if name in _PUBLIC else f"{name}=***" for name, value in self._parameters.items())
        return f"Credential({', '.join(shown)})"
