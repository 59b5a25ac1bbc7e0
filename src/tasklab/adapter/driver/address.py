"""Where a request goes: below the connection's base address, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from tasklab.adapter.encode import query_text
from tasklab.unified.error import PlatformError, ValidationError

if TYPE_CHECKING:
    from tasklab.adapter.message import Pairs

_PORTS = {"http": 80, "https": 443}
_CLEAN = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@%?\[\]-]*\Z")
_KEPT = "/._~!$&'()*+,;=:@%?[]-"


@dataclass(frozen=True, slots=True)
class Site:
    """A connection's base address, split."""

    origin: str
    """`https://example.org`"""
    root: str
    """Path of the base address, without a slash at its end."""
    others: tuple[str, ...] = ()
    """Origins besides that are the platform's, too."""

    def place(self, path: str) -> str:
        """Return a request's path from the origin's root on; the whole address on one of the other origins.

        Raises: PlatformError for an address on another origin: credentials are never sent there.
        """
        if "://" in path[:8]:
            return self._own(path)
        if path and not path.startswith(("/", "?")):
            path = f"/{path}"
        return _clean(self.root + path) or "/"

    def leave(self, path: str, location: str) -> str:
        """Return where an address leads from `path`: a path of this site, or the whole address on another host.

        Raises: PlatformError for an address that is less safe than the site's own, or cannot be read.
        """
        address = urljoin(path if "://" in path[:8] else self.origin + path, location)
        scheme, host, _ = parse_origin(address)
        if scheme not in _PORTS or not host or (scheme == "http" and not self.origin.startswith("http:")):
            raise PlatformError(f"the platform refers to {_shown_origin(address)}, which is no https address")
        return self._own(address) if parse_origin(address) == parse_origin(self.origin) else _clean(address)

    def is_own(self, path: str) -> bool:
        """Whether a path, or a whole address, is of this site."""
        return "://" not in path[:8] or parse_origin(path) == parse_origin(self.origin)

    def origin_of(self, path: str) -> str:
        """Return where a request goes, for people: the origin alone, as an address may hold what signs it."""
        return _shown_origin(path) if "://" in path[:8] else self.origin

    def follow(self, path: str, location: str) -> str:
        """Return the path that a redirect from `path` leads to.

        Raises: PlatformError for an address on another origin.
        """
        return self._own(urljoin(path if "://" in path[:8] else self.origin + path, location))

    def _own(self, address: str) -> str:
        if parse_origin(address) in map(parse_origin, self.others):
            return _clean(address)
        if parse_origin(address) != parse_origin(self.origin):
            raise PlatformError(
                f"the platform refers to {_shown_origin(address)}, which is not the connection's own {self.origin}: "
                "nothing was sent there"
            )
        parts = urlsplit(address)
        return _clean((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def parse_site(base_url: str, others: tuple[str, ...] = ()) -> Site:
    """Return a base address, split; `others` are origins besides.

    Raises: ValidationError for one that is no HTTP address, or holds credentials.
    """
    try:
        parts = urlsplit(base_url.strip())
        _ = parts.port
    except ValueError as error:
        raise ValidationError("the site's address cannot be read: expected https://host/path") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValidationError("the site's address is no web address: expected https://host/path")
    if parts.username or parts.password:
        raise ValidationError("the site's address holds a user name: give credentials in their own parameters")
    return Site(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"), others)


def parse_origin(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address. Source: RFC 6454, section 4.

    Raises: PlatformError for an address that cannot be read.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise PlatformError("the platform refers to an address that cannot be read") from error
    return parts.scheme, (parts.hostname or "").lower(), port or _PORTS.get(parts.scheme, 0)


def split_address(address: str) -> tuple[str, str]:
    """Return the origin of a whole address, and the path from its root on with the query."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}", (parts.path or "/") + query


def join_query(path: str, query: Pairs) -> str:
    """Return a path with more pairs in its query."""
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{query_text(query)}"


def _clean(path: str) -> str:
    return path if _CLEAN.match(path) else quote(path, safe=_KEPT)


def _shown_origin(address: str) -> str:
    scheme, host, port = parse_origin(address)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
