"""What a ticket is good for: when, where, and how people write that. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import Refused
from bot.text import Text, _

WHEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{2}))?")
EARLIEST, LATEST = 2000, 2200  #: years; beyond them somebody's finger slipped


class Standing(StrEnum):
    """What a member can do with a ticket now."""

    READY = "ready"
    EARLY = "early"
    OVER = "over"
    VOID = "void"
    REDEEMED = "redeemed"


@dataclass(frozen=True)
class Window:
    """When a ticket is valid: from `begins`, and before `ends`; None: no such limit."""

    begins: datetime | None
    ends: datetime | None

    def standing(self, now: datetime, *, void: bool, redeemed: bool) -> Standing:
        """How a ticket stands at this moment; that it was used outweighs all else."""
        if redeemed:
            return Standing.REDEEMED
        if void:
            return Standing.VOID
        if self.begins is not None and now < self.begins:
            return Standing.EARLY
        if self.ends is not None and now >= self.ends:
            return Standing.OVER
        return Standing.READY


def first_moment(written: str, zone: str) -> datetime | None:
    """From when: a day's first moment there, or the minute given. Raises `Refused`."""
    found = _read(written, zone)
    return found[0] if found else None


def first_invalid_moment(written: str, zone: str) -> datetime | None:
    """Until when, that day (or minute) included, as the first moment after it. Raises `Refused`."""
    found = _read(written, zone)
    if found is None:
        return None
    moment, timed = found
    if timed:
        return moment + timedelta(minutes=1)
    there = moment.astimezone(ZoneInfo(zone))
    day = there.date() + timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(moment.tzinfo)


def from_written(begins: datetime | None, zone: str) -> str:
    """The inverse of `first_moment`."""
    return _written(begins.astimezone(ZoneInfo(zone))) if begins else ""


def until_written(ends: datetime | None, zone: str) -> str:
    """The inverse of `first_invalid_moment`: the last day, or minute, on which it is valid."""
    if ends is None:
        return ""
    there = ends.astimezone(ZoneInfo(zone))
    if (there.hour, there.minute) == (0, 0):
        return (there.date() - timedelta(days=1)).isoformat()
    return f"{there - timedelta(minutes=1):%Y-%m-%d %H:%M}"


def _read(written: str, zone: str) -> tuple[datetime, bool] | None:
    """The moment in UTC, and whether a time of day was given."""
    plain = " ".join(unicodedata.normalize("NFKC", written).replace("/", "-").split())
    if not plain or plain in ("-", "–", "—"):
        return None
    found = WHEN.fullmatch(plain)
    try:
        if found is None:
            raise ValueError(plain)
        year, month, day, hour, minute = (int(one or 0) for one in found.groups())
        there = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Refused(NO_DAY) from None
    if not EARLIEST <= year <= LATEST:
        raise Refused(NO_DAY)
    return there.astimezone(ZoneInfo("UTC")), found[4] is not None


def _written(there: datetime) -> str:
    midnight = (there.hour, there.minute) == (0, 0)
    return f"{there:%Y-%m-%d}" if midnight else f"{there:%Y-%m-%d %H:%M}"


NO_DAY = _("Write a day such as 2026-12-31, or with a time 2026-12-31 18:00.")


def said_of(standing: Standing) -> Text:
    """Why a ticket cannot be used now, as its member reads it."""
    return {
        Standing.READY: _("This ticket can be used."),
        Standing.EARLY: _("This ticket is not valid yet."),
        Standing.OVER: _("This ticket is no longer valid; its time is over."),
        Standing.VOID: _("This ticket has been withdrawn."),
        Standing.REDEEMED: _("This ticket has been used."),
    }[standing]


EVERY_STORE = frozenset({"all", "*", "全部", "所有", "すべて", "全店"})
MOST_TEXT = 3000  #: characters Slack's text fields hold


def read_stores(written: str, slugs: Collection[str]) -> dict[str, int | None]:
    """Which stores may redeem a ticket, and how many each; no number: as many as come.

    A line is a store's short name and a number: `taipei-101 50`. `all 50` means every store,
    `taipei-* 50` those whose names begin so; a later line outdoes an earlier one, and 0 leaves a
    store out. Nothing, or `all` alone, names none: every store may, also those there will be.
    Raises `Refused`, naming the line.
    """
    if unicodedata.normalize("NFKC", written).strip().lower() in EVERY_STORE:
        return {}
    chosen: dict[str, int | None] = {}
    for number, line in enumerate(written.splitlines(), start=1):
        words = unicodedata.normalize("NFKC", line).replace(",", " ").replace("、", " ").split()
        if words:
            quota = _quota(words[1:], number)
            for slug in _meant(words[0].lower().replace("_", "-"), slugs, number):
                chosen.pop(slug, None)
                if quota != 0:
                    chosen[slug] = quota
    if written.strip() and not chosen:
        raise Refused(_("These lines leave no store. Left empty, every store may redeem it."))
    return chosen


def _quota(words: list[str], number: int) -> int | None:
    if not words or words == ["-"]:
        return None
    if len(words) > 1 or not (words[0].isascii() and words[0].isdigit()) or len(words[0]) > 8:
        raise Refused(_("Line {line}: after the store comes one whole number, such as "
                        "`taipei-101 50`.", line=number))  # fmt: skip
    return int(words[0])


def _meant(word: str, slugs: Collection[str], number: int) -> list[str]:
    if word in EVERY_STORE:
        return sorted(slugs)
    if word.endswith("*"):
        found = [slug for slug in sorted(slugs) if slug.startswith(word[:-1])]
    else:
        found = [word] if word in slugs else []
    if not found:
        raise Refused(_("Line {line}: there is no store `{word}`. `/line subnet list` shows them.",
                        line=number, word=word[:50]))  # fmt: skip
    return found


def write_stores(chosen: Mapping[str, int | None], slugs: Collection[str]) -> str:
    """The shortest lines `read_stores` reads back, if they fit Slack's field; "" otherwise."""
    plain = "\n".join(_store_line(slug, quota) for slug, quota in sorted(chosen.items()))
    quotas = list(chosen.values())
    usual = max(set(quotas), key=quotas.count, default=None)
    rest = {slug: chosen.get(slug, 0) for slug in slugs if chosen.get(slug, 0) != usual}
    lines = [f"all {'-' if usual is None else usual}"]  # alone, `all` means future stores too
    lines += [_store_line(slug, quota) for slug, quota in sorted(rest.items())]
    short = min(("\n".join(lines), plain), key=len) if chosen else ""
    return short if len(short) <= MOST_TEXT else ""


def _store_line(word: str, quota: int | None) -> str:
    return word if quota is None else f"{word} {quota}"
