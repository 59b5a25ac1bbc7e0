"""What codecs there are: everything the modules of this package declare in `CODECS`.

A codec is added by writing its functions and its record in one of the modules; there is no list to edit. Modules of
codecs import the libraries they stand on when a codec is first used, so that asking the registry stays cheap.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tasklab.adapter import codec as package
from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["CODECS", "Codec", "Functions", "load_functions"]


_NOT_CODECS = {__name__, f"{package.__name__}.strategy", f"{package.__name__}.text_strategy"}
"""This module itself, and those that need a library of the lab."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of one codec, imported."""

    decode: Callable[..., Any] | None
    encode: Callable[..., Any] | None
    normalise: Callable[[Any], Any]
    """Returns its argument where a codec has no normalisation."""


def load_functions(codec: Codec) -> Functions:
    """Import the functions of a codec."""
    module = import_module(codec.module)
    return Functions(
        decode=None if codec.direction == "write" else getattr(module, codec.decoder),
        encode=None if codec.direction == "read" else getattr(module, codec.encoder),
        normalise=getattr(module, codec.normaliser) if codec.has_normalisation else _same,
    )


def _same(value: Any) -> Any:
    return value


def _declared() -> Iterator[Codec]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.name not in _NOT_CODECS:
            yield from getattr(import_module(found.name), "CODECS", ())


def _by_name() -> dict[str, Codec]:
    codecs: dict[str, Codec] = {}
    for codec in _declared():
        if codec.name in codecs:
            raise ValueError(f"codec `{codec.name}` is declared in {codecs[codec.name].module} and in {codec.module}")
        codecs[codec.name] = codec
    return codecs


CODECS: Mapping[str, Codec] = _by_name()
"""Every codec by its name."""
