"""Finds adapters by a naming convention; nothing is imported before it is asked for.

`jira-cloud` `2025-09-03` is the module `tasklab_connectors.jira_cloud.v2025_09_03` and its only adapter class.
Importing this module costs next to nothing: what its functions need is imported when they are called.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` itself would be most of what importing this costs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tasklab.adapter.adapter import Adapter

PACKAGE = "tasklab_connectors"
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


def module_name(platform: str, version: str) -> str:
    """Return the name of an adapter's module below the package.

    Raises: ValueError for a name that cannot be a platform's or a version's.
    """
    for name in (platform, version):
        if not name or not set(name) <= _ALLOWED or name[0] in "._-":
            raise ValueError(f"{name!r} names no platform and no version: letters, digits, `.`, `-` and `_` only")
    return f"{_plain(platform)}.v{_plain(version)}"


def _plain(name: str) -> str:
    return name.replace("-", "_").replace(".", "_")


def load_adapter(platform: str, version: str, package: str = PACKAGE) -> type[Adapter]:
    """Import the adapter of one platform version.

    Raises: VersionUnsupportedError when there is none.
    """
    from importlib import import_module  # noqa: PLC0415

    from tasklab.unified.error import VersionUnsupportedError  # noqa: PLC0415

    missing = VersionUnsupportedError(
        f"there is no adapter for {platform!r} {version!r}", platform=platform, platform_version=version
    )
    try:
        name = f"{package}.{module_name(platform, version)}"
    except ValueError as error:
        raise missing from error
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        raise missing from error
    return _adapter_of(vars(module), name)


def find_adapters(package: str = PACKAGE) -> tuple[tuple[str, str], ...]:
    """Find the (platform, version) of every adapter there is, in order, from the text of their modules."""
    return tuple(sorted(_declared(package)))


def _declared(package: str) -> Iterator[tuple[str, str]]:
    from importlib.util import find_spec  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    found = find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        for path in Path(folder).glob("*/v*.py"):
            yield _constant(path, "platform"), _constant(path, "version")


def _constant(path: Path, name: str) -> str:
    """Read what an adapter calls its platform or version: file names have lost hyphens and dots."""
    import re  # noqa: PLC0415

    found = re.search(rf'^    {name}(?:: [^=\n]+)? = "([^"\n]+)"$', path.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f'{path} is no adapter: expected a class with `{name} = "..."`')
    return found[1]


def _adapter_of(names: dict[str, object], module: str) -> type[Adapter]:
    from tasklab.adapter.adapter import Adapter  # noqa: PLC0415

    for value in names.values():
        if isinstance(value, type) and issubclass(value, Adapter) and value.__module__ == module:
            return value
    raise ValueError(f"{module} has no adapter class")
