"""A store's scheduled tasks (排程任務): when something happens, after a while, do something.

Pure: what a task is, how its words are read, when the calendar calls it, and for whom it runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Trigger(StrEnum):
    """What a task waits for."""

    REDEEM = "redeem"
    EARN = "earn"
    PURCHASE = "purchase"
    FIRST_SIGN_IN = "first-sign-in"
    ADD_FRIEND = "add-friend"
    DATE = "date"
    CRON = "cron"

    @property
    def by_calendar(self) -> bool:
        """It comes by itself, for everybody at once."""
        return self in (Trigger.DATE, Trigger.CRON)


class Deed(StrEnum):
    """What a task does."""

    TEXT = "text"
    IMAGE = "image"
    FLEX = "flex"
    TICKET = "ticket"
    POINTS = "points"
    LEVEL = "level"
    RICH_MENU = "rich-menu"

    @property
    def sends(self) -> bool:
        """It is a message, and counts against the month's."""
        return self in (Deed.TEXT, Deed.IMAGE, Deed.FLEX)


@dataclass(frozen=True)
class Count:
    """Which time it must be: the `number`-th, or with `each` every `number`-th."""

    number: int
    each: bool = False

    def allows(self, time: int) -> bool:
        """Whether it holds the `time`-th time; times begin at 1."""
        return time % self.number == 0 if self.each else time == self.number

    def __str__(self) -> str:
        return f"every {self.number}" if self.each else str(self.number)


@dataclass(frozen=True)
class TaskPlan:
    """A task as its maker means it. `content` is a text, an address, a ticket's or menu's name."""

    name: str
    trigger: Trigger
    deed: Deed
    content: str
    schedule: str = ""  #: "2026-12-24 10:00" or a cron line, in the account's zone
    delay: timedelta = timedelta()
    levels: tuple[str, ...] = ()  #: names; empty: any level
    count: Count | None = None

    def conditions(self) -> dict[str, Any]:
        """As stored."""
        return {"levels": list(self.levels), "count": str(self.count) if self.count else ""}

    def action(self) -> dict[str, str]:
        """As stored."""
        return {"deed": self.deed.value, "content": self.content}


def count_of(stored: str) -> Count | None:
    """Read "3" or "every 3" as `str(Count)` writes them; "" is no condition."""
    each, _space, number = stored.rpartition(" ")
    return Count(int(number), each=bool(each)) if number else None


def plan_of(
    name: str,
    *,
    trigger: str,
    schedule: str,
    delay_seconds: int,
    conditions: Mapping[str, Any] | None,
    action: Mapping[str, Any],
) -> TaskPlan:
    """Read back a stored task."""
    known = conditions or {}
    return TaskPlan(
        name,
        Trigger(trigger),
        Deed(action["deed"]),
        str(action["content"]),
        schedule,
        timedelta(seconds=delay_seconds),
        tuple(known.get("levels", ())),
        count_of(str(known.get("count", ""))),
    )


def loops(task_id: str, behind: Sequence[str]) -> bool:
    """Whether a task would run because of itself: `behind` are the tasks that led here."""
    return task_id in behind
