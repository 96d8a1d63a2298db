"""Held and redelivered events: order, duplicates, and the same ids."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.line.platform import LinePlatform
from sandbox.line.refusals import NotPossible
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import BotServer


def raw(bot: BotServer, index: int = -1) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(bot.bodies[index])["events"]
    return events


async def test_held_events_of_several_people_share_one_request(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    platform.hold_events(listening.account)
    await platform.send_text(listening.alan, listening.account, "1")
    await platform.send_text(listening.hanako, listening.account, "2")
    await platform.release_events(listening.account)
    assert [event["message"]["text"] for event in raw(bot)] == ["1", "2"]
    assert len({event["source"]["userId"] for event in raw(bot)}) == 2


async def test_held_events_can_arrive_backwards_and_twice(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    platform.hold_events(listening.account)
    for text in "abc":
        await platform.send_text(listening.alan, listening.account, text)
    await platform.release_events(listening.account, per_request=1, reverse=True, times=2)
    assert [raw(bot, index)[0]["message"]["text"] for index in range(6)] == list("cbacba")
    assert bot.bodies[:3] == bot.bodies[3:]


async def test_an_unreceived_event_is_redelivered_with_the_same_ids(
    listening: Furnished, platform: LinePlatform, bot: BotServer, clock: Clock
) -> None:
    platform.set_redelivery(listening.account, True)
    bot.status = 503
    failed = await platform.send_text(listening.alan, listening.account, "again")
    bot.status = 200
    clock.advance(seconds=20)
    (again,) = await platform.redeliver_failed(listening.account)
    assert (failed.received, failed.status, again.received) == (False, 503, True)
    first, second = raw(bot, 0)[0], raw(bot, 1)[0]
    assert second.pop("deliveryContext") == {"isRedelivery": True}
    assert first.pop("deliveryContext") == {"isRedelivery": False}
    assert first == second
    assert await platform.redeliver_failed(listening.account) == []


async def test_without_redelivery_nothing_comes_again(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    bot.status = 500
    delivery = await platform.follow(listening.alan, listening.account)
    with pytest.raises(NotPossible, match="redelivery is off"):
        await platform.redeliver(delivery)


async def test_redelivery_happens_by_itself_after_its_delays(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    platform.set_redelivery(listening.account, True)
    platform.redelivery_delays = (0.0, 0.0)
    bot.status = 500
    await platform.follow(listening.alan, listening.account)
    await bot.has_taken(3)
    assert [raw(bot, n)[0]["deliveryContext"]["isRedelivery"] for n in range(3)] == [
        False,
        True,
        True,
    ]


async def test_a_duplicate_is_not_marked_as_redelivery(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    delivery = await platform.follow(listening.alan, listening.account)
    await platform.duplicate(delivery)
    assert bot.bodies[0] == bot.bodies[1]


async def test_a_slow_receiver_counts_as_not_received(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    platform.set_webhook_url(listening.account, f"{bot.url}/slow")
    delivery = await platform.follow(listening.alan, listening.account)
    assert (delivery.received, delivery.attempts[0].reason) == (False, "REQUEST_TIMEOUT")
    assert 1.9 < delivery.attempts[0].seconds < 3
