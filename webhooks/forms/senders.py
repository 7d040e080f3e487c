"""Who sends a form: the address that counts, and whether the page that sent it is ours."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from flask import Request

#: what a network is given at home is /64: all of it is one sender
_HOME: Final = 64
#: proxies before us at most; whatever claims to be longer is not read
_HOPS: Final = 10
_UNKNOWN: Final = "unknown"


def sender_of(request: Request, proxies: Iterable[str]) -> str:
    """The address, for IPv6 the network, that `request` comes from.

    X-Forwarded-For is read from its end, as far as those who wrote it are `proxies`: what stands before that anybody
    may have made up.
    """
    trusted = [ip_network(proxy, strict=False) for proxy in proxies]
    hops = [*request.headers.get("X-Forwarded-For", "").split(","), request.remote_addr or ""]
    found: IPv4Address | IPv6Address | None = None
    for hop in reversed(hops[-_HOPS:]):
        address = _address(hop)
        if address is None:
            break
        found = address
        if not any(address in network for network in trusted):
            break
    return _shared(found)


def is_from_elsewhere(request: Request) -> bool:
    """Whether a browser says that the page of another site sent `request`.

    Browsers say so in Sec-Fetch-Site, older ones and those without TLS in Origin; programs say nothing.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.headers.get("Host")


def _address(hop: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(hop.strip())
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _shared(address: IPv4Address | IPv6Address | None) -> str:
    if address is None:
        return _UNKNOWN
    return str(IPv6Network((address, _HOME), strict=False)) if isinstance(address, IPv6Address) else str(address)
