"""LIFF apps: listed whole, created with what a site needs, changed only where we must."""

from __future__ import annotations

import pytest

from bot.binding.platforms import LiffWanted
from bot.errors import CredentialsRefused, RefusedByVendor
from tests.platforms.vendors import Line

APPS = "/liff/v1/apps"
WANTED = LiffWanted(name="小島咖啡", url="https://kojima.example/s/kojima/liff")


async def test_a_channel_without_apps_has_an_empty_list(line: Line) -> None:
    assert list(await line.login.liff_apps()) == []


async def test_a_new_app_has_everything_a_site_needs(line: Line) -> None:
    liff_id = await line.login.add_liff_app(WANTED)
    [app] = await line.login.liff_apps()
    assert (app.liff_id, app.url, app.view) == (liff_id, WANTED.url, "full")
    assert (app.description, app.bot_prompt) == ("小島咖啡", "aggressive")
    assert app.scopes == ("openid", "profile", "chat_message.write")


async def test_an_app_with_a_scope_nobody_knows_does_not_hide_the_list(line: Line) -> None:
    first = await line.login.add_liff_app(WANTED)
    second = await line.login.add_liff_app(WANTED)
    line.world.login_channel.liff_apps[first].scope.append("line_profile_plus.address")
    line.world.login_channel.liff_apps[first].view["type"] = "panorama"
    listed = await line.login.liff_apps()
    assert [app.liff_id for app in listed] == [first, second]
    assert "line_profile_plus.address" in listed[0].scopes


async def test_an_app_with_nothing_but_its_id_has_lines_defaults(line: Line) -> None:
    line.platform.faults.add(APPS, status=200, body={"apps": [{"liffId": "1-a"}, "?", {}]})
    [app] = await line.login.liff_apps()
    assert (app.url, app.scopes, app.bot_prompt) == ("", (), "none")


async def test_an_app_is_named_without_what_line_never_takes(line: Line) -> None:
    await line.login.add_liff_app(LiffWanted(name="LINE 商店", url=WANTED.url))
    [app] = await line.login.liff_apps()
    assert app.description == "商店"
    assert len(line.calls(APPS, "POST")) == 1


async def test_a_name_line_dislikes_gives_way_to_a_neutral_one(line: Line) -> None:
    line.platform.faults.add(APPS, method="POST", status=400, body={"message": "bad"}, count=1)
    await line.login.add_liff_app(LiffWanted(name="商店", url=WANTED.url))
    [app] = await line.login.liff_apps()
    assert app.description == "Members"


async def test_the_thirty_first_app_is_refused_as_such(line: Line) -> None:
    body = {"view": {"type": "full", "url": WANTED.url}}
    for _number in range(30):
        line.platform.add_liff_app(line.world.login_channel, body)
    with pytest.raises(RefusedByVendor, match="30 LIFF apps") as refused:
        await line.login.add_liff_app(WANTED)
    assert refused.value.status == 400
    assert len(line.calls(APPS, "POST")) == 1


async def test_a_bad_address_is_refused_after_one_more_try(line: Line) -> None:
    with pytest.raises(RefusedByVendor):
        await line.login.add_liff_app(LiffWanted(name="小島", url="http://kojima.example/liff"))
    assert len(line.calls(APPS, "POST")) == 2


async def test_an_update_changes_what_is_wanted_and_nothing_else(line: Line) -> None:
    body = {
        "view": {"type": "tall", "url": "https://old.example/", "moduleMode": True},
        "description": "店長取的名字",
        "features": {"qrCode": True},
    }
    app = line.platform.add_liff_app(line.world.login_channel, body)
    await line.login.update_liff_app(app.liff_id, WANTED)
    assert app.view == {"type": "full", "url": WANTED.url, "moduleMode": True}
    assert (app.scope, app.bot_prompt) == (list(WANTED.scopes), "aggressive")
    assert (app.description, app.features) == ("店長取的名字", {"qrCode": True})


async def test_an_app_of_another_channel_cannot_be_updated(line: Line) -> None:
    with pytest.raises(RefusedByVendor, match="2006516999-none") as refused:
        await line.login.update_liff_app("2006516999-none", WANTED)
    assert refused.value.status == 404


async def test_deleting_twice_is_harmless(line: Line) -> None:
    liff_id = await line.login.add_liff_app(WANTED)
    await line.login.delete_liff_app(liff_id)
    await line.login.delete_liff_app(liff_id)
    assert line.world.login_channel.liff_apps == {}


async def test_messaging_credentials_cannot_list_apps(line: Line) -> None:
    channel = line.world.account.channel
    with pytest.raises(RefusedByVendor):
        await line.clients.login(channel.channel_id, channel.secret).liff_apps()


async def test_a_reissued_secret_is_noticed_by_the_login_channel(line: Line) -> None:
    line.platform.reissue_secret(line.world.login_channel)
    stale = line.clients.login(
        line.world.login_channel.channel_id, "b84d1f60c3e94a7792ab5e0d16f83c24"
    )
    with pytest.raises(CredentialsRefused) as refused:
        await stale.prove()
    assert refused.value.wrong == "secret"


async def test_liff_calls_are_recorded_without_ids(line: Line) -> None:
    liff_id = await line.login.add_liff_app(WANTED)
    await line.login.delete_liff_app(liff_id)
    assert line.records[-1].endpoint == "DELETE /liff/v1/apps/{liffId}"
    assert all(liff_id not in one.endpoint for one in line.records)
