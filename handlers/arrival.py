"""Where a request really came from, and which address its browser shows.

Behind a proxy the connection is the proxy's; what it says in `X-Forwarded-…` counts only when the
connection comes from TRUSTED_PROXIES, since anybody can write a header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Arrival:
    """`host` is as browsers write it, the port only where it is neither 80 nor 443. `client` is an
    IP address, "" where there is none (a Unix socket). `scheme` is what the member's browser spoke
    as far as a trusted proxy told, "" when none did. `unbelieved`: somebody who is not trusted
    wrote whom they stand for.
    """

    host: str
    client: str
    scheme: str
    unbelieved: bool


def arrival(request: web.Request, trusted: Sequence[Network]) -> Arrival:
    """Read a request, believing only trusted proxies."""
    client, host, scheme = request.remote or "", request.host, ""
    believed = _is_trusted(client, trusted)
    if believed:
        client = _first_stranger(request, client, trusted)
        host = _last(request, "X-Forwarded-Host") or host
        scheme = _last(request, "X-Forwarded-Proto").lower()
    unbelieved = not believed and "X-Forwarded-For" in request.headers
    return Arrival(plain_host(host), client, scheme, unbelieved)


def plain_host(host: str) -> str:
    """In small letters, without the port a browser leaves out and without a dot at the end."""
    name, colon, port = host.strip().lower().rpartition(":")
    if not colon or not port.isdigit():
        name, port = host.strip().lower(), ""
    name = name.rstrip(".")
    return name if port in ("", "80", "443") else f"{name}:{port}"


def _first_stranger(request: web.Request, peer: str, trusted: Sequence[Network]) -> str:
    """The nearest address in `X-Forwarded-For` that is no trusted proxy of ours; what stands before
    it may have been made up by whoever called.
    """
    passed = ",".join(request.headers.getall("X-Forwarded-For", []))
    client = peer
    for written in reversed([part.strip() for part in passed.split(",") if part.strip()]):
        if _address(written) is None:
            break
        client = str(_address(written))
        if not _is_trusted(written, trusted):
            break
    return client


def _last(request: web.Request, name: str) -> str:
    """A header's last word: the one written by the proxy that is nearest to us."""
    values = request.headers.getall(name, [])
    return values[-1].rpartition(",")[2].strip() if values else ""


def _is_trusted(client: str, trusted: Sequence[Network]) -> bool:
    address = _address(client)
    return address is not None and any(address in network for network in trusted)


def _address(written: str) -> Address | None:
    """The IP address; some proxies write the port behind it."""
    bracketed, plain = written.partition("]")[0].lstrip("["), written.partition(":")[0]
    try:
        address = ip_address(plain if written.count(":") == 1 else bracketed)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
