"""Who members are is read beside the messages and never holds them up."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.flows.conversations.intake import digest
from bot.flows.members.profiles import refresh_due
from tests.conversation.desk import Desk

PROFILE = "/v2/bot/profile"


def profile_calls(desk: Desk) -> int:
    return sum(call.path.startswith(PROFILE) for call in desk.platform.calls)


async def write(desk: Desk, words: str = "hi") -> None:
    await desk.platform.send_text(desk.world.chen, desk.cafe, words)
    await desk.settle()


async def test_a_profile_is_read_once_a_day(desk: Desk) -> None:
    for _ in range(3):
        await write(desk)
    assert profile_calls(desk) == 1
    desk.clock.advance(hours=25)
    await write(desk)
    assert profile_calls(desk) == 2


async def test_a_new_name_is_seen_after_a_day(desk: Desk) -> None:
    await write(desk)
    desk.world.chen.display_name = "陳老闆"
    desk.clock.advance(hours=25)
    await write(desk)
    assert (await desk.member()).name == "陳老闆"


FAULTS: list[dict[str, Any]] = [
    {"status": 429, "body": {"message": "The API rate limit has been exceeded."}},
    {"status": 500, "body": {"message": "oops"}},
    {"garbage": True},
    {"down": True},
]


@pytest.mark.parametrize("fault", FAULTS, ids=["429", "500", "garbage", "nothing"])
async def test_the_message_is_shown_though_line_does_not_tell_the_name(
    desk: Desk, fault: dict[str, Any]
) -> None:
    desk.platform.faults.add(PROFILE, **fault)
    await write(desk, "hello?")
    assert "hello?" in desk.shown()[0]
    assert "A member" in desk.shown()[0]


async def test_a_profile_that_hangs_costs_the_message_two_seconds_at_most(desk: Desk) -> None:
    desk.platform.faults.add(PROFILE, hang=True)
    await desk.platform.send_text(desk.world.chen, desk.cafe, "hello?")
    began = time.monotonic()
    await digest(desk.deps)
    assert time.monotonic() - began < 3
    assert (await desk.message()).text == "hello?"


async def test_the_name_is_read_later_and_mends_the_card(desk: Desk) -> None:
    desk.platform.faults.add(PROFILE, status=500)
    await write(desk, "hello?")
    desk.platform.faults.clear()
    desk.clock.advance(seconds=2)
    assert await refresh_due(desk.deps) == 1
    await desk.settle()
    (shown,) = desk.shown()
    assert "陳怡君" in shown
    assert (await desk.member()).due_at is None


async def test_while_a_name_cannot_be_read_messages_do_not_ask_again(desk: Desk) -> None:
    desk.platform.faults.add(PROFILE, status=500)
    for _ in range(3):
        await write(desk)
    assert profile_calls(desk) == 1


async def test_a_name_line_does_not_tell_is_tried_again_ever_later(desk: Desk) -> None:
    desk.platform.faults.add(PROFILE, status=500)
    await write(desk)
    waits = []
    for _ in range(9):
        due_at = (await desk.member()).due_at
        assert due_at is not None
        waits.append((due_at - desk.clock()).total_seconds())
        desk.clock.now = due_at
        await refresh_due(desk.deps)
    assert waits == sorted(waits)
    assert waits[-1] == 3600


async def test_somebody_line_does_not_show_is_a_member_without_a_name(desk: Desk) -> None:
    desk.world.chen.consented = False
    await write(desk)
    assert "A member" in desk.shown()[0]
    member = await desk.member()
    assert member.due_at is None
    assert member.profile_read_at == desk.clock()


async def test_who_becomes_a_friend_is_asked_about_anew(desk: Desk) -> None:
    desk.world.chen.consented = False
    await write(desk)
    desk.world.chen.consented = True
    desk.clock.advance(seconds=5)
    await desk.platform.follow(desk.world.chen, desk.cafe)
    await desk.settle()
    assert (await desk.member()).name == "陳怡君"


async def test_in_a_group_the_groups_profile_is_read(desk: Desk) -> None:
    group = desk.platform.create_group("熟客", [desk.world.alan])
    desk.platform.set_joins_groups(desk.cafe, True)
    await desk.platform.invite(desk.cafe, group)
    await desk.platform.send_text(desk.world.alan, desk.cafe, "hi", group=group)
    await desk.settle()
    assert (await desk.member()).name == "Alan Lin"
    assert any("/group/" in call.path for call in desk.platform.calls)


async def test_each_account_asks_with_its_own_credentials(desk: Desk) -> None:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    official = desk.platform.create_account(desk.world.provider, "Two")
    await desk.bind(official, "two", "line-two")
    await desk.platform.send_text(desk.world.chen, desk.cafe, "hi")
    await desk.platform.send_text(desk.world.chen, official, "hi")
    await desk.settle()
    asked = [str(call.channel_id) for call in desk.platform.calls if call.path.startswith(PROFILE)]
    assert sorted(asked) == sorted([desk.cafe.channel.channel_id, official.channel.channel_id])
