"""Which package index this machine uses: what its owner configured for pip or uv, else the default of those tools.

The address is never written down by us: it may be private, and it is the environment's to choose.
"""

from __future__ import annotations

import configparser
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.watch.release import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_UV_DEFAULT = re.compile(r"--default-index.*?<(https?://[^>\s]+)>", re.DOTALL)
_UV_TIMEOUT_S = 20


def find_index_url(environ: Mapping[str, str], home: Path, prefix: Path = Path(sys.prefix)) -> str:
    """Find the address of the simple API, without a slash at its end.

    Raises: SourceError when neither a setting nor pip nor uv names one.
    """
    named = next((environ[name] for name in _VARIABLES if environ.get(name)), None)
    # `UV_DEFAULT_INDEX` may be given as `name=address`.
    url = named and re.sub(r"^[A-Za-z0-9_-]+=(?=\w+://)", "", named)
    url = url or _find_pip_setting(_name_pip_files(environ, home, prefix))
    url = url or _find_uv_setting([home / ".config/uv/uv.toml", Path("/etc/uv/uv.toml")])
    url = url or _find_pip_default() or _find_uv_default(environ)
    if not url:
        raise SourceError(f"no package index is configured: set {_VARIABLES[-1]}, or install pip or uv")
    return url.rstrip("/")


def _name_pip_files(environ: Mapping[str, str], home: Path, prefix: Path) -> list[Path]:
    """Name pip's files, the strongest first."""
    if environ.get("PIP_CONFIG_FILE") == "/dev/null":
        return []
    own = [Path(environ["PIP_CONFIG_FILE"])] if environ.get("PIP_CONFIG_FILE") else []
    config_home = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    user = [config_home / "pip/pip.conf", home / ".pip/pip.conf"]
    shared = [Path(folder) / "pip/pip.conf" for folder in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    return [*own, prefix / "pip.conf", *user, *shared, Path("/etc/pip.conf")]


def _find_pip_setting(files: Iterable[Path]) -> str | None:
    for path in files:
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError) as error:
            raise SourceError(f"{path}: cannot be read as pip's configuration ({type(error).__name__})") from error
        for section in ("install", "global"):
            for name in ("index-url", "index_url"):
                if url := parser.get(section, name, fallback=""):
                    return url.strip()
    return None


def _find_uv_setting(files: Iterable[Path]) -> str | None:
    for path in files:
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SourceError(f"{path}: cannot be read as uv's configuration ({type(error).__name__})") from error
        for index in content.get("index", []):
            if index.get("default"):
                return str(index["url"])
        if url := content.get("index-url") or content.get("pip", {}).get("index-url"):
            return str(url)
    return None


def _find_pip_default() -> str | None:
    try:
        url: str = importlib.import_module("pip._internal.models.index").PyPI.simple_url
    except (ImportError, AttributeError):
        return None  # No pip here, or one that keeps it elsewhere: uv is asked next.
    return url


def _find_uv_default(environ: Mapping[str, str]) -> str | None:
    program = shutil.which("uv", path=environ.get("PATH")) or shutil.which("uv", path=str(Path(sys.executable).parent))
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a program the machine's owner installed, with fixed arguments
            [program, "help", "pip", "install", "--no-pager"],
            capture_output=True,
            timeout=_UV_TIMEOUT_S,
            check=False,
            env=dict(environ),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None  # The caller says that no index is configured, and what to do.
    found = _UV_DEFAULT.search(done.stdout.decode(errors="replace"))
    return found[1] if found else None
