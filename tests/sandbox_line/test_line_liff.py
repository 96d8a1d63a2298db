"""The LIFF server API: apps made, listed, changed and deleted, and what LINE refuses."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest
from linebot.v3.liff import (
    AddLiffAppRequest,
    ApiException,
    LiffView,
    UpdateLiffAppRequest,
    UpdateLiffView,
)

from sandbox.line.liff_rules import resembles_line
from sandbox.line.model import LiffApp
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.sandbox_line.line_clients import Clients

VIEW = {"type": "full", "url": "https://shop.example.com/liff?site=1"}


def app_of(url: str = "https://shop.example.com/liff") -> AddLiffAppRequest:
    return AddLiffAppRequest(view=LiffView(type="full", url=url))


async def test_an_app_with_only_a_view_gets_lines_defaults(
    clients: Clients, world: Furnished
) -> None:
    api = await clients.liff(world.login_channel)
    added = await api.add_liff_app(app_of())
    assert re.fullmatch(rf"{world.login_channel.channel_id}-[0-9A-Za-z]{{8}}", added.liff_id)
    (app,) = (await api.get_all_liff_apps()).apps
    assert (app.liff_id, app.view.url) == (added.liff_id, "https://shop.example.com/liff")
    assert (app.scope, app.bot_prompt) == (["profile", "chat_message.write"], "none")


async def test_a_channel_without_apps_answers_not_found(clients: Clients, world: Furnished) -> None:
    with pytest.raises(ApiException, match="no LIFF app found for channel") as refused:
        await (await clients.liff(world.login_channel)).get_all_liff_apps()
    assert refused.value.status == 404


async def test_an_update_changes_only_what_it_names(clients: Clients, world: Furnished) -> None:
    api = await clients.liff(world.login_channel)
    liff_id = (await api.add_liff_app(app_of())).liff_id
    await api.update_liff_app(liff_id, UpdateLiffAppRequest(botPrompt="aggressive"))
    await api.update_liff_app(
        liff_id, UpdateLiffAppRequest(view=UpdateLiffView(url="https://new.example.com/"))
    )
    (app,) = (await api.get_all_liff_apps()).apps
    assert (app.bot_prompt, app.view.type, app.view.url) == (
        "aggressive",
        "full",
        "https://new.example.com/",
    )
    assert app.scope == ["profile", "chat_message.write"]


async def test_a_deleted_app_is_gone(clients: Clients, world: Furnished) -> None:
    api = await clients.liff(world.login_channel)
    liff_id = (await api.add_liff_app(app_of())).liff_id
    await api.delete_liff_app(liff_id)
    for call in (
        api.delete_liff_app(liff_id),
        api.update_liff_app(liff_id, UpdateLiffAppRequest(description="x")),
        api.get_all_liff_apps(),
    ):
        with pytest.raises(ApiException) as refused:
            await call
        assert refused.value.status == 404


async def test_another_channels_app_is_not_found(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    other = platform.create_login_channel(world.provider, "別家會員")
    liff_id = (await (await clients.liff(world.login_channel)).add_liff_app(app_of())).liff_id
    api = await clients.liff(other)
    with pytest.raises(ApiException) as refused:
        await api.update_liff_app(liff_id, UpdateLiffAppRequest(description="x"))
    assert refused.value.status == 404


async def test_a_channel_holds_thirty_apps(
    clients: Clients, world: Furnished, platform: LinePlatform
) -> None:
    for _ in range(30):
        platform.add_liff_app(world.login_channel, {"view": VIEW})
    api = await clients.liff(world.login_channel)
    with pytest.raises(ApiException) as refused:
        await api.add_liff_app(app_of())
    assert refused.value.status == 400
    assert len((await api.get_all_liff_apps()).apps) == 30


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"view": {"type": "full"}},
        {"view": {**VIEW, "type": "huge"}},
        {"view": {**VIEW, "url": "http://shop.example.com/"}},
        {"view": {**VIEW, "url": "https://shop.example.com/#top"}},
        {"view": VIEW, "scope": ["openid", "phone"]},
        {"view": VIEW, "botPrompt": "loud"},
        {"view": VIEW, "description": "LINE 會員"},
        {"view": VIEW, "permanentLinkPattern": "replace"},
    ],
)
async def test_invalid_apps_are_refused(
    http: aiohttp.ClientSession, clients: Clients, world: Furnished, body: dict[str, Any]
) -> None:
    headers = {"Authorization": f"Bearer {await clients.token(world.login_channel)}"}
    async with http.post("/liff/v1/apps", json=body, headers=headers) as answer:
        assert answer.status == 400
    assert world.login_channel.liff_apps == {}


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
async def test_an_endpoint_on_this_machine_may_be_http(
    clients: Clients, world: Furnished, host: str
) -> None:
    assert await (await clients.liff(world.login_channel)).add_liff_app(app_of(f"http://{host}/"))


@pytest.mark.parametrize("name", ["LINE", "我的line店", "L1NE", "Ｌｉｎｅ", "LİNE", "Online"])
def test_names_that_resemble_line(name: str) -> None:
    assert resembles_line(name)


@pytest.mark.parametrize("name", ["", "小島咖啡", "Lime", "Nile", "All in eight"])
def test_names_that_do_not_resemble_line(name: str) -> None:
    assert not resembles_line(name)


async def test_a_messaging_channel_has_no_liff(clients: Clients, world: Furnished) -> None:
    api = await clients.liff(world.account.channel)
    with pytest.raises(ApiException) as refused:
        await api.get_all_liff_apps()
    assert refused.value.status == 403


async def test_a_liff_url_shows_its_endpoint(
    http: aiohttp.ClientSession, platform: LinePlatform, world: Furnished
) -> None:
    app: LiffApp = platform.add_liff_app(world.login_channel, {"view": VIEW})
    for path in ("", "/coupon"):
        async with http.get(f"/{app.liff_id}{path}") as answer:
            assert answer.status == 200
            assert f'const liffEndpointUrl = "{VIEW["url"]}"' in await answer.text()


async def test_a_liff_url_of_no_app_is_not_found(http: aiohttp.ClientSession) -> None:
    async with http.get("/2006516002-AbcdEfgh") as answer:
        assert answer.status == 404


async def test_a_deleted_channels_liff_url_is_not_found(
    http: aiohttp.ClientSession, platform: LinePlatform, world: Furnished
) -> None:
    app = platform.add_liff_app(world.login_channel, {"view": VIEW})
    platform.delete_channel(world.login_channel)
    async with http.get(f"/{app.liff_id}") as answer:
        assert answer.status == 404
