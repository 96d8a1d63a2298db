"""Points (消費集點): what a purchase earns, until when, and which points are spent first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FOR_EVER = datetime.max.replace(tzinfo=UTC)


def points_for(amount: int, per: int | None) -> int:
    """The points an amount earns where `per` of the currency earn one: whole ones, the rest goes.

    No rate, no points.
    """
    return amount // per if per else 0


def gone_from(earned: datetime, days: int | None, zone: str) -> datetime | None:
    """The first moment at which points earned are gone; None: they stay.

    They last through the `days`-th day after the one they were earned on, as the calendar of the
    account's zone counts days. UTC.
    """
    if days is None:
        return None
    there = ZoneInfo(zone)
    day = earned.astimezone(there).date() + timedelta(days=days + 1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=there)
    return midnight.astimezone(earned.tzinfo)


@dataclass(frozen=True)
class Line:
    """One line of a ledger. `lot` is the line whose points an expiry takes."""

    id: str
    points: int
    at: datetime
    expires_at: datetime | None = None
    lot: str | None = None


def left_of(lines: Sequence[Line]) -> dict[str, int]:
    """What is left of each line that brought points, by its id.

    Whatever is taken away is taken from the points that are gone soonest, then from those earned
    first; never from what had expired by then. An expiry takes what is left of its own line.
    """
    left: dict[str, int] = {}
    lots: dict[str, Line] = {}
    for line in sorted(lines, key=lambda one: (one.at, one.id)):
        if line.points > 0:
            lots[line.id], left[line.id] = line, line.points
        elif line.lot is not None:
            left[line.lot] = left.get(line.lot, 0) + line.points
        else:
            _take(line, lots.values(), left)
    return left


def _take(line: Line, lots: Iterable[Line], left: dict[str, int]) -> None:
    wanted = -line.points
    alive = (one for one in lots if one.expires_at is None or one.expires_at > line.at)
    for lot in sorted(alive, key=_soonest):
        taken = min(wanted, left[lot.id])
        left[lot.id] -= taken
        wanted -= taken


def _soonest(lot: Line) -> tuple[datetime, datetime, str]:
    return (lot.expires_at or FOR_EVER, lot.at, lot.id)


def expired(lines: Sequence[Line], now: datetime) -> dict[str, int]:
    """What is left of lines that are past their time, by id; a ledger must be rid of it."""
    left = left_of(lines)
    due = (one for one in lines if one.expires_at is not None and one.expires_at <= now)
    return {one.id: left[one.id] for one in due if left.get(one.id, 0) > 0}
