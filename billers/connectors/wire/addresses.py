"""Where a connection may go to: hosts that are allowed, at addresses that were looked at.

Note [The address that is checked is connected to]: a name can resolve to one address when it is
checked and to another when it is used. So a name is resolved once, and the connection is made to
the address, with the name kept for the Host header and the certificate.
"""

import ipaddress
import socket
from collections.abc import Iterable

from billers.connectors.wire.troubles import Trouble

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NoWayThere(Exception):
    """No address of a host may be connected to; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.value)


def find_addresses(
    host: str, port: int, *, allowed_hosts: Iterable[str], allowed_networks: Iterable[str]
) -> list[str]:
    """Return the addresses of a host that may be connected to, in the resolver's order.

    :raises NoWayThere: if the host or all of its addresses are not allowed, or it has none
    """
    if host.lower().rstrip(".") not in {name.lower().rstrip(".") for name in allowed_hosts}:
        raise NoWayThere(Trouble.HOST_NOT_ALLOWED)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoWayThere(Trouble.NAME_UNKNOWN) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    networks = [ipaddress.ip_network(network, strict=False) for network in allowed_networks]
    allowed = [address for address in addresses if _may_be_called(address, networks)]
    if not allowed:
        raise NoWayThere(Trouble.ADDRESS_NOT_ALLOWED)
    return allowed


def _may_be_called(
    text: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    address = _innermost(ipaddress.ip_address(text))
    if address.is_global and not address.is_multicast:
        return True
    return any(address in network for network in networks)


def _innermost(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
