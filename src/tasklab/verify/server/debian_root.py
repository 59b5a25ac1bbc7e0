"""Running a program inside a Debian that is in a folder, on data that is outside of it.

The program sees the folder read-only and has its own data at one place in it, so that two runs at once share an
installation and neither changes it. The mounts are in a mount namespace of the program's own: they are gone with it.

Source: https://manpages.debian.org/bookworm/util-linux/unshare.1.en.html
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TOOL_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

# `www-data`, whose numbers are the same in every Debian (package base-passwd).
_USER = 33
_ENTER = """\
set -e
root=$1 cwd=$2 data=$3 place=$4 volatile=$5
shift 5
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs tmpfs "$root/tmp"
for folder in $volatile; do mount -t tmpfs -o mode=1777 tmpfs "$root$folder"; done
mount --bind "$data" "$root$place"
exec chroot --userspec=www-data:www-data "$root" sh -c 'cd "$0" && exec "$@"' "$cwd" "$@"
"""


def enter_root(
    root: Path, data: Path, place: str, argv: Sequence[str], *, cwd: str = "/", volatile: Sequence[str] = ()
) -> tuple[str, ...]:
    """Give what runs a program inside `root` with the folder `data` at `place`; the process keeps its number.

    `volatile` folders of the root are empty at the start, writable, and gone with the program, as `/tmp` is.
    """
    places = (str(root), cwd, str(data), place, " ".join(volatile))
    return ("unshare", "--mount", "sh", "-c", _ENTER, "sh", *places, *argv)


def root_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Give the variables of a program inside a root: the folders of ours that they would name are not there."""
    return {"PATH": TOOL_PATH, "HOME": "/tmp", "TMPDIR": "/tmp", **extra}  # noqa: S108 - the root's own


def give_data(data: Path) -> None:
    """Make the user of the servers the owner of their data: a copy belongs to the one who copied."""
    for folder, _, names in os.walk(data):
        os.chown(folder, _USER, _USER)
        for name in names:
            os.chown(os.path.join(folder, name), _USER, _USER, follow_symlinks=False)  # noqa: PTH118
