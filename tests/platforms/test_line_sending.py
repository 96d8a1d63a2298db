"""Sending: once whatever happens, and what LINE's several refusals mean."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from bot.errors import QuotaUsedUp, RateLimited, Refused, RefusedByVendor
from bot.platforms.line import Message, TextMessage
from tests.clock import Clock
from tests.platforms.vendors import Line

PUSH = "/v2/bot/message/push"
MONTHLY = {"message": "You have reached your monthly limit."}


async def befriended(line: Line) -> str:
    """陳怡君 adds the café; returns the reply token of it."""
    delivery = await line.platform.follow(line.world.chen, line.world.account)
    return str(delivery.events[0]["replyToken"])


def arrived(line: Line) -> list[str]:
    return [one.text for one in line.platform.received(line.world.chen, line.world.account)]


async def test_a_push_arrives(line: Line) -> None:
    await befriended(line)
    sent = await line.messaging.push(line.chen_id(), [TextMessage("早安 ☕")], uuid4())
    assert arrived(line) == ["早安 ☕"]
    assert len(sent.message_ids) == 1
    assert (sent.already, sent.request_id) == (False, line.calls(PUSH)[0].request_id)


async def test_a_second_try_with_the_same_key_sends_nothing_twice(line: Line) -> None:
    await befriended(line)
    key = uuid4()
    first = await line.messaging.push(line.chen_id(), [TextMessage("早安")], key)
    second = await line.messaging.push(line.chen_id(), [TextMessage("早安")], str(key))
    assert (second.already, second.message_ids) == (True, first.message_ids)
    assert arrived(line) == ["早安"]


async def test_any_message_object_can_be_sent(line: Line) -> None:
    await befriended(line)
    box = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "集點卡"}]}
    flex: Message = {
        "type": "flex",
        "altText": "集點卡",
        "contents": {"type": "bubble", "body": box},
    }
    await line.messaging.push(line.chen_id(), [flex], uuid4())
    [message] = line.platform.received(line.world.chen, line.world.account)
    assert message.content["contents"]["body"]["contents"][0]["text"] == "集點卡"


async def test_a_used_up_month_is_told_from_haste(line: Line) -> None:
    await befriended(line)
    line.platform.set_quota(line.world.account, 200, 200)
    with pytest.raises(QuotaUsedUp) as used_up:
        await line.messaging.push(line.chen_id(), [TextMessage("早安")], uuid4())
    assert "200" in str(used_up.value)
    assert used_up.value.permanent


async def test_haste_is_told_from_a_used_up_month(line: Line) -> None:
    too_fast = {"message": "The API rate limit has been exceeded. Try again later."}
    line.platform.faults.add(PUSH, status=429, body=too_fast)
    line.platform.set_quota(line.world.account, 200, 200)
    with pytest.raises(RateLimited) as limited:
        await line.messaging.push(line.chen_id(), [TextMessage("早安")], uuid4())
    assert limited.value.retry_after == timedelta(seconds=60)


async def test_a_monthly_limit_that_lines_own_count_denies_is_tried_again_later(
    line: Line,
) -> None:
    line.platform.faults.add(PUSH, status=429, body=MONTHLY)
    line.platform.set_quota(line.world.account, 200, 100)
    with pytest.raises(RateLimited) as limited:
        await line.messaging.push(line.chen_id(), [TextMessage("早安")], uuid4())
    assert limited.value.retry_after == timedelta(hours=1)


async def test_a_monthly_limit_nobody_can_confirm_is_tried_again_later(line: Line) -> None:
    line.platform.faults.add(PUSH, status=429, body=MONTHLY)
    line.platform.faults.add("/v2/bot/message/quota", status=500)
    with pytest.raises(RateLimited):
        await line.messaging.push(line.chen_id(), [TextMessage("早安")], uuid4())


async def test_an_id_of_another_provider_is_refused_with_the_likely_reason(line: Line) -> None:
    with pytest.raises(RefusedByVendor, match="another provider") as refused:
        await line.messaging.push("U" + "0" * 32, [TextMessage("早安")], uuid4())
    assert refused.value.message == "Failed to send messages"


async def test_a_reply_arrives_free_of_charge(line: Line) -> None:
    token = await befriended(line)
    line.platform.set_quota(line.world.account, 0, 0)
    await line.messaging.reply(token, [TextMessage("歡迎")])
    assert arrived(line) == ["歡迎"]


async def test_a_reply_token_works_once(line: Line) -> None:
    token = await befriended(line)
    await line.messaging.reply(token, [TextMessage("歡迎")])
    with pytest.raises(RefusedByVendor) as refused:
        await line.messaging.reply(token, [TextMessage("歡迎")])
    assert refused.value.message == "Invalid reply token"
    assert arrived(line) == ["歡迎"]


async def test_a_reply_token_is_too_old_after_a_minute(line: Line, clock: Clock) -> None:
    token = await befriended(line)
    clock.advance(minutes=2)
    with pytest.raises(RefusedByVendor):
        await line.messaging.reply(token, [TextMessage("歡迎")])


async def test_a_text_is_measured_in_utf16_units(line: Line) -> None:
    await befriended(line)
    await line.messaging.push(line.chen_id(), [TextMessage("☕" * 3000 + "🍰" * 1000)], uuid4())
    with pytest.raises(Refused, match="5002"):
        await line.messaging.push(line.chen_id(), [TextMessage("🍰" * 2501)], uuid4())
    assert len(line.calls(PUSH)) == 1


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [TextMessage("x")] * 6,
        [TextMessage("  ")],
        [{"type": "text"}],
        [{"type": "hologram"}],
        [{"no": "type"}],
    ],
)
async def test_what_line_would_not_take_is_not_sent(line: Line, messages: list[Message]) -> None:
    with pytest.raises(Refused):
        await line.messaging.push(line.chen_id(), messages, uuid4())
    assert line.platform.calls == []


async def test_a_message_is_marked_as_read(line: Line) -> None:
    delivery = await line.platform.send_text(line.world.chen, line.world.account, "在嗎？")
    await line.messaging.mark_as_read(str(delivery.events[0]["message"]["markAsReadToken"]))
    [message] = line.platform.chat(line.world.account, line.world.chen)
    assert message.read
    with pytest.raises(RefusedByVendor):
        await line.messaging.mark_as_read("made up")


async def test_the_loading_animation_takes_only_fives(line: Line) -> None:
    await line.messaging.show_loading(line.chen_id(), 7)
    await line.messaging.show_loading(line.chen_id(), 500)
    assert [call.status for call in line.calls("/v2/bot/chat/loading/start")] == [202, 202]
