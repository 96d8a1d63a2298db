"""What the stand-in delivers to a webhook: signed, and shaped as the SDK knows it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.webhook import SignatureValidator, UnknownEvent

from sandbox.line.event_kinds import EVENT_KINDS
from sandbox.line.platform import LinePlatform
from sandbox.line.refusals import NotPossible
from sandbox.line.seed import Furnished
from tests.clock import Clock
from tests.sandbox_line.line_clients import BotServer, signature

MESSAGES: list[dict[str, Any]] = [
    {"type": "text", "text": "您好嗎? 🍰"},
    {"type": "image"},
    {"type": "video", "duration": 60000},
    {"type": "audio", "duration": 3000},
    {"type": "file", "fileName": "菜單.pdf"},
    {"type": "location", "title": "店", "address": "台北", "latitude": 25.0, "longitude": 121.5},
    {
        "type": "sticker",
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
    },
]


def parsed(world: Furnished, bot: BotServer, index: int = -1) -> list[Any]:
    """What the SDK makes of a delivery, its signature checked."""
    parser = WebhookParser(world.account.channel.secret)
    return list(parser.parse(bot.bodies[index].decode(), bot.signatures[index]))


def raw(bot: BotServer, index: int = -1) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(bot.bodies[index])["events"]
    return events


async def test_a_text_reaches_the_bot_signed_over_its_raw_bytes(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    delivery = await platform.send_text(listening.alan, listening.account, "您好嗎?")
    assert delivery.received
    assert bot.signatures == [signature(listening.account.channel.secret, bot.bodies[0])]
    assert bot.headers[0]["content-type"] == "application/json; charset=utf-8"
    (event,) = parsed(listening, bot)
    assert event.message.text == "您好嗎?"
    assert event.source.user_id == platform.user_id(listening.alan, listening.account)
    assert json.loads(bot.bodies[0])["destination"] == listening.account.user_id


@pytest.mark.parametrize("content", MESSAGES, ids=lambda content: content["type"])
async def test_every_type_of_message_is_known_to_the_sdk(
    listening: Furnished, platform: LinePlatform, bot: BotServer, content: dict[str, Any]
) -> None:
    await platform.send(listening.alan, listening.account, content)
    (event,) = parsed(listening, bot)
    assert (event.type, event.message.type) == ("message", content["type"])
    assert not isinstance(event, UnknownEvent)


@pytest.mark.parametrize("kind", [kind for kind in EVENT_KINDS if "message" not in kind])
async def test_every_type_of_event_is_known_to_the_sdk(
    listening: Furnished, platform: LinePlatform, bot: BotServer, kind: str
) -> None:
    await platform.happen(listening.account, kind, person=listening.alan)
    (event,) = parsed(listening, bot)
    assert event.type == kind
    assert not isinstance(event, UnknownEvent)
    assert ("replyToken" in raw(bot)[0]) is EVENT_KINDS[kind].reply


async def test_types_nobody_has_published_are_delivered_as_they_are(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    await platform.happen(listening.account, "teleport", person=listening.alan, teleport={"to": 1})
    await platform.send(listening.alan, listening.account, {"type": "hologram", "depth": 3})
    assert raw(bot, 0)[0]["teleport"] == {"to": 1}
    assert raw(bot, 1)[0]["message"]["depth"] == 3
    assert isinstance(parsed(listening, bot, 0)[0], UnknownEvent)


async def test_following_blocking_and_unblocking_are_told(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    await platform.follow(listening.alan, listening.account)
    await platform.block(listening.alan, listening.account)
    await platform.unblock(listening.alan, listening.account)
    events = [raw(bot, index)[0] for index in range(3)]
    assert [event["type"] for event in events] == ["follow", "unfollow", "follow"]
    assert [event.get("follow") for event in events] == [
        {"isUnblocked": False},
        None,
        {"isUnblocked": True},
    ]
    assert "replyToken" not in events[1]


async def test_somebody_who_blocks_cannot_write(
    listening: Furnished, platform: LinePlatform
) -> None:
    await platform.block(listening.alan, listening.account)
    with pytest.raises(NotPossible):
        await platform.send_text(listening.alan, listening.account, "x")


async def test_events_carry_a_ulid_and_the_time_they_happened(
    listening: Furnished, platform: LinePlatform, bot: BotServer, clock: Clock
) -> None:
    platform.hold_events(listening.account)
    await platform.follow(listening.alan, listening.account)
    happened = int(clock().timestamp() * 1000)
    clock.advance(seconds=30)
    await platform.release_events(listening.account)
    event = raw(bot)[0]
    assert event["timestamp"] == happened
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", event["webhookEventId"])


async def test_nothing_is_sent_while_the_webhook_is_off(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    platform.set_use_webhook(listening.account, False)
    delivery = await platform.send_text(listening.alan, listening.account, "lost")
    assert (delivery.url, delivery.attempts, bot.bodies) == (None, [], [])
    assert [line.text for line in platform.chat(listening.account, listening.alan)] == ["lost"]


async def test_a_reissued_secret_signs_the_next_delivery(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    old = listening.account.channel.secret
    platform.reissue_secret(listening.account)
    await platform.follow(listening.alan, listening.account)
    assert not SignatureValidator(old).validate(bot.bodies[0].decode(), bot.signatures[0])
    assert parsed(listening, bot)


async def test_the_log_keeps_what_was_answered(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    bot.status = 401
    await platform.follow(listening.alan, listening.account)
    (delivery,) = platform.deliveries
    assert (delivery.number, delivery.url) == (1, f"{bot.url}/hook")
    assert [(attempt.status, attempt.reason) for attempt in delivery.attempts] == [
        (401, "ERROR_STATUS_CODE")
    ]


async def test_standby_events_have_no_reply_token(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    platform.set_standby(listening.account, True)
    await platform.send_text(listening.alan, listening.account, "x")
    assert raw(bot)[0]["mode"] == "standby"
    assert "replyToken" not in raw(bot)[0]


async def test_unsending_removes_the_text_and_names_the_message(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    await platform.send_text(listening.alan, listening.account, "oops")
    (message,) = platform.chat(listening.account, listening.alan)
    await platform.unsend(listening.account, message.message_id)
    assert raw(bot)[0]["unsend"] == {"messageId": message.message_id}
    assert (message.unsent, message.text, set(message.content)) == (True, "", {"type", "id"})


async def test_a_failed_account_link_has_neither_source_nor_reply_token(
    listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    await platform.happen(listening.account, "accountLink", link={"result": "failed", "nonce": "n"})
    assert not {"source", "replyToken"} & raw(bot)[0].keys()
