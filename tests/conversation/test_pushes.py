"""What LINE does not take now is taken later, once and in order, or has failed and says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.flows.conversations.reply import write
from tests.conversation.answering import (
    PUSH,
    answer,
    hear,
    ours,
    send,
)
from tests.conversation.desk import Desk

FAULTS: list[dict[str, Any]] = [
    {"status": 429, "body": {"message": "The API rate limit has been exceeded."}},
    {"status": 500, "body": {"message": "oops"}},
    {"garbage": True},
    {"down": True},
    {"hang": True},
]


@pytest.mark.parametrize("fault", FAULTS, ids=["429", "500", "garbage", "down", "nothing"])
async def test_a_push_line_does_not_take_now_is_taken_later_once(
    desk: Desk, fault: dict[str, Any]
) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    desk.platform.faults.add(PUSH, **fault)
    await answer(desk)
    await send(desk)
    assert "keeps trying" in desk.shown()[-1]
    desk.platform.faults.clear()
    due_at = (await ours(desk)).due_at
    assert due_at is not None
    desk.clock.now = due_at
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert "keeps trying" not in desk.shown()[-1]


async def test_what_line_does_not_take_for_a_day_has_failed_and_says_so(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    desk.platform.faults.add(PUSH, status=500)
    written = await answer(desk)
    await send(desk)
    while (due_at := (await ours(desk)).due_at) is not None:
        assert due_at < written.at + timedelta(hours=24)
        desk.clock.now = due_at + timedelta(hours=3)
        await send(desk)
    assert "24 hours" in desk.shown()[-1]
    desk.platform.faults.clear()
    desk.clock.advance(hours=30)
    await send(desk)
    assert desk.arrived() == []


async def test_a_used_up_quota_fails_and_says_how_to_mend_it(desk: Desk) -> None:
    await hear(desk)
    desk.platform.set_quota(desk.cafe, 5, 5)
    desk.clock.advance(minutes=2)
    await answer(desk)
    await send(desk)
    assert "bigger plan" in desk.shown()[-1]
    assert "Not sent" in desk.shown()[-1]
    assert (await ours(desk)).due_at is None


async def test_sends_of_one_conversation_stay_in_order_when_the_first_must_wait(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    desk.platform.faults.add(PUSH, status=500, count=1)
    for words in ("one", "two", "three"):
        await answer(desk, words)
    await send(desk)
    assert desk.arrived() == []
    desk.clock.advance(seconds=2)
    await send(desk)
    assert desk.arrived() == ["one", "two", "three"]


async def test_a_conversation_that_waits_does_not_hold_up_another(desk: Desk) -> None:
    await hear(desk)
    await desk.platform.send_text(desk.world.alan, desk.cafe, "hello")
    await desk.settle()
    desk.clock.advance(minutes=2)
    desk.platform.faults.add(PUSH, status=500, count=1)
    await answer(desk, "for chen")
    await send(desk)
    conversation = f"user:{desk.user_id(desk.world.alan)}"
    await write(desk.deps, desk.account.id, conversation, "for alan", author="U0LIN")
    await send(desk)
    assert desk.arrived(desk.world.alan) == ["for alan"]


async def test_an_answer_to_a_group_goes_to_the_group(desk: Desk) -> None:
    group = desk.platform.create_group("熟客", [desk.world.chen])
    desk.platform.set_joins_groups(desk.cafe, True)
    await desk.platform.invite(desk.cafe, group)
    await desk.platform.send_text(desk.world.chen, desk.cafe, "hi", group=group)
    await desk.settle()
    desk.clock.advance(minutes=2)
    await write(desk.deps, desk.account.id, f"group:{group.group_id}", "大家好", author="U0LIN")
    await send(desk)
    assert desk.platform.chat(desk.cafe, group)[-1].content["text"] == "大家好"


async def test_a_push_says_what_is_left_of_the_month(desk: Desk) -> None:
    await hear(desk)
    desk.platform.set_quota(desk.cafe, 1000, 40)
    desk.clock.advance(minutes=2)
    await answer(desk)
    await send(desk)
    assert "about 959 are left" in desk.shown()[-1]
    assert (await ours(desk)).left_after == 959


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("silent", [True, False])
async def test_what_is_left_is_not_said_where_line_sets_no_limit_or_does_not_tell(
    desk: Desk, silent: bool
) -> None:
    await hear(desk)
    if silent:
        desk.platform.faults.add("/v2/bot/message/quota", status=500)
    else:
        desk.platform.set_quota(desk.cafe, None)
    desk.clock.advance(minutes=2)
    await answer(desk)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert "are left" not in desk.shown()[-1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        (429, "The API rate limit has been exceeded. Try again later.", "asks us to slow down"),
        (429, "You have reached your monthly limit.", "used up"),
        (400, "Failed to send messages", "Failed to send messages"),
    ],
)
async def test_a_receipt_says_lines_reason_and_the_number_of_the_request(
    desk: Desk, status: int, said: str, reason: str
) -> None:
    await hear(desk)
    desk.platform.set_quota(desk.cafe, 5, 5)
    desk.clock.advance(minutes=2)
    headers = {"x-line-request-id": "made-up-request"}
    desk.platform.faults.add(PUSH, status=status, body={"message": said}, headers=headers)
    await answer(desk)
    await send(desk)
    assert reason in desk.shown()[-1]
    assert "LINE request" in desk.shown()[-1]
