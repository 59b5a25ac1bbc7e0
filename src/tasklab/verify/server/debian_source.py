"""A product that installs from Debian's archive, into a folder that holds a small Debian of its own.

Making such a folder takes a minute and half a gigabyte, so every text of a recipe shares the one of its packages.

Source: https://manpages.debian.org/bookworm/mmdebstrap/mmdebstrap.1.en.html and
https://manpages.debian.org/bookworm/apt/apt-get.8.en.html (indextargets).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.verify.server.debian_root import TOOL_PATH
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.lock import hold_lock
from tasklab.verify.server.program import run_program
from tasklab.verify.server.recipe import Installed

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT_S = 900.0
_KEY_LENGTH = 12
# What a folder is made with (`mmdebstrap`, `apt-get`) and entered with (the others).
_TOOLS = ("mmdebstrap", "apt-get", "unshare", "mount", "chroot")
_OFFLINE = re.compile(r"Could not (resolve|connect)|Temporary failure resolving|Connection (refused|timed out)")
# An index that nobody renewed for a week is still signed, and apt goes on checking that.
_OLD_INDEX = 'Acquire::Check-Valid-Until "false"'
_UPSTREAM = re.compile(r"(?:\d+:)?([\d.]+\d)")


@dataclass(frozen=True)
class DebianSource:
    """Packages of one suite; `package` is the one whose release is the product's."""

    package: str
    version: str
    """The tracked version: the release must be it or begin with it and a dot."""
    suite: str | None
    """The suite that has the version; None where no suite has it."""
    companions: tuple[str, ...] = ()
    release: str | None = None

    @property
    def key(self) -> str:
        """Text that differs whenever another thing would be installed."""
        return f"debian {self.suite} {self.release} {' '.join(self._packages)}"

    @property
    def _packages(self) -> tuple[str, ...]:
        return (self.package, *self.companions)

    def install(self, folder: Path) -> Installed:
        """Make a Debian with the packages, or find the one that was made before, and link `folder` to it.

        Raises: ProgramFault with the installer's own words, or what the machine lacks for it.
        """
        if self.suite is None:
            raise ProgramFault(f"no suite of Debian has {self.package} {self.version}")
        _require_machine()
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:_KEY_LENGTH]
        root = folder.parent.with_name(f"debian-{digest}")
        with hold_lock(root.with_suffix(".lock")):
            if not root.exists():
                draft = root.with_suffix(".draft")
                shutil.rmtree(draft, ignore_errors=True)
                self._make(self.suite, draft)
                self._read(draft)
                draft.rename(root)
        folder.symlink_to(root)
        return self._read(root)

    def _make(self, suite: str, root: Path) -> None:
        env = {"PATH": TOOL_PATH, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        wanted = f"--include={','.join(self._packages)}"
        # The suite alone, without its security updates: those of bookworm bring a bundler that Redmine cannot use.
        argv = ("mmdebstrap", "--variant=apt", wanted, f"--aptopt={_OLD_INDEX}", suite, str(root))
        try:
            run_program((*argv, _find_mirror(env, root.parent)), cwd=root.parent, env=env, timeout_s=_TIMEOUT_S)
        except ProgramFault as fault:
            if _OFFLINE.search(fault.output):
                raise ProgramFault("Debian's archive cannot be reached", fault.output) from fault
            raise

    def _read(self, folder: Path) -> Installed:
        """Read from the folder itself what is in it, and hold it against what was asked."""
        packages = _read_packages((folder / "var/lib/dpkg/status").read_text(encoding="utf-8"))
        found = _UPSTREAM.match(packages.get(self.package, ""))
        release = found[1] if found else None
        if release is None or not self._is_asked(release):
            asked = self.release or self.version
            raise ProgramFault(
                f"{self.package} {asked} was asked for, and Debian {self.suite} has {packages.get(self.package)} now"
            )
        runtime = f"Debian {(folder / 'etc/debian_version').read_text(encoding='utf-8').strip()}"
        return Installed(release, runtime, tuple(sorted(f"{name}=={version}" for name, version in packages.items())))

    def _is_asked(self, release: str) -> bool:
        return release == (self.release or release) and f"{release}.".startswith(f"{self.version}.")


def _require_machine() -> None:
    if os.geteuid() != 0:
        raise ProgramFault("a Debian in a folder can be made by root only")
    missing = [tool for tool in _TOOLS if shutil.which(tool, path=TOOL_PATH) is None]
    if missing:
        raise ProgramFault(f"this machine has no {', '.join(missing)}: install mmdebstrap on a Debian")


def _find_mirror(env: dict[str, str], cwd: Path) -> str:
    """Give the archive that this machine itself installs from."""
    argv = ("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
    for address in run_program(argv, cwd=cwd, env=env, timeout_s=_TIMEOUT_S).split():
        if address.rstrip("/").endswith("/debian"):
            return address
    raise ProgramFault("this machine's sources of apt name no archive of Debian")


def _read_packages(status: str) -> dict[str, str]:
    """Read the database of dpkg: versions of what is installed, by name."""
    packages: dict[str, str] = {}
    for paragraph in status.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|Status): (.+)$", paragraph, re.MULTILINE))
        if fields.get("Status", "").endswith(" installed"):
            packages[fields["Package"]] = fields["Version"]
    return packages
