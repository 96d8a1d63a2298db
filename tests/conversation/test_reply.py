"""An operator's answer: free while it can be, sent once, in order, and accounted for in Slack."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, update

from bot.errors import InvalidForm, NotFound, Refused
from bot.flows.reply import LEASE, send_due, write
from sandbox.line.model import OfficialAccount
from storage.tables import Account, Message
from tests.conversation.desk import Desk

REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


async def hear(desk: Desk, words: str = "請問營業到幾點？") -> Message:
    """陳怡君 writes; her message is digested and shown."""
    await desk.platform.send_text(desk.world.chen, desk.cafe, words)
    await desk.settle()
    return [one for one in await desk.messages() if one.direction == "in"][-1]


async def answer(desk: Desk, words: str = "到晚上九點", answers: Message | None = None) -> Message:
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    return await write(
        desk.deps,
        desk.account.id,
        conversation,
        words,
        author="U0LIN",
        answers_id=answers.id if answers else None,
    )


async def send(desk: Desk) -> None:
    """Send whatever is due, then let Slack know."""
    while await send_due(desk.deps):
        pass
    await desk.settle()


async def ours(desk: Desk) -> Message:
    """The last message we wrote, as stored."""
    return [one for one in await desk.messages() if one.direction == "out"][-1]


def tried(desk: Desk, path: str) -> int:
    return sum(call.path == path for call in desk.platform.calls)


async def forget_the_outcome(desk: Desk) -> None:
    """What a crash between LINE's answer and our note of it leaves: the claim, and no outcome."""
    async with desk.deps.database.transaction() as session:
        await session.execute(
            update(Message)
            .where(col(Message.direction) == "out")
            .values(
                sent_at=None,
                due_at=desk.clock(),
                claim="the dead",
                leased_until=desk.clock() + LEASE,
                attempts=1,
            )
        )


async def test_an_answer_within_the_minute_is_a_free_reply(desk: Desk) -> None:
    heard = await hear(desk)
    await answer(desk, answers=heard)
    assert "send" in desk.rung
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (tried(desk, REPLY), tried(desk, PUSH), desk.cafe.usage) == (1, 0, 0)
    assert (await ours(desk)).sent_as == "reply"


