"""A clock that tests set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Call it for the time (aware UTC); it moves only by `advance`. Starts 2026-11-23T04:00Z."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Move forward (or, with negative numbers, back)."""
        self.now += timedelta(seconds=seconds, minutes=minutes, hours=hours)
