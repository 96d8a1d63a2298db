"""One record for every call we make to a vendor; the composition root turns it into a metric and
one log line. It never holds an id of ours, a secret, a token or a body.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.errors import Vendor


@dataclass(frozen=True)
class CallRecord:
    """What happened to one call.

    `endpoint` is a template such as ``GET /v2/bot/profile/{userId}`` or ``chat.postMessage``.
    `status` is the HTTP status, 0 when nothing usable came back. `request_id` is the vendor's own
    (``x-line-request-id``, ``x-slack-req-id``), empty when it sent none.
    """

    vendor: Vendor
    endpoint: str
    status: int
    seconds: float
    request_id: str


Observe = Callable[[CallRecord], None]


@dataclass
class Outcome:
    """What a call fills in while it is being timed."""

    status: int = 0
    request_id: str = ""


@contextmanager
def recorded(observe: Observe, vendor: Vendor, endpoint: str) -> Iterator[Outcome]:
    """Time a call and report it exactly once, however it ends."""
    outcome = Outcome()
    begun = time.perf_counter()
    try:
        yield outcome
    finally:
        seconds = time.perf_counter() - begun
        observe(CallRecord(vendor, endpoint, outcome.status, seconds, outcome.request_id))
