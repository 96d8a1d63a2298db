"""From stored events to members and messages."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.flows.conversations.intake import digest
from bot.text import from_json
from tests.conversation.desk import Desk


async def test_a_text_from_a_phone_becomes_a_member_and_a_message(desk: Desk) -> None:
    await desk.platform.send_text(desk.world.chen, desk.cafe, "你們今天營業到幾點？")
    await digest(desk.deps)
    member, message = await desk.member(), await desk.message()
    assert (member.name, member.language) == ("陳怡君", "zh-TW")
    assert (message.text, message.direction) == ("你們今天營業到幾點？", "in")
    assert message.member_id == member.id
    assert message.conversation == f"user:{member.user_id}"


async def test_digesting_rings_for_the_announcement(desk: Desk) -> None:
    await desk.stored(desk.text_event("hi"))
    await digest(desk.deps)
    assert "announce" in desk.rung


async def test_an_event_is_digested_once_by_many_at_a_time(desk: Desk) -> None:
    await desk.stored(*(desk.text_event(str(number)) for number in range(30)))
    await asyncio.gather(*(digest(desk.deps, limit=10) for _ in range(6)))
    assert len(await desk.messages()) == 30
    assert all(event.digested_at for event in await desk.events())


async def test_one_person_in_many_events_at_once_is_one_member(desk: Desk) -> None:
    await desk.stored(*(desk.text_event(str(number)) for number in range(20)))
    await asyncio.gather(*(digest(desk.deps, limit=5) for _ in range(4)))
    assert len(await desk.members()) == 1


async def test_the_conversation_is_in_lines_order_however_events_arrive(desk: Desk) -> None:
    first, second = desk.text_event("first"), desk.text_event("second")
    second["timestamp"] += 5
    await desk.stored(second)
    await digest(desk.deps)
    await desk.stored(first)
    await digest(desk.deps)
    assert [message.text for message in await desk.messages()] == ["first", "second"]


async def test_the_same_message_told_by_two_events_is_stored_once(desk: Desk) -> None:
    await desk.take_in(desk.text_event("hi", "77"), desk.text_event("hi", "77"))
    assert (await desk.message()).text == "hi"


async def test_a_crashed_digestion_is_taken_up_after_its_lease(desk: Desk) -> None:
    from bot.flows.conversations.intake import LEASE
    from storage import claims
    from storage.tables import Event

    await desk.stored(desk.text_event("hi"))
    await claims.claim(desk.deps.database, Event, now=desk.clock(), limit=9, lease=LEASE)
    assert await digest(desk.deps) == 0
    desk.clock.advance(seconds=LEASE.total_seconds())
    assert await digest(desk.deps) == 1
    assert (await desk.message()).text == "hi"


@pytest.mark.parametrize("body", ["[1, 2]", '"words"', "{", "[" * 5_000 + "]" * 5_000])
async def test_an_event_that_is_no_object_is_a_line_and_keeps_its_raw_form(
    desk: Desk, body: str
) -> None:
    await desk.stored(body, desk.text_event("neighbour"))
    await digest(desk.deps)
    lines = [str(from_json(message.line)) for message in await desk.messages()]
    assert sorted(lines)[1] == "neighbour"
    assert "could not be read" in sorted(lines)[0]
    odd = next(event for event in await desk.events() if event.failure)
    assert (odd.body, odd.failure) == (body, "not a JSON object")


async def test_an_event_the_database_refuses_is_a_line_and_blocks_nobody(desk: Desk) -> None:
    await _refuse_texts_that_say_poison(desk)
    await desk.stored(*(desk.text_event(words) for words in ("before", "poison", "after")))
    await digest(desk.deps)
    lines = {str(from_json(message.line)) for message in await desk.messages()}
    assert lines == {
        "before",
        "after",
        "Something arrived that could not be read; LINE's raw event is kept",
    }
    failures = [event.failure for event in await desk.events() if event.failure]
    assert failures == ["IntegrityError"]
    assert all(event.due_at is None for event in await desk.events())


async def _refuse_texts_that_say_poison(desk: Desk) -> None:
    async with desk.deps.database.transaction() as session:
        if desk.deps.database.kind == "postgresql":
            rule = "ALTER TABLE message ADD CONSTRAINT taste CHECK (text <> 'poison')"
        else:
            rule = (
                "CREATE TRIGGER taste BEFORE INSERT ON message WHEN NEW.text = 'poison' "
                "BEGIN SELECT RAISE(ABORT, 'poison'); END"
            )
        await session.execute(text(rule))


async def test_an_event_that_belongs_to_no_chat_is_kept_as_the_accounts(desk: Desk) -> None:
    await desk.take_in(desk.event("botSuspended", source=None))
    message = await desk.message()
    assert (message.conversation, message.member_id) == ("account", None)


async def test_standby_is_logged_without_a_token(desk: Desk) -> None:
    await desk.take_in(desk.text_event("hi", mode="standby", replyToken="r"))
    message = await desk.message()
    assert (message.mode, message.reply_token) == ("standby", None)


async def test_a_reply_token_lives_a_minute_from_receiving(desk: Desk) -> None:
    received = desk.clock()
    await desk.stored(desk.text_event("hi", replyToken="r"))
    desk.clock.advance(seconds=30)
    await digest(desk.deps)
    message = await desk.message()
    assert (message.reply_token, message.reply_until) == ("r", received + timedelta(minutes=1))


async def test_friendship_follows_the_newest_event_not_the_last_to_arrive(desk: Desk) -> None:
    blocked, unblocked = desk.event("unfollow"), desk.event("follow")
    unblocked["timestamp"] += 1000
    await desk.take_in(unblocked)
    await desk.take_in(blocked)
    assert (await desk.member()).friendship == "friend"


async def test_blocking_is_noted(desk: Desk) -> None:
    await desk.platform.follow(desk.world.chen, desk.cafe)
    desk.clock.advance(seconds=1)
    await desk.platform.block(desk.world.chen, desk.cafe)
    await digest(desk.deps)
    assert (await desk.member()).friendship == "blocked"


async def test_the_same_person_at_two_accounts_is_two_members(desk: Desk) -> None:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    official = desk.platform.create_account(desk.world.provider, "Two")
    other = await desk.bind(official, "two", "line-two")
    await desk.platform.send_text(desk.world.chen, desk.cafe, "to one")
    await desk.platform.send_text(desk.world.chen, official, "to two")
    await desk.settle()
    (one,), (two,) = await desk.members(), await desk.members(other)
    assert one.user_id == two.user_id
    assert [m.text for m in await desk.messages(other)] == ["to two"]
    assert "to two" not in "".join(desk.shown())
    assert "to one" not in "".join(desk.shown("line-two"))
