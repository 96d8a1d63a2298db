"""Push messages: who gets them, what they count, and retry keys."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from linebot.v3.messaging import (
    ApiException,
    PushMessageRequest,
    TextMessage,
)

from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import Clients


def push_of(to: str, *texts: str) -> PushMessageRequest:
    return PushMessageRequest(to=to, messages=[TextMessage(text=text) for text in texts])


def texts(platform: LinePlatform, world: Furnished) -> list[str]:
    return [message.text for message in platform.received(world.alan, world.account)]


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
