"""A free reply while a token lives, a push else, and neither twice after a crash."""

from __future__ import annotations

import asyncio

from bot.flows.conversations.reply import LEASE, send_due
from tests.conversation.answering import (
    PUSH,
    REPLY,
    answer,
    forget_the_outcome,
    hear,
    ours,
    send,
    tried,
)
from tests.conversation.desk import Desk


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
