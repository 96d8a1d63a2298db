"""Which Login channel the next site gets, and when the pool fills. Pure.

LINE allows 30 LIFF apps in a channel (https://developers.line.biz/en/reference/liff-server/).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 30  #: LIFF apps of one Login channel
WARN_FROM = 25  #: used slots of a channel from which the next one should be made ready
PACE_OVER = timedelta(days=28)  #: older sites say nothing about today's pace
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Slots:
    """One Login channel's LIFF slots; `used` counts ours, foreign ones and those promised."""

    channel: str  #: row id
    used: int

    @property
    def free(self) -> int:
        """How many sites still fit."""
        return max(MOST - self.used, 0)


def choose(slots: Sequence[Slots]) -> str | None:
    """The fullest channel that still has room, so that channels fill one after another.

    Among equals the first; None when there is no room anywhere.
    """
    with_room = [one for one in slots if one.free]
    return max(with_room, key=lambda one: one.used).channel if with_room else None


def free(slots: Iterable[Slots]) -> int:
    """How many sites fit in all."""
    return sum(one.free for one in slots)


def pace(made_at: Sequence[datetime], now: datetime) -> float:
    """Sites a week, over the last four weeks at most; 0 while there is nothing to go by.

    A pool younger than a week is not extrapolated from: a day's opening is no habit.
    """
    lately = [at for at in made_at if now - PACE_OVER <= at <= now]
    span = min(now - min(made_at, default=now), PACE_OVER)
    return len(lately) / (span / WEEK) if span >= WEEK else 0.0


def forecast(used: int, made_at: Sequence[datetime], now: datetime) -> timedelta | None:
    """How long until `used` of 30 have become 30, at the pace of late; None: it cannot be told."""
    weekly = pace(made_at, now)
    return WEEK * (max(MOST - used, 0) / weekly) if weekly else None
