"""How often one client may ask for what costs: a leaky bucket for each, in bounded memory.

The generic cell rate algorithm keeps a single time per client
(https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). Each process counts for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from bot.deps import Clock

NETWORK_BITS = 64  #: one home or phone has a whole IPv6 network of this size


@dataclass(frozen=True)
class Held:
    """Too fast; `wait` until the next is let through. `first`: the one before was let through."""

    wait: timedelta
    first: bool


class Rate:
    """`times` at once, and so many again in each `within`, of at most `most` clients at a time;
    when there are more, the one that has been quiet longest is forgotten.
    """

    def __init__(self, clock: Clock, *, times: int, within: timedelta, most: int = 20_000) -> None:
        self._clock = clock
        self._apart, self._within, self._most = within / times, within, most
        self._even: OrderedDict[str, datetime] = OrderedDict()  #: when each is even with us again
        self._held: set[str] = set()

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._even)

    def take(self, address: str) -> Held | None:
        """Let one through: None. Asking while held costs nothing more."""
        client, now = _client(address), self._clock()
        even = max(self._even.pop(client, now), now)
        held = even + self._apart > now + self._within
        self._even[client] = even if held else even + self._apart
        if not held:
            self._held.discard(client)
            self._forget()
            return None
        first = client not in self._held
        self._held.add(client)
        return Held(even + self._apart - now - self._within, first)

    def _forget(self) -> None:
        while len(self._even) > self._most:
            gone, _even = self._even.popitem(last=False)
            self._held.discard(gone)


def _client(address: str) -> str:
    """Who is counted as one."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(ip_network((known, NETWORK_BITS), strict=False))
    return address
