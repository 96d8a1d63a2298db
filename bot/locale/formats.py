"""Numbers, times and lists as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.locale import Language

AND = re.compile(r"([\x21-\x7e]?)(?:(?<=[\x21-\x7e])和|和(?=[\x21-\x7e]))([\x21-\x7e]?)")


def formatted(language: Language, zone: str, value: Any) -> str:
    """A value in words: whole numbers grouped, times in `zone`, lengths of time rounded.

    What is beyond Babel's or the calendar's range is written plainly.
    """
    try:
        return _formatted(language, zone, value)
    except (ArithmeticError, ValueError):
        return str(value)


def _formatted(language: Language, zone: str, value: Any) -> str:
    match value:
        case bool():
            return str(value)
        case int() | float():
            return format_decimal(value, locale=language.value)
        case datetime():
            return moment(language, zone, value)
        case date():
            return _day(language, value)
        case timedelta():
            return format_timedelta(value, locale=language.value)
        case _:
            return str(value)


def moment(language: Language, zone: str, at: datetime) -> str:
    """A date and a time of day in `zone`; a time without zone is taken for UTC."""
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone_of(zone))
    time = format_time(local, format="short", locale=language.value)
    return f"{_day(language, local.date())} {time}"


@lru_cache(maxsize=4096)  # Babel takes two milliseconds over a date; a page may have thirty
def _day(language: Language, day: date) -> str:
    return format_date(day, format="medium", locale=language.value)


def listed(language: Language, words: Sequence[str]) -> str:
    """Several things in one breath: "a, b and c"; Chinese "and" stands off Latin letters."""
    said = format_list(words, locale=language.value) if words else ""
    return AND.sub(r"\1 和 \2", said) if language is Language.ZH_TW else said


@lru_cache
def zone_of(name: str) -> tzinfo:
    """The zone of that IANA name, or UTC when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
