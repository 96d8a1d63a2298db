"""Rate limits per channel and endpoint (Messaging API reference, "Rate limits")."""

from __future__ import annotations

from datetime import datetime

from sandbox.line.identifiers import Clock
from sandbox.line.refusals import refusal

TOO_FAST = "The API rate limit has been exceeded. Try again later."

RICH_MENU = "/v2/bot/richmenu/{rich_menu_id}"
LIMITS: dict[tuple[str, str], tuple[int, float]] = {
    ("POST", "/v2/bot/channel/webhook/test"): (60, 3600.0),
    ("PUT", "/v2/bot/channel/webhook/endpoint"): (1000, 60.0),
    ("GET", "/v2/bot/channel/webhook/endpoint"): (1000, 60.0),
    ("POST", "/v2/bot/chat/loading/start"): (100, 1.0),
    ("POST", "/v2/oauth/accessToken"): (370, 1.0),
    ("POST", "/v2/bot/richmenu"): (100, 3600.0),
    ("DELETE", RICH_MENU): (100, 3600.0),
    ("GET", "/v2/bot/richmenu/list"): (10, 1.0),
}
"""Requests allowed and the seconds in which that many are allowed again."""


class RateLimits:
    """A token bucket per channel, method and path. Set ``enforced`` to False to lift all limits."""

    def __init__(self, clock: Clock) -> None:
        self.enforced = True
        self._clock = clock
        self._buckets: dict[tuple[str, str, str], tuple[float, datetime]] = {}

    def take(self, channel_id: str, method: str, path: str) -> None:
        """Counts one request; raises a 429 refusal when the bucket is empty.

        ``path`` is as its route is written, not as it was called.
        """
        limit = LIMITS.get((method, path))
        if limit is None or not self.enforced:
            return
        size, seconds = limit
        now = self._clock()
        left, since = self._buckets.get((channel_id, method, path), (float(size), now))
        left = min(float(size), left + (now - since).total_seconds() * size / seconds)
        if left < 1:
            raise refusal(429, TOO_FAST)
        self._buckets[channel_id, method, path] = (left - 1, now)

    def clear(self) -> None:
        """Fills every bucket."""
        self._buckets.clear()
