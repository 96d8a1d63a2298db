"""Reads what people write about a task: times, delays, counts, contents. Pure.

Every mistake is collected under its field, each with its mend.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.binding.calendar import next_turn, one_time
from bot.binding.tasks import Count, Deed, TaskPlan, Trigger
from bot.errors import InvalidForm
from bot.text import Text, _

LONGEST_DELAY = timedelta(days=365)
LONGEST_TEXT = 5000  #: UTF-16 code units of one LINE text
LONGEST_FLEX = 30_000  #: bytes of a Flex Message's JSON that LINE takes
MOST_POINTS = 1_000_000
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

Problems = dict[str, Text]


def read_plan(given: Mapping[str, str], zone: ZoneInfo, now: datetime) -> TaskPlan:
    """The task these words mean. Raises `InvalidForm` with everything that is wrong."""
    problems: Problems = {}
    trigger, deed = Trigger(given["trigger"]), Deed(given["action"])
    content = given.get("content", "").strip()
    if problem := wrong_content(deed, content):
        problems["content"] = problem
    schedule = given.get("schedule", "").strip()
    if problem := _wrong_schedule(trigger, schedule, zone, now):
        problems["schedule"] = problem
    delay, count = (
        _delay(given.get("delay", ""), problems),
        _count(given.get("count", ""), problems),
    )
    if trigger.by_calendar and count:
        problems["count"] = _("Times are counted for what members do, not for the calendar: "
                              "leave this empty.")  # fmt: skip
    if problems:
        raise InvalidForm(problems)
    levels = tuple(filter(None, (one.strip() for one in re.split(r"[,、，\n]", given["levels"]))))
    return TaskPlan(
        given["name"], trigger, deed, content,
        schedule if trigger.by_calendar else "", delay, levels, count,
    )  # fmt: skip


def wrong_content(deed: Deed, content: str) -> Text | None:
    """What is wrong with what a task is to send or give."""
    if not content:
        return _("Say what it does: the words to send, an address, a ticket's name, a number.")
    match deed:
        case Deed.TEXT:
            length = len(content.encode("utf-16-le")) // 2
            return _too_long(length) if length > LONGEST_TEXT else None
        case Deed.IMAGE:
            fine = re.fullmatch(r"https://[^\s/]+/\S*", content) and len(content) <= 2000
            return None if fine else _("A picture needs its whole https address, such as "
                                       "https://shop.example.com/spring.jpg.")  # fmt: skip
        case Deed.FLEX:
            return _wrong_flex(content)
        case Deed.POINTS:
            fine = re.fullmatch(r"[1-9][0-9]{0,6}", content) and int(content) <= MOST_POINTS
            return None if fine else _("Points are a whole number from 1 to {most}.",
                                       most=MOST_POINTS)  # fmt: skip
        case _:
            return None


def _too_long(length: int) -> Text:
    return _("LINE takes {most} characters and this is {length} (an emoji counts as two). "
             "Shorten it.", most=LONGEST_TEXT, length=length)  # fmt: skip


def _wrong_flex(content: str) -> Text | None:
    """https://developers.line.biz/en/reference/messaging-api/#flex-message: a bubble or a carousel;
    the alternative text is what notifications show.
    """
    try:
        flex = json.loads(content)
    except ValueError:
        flex = None
    whole = isinstance(flex, dict) and flex.get("type") == "flex"
    inner = flex.get("contents") if whole else None
    if not whole or not flex.get("altText") or not isinstance(inner, dict):
        return _(
            "Paste the whole Flex Message as JSON: {example} with the bubble from LINE's Flex "
            "Message Simulator as contents.",
            example='{"type": "flex", "altText": "…", "contents": {…}}',
        )
    if inner.get("type") not in ("bubble", "carousel"):
        return _("The contents of a Flex Message are a bubble or a carousel.")
    if len(content.encode()) > LONGEST_FLEX:
        return _("LINE takes Flex Messages of up to 30 kB. Make it smaller.")
    return None


def _wrong_schedule(trigger: Trigger, words: str, zone: ZoneInfo, now: datetime) -> Text | None:
    if not trigger.by_calendar:
        return None
    if trigger is Trigger.DATE:
        at = one_time(words, zone)
        if at is None:
            return _("Write the day and the time, such as 2026-12-24 10:00.")
        return _("This time is over. Choose one that is to come.") if at <= now else None
    if next_turn(words, zone, now) is None:
        return _(
            "Write minute, hour, day, month and weekday, such as {example} for Mondays at ten.",
            example="0 10 * * mon",
        )
    return None


def _delay(words: str, problems: Problems) -> timedelta:
    """Read "", "0", "30m", "2h", "3d"."""
    words = words.strip().lower()
    if words in ("", "0"):
        return timedelta()
    found = re.fullmatch(r"(\d{1,5})\s*([mhd])", words)
    delay = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else LONGEST_DELAY * 2
    if delay > LONGEST_DELAY:
        problems["delay"] = _("Write how long to wait: 30m, 2h or 3d, a year at most; empty is "
                              "at once.")  # fmt: skip
    return delay


def _count(words: str, problems: Problems) -> Count | None:
    """Read "", "3", "every 3"."""
    words = words.strip().lower()
    if not words:
        return None
    found = re.fullmatch(r"(every\s+|每\s*)?([1-9]\d{0,4})", words)
    if not found:
        problems["count"] = _("Write 3 for the third time, or “every 10” for each tenth; empty is "
                              "each time.")  # fmt: skip
        return None
    return Count(int(found[2]), each=bool(found[1]))
