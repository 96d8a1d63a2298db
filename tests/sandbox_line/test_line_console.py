"""The control side over HTTP does what the Python side does."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from sandbox.line import console, console_people
from sandbox.line.app import make_app
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished, furnish
from tests.sandbox_line.console_client import Console
from tests.sandbox_line.login_site import CALLBACK

VIEW = {"type": "full", "url": "https://shop.example.com/liff"}
CAFE = "/console/accounts/516kjima"
LOGIN = "/console/login-channels/2006516002"


async def test_the_state_shows_what_a_person_copies_into_the_form(
    ask: Console, world: Furnished
) -> None:
    state = await ask("GET", "/console/state")
    (account,), (channel,) = state["accounts"], state["login_channels"]
    assert (account["basic_id"], account["channel_id"]) == ("@516kjima", "2006516001")
    assert account["secret"] == world.account.channel.secret
    assert channel["secret"] == world.login_channel.secret
    assert [person["name"] for person in state["people"]] == ["陳怡君", "Alan Lin", "佐藤花子"]


async def test_a_whole_network_can_be_created(ask: Console, platform: LinePlatform) -> None:
    provider = (await ask("POST", "/console/providers", 201, name="集團"))["provider_id"]
    account = await ask("POST", "/console/accounts", 201, provider=provider, name="店")
    channel = await ask("POST", "/console/login-channels", 201, provider=provider, name="會員")
    person = await ask("POST", "/console/people", 201, name="王小明", key="wang", language="zh-TW")
    assert re.fullmatch(r"@\d{3}[a-z]{5}", account["basic_id"])
    assert re.fullmatch(r"2\d{9}", channel["channel_id"])
    assert re.fullmatch(r"[0-9a-f]{32}", account["secret"])
    assert person["user_ids"][provider] == platform.user_id(
        platform.person("wang"), platform.account(account["basic_id"])
    )


async def test_every_switch_of_an_account_can_be_turned(ask: Console, world: Furnished) -> None:
    change: dict[str, Any] = {
        "use_webhook": True,
        "redelivery": True,
        "chat": True,
        "joins_groups": True,
        "standby": True,
        "webhook_url": "https://bot.example.com/",
        "name": "新名",
        "quota": None,
        "usage": 7,
    }
    after = await ask("PATCH", CAFE, **change)
    assert {name: after[name] for name in change} == change
    assert (world.account.channel.use_webhook, world.account.usage) == (True, 7)


@pytest.mark.parametrize("body", [{"chat": "yes"}, {"quota": "many"}, {"colour": "red"}])
async def test_a_wrong_setting_is_refused_whole(
    ask: Console, world: Furnished, body: dict[str, Any]
) -> None:
    await ask("PATCH", CAFE, 400, usage=7, **body)
    assert world.account.usage == 0


async def test_the_settings_of_a_login_channel_can_be_changed(
    ask: Console, world: Furnished
) -> None:
    await ask("PATCH", LOGIN, published=True, linked_account="@516kjima", share_target_picker=True)
    await ask("POST", f"{LOGIN}/callbacks", url=CALLBACK)
    after = await ask("POST", f"{LOGIN}/roles", person="alan", role="Tester")
    assert (after["published"], after["linked_account"]) == (True, "@516kjima")
    assert (after["share_target_picker"], after["callbacks"]) == (True, [CALLBACK])
    assert after["roles"] == {"chen": "Admin", "alan": "Tester"}
    after = await ask("PATCH", LOGIN, linked_account=None)
    assert after["linked_account"] is None
    after = await ask("DELETE", f"{LOGIN}/callbacks", url=CALLBACK)
    assert after["callbacks"] == []


async def test_what_the_consoles_do_not_allow_is_a_conflict(
    ask: Console, world: Furnished, platform: LinePlatform
) -> None:
    platform.publish(world.login_channel)
    other = platform.create_account(platform.create_provider("別家"), "別家")
    await ask("PATCH", LOGIN, 409, published=False)
    await ask("PATCH", LOGIN, 409, linked_account=other.basic_id)
    await ask("POST", f"{LOGIN}/roles", 409, person="alan", role="King")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/console/accounts/@nobody"),
        ("PATCH", "/console/login-channels/2000000000"),
        ("POST", "/console/channels/2000000000/secret"),
        ("POST", "/console/people/nobody/follow"),
        ("POST", "/console/deliveries/9/redeliver"),
    ],
)
async def test_what_does_not_exist_is_not_found(ask: Console, method: str, path: str) -> None:
    await ask(method, path, 404, account="@516kjima")


async def test_secrets_of_both_kinds_can_be_reissued(ask: Console, world: Furnished) -> None:
    for channel in (world.account.channel, world.login_channel):
        old = channel.secret
        new = (await ask("POST", f"/console/channels/{channel.channel_id}/secret", 201))["secret"]
        assert (channel.secret, new != old) == (new, True)


async def test_liff_apps_can_be_edited_behind_the_bots_back(ask: Console, world: Furnished) -> None:
    app = await ask("POST", f"{LOGIN}/liff", 201, view=VIEW)
    path = f"{LOGIN}/liff/{app['liffId']}"
    after = await ask("PATCH", path, view={"url": "https://elsewhere.example.com/"})
    assert after["view"] == {"type": "full", "url": "https://elsewhere.example.com/"}
    await ask("PATCH", path, 400, botPrompt="loud")
    await ask("DELETE", path)
    assert world.login_channel.liff_apps == {}


async def test_channels_can_be_deleted(ask: Console, world: Furnished) -> None:
    await ask("DELETE", CAFE)
    await ask("DELETE", LOGIN)
    assert (world.account.channel.deleted, world.login_channel.deleted) == (True, True)


async def test_a_long_lived_token_is_issued(ask: Console, platform: LinePlatform) -> None:
    token = (await ask("POST", f"{CAFE}/long-lived-token", 201))["token"]
    assert platform.tokens.find(token) is not None


async def test_calls_can_be_counted_over_http(ask: Console) -> None:
    for path in ("/v2/bot/info", "/liff/v1/apps", "/v2/bot/info"):
        async with ask.http.get(path):
            pass
    found = await ask("GET", "/console/calls?path=/v2/bot")
    assert [(call["path"], call["status"]) for call in found] == [("/v2/bot/info", 401)] * 2
    assert await ask("GET", "/console/calls?after=3") == []


async def test_every_route_is_in_the_tables(platform: LinePlatform) -> None:
    tables = f"{inspect.getdoc(console)}\n{inspect.getdoc(console_people)}"
    named = re.sub(r"\{[^}]*\}", "{}", tables)
    for route in make_app(platform).router.routes():
        path = route.resource.canonical if route.resource else ""
        if not path.startswith("/console") or route.method == "HEAD":
            continue
        stem = re.sub(r"\{[^}]*\}", "{}", path).removesuffix("/{}")
        assert stem in named, f"{route.method} {path}"


async def test_the_furnished_world_is_always_the_same(world: Furnished) -> None:
    other = furnish(LinePlatform())
    assert other.account == world.account
    assert other.login_channel == world.login_channel
    assert (other.alan, other.chen, other.hanako) == (world.alan, world.chen, world.hanako)


async def test_the_furnished_world_is_that_of_the_first_day(world: Furnished) -> None:
    assert (world.account.chat, world.account.channel.use_webhook) == (False, False)
    assert world.account.channel.webhook_url is None
    assert (world.login_channel.published, world.login_channel.linked_account) == (False, None)
    assert world.login_channel.roles == {"chen": "Admin"}
