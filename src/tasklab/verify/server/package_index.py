"""Telling `uv` the package index that the environment configures for `pip`.

Source: https://docs.astral.sh/uv/pip/compatibility/ (uv does not read pip's configuration).
"""

from __future__ import annotations

import configparser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# pip's name of a setting, and the variable by which uv takes the same thing.
_SETTINGS = {
    "index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "extra-index-url": ("UV_INDEX", "UV_EXTRA_INDEX_URL"),
    "find-links": ("UV_FIND_LINKS",),
    "cert": ("SSL_CERT_FILE",),
}


def index_environment(environment: Mapping[str, str], config_files: Iterable[Path]) -> dict[str, str]:
    """Add to an environment what makes uv use pip's index; what is already set for uv wins."""
    pip = _read_pip(config_files)
    result = dict(environment)
    for setting, names in _SETTINGS.items():
        value = environment.get(f"PIP_{setting.replace('-', '_').upper()}") or pip.get(setting)
        if value and not any(name in environment for name in names):
            result[names[0]] = ",".join(value.split()) if setting == "find-links" else " ".join(value.split())
    if "extra-index-url" in pip or "PIP_EXTRA_INDEX_URL" in environment:
        # pip takes the best version of all its indexes; uv would stop at the first index that knows the name.
        result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return result


def pip_config_files(environment: Mapping[str, str], home: Path) -> list[Path]:
    """List where pip looks for its configuration, the weakest first.

    Source: https://pip.pypa.io/en/stable/topics/configuration/
    """
    explicit = environment.get("PIP_CONFIG_FILE")
    user = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
    files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf"), home / ".pip" / "pip.conf", user]
    return [*files, Path(explicit)] if explicit else files


def _read_pip(files: Iterable[Path]) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in files:
        parser = configparser.RawConfigParser()
        parser.read(file, encoding="utf-8")
        for section in ("global", "install"):
            if parser.has_section(section):
                found |= dict(parser.items(section))
    return found
