from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from linebot.v3.messaging import (
    ApiException,
    MarkMessagesAsReadByTokenRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)

from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import BotServer, Clients


def push_of(to: str, *texts: str) -> PushMessageRequest:
    return PushMessageRequest(to=to, messages=[TextMessage(text=text) for text in texts])


def reply_of(token: str) -> ReplyMessageRequest:
    return ReplyMessageRequest(replyToken=token, messages=[TextMessage(text="歡迎")])


def reply_token(bot: BotServer) -> str:
    return str(json.loads(bot.bodies[-1])["events"][0]["replyToken"])


def texts(platform: LinePlatform, world: Furnished) -> list[str]:
    return [message.text for message in platform.received(world.alan, world.account)]


async def test_a_reply_arrives_and_costs_nothing(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    await platform.send_text(listening.alan, listening.account, "hi")
    api = await clients.messaging(listening.account)
    answer = await api.reply_message(reply_of(reply_token(bot)))
    assert texts(platform, listening) == ["歡迎"]
    assert len(answer.sent_messages) == 1
    assert (await api.get_message_quota_consumption()).total_usage == 0


async def test_a_reply_token_works_once(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    await platform.send_text(listening.alan, listening.account, "hi")
    api = await clients.messaging(listening.account)
    await api.reply_message(reply_of(reply_token(bot)))
    with pytest.raises(ApiException, match="Invalid reply token") as refused:
        await api.reply_message(reply_of(reply_token(bot)))
    assert refused.value.status == 400


async def test_a_reply_token_works_for_one_minute(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer, clock: Clock
) -> None:
    await platform.send_text(listening.alan, listening.account, "hi")
    clock.advance(seconds=61)
    api = await clients.messaging(listening.account)
    with pytest.raises(ApiException, match="Invalid reply token"):
        await api.reply_message(reply_of(reply_token(bot)))


@pytest.mark.parametrize("minutes", [19, 21])
async def test_a_redelivered_reply_token_works_again_within_twenty_minutes(
    clients: Clients,
    listening: Furnished,
    platform: LinePlatform,
    clock: Clock,
    minutes: int,
) -> None:
    platform.set_redelivery(listening.account, True)
    delivery = await platform.send_text(listening.alan, listening.account, "hi")
    clock.advance(minutes=minutes)
    await platform.redeliver(delivery)
    api = await clients.messaging(listening.account)
    token = delivery.events[0]["replyToken"]
    if minutes < 20:
        await api.reply_message(reply_of(token))
    else:
        with pytest.raises(ApiException, match="Invalid reply token"):
            await api.reply_message(reply_of(token))


async def test_another_accounts_reply_token_is_invalid(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    other = platform.create_account(listening.provider, "別家")
    await platform.send_text(listening.alan, listening.account, "hi")
    with pytest.raises(ApiException, match="Invalid reply token"):
        await (await clients.messaging(other)).reply_message(reply_of(reply_token(bot)))


async def test_a_reply_with_a_retry_key_is_refused(
    http: aiohttp.ClientSession,
    clients: Clients,
    listening: Furnished,
    platform: LinePlatform,
    bot: BotServer,
) -> None:
    await platform.send_text(listening.alan, listening.account, "hi")
    token = await clients.token(listening.account.channel)
    headers = {"Authorization": f"Bearer {token}", "X-Line-Retry-Key": str(uuid4())}
    body = {"replyToken": reply_token(bot), "messages": [{"type": "text", "text": "x"}]}
    async with http.post("/v2/bot/message/reply", json=body, headers=headers) as answer:
        assert answer.status == 400


async def test_a_push_reaches_a_friend_and_is_counted(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.alan, world.account)
    api = await clients.messaging(world.account)
    answer = await api.push_message(push_of(platform.user_id(world.alan, world.account), "a", "b"))
    assert texts(platform, world) == ["a", "b"]
    assert [sent.id for sent in answer.sent_messages] == [
        message.message_id for message in platform.received(world.alan, world.account)
    ]
    assert (await api.get_message_quota_consumption()).total_usage == 1


async def test_a_push_to_somebody_who_blocked_is_accepted_and_never_arrives(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.alan, world.account)
    await platform.block(world.alan, world.account)
    api = await clients.messaging(world.account)
    assert await api.push_message(push_of(platform.user_id(world.alan, world.account), "a"))
    assert texts(platform, world) == []


@pytest.mark.parametrize("hours", [24 * 7, 24 * 7 + 1])
async def test_who_wrote_can_be_reached_for_seven_days_without_being_a_friend(
    clients: Clients,
    world: Furnished,
    platform: LinePlatform,
    clock: Clock,
    hours: int,
) -> None:
    await platform.send_text(world.alan, world.account, "hi")
    clock.advance(hours=hours)
    api = await clients.messaging(world.account)
    await api.push_message(push_of(platform.user_id(world.alan, world.account), "a"))
    assert texts(platform, world) == (["a"] if hours <= 24 * 7 else [])


async def test_ids_of_another_provider_cannot_be_sent_to(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    foreign = platform.user_id(world.alan, platform.create_provider("別家"))
    api = await clients.messaging(world.account)
    for target in (foreign, "C" + "0" * 32):
        with pytest.raises(ApiException, match="Failed to send messages") as refused:
            await api.push_message(push_of(target, "a"))
        assert refused.value.status == 400


async def test_the_monthly_limit_counts_recipients(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.alan, world.account)
    platform.set_quota(world.account, 2, usage=1)
    api = await clients.messaging(world.account)
    to = platform.user_id(world.alan, world.account)
    await api.push_message(push_of(to, "1", "2", "3"))
    with pytest.raises(ApiException, match=r"You have reached your monthly limit\.") as refused:
        await api.push_message(push_of(to, "4"))
    assert refused.value.status == 429
    assert texts(platform, world) == ["1", "2", "3"]


async def test_the_quota_shows_the_plan(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    api = await clients.messaging(world.account)
    limited = await api.get_message_quota()
    platform.set_quota(world.account, None)
    unlimited = await api.get_message_quota()
    assert (limited.type, limited.value) == ("limited", 200)
    assert (unlimited.type, unlimited.value) == ("none", None)


async def test_a_retry_key_sends_once_in_a_day(
    clients: Clients, world: Furnished, platform: LinePlatform, clock: Clock
) -> None:
    await platform.follow(world.alan, world.account)
    request, key = push_of(platform.user_id(world.alan, world.account), "once"), str(uuid4())
    api = await clients.messaging(world.account)
    first = await api.push_message_with_http_info(request, x_line_retry_key=key)
    with pytest.raises(ApiException, match="The retry key is already accepted") as refused:
        await api.push_message(request, x_line_retry_key=key)
    assert refused.value.status == 409
    accepted = refused.value.headers["x-line-accepted-request-id"]
    assert accepted == first.headers["x-line-request-id"]
    sent = json.loads(refused.value.body)["sentMessages"]
    assert [message["id"] for message in sent] == [first.data.sent_messages[0].id]
    assert texts(platform, world) == ["once"]
    clock.advance(hours=24)
    again = await clients.messaging(world.account)
    await again.push_message(request, x_line_retry_key=key)
    assert texts(platform, world) == ["once", "once"]


async def test_a_refused_push_does_not_use_its_retry_key_up(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.alan, world.account)
    platform.set_quota(world.account, 0)
    request, key = push_of(platform.user_id(world.alan, world.account), "x"), str(uuid4())
    api = await clients.messaging(world.account)
    with pytest.raises(ApiException, match="monthly limit"):
        await api.push_message(request, x_line_retry_key=key)
    platform.set_quota(world.account, 10)
    await api.push_message(request, x_line_retry_key=key)
    assert texts(platform, world) == ["x"]


@pytest.mark.parametrize(
    ("messages", "where"),
    [
        ([], "messages"),
        ([{"type": "text", "text": "x"}] * 6, "messages"),
        ([{"type": "text", "text": "x" * 5001}], "messages[0].text"),
        ([{"type": "text", "text": "🍰" * 2501}], "messages[0].text"),
        ([{"type": "text", "text": ""}], "messages[0].text"),
        ([{"type": "text", "text": "x"}, {"type": "scent"}], "messages[1].type"),
        ([{"type": "image"}], "messages[0].originalContentUrl"),
        (["x"], "messages[0]"),
    ],
)
async def test_bad_messages_are_refused_by_name(
    http: aiohttp.ClientSession,
    clients: Clients,
    world: Furnished,
    messages: list[Any],
    where: str,
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    body = {"to": "U" + "0" * 32, "messages": messages}
    async with http.post("/v2/bot/message/push", json=body, headers=headers) as answer:
        refused = await answer.json()
    assert answer.status == 400
    count = len(refused["details"])
    assert refused["message"] == f"The request body has {count} error(s)"
    assert where in {detail["property"] for detail in refused["details"]}


async def test_five_thousand_code_units_are_allowed(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    await platform.follow(world.alan, world.account)
    api = await clients.messaging(world.account)
    await api.push_message(push_of(platform.user_id(world.alan, world.account), "🍰" * 2500))
    assert len(texts(platform, world)) == 1


async def test_marking_as_read_covers_everything_before(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    for text in "abc":
        await platform.send_text(listening.alan, listening.account, text)
    token = json.loads(bot.bodies[1])["events"][0]["message"]["markAsReadToken"]
    api = await clients.messaging(listening.account)
    await api.mark_messages_as_read_by_token(
        MarkMessagesAsReadByTokenRequest(markAsReadToken=token)
    )
    chat = platform.chat(listening.account, listening.alan)
    assert [message.read for message in chat] == [True, True, False]


async def test_a_read_token_belongs_to_the_account_that_got_it(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    other = platform.create_account(listening.provider, "別家")
    await platform.send_text(listening.alan, listening.account, "x")
    token = json.loads(bot.bodies[0])["events"][0]["message"]["markAsReadToken"]
    api = await clients.messaging(other)
    with pytest.raises(ApiException) as refused:
        await api.mark_messages_as_read_by_token(
            MarkMessagesAsReadByTokenRequest(markAsReadToken=token)
        )
    assert refused.value.status == 400


async def test_the_loading_animation_is_accepted(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    api = await clients.messaging(world.account)
    user_id = platform.user_id(world.alan, world.account)
    answer = await api.show_loading_animation_with_http_info(
        ShowLoadingAnimationRequest(chatId=user_id, loadingSeconds=10)
    )
    assert answer.status_code == 202


@pytest.mark.parametrize("body", [{"loadingSeconds": 7}, {"loadingSeconds": 65}, {"chatId": "C1"}])
async def test_a_wrong_loading_animation_is_refused(
    http: aiohttp.ClientSession,
    clients: Clients,
    world: Furnished,
    platform: LinePlatform,
    body: dict[str, Any],
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    full = {"chatId": platform.user_id(world.alan, world.account), **body}
    async with http.post("/v2/bot/chat/loading/start", json=full, headers=headers) as answer:
        assert answer.status == 400
