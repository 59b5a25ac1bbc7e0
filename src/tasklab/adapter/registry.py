"""Finds adapters by a naming convention; nothing is imported before it is asked for.

`jira-cloud` `2025-09-03` is the module `tasklab_connectors.jira_cloud.v2025_09_03` and its only adapter class.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.unified.error import VersionUnsupportedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.adapter.adapter import Adapter

PACKAGE = "tasklab_connectors"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_UNSAFE = re.compile(r"[.-]")


def module_name(platform: str, version: str) -> str:
    """Return the name of an adapter's module below the package.

    Raises: ValueError for a name that cannot be a platform's or a version's.
    """
    for name in (platform, version):
        if _NAME.match(name) is None:
            raise ValueError(f"{name!r} names no platform and no version: letters, digits, `.`, `-` and `_` only")
    return f"{_UNSAFE.sub('_', platform)}.v{_UNSAFE.sub('_', version)}"


def load_adapter(platform: str, version: str, package: str = PACKAGE) -> type[Adapter]:
    """Import the adapter of one platform version.

    Raises: VersionUnsupportedError when there is none.
    """
    try:
        name = f"{package}.{module_name(platform, version)}"
        module = import_module(name)
    except (ValueError, ModuleNotFoundError) as error:
        if isinstance(error, ModuleNotFoundError) and not name.startswith(str(error.name)):
            raise
        raise VersionUnsupportedError(
            f"there is no adapter for {platform!r} {version!r}", platform=platform, platform_version=version
        ) from error
    return _adapter_of(vars(module), name)


def find_adapters(package: str = PACKAGE) -> tuple[tuple[str, str], ...]:
    """Find the (platform, version) of every adapter there is, in order, by reading the first lines of each module."""
    return tuple(sorted(_declared(package)))


def _declared(package: str) -> Iterator[tuple[str, str]]:
    found = find_spec(package)
    for folder in found.submodule_search_locations or () if found else ():
        for path in Path(folder).glob("*/v*.py"):
            yield _read_names(path)


_PLATFORM = re.compile(r'^    platform(?:: [^=\n]+)? = "([^"\n]+)"$', re.MULTILINE)
_VERSION = re.compile(r'^    version(?:: [^=\n]+)? = "([^"\n]+)"$', re.MULTILINE)


def _read_names(path: Path) -> tuple[str, str]:
    """Read what an adapter calls its platform and version; file names have lost hyphens and dots."""
    text = path.read_text("utf-8")
    platform, version = _PLATFORM.search(text), _VERSION.search(text)
    if platform is None or version is None:
        raise ValueError(f"{path} is no adapter: expected a class with `platform = ...` and `version = ...`")
    return platform[1], version[1]


def _adapter_of(names: dict[str, object], module: str) -> type[Adapter]:
    from tasklab.adapter.adapter import Adapter  # noqa: PLC0415 - asking what there is must stay cheap

    for value in names.values():
        if isinstance(value, type) and issubclass(value, Adapter) and value.__module__ == module:
            return value
    raise ValueError(f"{module} has no adapter class")
