"""A product that installs from the Python package index, into an environment of its own."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet

from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.package_index import index_environment, pip_config_files
from tasklab.verify.server.program import run_program
from tasklab.verify.server.recipe import Installed

_TIMEOUT_S = 240.0
_OFFLINE = re.compile(
    r"dns error|failed to lookup|error sending request|connect(ion)? (error|refused|reset)|timed out", re.IGNORECASE
)


@dataclass(frozen=True)
class PythonSource:
    """Requirements in pip's syntax; `package` is the one whose release is the product's."""

    package: str
    version: str
    """The tracked version: the release must be it or begin with it and a dot."""
    release: str | None = None
    companions: tuple[str, ...] = ()
    python: str = ""
    """The interpreters it runs on, as a version specifier; empty for any."""

    @property
    def requirements(self) -> list[str]:
        """List what is asked of the index."""
        wanted = self.release or f"{self.version}.*"
        return [f"{self.package}=={wanted}", *self.companions]

    @property
    def key(self) -> str:
        """Text that differs whenever another thing would be installed."""
        return f"python {platform.python_version()} {' '.join(self.requirements)}"

    @property
    def interpreter(self) -> str:
        """Say which interpreter to ask uv for: ours where it will do, otherwise any of this machine that will."""
        return sys.executable if platform.python_version() in SpecifierSet(self.python) else self.python

    def install(self, folder: Path) -> Installed:
        """Make an environment and install into it with uv.

        Raises: ProgramFault with uv's own words.
        """
        uv = find_uv()
        env = index_environment(os.environ, pip_config_files(os.environ, Path.home())) | {
            "UV_PYTHON_DOWNLOADS": "never"
        }
        for argv in (
            (uv, "venv", "--quiet", "--no-project", "--python", self.interpreter, str(folder)),
            (uv, "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), *self.requirements),
        ):
            try:
                run_program(argv, cwd=folder.parent, env=env, timeout_s=_TIMEOUT_S)
            except ProgramFault as fault:
                if _OFFLINE.search(fault.output):
                    raise ProgramFault("the package index cannot be reached", fault.output) from fault
                raise
        return self._read(folder)

    def _read(self, folder: Path) -> Installed:
        """Read from the environment itself what is in it, and hold it against what was asked."""
        paths = [str(path) for path in folder.glob("lib/python*/site-packages")]
        packages = {
            _normalise(found.metadata["Name"]): found.version for found in importlib.metadata.distributions(path=paths)
        }
        release = packages.get(_normalise(self.package))
        if release is None or not self._is_asked(release):
            raise ProgramFault(
                f"{' '.join(self.requirements)} was asked for and {self.package} {release} was installed"
            )
        return Installed(
            release, _read_runtime(folder), tuple(sorted(f"{name}=={version}" for name, version in packages.items()))
        )

    def _is_asked(self, release: str) -> bool:
        return release == (self.release or release) and f"{release}.".startswith(f"{self.version}.")


def _read_runtime(folder: Path) -> str:
    """Read from an environment's own file which interpreter it has."""
    lines = (folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    config = dict(re.split(r"\s*=\s*", line, maxsplit=1) for line in lines if "=" in line)
    return f"{config['implementation']} {config['version_info']}"


def _normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def find_uv() -> str:
    """Return the path of the installer.

    Raises: ProgramFault where it is not there.
    """
    try:
        import uv  # noqa: PLC0415 - the extra `lab`, needed by nobody who only calls adapters
    except ImportError as fault:
        raise ProgramFault("the installer uv is missing: install tasklab with its extra `lab`") from fault
    return str(uv.find_uv_bin())
