"""Whether something that people see shows a secret."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote

from tasklab.unified.error import MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def find_secret(error: BaseException, secrets: Iterable[str]) -> str:
    """Find where an error, or one it was made from, shows a secret in any common form; empty when none does."""
    forms = [form for secret in secrets for form in _forms(secret)]
    seen: BaseException | None = error
    while seen is not None:
        for where, text in _shown(seen):
            if any(form in text for form in forms):
                return f"{type(seen).__name__} shows a secret in its {where}"
        seen = seen.__cause__
    return ""


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    yield b64encode(secret.encode()).decode().rstrip("=")
    for lead in range(1, 4):
        # In Base64 of `user:secret` the secret's letters depend on what stands before it, by length modulo three.
        encoded = b64encode(b"x" * lead + secret.encode()).decode().rstrip("=")
        yield encoded[lead + 1 : -1]


def _shown(error: BaseException) -> Iterator[tuple[str, str]]:
    yield "text", str(error)
    yield "repr", repr(error)
    yield "arguments", repr(error.args)
    if isinstance(error, MethodError):
        yield "problem document", json.dumps(error.to_problem())
