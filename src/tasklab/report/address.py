"""Where each page of the site lies, from its root."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]|^\.")


def slug(name: str) -> str:
    """Return a file name for a platform or version: what is not plain is written as its code point."""
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}", name) or "_"


def platform_file(platform: str) -> str:
    """Return the page of a platform, from the root of the site."""
    return f"platform/{slug(platform)}.html"


def version_file(platform: str, version: str) -> str:
    """Return the page of a version, from the root of the site."""
    return f"version/{slug(platform)}_{slug(version)}.html"
