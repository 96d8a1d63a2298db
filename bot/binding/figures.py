"""What a day or a month was like, in numbers; and the days people mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.errors import Refused
from bot.text import _

LONGEST = 366  #: days of one report
DAYS = re.compile(r"(\d{1,3})d")
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")


@dataclass(frozen=True)
class Period:
    """Whole days of a zone, the last one included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment of it, UTC."""
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it, UTC."""
        after = self.last + timedelta(days=1)
        return datetime.combine(after, time(), self.zone).astimezone(UTC)

    @property
    def days(self) -> Sequence[date]:
        """Each of its days."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]

    def day_of(self, moment: datetime) -> date:
        """The day of the zone a moment falls on."""
        return moment.astimezone(self.zone).date()

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def period_of(words: str, zone: ZoneInfo, now: datetime) -> Period:
    """Read `today`, `yesterday`, `7d`, `month`, `2026-11`, `2026-11-03`, `2026-11-01..2026-11-15`.

    "" is the last seven days, today included. Raises `Refused`.
    """
    today = now.astimezone(zone).date()
    words = words.strip().lower() or "7d"
    named = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "month": (today.replace(day=1), today),
    }
    first, last = named.get(words) or _written(words, today)
    if last < first or (last - first).days >= LONGEST:
        raise Refused(_("A report covers one day to a year, the first day first."))
    return Period(first, last, zone)


def is_period(words: str) -> bool:
    """Whether a word is meant as a period rather than as a site."""
    known = words.lower() in ("today", "yesterday", "month")
    return known or any(one.fullmatch(words.lower()) for one in (DAYS, MONTH, SPAN))


def _written(words: str, today: date) -> tuple[date, date]:
    try:
        if found := DAYS.fullmatch(words):
            return today - timedelta(days=int(found[1]) - 1), today
        if found := MONTH.fullmatch(words):
            first = date(int(found[1]), int(found[2]), 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if found := SPAN.fullmatch(words):
            return date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
    except ValueError:
        pass
    raise Refused(
        _("Say which days: `today`, `yesterday`, `7d`, `month`, `2026-11`, `2026-11-03` or "
          "`2026-11-01..2026-11-15`.")
    )  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """One message as far as reply times go."""

    conversation: str
    at: datetime
    ours: bool


def reply_times(messages: Iterable[Spoken]) -> Sequence[timedelta]:
    """How long members waited: from the first message nobody had answered to the first answer.

    `messages` come in the order of time. Who still waits is not counted.
    """
    waiting: dict[str, datetime] = {}
    found = []
    for one in messages:
        if not one.ours:
            waiting.setdefault(one.conversation, one.at)
        elif (since := waiting.pop(one.conversation, None)) is not None:
            found.append(one.at - since)
    return found


def middle(times: Sequence[timedelta]) -> timedelta | None:
    """The median, in whole seconds; None of nothing."""
    if not times:
        return None
    return timedelta(seconds=round(median(one.total_seconds() for one in times)))


@dataclass(frozen=True)
class Figures:
    """The numbers of a period. What does not apply to one store alone is None there."""

    new_members: int = 0
    members: int = 0  #: at the end of it
    messages: int | None = None  #: that members wrote
    first_reply: timedelta | None = None  #: median
    redemptions: int = 0
    points_earned: int = 0
    points_spent: int = 0
    purchases: int = 0
    money: int = 0  #: whole units of the account's currency
    by_day: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """What a chart shows: "messages", "new-members", "redemptions"; a number for each day."""


def each_day(period: Period, moments: Iterable[datetime]) -> Sequence[int]:
    """How many moments fall on each day of the period."""
    counts = dict.fromkeys(period.days, 0)
    for moment in moments:
        day = period.day_of(moment)
        if day in counts:
            counts[day] += 1
    return list(counts.values())
