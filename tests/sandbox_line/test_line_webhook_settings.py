"""The account's settings at LINE: bot info, the webhook's address, its test."""

from __future__ import annotations

import json

import aiohttp
import pytest
from linebot.v3.messaging import (
    ApiException,
    SetWebhookEndpointRequest,
)
from linebot.v3.messaging import TestWebhookEndpointRequest as EndpointTest
from linebot.v3.webhook import SignatureValidator

from sandbox.line.delivery import sign
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from sandbox.serve import serving
from tests.clock import Clock
from tests.sandbox_line.line_clients import BotServer, Clients, signature

ENDPOINT = "/v2/bot/channel/webhook/endpoint"


def to(url: str) -> EndpointTest:
    return EndpointTest(endpoint=url)


async def test_bot_info_names_the_account(clients: Clients, world: Furnished) -> None:
    info = await (await clients.messaging(world.account)).get_bot_info()
    assert info.user_id == world.account.user_id
    assert (info.basic_id, info.display_name) == ("@516kjima", "小島咖啡")


async def test_chat_on_means_manual_reading(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    api = await clients.messaging(world.account)
    off = await api.get_bot_info()
    platform.set_chat(world.account, True)
    on = await api.get_bot_info()
    assert (off.chat_mode, off.mark_as_read_mode) == ("bot", "auto")
    assert (on.chat_mode, on.mark_as_read_mode) == ("chat", "manual")


async def test_a_login_channel_may_not_ask_about_the_bot(
    clients: Clients, world: Furnished
) -> None:
    api = await clients.messaging(world.login_channel)
    with pytest.raises(ApiException) as refused:
        await api.get_bot_info()
    assert refused.value.status == 403
    assert json.loads(refused.value.body) == {
        "message": "Access to this API is not available for your account"
    }


async def test_a_fresh_channel_has_no_endpoint(clients: Clients, world: Furnished) -> None:
    api = await clients.messaging(world.account)
    for call in (
        api.get_webhook_endpoint(),
        api.test_webhook_endpoint(EndpointTest()),
    ):
        with pytest.raises(ApiException, match="Webhook endpoint not found") as refused:
            await call
        assert refused.value.status == 404


async def test_setting_the_url_leaves_the_webhook_off(clients: Clients, world: Furnished) -> None:
    api = await clients.messaging(world.account)
    url = "https://bot.example.com/hook"
    await api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=url))
    found = await api.get_webhook_endpoint()
    assert (found.endpoint, found.active) == (url, False)