async def test_an_answer_after_the_minute_is_a_push(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(seconds=56)
    await answer(desk)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (tried(desk, REPLY), tried(desk, PUSH)) == (0, 1)


async def test_a_second_answer_uses_the_next_token_or_is_a_push(desk: Desk) -> None:
    await hear(desk)
    await hear(desk)
    for words in ("one", "two", "three"):
        await answer(desk, words)
        await send(desk)
    assert desk.arrived() == ["one", "two", "three"]
    assert (tried(desk, REPLY), tried(desk, PUSH)) == (2, 1)


async def test_two_senders_at_once_never_use_one_token_twice(desk: Desk) -> None:
    await hear(desk)
    for words in ("one", "two"):
        await answer(desk, words)
    await asyncio.gather(*(send_due(desk.deps) for _ in range(4)))
    await send(desk)
    assert desk.arrived() == ["one", "two"]
    assert (tried(desk, REPLY), tried(desk, PUSH)) == (1, 1)


async def test_a_token_line_calls_invalid_at_once_becomes_a_push(desk: Desk) -> None:
    await hear(desk)
    desk.platform.reply_tokens.clear()
    await answer(desk)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (await ours(desk)).sent_as == "push"


async def test_after_a_crash_a_reply_that_got_through_is_not_sent_again(desk: Desk) -> None:
    await hear(desk)
    await answer(desk)
    await send(desk)
    await forget_the_outcome(desk)
    assert await send_due(desk.deps) == 0
    desk.clock.advance(seconds=LEASE.total_seconds())
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    stored = await ours(desk)
    assert (stored.sent_as, stored.sent_at) == ("reply", desk.clock())


async def test_after_a_crash_a_push_that_got_through_is_not_sent_again(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    await answer(desk)
    await send(desk)
    await forget_the_outcome(desk)
    desk.clock.advance(seconds=LEASE.total_seconds())
    await hear(desk, "a fresh token that must not be used")
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (tried(desk, PUSH), tried(desk, REPLY)) == (2, 0)
    assert (await ours(desk)).sent_at is not None


async def test_a_reply_line_did_not_answer_is_tried_on_the_same_token(desk: Desk) -> None:
    await hear(desk)
    desk.platform.faults.add(REPLY, status=500, count=1)
    await answer(desk)
    await send(desk)
    assert desk.arrived() == []
    desk.clock.advance(seconds=2)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (tried(desk, REPLY), tried(desk, PUSH)) == (2, 0)


async def test_a_reply_line_never_answered_is_pushed_once_the_token_is_dead(desk: Desk) -> None:
    await hear(desk)
    desk.platform.faults.add(REPLY, down=True)
    await answer(desk)
    await send(desk)
    desk.clock.advance(minutes=2)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (await ours(desk)).sent_as == "push"


async def refuse_once_for_speed(desk: Desk) -> None:
    """Somebody wrote; our answer met LINE's limit, and three seconds have passed since."""
    await hear(desk)
    slow = {"message": "The API rate limit has been exceeded. Try again later."}
    desk.platform.faults.add(REPLY, status=429, body=slow, headers={"Retry-After": "3"}, count=1)
    await answer(desk)
    await send(desk)
    assert desk.arrived() == []
    desk.clock.advance(seconds=3)


async def test_a_reply_refused_for_speed_is_a_reply_later(desk: Desk) -> None:
    await refuse_once_for_speed(desk)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (tried(desk, REPLY), tried(desk, PUSH)) == (2, 0)


async def test_a_reply_refused_for_speed_is_not_taken_for_one_that_arrived(desk: Desk) -> None:
    await refuse_once_for_speed(desk)
    desk.platform.reply_tokens.clear()
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert (await ours(desk)).sent_as == "push"


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


async def second_account(desk: Desk) -> tuple[OfficialAccount, Account]:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    official = desk.platform.create_account(desk.world.provider, "Two")
    return official, await desk.bind(official, "two", "line-two")


async def test_two_accounts_that_share_a_member_never_cross(desk: Desk) -> None:
    official, other = await second_account(desk)
    await desk.platform.send_text(desk.world.chen, desk.cafe, "to one")
    await desk.platform.send_text(desk.world.chen, official, "to two")
    await desk.settle()
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    await write(desk.deps, other.id, conversation, "from two", author="U0LIN")
    await write(desk.deps, desk.account.id, conversation, "from one", author="U0LIN")
    await send(desk)
    assert desk.arrived() == ["from one"]
    received = desk.platform.received(desk.world.chen, official)
    assert [one.content["text"] for one in received] == ["from two"]
    assert "from two" not in "".join(desk.shown())
    assert "from one" not in "".join(desk.shown("line-two"))


async def test_a_conversation_of_another_account_does_not_exist(desk: Desk) -> None:
    _official, other = await second_account(desk)
    await hear(desk)
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    with pytest.raises(NotFound):
        await write(desk.deps, other.id, conversation, "hi", author="U0LIN")


@pytest.mark.parametrize("conversation", ["account", "user:Unobody", ""])
async def test_there_is_no_writing_to_nobody(desk: Desk, conversation: str) -> None:
    await desk.take_in(desk.event("botSuspended", source=None))
    with pytest.raises(NotFound):
        await write(desk.deps, desk.account.id, conversation, "hi", author="U0LIN")


async def test_a_chat_in_standby_is_not_answered(desk: Desk) -> None:
    desk.platform.set_standby(desk.cafe, True)
    await hear(desk)
    assert "Reply" not in desk.shown()[-1]
    with pytest.raises(Refused):
        await answer(desk)
    assert await send_due(desk.deps) == 0


@pytest.mark.parametrize(("words", "length"), [("字" * 5001, "5001"), ("😀" * 2501, "5002")])
async def test_words_too_long_for_line_are_refused_with_their_count(
    desk: Desk, words: str, length: str
) -> None:
    await hear(desk)
    with pytest.raises(InvalidForm) as refused:
        await answer(desk, words)
    assert length in str(refused.value.errors["text"])


async def test_words_as_long_as_line_takes_are_sent(desk: Desk) -> None:
    await hear(desk)
    await answer(desk, "😀" * 2500)
    await send(desk)
    assert desk.arrived() == ["😀" * 2500]


@pytest.mark.parametrize("words", ["", " \n\t ", "　"])
async def test_nothing_is_not_sent(desk: Desk, words: str) -> None:
    await hear(desk)
    with pytest.raises(InvalidForm):
        await answer(desk, words)


async def test_the_receipt_stands_under_the_message_it_answers(desk: Desk) -> None:
    heard = await hear(desk)
    await answer(desk, answers=heard)
    await send(desk)
    card, receipt = desk.posts()
    assert receipt.thread_ts == card.ts
    assert "free of charge" in desk.shown()[1]
    assert "<@U0LIN>" in desk.shown()[1]


async def test_the_receipt_is_one_message_edited_in_place(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    desk.platform.faults.add(PUSH, status=500, count=3)
    await answer(desk)
    for _ in range(5):
        await send(desk)
        desk.clock.advance(seconds=10)
    assert len(desk.posts()) == 2
    assert "push message" in desk.shown()[1]


async def test_an_answer_to_somebody_who_blocked_the_account_says_so(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    await desk.platform.block(desk.world.chen, desk.cafe)
    await desk.settle()
    await answer(desk)
    await send(desk)
    assert "blocked the account" in desk.shown()[-1]
