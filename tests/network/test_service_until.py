"""`/line set service-until`: the day is kept and shown, and reminded of 30, 7 and 1 days before."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.flows.binding.service import remind
from sandbox.slack.seen import words_of
from tests.world import ROOM, World


def day(world: World, days: int) -> str:
    """So many days from today, where the café is."""
    today = world.clock().astimezone(ZoneInfo("Asia/Taipei")).date()
    return (today + timedelta(days=days)).isoformat()


async def to_noon(world: World) -> None:
    """The clock stands at noon in Taipei, so that a day more is a day more."""
    now = world.clock().astimezone(ZoneInfo("Asia/Taipei"))
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    wait = (noon - now) % timedelta(days=1)
    world.clock.advance(seconds=wait.total_seconds())


async def a_day_passes(world: World, days: int = 1) -> list[str]:
    """The reminders in the channel after so many days, each day's job run twice."""
    for _day in range(days):
        world.clock.advance(hours=24)
        await remind(world.deps)
        await remind(world.deps)
        await world.settle()
    return reminders(world)


def reminders(world: World, room: str = ROOM) -> list[str]:
    return [words for one in world.posts(room) if "the service ends" in (words := words_of(one))]


async def test_each_reminder_comes_once(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await to_noon(world)
    await world.whisper("lin", ROOM, f"set service-until {day(world, 32)}")
    assert await a_day_passes(world) == []
    assert len(await a_day_passes(world)) == 1
    assert "Days left: 30" in reminders(world)[-1]
    assert len(await a_day_passes(world, 22)) == 1
    assert len(await a_day_passes(world)) == 2
    assert "Days left: 7" in reminders(world)[-1]
    assert len(await a_day_passes(world, 5)) == 2
    assert len(await a_day_passes(world)) == 3
    assert "Days left: 1" in reminders(world)[-1]
    assert len(await a_day_passes(world, 10)) == 3


async def test_a_day_that_is_near_is_reminded_of_once_at_once(world: World) -> None:
    await world.bound()
    await to_noon(world)
    await world.whisper("lin", ROOM, f"set service-until {day(world, 5)}")
    await remind(world.deps)
    await world.settle()
    (words,) = reminders(world)
    assert "Days left: 5" in words


async def test_nobody_is_reminded_in_the_night(world: World) -> None:
    await world.bound()
    await to_noon(world)
    await world.whisper("lin", ROOM, f"set service-until {day(world, 31)}")
    world.clock.advance(hours=20)  # eight in the morning
    await remind(world.deps)
    await world.settle()
    assert reminders(world) == []
    world.clock.advance(hours=1)
    await remind(world.deps)
    await world.settle()
    assert len(reminders(world)) == 1


async def test_a_renewal_silences_the_reminder_still_waiting(world: World) -> None:
    await world.bound()
    await to_noon(world)
    await world.whisper("lin", ROOM, f"set service-until {day(world, 7)}")
    await remind(world.deps)
    await world.whisper("lin", ROOM, f"set service-until {day(world, 300)}")
    await world.settle()
    assert reminders(world) == []


async def test_the_day_is_kept_shown_written_down_and_cleared(world: World) -> None:
    await world.bound()
    assert "Service until" in await world.whisper("lin", ROOM, "set service-until 2027/01/31")
    assert (await world.account()).service_until == date(2027, 1, 31)
    await world.settle()
    assert "2027-01-31" in words_of(world.posts()[0])
    assert "service_until: — → service_until: 2027-01-31" in await world.whisper(
        "lin", ROOM, "audit"
    )
    assert "Service until" not in await world.whisper("lin", ROOM, "set service-until -")
    assert (await world.account()).service_until is None


@pytest.mark.parametrize("typed", ["tomorrow", "2027-02-30", "31/01/2027", "0"])
async def test_what_is_no_day_is_refused(world: World, typed: str) -> None:
    await world.bound()
    assert "2027-01-31" in await world.whisper("lin", ROOM, f"set service-until {typed}")
    assert (await world.account()).service_until is None
