"""JSON pointers: where something stands in a description or a message.

Source: RFC 6901.
"""

from __future__ import annotations

import urllib.parse
from typing import Any

from tasklab.vendor.problem import InvalidDescriptionError


def join(pointer: str, *parts: str | int) -> str:
    """Return the pointer of something below another.

    >>> join("/paths", "/tasks/{id}", "get")
    '/paths/~1tasks~1{id}/get'
    """
    return pointer + "".join(f"/{escape(str(part))}" for part in parts)


def escape(part: str) -> str:
    """Return one part as it stands in a pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def split(pointer: str) -> list[str]:
    """Return the parts of a pointer, unescaped."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def parse_reference(reference: str) -> str:
    """Return the pointer that a `$ref` within the same document has.

    Raises: InvalidDescriptionError for one that leaves the document: nothing else is fetched.
    """
    file, _, fragment = reference.partition("#")
    if file or not (fragment == "" or fragment.startswith("/")):
        raise InvalidDescriptionError(reference, "a reference out of this document, which is not followed")
    return urllib.parse.unquote(fragment)


def resolve(document: Any, pointer: str) -> Any:
    """Return what stands at a pointer.

    Raises: InvalidDescriptionError when nothing does.
    """
    node = document
    for part in split(pointer):
        try:
            node = node[int(part)] if isinstance(node, list) else node[part]
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise InvalidDescriptionError(pointer, "nothing stands there") from error
    return node
