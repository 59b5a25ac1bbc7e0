"""Which addresses the service calls. Sites are user input: none of them may lead into the operator's own network.

The check is made on the address that a socket is about to be connected to, after names are resolved, in whatever form
the address was written. So neither a name that resolves to something else the second time, nor `http://2130706433/`,
nor a redirect gets past it.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from tasklab.adapter.driver.address import parse_site
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), and multicast (RFC 5771, RFC 4291).
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
"""What is given out for use on the internet. Source: RFC 4291, section 2.4."""
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "3ffe::/16", "5f00::/16")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")


class BlockedAddressError(OSError):
    """The service does not call this address. It is not named: that would tell what names of the inside resolve to."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "the site leads to an address that this service does not call")


class AddressGuard:
    """Tells which addresses may be called: public ones, and those the operator allows."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """Take networks such as `10.1.0.0/16`. Raises: ValueError."""
        self._allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(text) for text in allowed)

    def allows(self, text: str) -> bool:
        """Tell whether an address may be called. Raises: ValueError for what is no address."""
        address = _inner(ipaddress.ip_address(text.partition("%")[0]))
        if any(address.version == network.version and address in network for network in self._allowed):
            return True
        if isinstance(address, ipaddress.IPv4Address):
            return not any(address in network for network in _CLOSED_4)
        return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)

    def open_socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Open a socket for one resolved address; given to the HTTP client. Raises: BlockedAddressError."""
        family, kind, protocol, _, target = info
        if not self.allows(str(target[0])):
            raise BlockedAddressError
        return socket.socket(family, kind, protocol)

    def require_site(self, url: str, pointer: str) -> None:
        """Refuse a site whose address says already that it will not be called; names are resolved when it is.

        Raises: ValidationError
        """
        try:
            parse_site(url)
        except ValidationError as error:
            error.pointer = pointer
            raise
        host = urlsplit(url.strip()).hostname or ""
        if not host.isprintable() or any(letter in host for letter in " \\"):
            raise ValidationError("the site's address has a host that cannot be", pointer=pointer)
        address = _as_address(host)
        if address is not None and not self.allows(address):
            raise ValidationError("the site's address is one that this service does not call", pointer=pointer)


def _inner(address: Address) -> Address:
    """Return the IPv4 address inside of an IPv6 one that stands for it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((int(address) >> 80) & 0xFFFF_FFFF)
    return address


def _as_address(host: str) -> str | None:
    """Return the address that a host is, in a form that `inet_aton` reads (`0x7f.1`, `2130706433`); None for a name."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None
