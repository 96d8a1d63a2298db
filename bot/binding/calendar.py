"""When the calendar calls, in an account's own zone; moments themselves are aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.text import Text, _

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})")


def one_time(words: str, zone: ZoneInfo) -> datetime | None:
    """The moment "2026-12-24 10:00" means in this zone; None when it is no such thing."""
    found = WRITTEN.fullmatch(words.strip())
    if not found:
        return None
    try:
        local = datetime(*map(int, found.groups()), tzinfo=zone)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    return local.astimezone(UTC)


def next_turn(cron: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first moment after `after` that a line "minute hour day month weekday" names.

    None for a line that cannot be read or names no moment that will come, such as 31 February.
    """
    try:
        trigger = CronTrigger.from_crontab(cron, timezone=zone)
    except ValueError:
        return None
    turn = trigger.get_next_fire_time(after, after.astimezone(zone))
    return turn.astimezone(UTC) if turn else None


def span(first: str, last: str) -> Text:
    """From which day to which, as written; "" leaves that end open."""
    match bool(first), bool(last):
        case True, True:
            return _("{first} to {last}", first=first, last=last)
        case True, False:
            return _("from {first}", first=first)
        case False, True:
            return _("until {last}", last=last)
        case _:
            return _("always")
