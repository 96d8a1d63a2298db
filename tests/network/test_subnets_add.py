"""`/line subnet add`: a site with its LIFF app, its card and its checks."""

from __future__ import annotations

from bot.flows.network.subnets import fulfil_due
from sandbox.slack.seen import words_of
from storage.tables import Audit, Site
from tests.network.shops import added, card_of, site
from tests.world import World


async def test_a_new_sub_site_gets_a_liff_app_made_as_the_guide_wants_it(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    await added(world, name="LINE 小島咖啡 台北店")
    row = await site(world, "taipei")
    app = world.login.liff_apps[str(row.liff_id)]
    assert row.name == "LINE 小島咖啡 台北店"
    assert app.description == "小島咖啡 台北店"
    assert app.view == {"type": "full", "url": f"{world.trial.url}/s/taipei/liff"}
    assert set(app.scope) == {"openid", "profile", "chat_message.write"}
    assert app.bot_prompt == "aggressive"
    assert len(world.login.liff_apps) == 2


async def test_its_card_carries_the_callback_address_and_its_check(world: World) -> None:
    await world.bound()
    await added(world)
    callback = f"{world.trial.url}/s/taipei/login/callback"
    (card,) = [post for post in world.posts() if "Paste this *Callback URL*" in words_of(post)]
    assert callback in words_of(card)
    assert "⚪ Callback URL" in words_of(card)
    assert "does not accept" in await world.whisper_pressed("lin", card, "verify")
    world.line.register_callback(world.login, callback)
    await world.whisper_pressed("lin", card, "verify")
    await world.settle()
    assert "台北店 is ready for members" in words_of(card)
    assert "Paste this" not in words_of(card)


async def test_an_address_nobody_pasted_becomes_an_alert_after_half_an_hour(world: World) -> None:
    """Until then LINE is not asked: there is somebody at work, with the address before them."""
    await world.bound()
    asked = len(world.calls_to_line("/oauth2/v2.1/authorize"))
    await added(world)
    await world.later(minutes=29)
    assert len(world.calls_to_line("/oauth2/v2.1/authorize")) == asked
    assert await world.open_checks() == set()
    await world.later(minutes=6)
    assert len(world.alert_posts("callback-url")) == 1
    assert len(world.calls_to_line("/oauth2/v2.1/authorize")) == asked + 1


async def test_an_address_that_was_pasted_becomes_no_alert(world: World) -> None:
    await world.bound()
    await added(world)
    world.line.register_callback(world.login, f"{world.trial.url}/s/taipei/login/callback")
    await world.later(minutes=35)
    assert await world.open_checks() == set()
    assert "台北店 is ready for members" in words_of(card_of(world, "小島咖啡 台北店"))


async def test_the_site_is_checked_like_any_other(world: World) -> None:
    await world.bound()
    await added(world)
    world.line.edit_liff_app(
        world.login, str((await site(world, "taipei")).liff_id), {"botPrompt": "none"}
    )
    await world.next_round()
    (alert,) = [row for row in await world.alerts() if row.check == "liff-add-friend"]
    assert alert.subject == "site:taipei"


async def test_the_redemption_code_is_sealed_and_appears_nowhere(world: World) -> None:
    await world.bound()
    words = await added(world, redemption_code="7788990011")
    stored = await world.everything_stored()
    assert "7788990011" not in repr(stored)
    assert "7788990011" not in words
    assert not [post for post in world.posts() if "7788990011" in repr(post)]
    listed = await world.whisper("lin", "line-kojima", "subnet list")
    assert "redemption code set" in listed
    assert "7788990011" not in listed
    assert (await site(world, "taipei")).redemption_code_box


async def test_adding_is_in_the_audit(world: World) -> None:
    await world.bound()
    await added(world)
    (entry,) = [row for row in await world.rows(Audit) if row.tag == "slack:site:added"]
    assert (entry.who, entry.subject) == (world.slack.directory.user("lin").id, "site:taipei")
    assert "moorline:liff:made" in await world.deeds()


async def test_line_down_leaves_the_site_and_the_job_makes_its_app_later(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    world.line.faults.add("/liff/v1/apps", method="POST", status=500)
    words = await added(world)
    assert "LINE has not made its LIFF app yet" in words
    assert (await site(world, "taipei")).liff_id is None
    world.line.faults.clear()
    world.clock.advance(minutes=6)
    await fulfil_due(world.deps)
    assert (await site(world, "taipei")).liff_id in world.login.liff_apps
    assert len(world.login.liff_apps) == 2


async def test_an_app_made_before_we_died_is_found_again(stored_world: World) -> None:
    """LINE made it, but its answer never came."""
    world = stored_world
    await world.bound()
    made = world.line.add_liff_app(
        world.login, {"view": {"type": "full", "url": f"{world.trial.url}/s/taipei/liff"}}
    )
    await added(world)
    assert (await site(world, "taipei")).liff_id == made.liff_id
    assert len(world.login.liff_apps) == 2
    assert made.bot_prompt == "aggressive"


async def test_a_site_waits_for_nothing_while_there_is_room(world: World) -> None:
    await world.bound()
    await added(world)
    rows = await world.rows(Site)
    assert [row.due_at for row in rows if not row.parent] == [None]
