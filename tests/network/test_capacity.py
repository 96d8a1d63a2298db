"""Which channel the next site gets, when the pool fills, and how `liff-capacity` says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.binding.capacity import MOST, Slots, choose, forecast
from sandbox.slack.seen import words_of
from tests.network.shops import another_channel, channel_added, filled, foreign_apps
from tests.world import World

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TWO_A_WEEK = tuple(NOW - timedelta(days=3.5) * number for number in range(1, 9))


def test_the_fullest_channel_with_room_is_chosen() -> None:
    assert choose([Slots("a", 3), Slots("b", 29), Slots("c", MOST)]) == "b"


def test_among_equals_the_first_is_chosen() -> None:
    assert choose([Slots("a", 3), Slots("b", 3)]) == "a"


def test_nothing_is_chosen_where_nothing_is_free() -> None:
    assert choose([Slots("a", MOST), Slots("b", MOST + 2)]) is None
    assert choose([]) is None


def test_two_a_week_fill_three_slots_in_ten_days_and_a_half() -> None:
    assert forecast(27, TWO_A_WEEK, NOW) == timedelta(days=10.5)


def test_sites_of_long_ago_say_nothing_about_the_pace() -> None:
    assert forecast(27, [NOW - timedelta(days=200)], NOW) is None


def test_an_opening_day_is_no_pace() -> None:
    assert forecast(27, [NOW - timedelta(hours=1)] * 20, NOW) is None


async def test_twenty_five_of_thirty_is_a_warning_and_thirty_is_broken(world: World) -> None:
    await world.bound()
    foreign_apps(world, 23)
    await world.next_round()
    assert await world.open_checks() == set()
    foreign_apps(world, 1)
    await world.next_round()
    post = world.alert_post("liff-capacity")
    assert "25 of 30" in words_of(post)
    (alert,) = await world.alerts(open_only=True)
    assert alert.severity == 2
    foreign_apps(world, 5)
    await world.next_round()
    (alert,) = await world.alerts(open_only=True)
    assert alert.severity == 3
    assert "30 of 30" in words_of(post)


async def test_the_forecast_stands_beside_the_count_and_is_no_news_each_round(
    world: World,
) -> None:
    await world.bound()
    foreign_apps(world, 18)
    for _week in range(4):
        await filled(world, 2, prefix=f"w{_week}")
        await world.later(hours=84)
        await world.later(hours=84)
    assert await world.open_checks() >= {"liff-capacity"}
    words = words_of(world.alert_post("liff-capacity"))
    assert "27 of 30" in words
    assert "2 a week: full in about 10 days" in words
    await world.later(hours=1)
    before = len(world.thread("liff-capacity"))
    await world.later(hours=6)
    assert len(world.thread("liff-capacity")) == before


async def test_a_second_channel_resolves_it_and_a_full_one_beside_it_is_well(
    world: World,
) -> None:
    await world.bound()
    foreign_apps(world, 29)
    await world.next_round()
    assert await world.open_checks() == {"liff-capacity"}
    await channel_added(world, another_channel(world))
    assert await world.open_checks() == set()
