"""Rate limits, and faults a test or a person at the console asks for.

Slack: "one message per second per channel", bursts allowed, and tiers of 1, 20, 50 and 100 calls a
minute per method (https://docs.slack.dev/apis/web-api/rate-limits). Limits are generous here until
`strict` is called, so that tests need not wait.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from sandbox.slack.identifiers import Clock

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS = {
    "apps.connections.open": 1,
    "conversations.join": 3,
    "conversations.list": 2,
    "users.list": 2,
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "conversations.info": 3,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.history": 3,
    "conversations.replies": 3,
    "reactions.add": 3,
    "team.info": 3,
    "bots.info": 3,
    "users.info": 4,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
}


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of `method` (``*`` means any).

    `latency` in seconds comes first; then the connection is cut if `drop`; then `status` other than
    200, or `error` as the answer. Status 429 is answered with ``Retry-After: retry_after``.
    """

    method: str = "*"
    times: int = 1
    status: int = 200
    error: str | None = None
    retry_after: int = 1
    latency: float = 0.0
    drop: bool = False
    channel: str | None = None


@dataclass
class Bucket:
    """Tokens that come back over time; one is spent per call."""

    per_second: float
    burst: float
    tokens: float
    filled: datetime

    def wait(self, now: datetime) -> float:
        """Spend one token; else say after how many seconds there is one."""
        gained = max(0.0, (now - self.filled).total_seconds()) * self.per_second
        self.tokens, self.filled = min(self.burst, self.tokens + gained), now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_second


class Limits:
    """Decides whether a call is answered, delayed, refused or broken."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._faults: list[Fault] = []
        self.posts_per_second = 20.0
        self.post_burst = 100.0
        self.tiers = False

    def strict(self, *, burst: float = 4.0) -> None:
        """Slack's own limits from now on: one post a second a channel, and every method's tier."""
        self.posts_per_second, self.post_burst, self.tiers = 1.0, burst, True
        self._buckets.clear()

    def inject(self, fault: Fault) -> None:
        """Break the next calls that fit; faults are used up in the order given."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Forget every fault not yet used."""
        self._faults.clear()

    def fault(self, method: str, channel: str | None) -> Fault | None:
        """The fault this call meets, counted as used."""
        for fault in self._faults:
            if fault.method in ("*", method) and fault.channel in (None, channel):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def retry_after(self, method: str, channel: str | None) -> int:
        """Whole seconds to wait before this call, 0 when it may go ahead now."""
        now = self._clock()
        if method == "chat.postMessage":
            key, rate, burst = (method, channel or ""), self.posts_per_second, self.post_burst
        elif self.tiers and method in TIERS:
            per_minute = TIER_PER_MINUTE[TIERS[method]]
            key, rate, burst = (method, ""), per_minute / 60, float(per_minute)
        else:
            return 0
        bucket = self._buckets.setdefault(key, Bucket(rate, burst, burst, now))
        return math.ceil(bucket.wait(now))
