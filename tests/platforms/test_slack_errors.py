"""Slack's noes and silences, each as the error it is."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from aiohttp import web

from bot.errors import ChannelGone, RateLimited, RefusedByVendor, Unreachable
from bot.platforms.slack import SlackClient
from sandbox.serve import serving
from tests.clock import Clock
from tests.platforms.vendors import Slack

POST = "chat.postMessage"


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel"])
async def test_a_channel_that_cannot_be_used_is_gone(slack: Slack, code: str) -> None:
    slack.workspace.fail(POST, error=code)
    with pytest.raises(ChannelGone) as gone:
        await slack.client.post(slack.room, "在嗎？")
    assert (gone.value.code, gone.value.permanent) == (code, True)
    assert gone.value.request_id


async def test_an_archived_channel_is_gone_for_updates_too(slack: Slack) -> None:
    posted = await slack.client.post(slack.room, "一")
    slack.workspace.directory.channel(slack.room).is_archived = True
    with pytest.raises(ChannelGone):
        await slack.client.update(slack.room, posted.ts, "二")


async def test_slacks_own_wait_is_kept(slack: Slack) -> None:
    slack.workspace.fail(POST, status=429, retry_after=17)
    with pytest.raises(RateLimited) as limited:
        await slack.client.post(slack.room, "太快")
    assert limited.value.retry_after == timedelta(seconds=17)
    assert len(slack.workspace.called(POST)) == 1


async def test_ratelimited_without_a_wait_waits_half_a_minute(slack: Slack) -> None:
    slack.workspace.fail(POST, error="ratelimited")
    with pytest.raises(RateLimited) as limited:
        await slack.client.post(slack.room, "太快")
    assert limited.value.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 503}, {"drop": True}, {"error": "internal_error"}]
)
async def test_slack_out_of_order_is_unreachable(slack: Slack, fault: dict[str, object]) -> None:
    slack.workspace.fail(POST, **fault)
    with pytest.raises(Unreachable) as raised:
        await slack.client.post(slack.room, "在嗎？")
    assert (raised.value.vendor, raised.value.permanent) == ("Slack", False)
    assert len(slack.workspace.called(POST)) == 1


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("invalid_auth", "SLACK_BOT_TOKEN"),
        ("missing_scope", "manifest"),
        ("something_new", "something_new"),
    ],
)
async def test_any_other_no_keeps_slacks_code_and_tells_the_mend(
    slack: Slack, code: str, mend: str
) -> None:
    slack.workspace.fail(POST, error=code)
    with pytest.raises(RefusedByVendor, match=mend) as refused:
        await slack.client.post(slack.room, "在嗎？")
    assert (refused.value.message, refused.value.permanent) == (code, True)


async def test_a_private_channel_must_be_invited_to(slack: Slack) -> None:
    slack.workspace.fail("conversations.join", error="method_not_supported_for_channel_type")
    with pytest.raises(RefusedByVendor, match="/invite"):
        await slack.client.join(slack.room)


async def test_what_slack_dislikes_about_a_card_is_told(slack: Slack) -> None:
    with pytest.raises(RefusedByVendor) as refused:
        await slack.client.post(slack.room, "x", [{"type": "hologram"}])
    assert refused.value.message == "invalid_blocks"
    assert "json-pointer" in str(refused.value)


async def test_slack_that_does_not_answer_is_given_up_in_time(slack: Slack, clock: Clock) -> None:
    slack.workspace.fail(POST, latency=5)
    base = f"{slack.workspace.address}/api/"
    hurried = SlackClient(
        slack.workspace.bot_token,
        observe=slack.records.append,
        clock=clock,
        base_url=base,
        seconds=0.2,
    )
    await hurried.open()
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        await hurried.post(slack.room, "在嗎？")
    assert time.monotonic() - begun < 1.5
    await hurried.close()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>busy</html>", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"hello", "text/plain"),
        (b"[]", "application/json"),
        (b"{}", "application/json"),
        (b'{"ok": true}', "application/json"),
        (b"", "text/html"),
    ],
)
async def test_garbage_is_unreachable(clock: Clock, body: bytes, kind: str) -> None:
    async def garbled(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind)

    app = web.Application()
    app.router.add_post("/chat.postMessage", garbled)
    async with serving(app) as address:
        client = SlackClient("xoxb-1", observe=lambda _: None, clock=clock, base_url=address)
        await client.open()
        with pytest.raises(Unreachable):
            await client.post("C1", "在嗎？")
        await client.close()


async def test_an_unopened_client_says_so(clock: Clock) -> None:
    client = SlackClient("xoxb-1", observe=lambda _: None, clock=clock)
    with pytest.raises(RuntimeError, match="open"):
        await client.post("C1", "x")
