"""Reply messages: one token, one use, one minute."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from linebot.v3.messaging import (
    ApiException,
    MarkMessagesAsReadByTokenRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)

from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import BotServer, Clients


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
