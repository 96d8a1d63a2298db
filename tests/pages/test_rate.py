"""Too many sign-ins from one place are slowed down, and remembering who asked stays small."""

from __future__ import annotations

from datetime import timedelta

from handlers.page_edge import LIMIT
from handlers.rate import Rate
from storage.tables import Tally
from tests.clock import Clock
from tests.members import Browser
from tests.world import ROOM, World

MINUTE = timedelta(minutes=1)


def test_a_burst_is_let_through_then_one_at_a_time(clock: Clock) -> None:
    rate = Rate(clock, times=4, within=MINUTE)
    assert [rate.take("203.0.113.7") for _ in range(4)] == [None] * 4
    held = rate.take("203.0.113.7")
    assert held is not None
    assert (held.wait, held.first) == (timedelta(seconds=15), True)
    again = rate.take("203.0.113.7")
    assert again is not None
    assert (again.wait, again.first) == (timedelta(seconds=15), False)
    clock.advance(seconds=15)
    assert rate.take("203.0.113.7") is None
    assert rate.take("203.0.113.7") is not None
    assert rate.take("203.0.113.8") is None


def test_one_homes_ipv6_addresses_are_one_client(clock: Clock) -> None:
    rate = Rate(clock, times=1, within=MINUTE)
    assert rate.take("2001:db8:1:2::1") is None
    assert rate.take("2001:db8:1:2:ffff::9") is not None
    assert rate.take("2001:db8:1:3::1") is None


def test_a_flood_of_addresses_takes_bounded_memory(clock: Clock) -> None:
    rate = Rate(clock, times=1, within=MINUTE, most=100)
    for number in range(1000):
        assert rate.take(f"10.0.{number // 250}.{number % 250}") is None
        rate.take(f"10.0.{number // 250}.{number % 250}")
    assert len(rate) == 100
    assert len(rate._held) == 100


async def test_a_flood_of_sign_ins_gets_429_and_a_time_to_come_back(
    world: World, browser: Browser
) -> None:
    await world.bound()
    for _ in range(LIMIT):
        await browser.to_line()
    shown = await browser.get(f"/s/{ROOM}/login")
    assert (shown.status, shown.headers["Retry-After"]) == (429, "1")
    assert "Too many tries" in shown.text
    assert (await browser.get(f"/s/{ROOM}/login/callback?error=x")).status == 429
    assert (await browser.get(f"/s/{ROOM}/")).status == 200
    elsewhere = await browser.get(f"/s/{ROOM}/login", **{"X-Forwarded-For": "203.0.113.9"})
    assert elsewhere.status == 303  # the connection is a trusted proxy's
    rows = {row.name: row.times for row in await world.rows(Tally)}
    assert rows["sign-in.limited"] == 1  # one a flood, not one a request
    world.clock.advance(seconds=1)
    assert (await browser.get(f"/s/{ROOM}/login")).status == 303
