"""Rate limits and injected faults, as the official client meets them."""

from __future__ import annotations

import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from tests.sandbox_slack.slack_shapes import Clock


async def post(client: AsyncWebClient, channel: str = "#line-kojima") -> None:
    await client.chat_postMessage(channel=channel, text="x")


async def test_posts_beyond_one_a_second_are_limited_per_channel(
    workspace: SlackWorkspace, client: AsyncWebClient, clock: Clock
) -> None:
    workspace.limits.strict(burst=2)
    await workspace.invite_bot("general")
    await post(client)
    await post(client)

    with pytest.raises(SlackApiError) as raised:
        await post(client)

    response = raised.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "1"
    await post(client, "#general")
    clock.advance(1)
    await post(client)


async def test_a_method_s_tier_is_kept_when_limits_are_strict(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    workspace.limits.strict()
    for _ in range(20):
        await client.users_list()

    with pytest.raises(SlackApiError) as raised:
        await client.users_list()

    assert raised.value.response.status_code == 429


async def test_limits_are_generous_by_default(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    for _ in range(50):
        await post(client)

    assert len(workspace.called("chat.postMessage", ok=True)) == 50


async def test_the_official_retry_handler_gets_over_a_429(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    workspace.fail("chat.postMessage", status=429, retry_after=0)

    await post(client)

    assert [call.status for call in workspace.called("chat.postMessage")] == [429, 200]


async def test_a_fault_hits_as_many_calls_of_its_method_as_asked(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    workspace.fail("chat.postMessage", times=2, error="internal_error")

    await client.auth_test()
    for _ in range(2):
        with pytest.raises(SlackApiError) as raised:
            await post(client)
        assert raised.value.response["error"] == "internal_error"
    await post(client)


async def test_a_fault_may_be_for_one_channel(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    await workspace.invite_bot("general")
    workspace.fail("chat.postMessage", error="internal_error", channel="#general")

    await post(client)
    with pytest.raises(SlackApiError):
        await post(client, "#general")


async def test_a_server_error_has_no_json(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    workspace.fail("chat.postMessage", status=503)

    with pytest.raises(SlackApiError) as raised:
        await post(client)

    assert raised.value.response.status_code == 503


async def test_the_connection_may_be_cut(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    workspace.fail("chat.postMessage", drop=True)

    with pytest.raises(aiohttp.ClientError):
        await post(client)

    assert workspace.history("line-kojima") == []
    assert workspace.called("chat.postMessage")[0].error == "connection_closed"


async def test_a_call_may_be_slow(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    workspace.fail("auth.test", latency=0.2)
    start = time.monotonic()

    await client.auth_test()

    assert time.monotonic() - start >= 0.2


async def test_faults_can_be_called_off(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    workspace.fail("*", times=1000, status=500)
    workspace.limits.clear()

    await post(client)
