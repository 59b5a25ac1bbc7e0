"""Read a description of any kind from a file, once in a process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import yaml

from tasklab.unified.error import PlatformError
from tasklab.vendor.csdl import parse_csdl, read_csdl
from tasklab.vendor.description import Description, require_mapping
from tasklab.vendor.discovery import read_discovery
from tasklab.vendor.openapi import read_openapi
from tasklab.vendor.problem import InvalidDescriptionError
from tasklab.vendor.sdl import GraphDescription, parse_sdl
from tasklab.vendor.swagger import read_swagger

if TYPE_CHECKING:
    from pathlib import Path

    from tasklab.vendor.description import Node
    from tasklab.vendor.lock import Kind

AnyDescription: TypeAlias = Description | GraphDescription

MAX_SIZE_BYTES = 64 * 1024 * 1024
_READERS = {
    "openapi3": read_openapi,
    "swagger2": read_swagger,
    "discovery": read_discovery,
    "odata-csdl-json": read_csdl,
}


def load_description(path: Path, kind: Kind) -> AnyDescription:
    """Load a description; the same file again is answered from memory.

    Raises: InvalidDescriptionError when it cannot be read as that kind.
    """
    try:
        stat = path.stat()
        return _load(path, kind, stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise InvalidDescriptionError("", f"{path}: {error.strerror or type(error).__name__}") from error


@lru_cache(maxsize=8)
def _load(path: Path, kind: Kind, changed_ns: int, size_bytes: int) -> AnyDescription:
    del changed_ns
    if size_bytes > MAX_SIZE_BYTES:
        raise InvalidDescriptionError("", f"{path}: more than {MAX_SIZE_BYTES:,} bytes")
    return parse_description(path.read_bytes(), kind)


def parse_description(content: bytes, kind: Kind) -> AnyDescription:
    """Parse a description from bytes.

    Raises: InvalidDescriptionError when it cannot be read as that kind.
    """
    if kind == "graphql":
        return parse_sdl(_decode(content))
    if kind == "odata-csdl":
        try:
            return parse_csdl(content)
        except PlatformError as error:
            raise InvalidDescriptionError("", str(error)) from error
    return _READERS[kind](_parse_mapping(content))


def _parse_mapping(content: bytes) -> Node:
    """Parse JSON, or else YAML, which vendors publish too."""
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        try:
            found = yaml.load(content, Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise InvalidDescriptionError("", f"neither JSON nor YAML: {str(error)[:200]}") from error
    return require_mapping(found, "")


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InvalidDescriptionError("", f"no UTF-8: {error}") from error
