"""Not being able to look is not drift; for an hour it is worth saying, once."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.seen import words_of
from tests.world import ROOM, World

SILENT = "could-not-check"
TROUBLES: list[dict[str, Any]] = [{"status": 500}, {"garbage": True}, {"down": True}]


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
async def test_while_line_is_silent_nothing_opens_and_nothing_ends(
    world: World, trouble: dict[str, Any]
) -> None:
    await world.bound()
    world.line.set_chat(world.cafe, False)
    await world.every_turn()
    world.line.set_chat(world.cafe, True)
    world.line.set_use_webhook(world.cafe, False)
    world.line.faults.add("/", **trouble)
    posts = len(world.slack.called("chat.postMessage"))
    for _round in range(3):
        await world.next_round()
    assert await world.open_checks() == {"chat-mode"}
    assert len(world.slack.called("chat.postMessage")) == posts
    world.line.faults.clear()
    await world.next_round()
    assert await world.open_checks() == {"webhook-enabled"}


async def test_a_call_that_hangs_makes_only_its_own_rules_unread(world: World) -> None:
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    world.line.faults.add("/liff/v1/apps", latency=30)
    await world.next_round()
    world.line.faults.clear()
    assert await world.open_checks() == {"webhook-enabled"}
    card = words_of(world.posts()[0])
    assert "not known yet" in card
    assert "LIFF app" in card.split("not known yet")[1].splitlines()[0]


async def test_an_hour_of_silence_is_told_once_and_ends(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    world.line.faults.add("/", status=500)
    for _round in range(11):
        await world.next_round()
    assert await world.open_checks() == set()
    for _round in range(6):
        await world.next_round()
    assert await world.open_checks() == {SILENT}
    post = world.alert_post(SILENT)
    assert "no usable answer since" in words_of(post)
    assert post.edits == []
    world.line.faults.clear()
    for _round in range(2):
        await world.next_round()
    assert await world.open_checks() == set()
    assert "well again" in words_of(world.alert_post(SILENT))


async def test_when_line_is_silent_for_all_accounts_one_of_them_says_so(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    await world.set_up_another("小島甜點", "line-dessert")
    world.line.faults.add("/", status=503)
    for _round in range(15):
        await world.next_round()
    told = [alert for alert in await world.alerts() if alert.check == SILENT]
    assert len(told) == 1
    assert len(world.alert_posts(SILENT, ROOM)) == 1


async def test_one_account_nobody_can_look_at_is_told_beside_one_that_is_well(
    world: World,
) -> None:
    await world.bound()
    _account, login = await world.set_up_another("小島甜點", "line-dessert")
    world.line.set_chat(world.cafe, True)
    login.deleted = True
    for _round in range(15):
        await world.next_round()
    told = [alert for alert in await world.alerts() if alert.check == SILENT]
    assert [alert.subject for alert in told] == ["account:line-dessert"]


async def test_a_secret_that_does_not_open_stops_only_its_own_account(world: World) -> None:
    await world.bound()
    await world.set_up_another("小島甜點", "line-dessert")
    broken = await world.account("line-dessert")
    async with world.deps.database.transaction() as session:
        row = await session.get_one(type(broken), broken.id)
        row.messaging_secret_box = "v1.00000000.AAAA"
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    assert await world.open_checks() == {"webhook-enabled"}