async def test_active_cannot_be_written(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    body = {"endpoint": "https://bot.example.com/", "active": True}
    async with http.put(ENDPOINT, json=body, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    assert world.account.channel.use_webhook is False


@pytest.mark.parametrize(
    "url", ["http://bot.example.com/", "ftp://bot.example.com/", "bot", "https://", "https://["]
)
async def test_only_https_urls_are_taken(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished, url: str
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    async with http.put(ENDPOINT, json={"endpoint": url}, headers=headers) as answer:
        assert answer.status == 400
        assert await answer.json() == {"message": "Invalid webhook endpoint URL"}


async def test_a_url_may_have_500_characters_and_no_more(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    url = "https://bot.example.com/".ljust(500, "x")
    for length, status in ((500, 200), (501, 400)):
        body = {"endpoint": url.ljust(length, "x")}
        async with http.put(ENDPOINT, json=body, headers=headers) as answer:
            assert answer.status == status


def test_the_published_signature_vector_holds() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert (
        sign("8c570fa6dd201bb328f1c1eac23a96d8", body)
        == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    )


async def test_the_test_posts_a_signed_empty_body(
    clients: Clients, world: Furnished, bot: BotServer
) -> None:
    api = await clients.messaging(world.account)
    result = await api.test_webhook_endpoint(to(f"{bot.url}/hook"))
    assert (result.success, result.status_code, result.reason, result.detail) == (
        True,
        200,
        "OK",
        "200",
    )
    expected = {"destination": world.account.user_id, "events": []}
    assert json.loads(bot.bodies[0]) == expected
    assert bot.signatures == [signature(world.account.channel.secret, bot.bodies[0])]
    validator = SignatureValidator(world.account.channel.secret)
    assert validator.validate(bot.bodies[0].decode(), bot.signatures[0])


async def test_the_test_uses_the_set_url_when_none_is_given(
    clients: Clients, listening: Furnished, bot: BotServer
) -> None:
    api = await clients.messaging(listening.account)
    assert (await api.test_webhook_endpoint(EndpointTest())).success
    assert len(bot.bodies) == 1


@pytest.mark.parametrize("status", [401, 404, 500, 302])
async def test_the_test_reports_what_the_receiver_answered(
    clients: Clients, world: Furnished, bot: BotServer, status: int
) -> None:
    bot.status = status
    api = await clients.messaging(world.account)
    result = await api.test_webhook_endpoint(to(f"{bot.url}/hook"))
    assert (result.success, result.reason) == (False, "ERROR_STATUS_CODE")
    assert (result.status_code, result.detail) == (status, str(status))


async def test_redirects_are_not_followed(
    clients: Clients, world: Furnished, bot: BotServer
) -> None:
    api = await clients.messaging(world.account)
    result = await api.test_webhook_endpoint(to(f"{bot.url}/moved"))
    assert (result.status_code, bot.bodies) == (302, [])


async def test_a_receiver_has_two_seconds(
    clients: Clients, world: Furnished, bot: BotServer
) -> None:
    api = await clients.messaging(world.account)
    result = await api.test_webhook_endpoint(to(f"{bot.url}/slow"))
    assert (result.reason, result.detail) == ("REQUEST_TIMEOUT", "Request timeout")
    assert result.status_code == 0


async def test_an_aborted_connection_is_unclassified(
    clients: Clients, world: Furnished, bot: BotServer
) -> None:
    api = await clients.messaging(world.account)
    result = await api.test_webhook_endpoint(to(f"{bot.url}/cut"))
    assert (result.status_code, result.reason) == (0, "UNCLASSIFIED")


async def test_a_closed_port_cannot_be_connected_to(clients: Clients, world: Furnished) -> None:
    async with serving(BotServer().app()) as gone:
        pass
    api = await clients.messaging(world.account)
    result = await api.test_webhook_endpoint(to(f"{gone}/hook"))
    assert (result.reason, result.detail) == ("COULD_NOT_CONNECT", "Connection failed")


async def test_plain_http_behind_https_is_a_failed_handshake(
    clients: Clients, world: Furnished, bot: BotServer
) -> None:
    url = bot.url.replace("http:", "https:") + "/hook"
    result = await (await clients.messaging(world.account)).test_webhook_endpoint(to(url))
    assert result.reason == "COULD_NOT_CONNECT"
    assert result.detail == f"TLS handshake failure: {url}"


async def test_a_host_without_address_is_an_invalid_url(clients: Clients, world: Furnished) -> None:
    api = await clients.messaging(world.account)
    with pytest.raises(ApiException, match="Invalid webhook endpoint URL") as refused:
        await api.test_webhook_endpoint(to("https://bot.invalid/hook"))
    assert refused.value.status == 400


async def test_the_test_can_be_asked_for_sixty_times_an_hour(
    clients: Clients, world: Furnished, bot: BotServer, clock: Clock
) -> None:
    api = await clients.messaging(world.account)
    request = to(f"{bot.url}/hook")
    for _ in range(60):
        await api.test_webhook_endpoint(request)
    with pytest.raises(ApiException, match="rate limit has been exceeded") as refused:
        await api.test_webhook_endpoint(request)
    assert refused.value.status == 429
    clock.advance(minutes=1)
    assert (await api.test_webhook_endpoint(request)).success


async def test_a_new_url_can_take_a_minute_to_spread(
    clients: Clients,
    listening: Furnished,
    bot: BotServer,
    platform: LinePlatform,
    clock: Clock,
) -> None:
    platform.webhook_propagation = clock.now.replace(minute=1) - clock.now
    api = await clients.messaging(listening.account)
    new = f"{bot.url}/moved"
    await api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=new))
    assert (await api.get_webhook_endpoint()).endpoint == new
    before = await platform.follow(listening.alan, listening.account)
    clock.advance(minutes=1)
    after = await platform.follow(listening.alan, listening.account)
    assert (before.url, after.url) == (f"{bot.url}/hook", new)
