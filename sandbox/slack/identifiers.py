"""Identifiers and timestamps in Slack's formats, the same in every run.

Slack documents identifiers as opaque: a letter for the kind, then capitals and digits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from itertools import count

Clock = Callable[[], datetime]


class Mint:
    """Makes identifiers (`U…`, `C…`, `V…`), message timestamps and unguessable-looking words."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self._last_microsecond = 0

    def identifier(self, kind: str) -> str:
        """A fresh identifier whose first letters are `kind`, eleven characters long."""
        return f"{kind}{next(self._numbers):0{11 - len(kind)}X}"

    def word(self, length: int = 24) -> str:
        """A fresh word of hexadecimal digits, at most 64 characters."""
        return hashlib.sha256(f"slack stand-in {next(self._numbers)}".encode()).hexdigest()[:length]

    def timestamp(self) -> str:
        """A message timestamp: seconds since 1970 with six decimals, later than every one before.

        Within a channel it is the message's identity
        (https://docs.slack.dev/messaging/retrieving-messages).
        """
        now = int(self._clock().timestamp() * 1_000_000)
        self._last_microsecond = max(now, self._last_microsecond + 1)
        return f"{self._last_microsecond // 1_000_000}.{self._last_microsecond % 1_000_000:06d}"

    def number(self) -> int:
        """The next whole number, never given before."""
        return next(self._numbers)
