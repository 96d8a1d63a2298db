"""`/line setup`, from the form to a binding that works."""

from __future__ import annotations

import asyncio

from sandbox.slack.seen import words_of
from storage.tables import Account, Event, LoginChannel, Site
from tests.world import ROOM, World, values_of, words_in


async def test_set_up_configures_line_and_binds_the_account(stored_world: World) -> None:
    world = stored_world
    world.finish_consoles()
    words = await world.set_up()
    account, (channel,), (site,) = (
        await world.account(),
        await world.rows(LoginChannel),
        await world.rows(Site),
    )
    (app,) = world.login.liff_apps.values()
    assert world.cafe.channel.webhook_url == f"{world.trial.url}/line/{ROOM}/webhook"
    assert (app.view["url"], app.bot_prompt) == (f"{world.trial.url}/s/{ROOM}/liff", "aggressive")
    assert "openid" in app.scope
    assert (account.oa_id, account.name, account.changed_by) == (
        "516kjima",
        "小島咖啡",
        world.slack.directory.user("lin").id,
    )
    assert (channel.channel_id, site.parent, site.liff_id) == (
        world.login.channel_id,
        True,
        app.liff_id,
    )
    assert "小島咖啡 (@516kjima) is bound" in words
    assert "Set the webhook URL at LINE" in words


async def test_the_binding_card_is_posted_once_to_the_channel(world: World) -> None:
    await world.bound()
    await world.next_round()
    (card,) = world.posts()
    assert "小島咖啡 (@516kjima) is bound" in words_of(card)
    assert f"{world.trial.url}/s/{ROOM}/login/callback" in words_of(card)


async def test_a_member_who_writes_after_set_up_is_heard(world: World) -> None:
    await world.bound()
    delivery = await world.line.send_text(world.chen, world.cafe, "請問今天有營業嗎")
    await world.settle()
    assert delivery.status == 200
    assert any("請問今天有營業嗎" in words_of(post) for post in world.posts())
    assert len(await world.rows(Event)) == 1


async def test_the_form_shows_the_addresses_to_paste_at_line(world: World) -> None:
    words = words_in(await world.form())
    assert f"{world.trial.url}/line/{ROOM}/webhook" in words
    assert f"{world.trial.url}/s/{ROOM}/login/callback" in words


async def test_pasted_values_are_cleaned_not_refused(world: World) -> None:
    values = world.values()
    wide = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}
    await world.set_up(
        values={
            "oa_id": " ＠516KJIMA\u200b ",
            "messaging_channel_id": f" {values['messaging_channel_id'].translate(wide)} ",
            "messaging_channel_secret": f"\t{values['messaging_channel_secret']}\n",
            "login_channel_id": " ".join(values["login_channel_id"]),
            "login_channel_secret": f" {values['login_channel_secret']} ",
        }
    )
    account = await world.account()
    assert (account.oa_id, account.messaging_channel_id) == ("516kjima", "2006516001")
    assert [row.channel_id for row in await world.rows(LoginChannel)] == ["2006516002"]


async def test_a_liff_app_of_an_earlier_attempt_is_taken_over(world: World) -> None:
    endpoint = f"{world.trial.url}/s/{ROOM}/liff"
    left = world.line.add_liff_app(world.login, {"view": {"type": "full", "url": endpoint}})
    await world.set_up()
    (site,) = await world.rows(Site)
    assert list(world.login.liff_apps) == [left.liff_id] == [site.liff_id]
    assert left.bot_prompt == "aggressive"


async def test_setting_up_again_keeps_secrets_that_are_left_empty(world: World) -> None:
    await world.bound()
    before = await world.account()
    form = await world.form(user="tanaka")
    assert "Changed last by" in words_in(form)
    seen = await world.submit(form, {"oa_id": "@516kjima"}, "tanaka")
    assert seen.ok, seen.errors
    words = await world.result("tanaka")
    after = await world.account()
    assert after.messaging_secret_box == before.messaging_secret_box
    assert after.changed_by == world.slack.directory.user("tanaka").id
    assert after.former_secret_box is None
    assert "slack:secret:changed" not in await world.deeds()
    assert "is bound" in words
    assert len(world.login.liff_apps) == 1


async def test_setting_up_again_takes_another_login_channel(world: World) -> None:
    await world.bound()
    other = world.line.create_login_channel(world.trial.furnished.provider, "新會員")
    values = {"login_channel_id": other.channel_id, "login_channel_secret": other.secret}
    seen = await world.submit(await world.form(), values)
    assert seen.ok, seen.errors
    await world.result()
    (channel,), (site,) = await world.rows(LoginChannel), await world.rows(Site)
    assert channel.channel_id == other.channel_id
    assert list(other.liff_apps) == [site.liff_id]


async def test_two_people_who_set_up_at_the_same_moment_make_one_binding(
    stored_world: World,
) -> None:
    world = stored_world
    forms = {user: await world.form(user=user) for user in ("lin", "tanaka")}
    seen = await asyncio.gather(
        *(world.submit(form, world.values(), user) for user, form in forms.items())
    )
    assert all(one.ok for one in seen), seen
    results = [await world.result(user) for user in forms]
    assert len(await world.rows(Account)) == 1
    assert len(world.login.liff_apps) == 1
    assert all("小島咖啡" in words for words in results), results


async def test_two_channels_that_bind_the_same_account_at_once_leave_one(
    stored_world: World,
) -> None:
    world = stored_world
    rooms = {"lin": ROOM, "tanaka": "general"}
    forms = {user: await world.form(user=user, room=room) for user, room in rooms.items()}
    await asyncio.gather(
        *(world.submit(form, world.values(), user) for user, form in forms.items())
    )
    results = [await world.result(user) for user in forms]
    (account,) = await world.rows(Account)
    assert sum(f"#{account.slack_channel_name}" in words for words in results) == 1, results
    assert not any("went wrong on our side" in words for words in results)


async def test_a_second_account_lives_in_a_channel_of_its_own(world: World) -> None:
    await world.bound()
    account, login = world.another("小島甜點", "line-dessert")
    await world.set_up(room="line-dessert", values=values_of(account, login))
    slugs = [row.slug for row in await world.rows(Account)]
    assert slugs == [ROOM, "line-dessert"]
    assert account.channel.webhook_url == f"{world.trial.url}/line/line-dessert/webhook"
    assert world.cafe.channel.webhook_url == f"{world.trial.url}/line/{ROOM}/webhook"


async def test_an_account_whose_set_up_was_cut_off_is_verified_all_the_same(
    stored_world: World,
) -> None:
    """A process that dies between storing the parameters and verifying them loses nothing."""
    world = stored_world
    world.finish_consoles()
    world.line.faults.add("/v2/bot/channel/webhook/endpoint", method="GET", hang=True)
    await world.submit(await world.form(), world.values())
    (account,) = await world.eventually(lambda: world.rows(Account))
    world.line.faults.clear()
    assert account.due_at is not None
