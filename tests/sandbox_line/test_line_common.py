"""What every answer of the platform has in common."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.sandbox_line.line_clients import Clients


async def test_every_answer_has_its_own_request_id(http: aiohttp.ClientSession) -> None:
    ids = []
    for path in ("/v2/bot/info", "/nowhere", "/liff/v1/apps", "/v2/bot/info"):
        async with http.get(path) as answer:
            ids.append(answer.headers["X-Line-Request-Id"])
    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    "header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic x"}]
)
async def test_calls_without_a_good_token_are_refused(
    http: aiohttp.ClientSession, header: dict[str, str]
) -> None:
    async with http.get("/v2/bot/info", headers=header) as answer:
        assert answer.status == 401
        assert (await answer.json())["message"].startswith("Authentication failed due to")


async def test_a_trailing_slash_is_another_path(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    async with http.get("/v2/bot/info/", headers=headers) as answer:
        assert (answer.status, await answer.json()) == (404, {"message": "Not found"})


async def test_broken_json_is_told_with_its_place(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished
) -> None:
    token = await clients.token(world.account.channel)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    async with http.post("/v2/bot/message/push", data=b'{"to":', headers=headers) as answer:
        assert answer.status == 400
        text = "The request body could not be parsed as JSON (line: 1, column: 7)"
        assert await answer.json() == {"message": text}


async def test_another_content_type_is_refused(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.account.channel)}"}
    async with http.post("/v2/bot/message/push", data=b"{}", headers=headers) as answer:
        assert answer.status == 415


async def test_more_than_two_megabytes_are_refused(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished
) -> None:
    token = await clients.token(world.account.channel)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = b" " * (2 * 1024 * 1024 + 1)
    async with http.post("/v2/bot/message/push", data=body, headers=headers) as answer:
        assert answer.status == 413


async def test_every_call_is_recorded_with_its_channel(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    token = await clients.token(world.account.channel)
    headers = {"Authorization": f"Bearer {token}"}
    async with http.get("/v2/bot/info", headers=headers) as answer:
        request_id = answer.headers["X-Line-Request-Id"]
    last = platform.calls[-1]
    assert (last.method, last.path, last.status) == ("GET", "/v2/bot/info", 200)
    assert (last.channel_id, last.request_id) == (world.account.channel.channel_id, request_id)


async def test_one_can_wait_for_what_a_client_does(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    def asked() -> list[str]:
        return [call.path for call in platform.calls if call.path == "/v2/bot/info"]

    waiting = asyncio.create_task(platform.wait_for(asked))
    await (await clients.messaging(world.account)).get_bot_info()
    assert await waiting == ["/v2/bot/info"]
    with pytest.raises(TimeoutError, match="about a push"):
        await platform.wait_for(lambda: None, within=0.01, about="about a push")


async def test_bodies_are_not_kept_unless_asked_for(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    platform.records_bodies = False
    await clients.token(world.account.channel)
    assert (platform.calls[-1].request_body, platform.calls[-1].response_body) == (b"", b"")
