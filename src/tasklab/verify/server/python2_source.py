"""A product that runs on Python 2.7 alone: into an environment of its own, where the machine has such an interpreter.

The last virtualenv that makes environments for Python 2.7 is 20.21; it runs on our own interpreter.
Source: https://virtualenv.pypa.io/en/latest/changelog.html (20.22.0 drops it).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.package_index import index_environment, pip_config_files
from tasklab.verify.server.program import run_program
from tasklab.verify.server.python_source import find_uv
from tasklab.verify.server.recipe import Installed

_TIMEOUT_S = 300.0
_MAKER = "virtualenv>=20.15,<20.22"


@dataclass(frozen=True)
class Python2Source:
    """Requirements in pip's syntax; `package` is the one whose release is the product's."""

    package: str
    version: str
    """The tracked version: the release must be it or begin with it and a dot."""
    release: str | None = None
    companions: tuple[str, ...] = ()

    @property
    def requirements(self) -> list[str]:
        """List what is asked of the index."""
        return [f"{self.package}=={self.release or f'{self.version}.*'}", *self.companions]

    @property
    def key(self) -> str:
        """Text that differs whenever another thing would be installed."""
        return f"python 2.7 {' '.join(self.requirements)}"

    def install(self, folder: Path) -> Installed:
        """Make an environment and install into it with its own pip.

        Raises: ProgramFault where the machine has no Python 2.7, or with the installer's own words.
        """
        python = find_python2()
        if python is None:
            raise ProgramFault("it runs on Python 2.7 alone, and this machine has none")
        maker = folder.parent / "maker"
        env = index_environment(os.environ, pip_config_files(os.environ, Path.home()))
        pip = (str(folder / "bin" / "pip"), "--disable-pip-version-check")
        for argv, more in (
            ((find_uv(), "pip", "install", "--quiet", "--target", str(maker), _MAKER), {}),
            (
                (sys.executable, "-m", "virtualenv", "--quiet", "-p", str(python), str(folder)),
                {"PYTHONPATH": str(maker)},
            ),
            ((*pip, "install", "--quiet", *self.requirements), {}),
        ):
            run_program(argv, cwd=folder.parent, env={**env, **more}, timeout_s=_TIMEOUT_S)
        shutil.rmtree(maker, ignore_errors=True)
        frozen = run_program((*pip, "freeze", "--all"), cwd=folder.parent, env=env, timeout_s=_TIMEOUT_S)
        return self._read(frozen)

    def _read(self, frozen: str) -> Installed:
        """Read what pip says that there is, and hold it against what was asked."""
        found = dict(re.findall(r"^([\w.-]+)==(\S+)$", frozen, re.MULTILINE))
        packages = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}
        release = packages.get(self.package.lower())
        if release is None or not f"{release}.".startswith(f"{self.release or self.version}."):
            raise ProgramFault(
                f"{' '.join(self.requirements)} was asked for and {self.package} {release} was installed"
            )
        return Installed(release, "CPython 2.7", tuple(sorted(f"{name}=={each}" for name, each in packages.items())))


@cache
def find_python2() -> Path | None:
    """Find an interpreter of Python 2.7: on the path, or among pyenv's; None where there is none that starts."""
    named = shutil.which("python2.7")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [*sorted(pyenv.glob("2.7*/bin/python2.7"), reverse=True), *([Path(named)] if named else [])]
    return next((path for path in candidates if _starts(path)), None)


def _starts(path: Path) -> bool:
    """Whether it is one: what pyenv puts on the path only says so where a version was chosen."""
    try:
        done = subprocess.run([str(path), "-c", "pass"], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
