"""`/line liff reissue` of a site: the guide's recovery, whatever is missing."""

from __future__ import annotations

from bot.flows.network.retire import delete_retired
from storage.tables import RetiredLiffApp, Site
from tests.network.reissue_steps import APPS, another_site, apps, fill, reissued, site_of
from tests.world import ROOM, World


async def test_a_deleted_liff_app_opens_an_alert_that_a_reissue_resolves(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    world.line.delete_liff_app(world.login, former)
    secret = world.line.reissue_secret(world.login)
    await world.next_round()
    assert await world.open_checks() == {"liff-app", "login-credentials"}
    words = await reissued(world, login_channel_secret=secret)
    assert await world.open_checks() == set()
    (app,) = apps(world).values()
    assert (await site_of(world)).liff_id == app.liff_id != former
    assert app.view["url"] == f"{world.trial.url}/s/{ROOM}/liff"
    assert (app.bot_prompt, app.view["type"]) == ("aggressive", "full")
    assert "it is stored" in words
    assert f"`{world.trial.line_url}/{former}` → `{world.trial.line_url}/{app.liff_id}`" in words
    assert "Replace the LIFF URL" in words
    assert await world.rows(RetiredLiffApp) == []


async def test_a_secret_line_refuses_is_an_error_under_its_field_and_nothing_is_stored(
    world: World,
) -> None:
    await world.bound()
    stored = await world.everything_stored()
    view = await world.form(f"liff reissue {ROOM}")
    seen = await world.submit(view, {"login_channel_secret": "f" * 32})
    assert set(seen.errors) == {"login_channel_secret"}
    assert await world.everything_stored() == stored


async def test_the_present_secret_is_tried_too_when_the_field_is_left_empty(world: World) -> None:
    await world.bound()
    world.line.reissue_secret(world.login)
    view = await world.form(f"liff reissue {ROOM}")
    seen = await world.submit(view, {})
    assert "present secret" in seen.errors["login_channel_secret"]


async def test_a_healthy_liff_app_keeps_its_id_when_only_the_secret_changed(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id
    words = await reissued(world, login_channel_secret=world.line.reissue_secret(world.login))
    assert (await site_of(world)).liff_id == former
    assert list(apps(world)) == [former]
    assert "Replace the LIFF URL" not in words
    assert len(world.calls_to_line(APPS, "PUT")) == 0


async def test_what_was_edited_at_line_is_put_right_in_place(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    world.line.edit_liff_app(
        world.login, former, {"view": {"url": "https://old.example.com"}, "botPrompt": "none"}
    )
    await world.next_round()
    assert "were put right" in await reissued(world)
    assert apps(world)[former].bot_prompt == "aggressive"
    assert await world.open_checks() == set()


async def test_a_new_liff_id_on_request_keeps_the_former_app_for_seven_days(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    words = await reissued(world, renew=["yes"])
    new = (await site_of(world)).liff_id or ""
    assert set(apps(world)) == {former, new}
    assert "stays until" in words
    await world.later(hours=7 * 24 - 1)
    assert await delete_retired(world.deps) == 0
    await world.later(hours=2)
    await delete_retired(world.deps)
    assert set(apps(world)) == {new}
    assert await world.rows(RetiredLiffApp) == []
    assert "moorline:liff:deleted" in await world.deeds()


async def test_a_site_renewed_within_the_week_is_not_renewed_once_more(world: World) -> None:
    await world.bound()
    await reissued(world, renew=["yes"])
    new = (await site_of(world)).liff_id
    assert "within the last week" in await reissued(world, renew=["yes"])
    assert (await site_of(world)).liff_id == new
    assert len(apps(world)) == 2


async def test_a_retired_app_that_a_site_uses_again_is_not_deleted(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    async with world.deps.database.transaction() as session:
        (await session.get_one(Site, (await site_of(world)).id)).liff_id = former
    await world.later(hours=8 * 24)
    await delete_retired(world.deps)
    assert former in apps(world)
    assert await world.rows(RetiredLiffApp) == []


async def test_a_retired_app_line_cannot_delete_now_is_deleted_later(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    await world.later(hours=8 * 24)
    world.line.faults.add(APPS, method="DELETE", status=500)
    await delete_retired(world.deps)
    assert former in apps(world)
    world.line.faults.clear()
    await world.later(minutes=10)
    await delete_retired(world.deps)
    assert former not in apps(world)


async def test_without_a_free_slot_the_id_stays_and_the_app_is_put_right(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    fill(world)
    world.line.edit_liff_app(world.login, former, {"botPrompt": "none"})
    assert "No LIFF slot is free" in await reissued(world, renew=["yes"])
    assert (await site_of(world)).liff_id == former
    assert apps(world)[former].bot_prompt == "aggressive"


async def test_a_site_whose_new_liff_app_is_gone_takes_its_former_one_back(world: World) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    world.line.delete_liff_app(world.login, (await site_of(world)).liff_id or "")
    await reissued(world)
    assert (await site_of(world)).liff_id == former
    assert await world.rows(RetiredLiffApp) == []
    assert set(apps(world)) == {former}


async def test_a_full_channel_gives_up_another_sites_fallback_for_a_site_without_an_app(
    world: World,
) -> None:
    await world.bound()
    former = (await site_of(world)).liff_id or ""
    await reissued(world, renew=["yes"])
    await another_site(world, "taipei")
    fill(world)
    await reissued(world, "taipei")
    assert former not in apps(world)
    assert (await site_of(world, "taipei")).liff_id in apps(world)
    assert await world.rows(RetiredLiffApp) == []


async def test_a_full_channel_of_strangers_is_said_and_nothing_is_lost(world: World) -> None:
    await world.bound()
    world.line.delete_liff_app(world.login, (await site_of(world)).liff_id or "")
    fill(world)
    words = await reissued(world)
    assert "did not work" in words
    assert "`/line liff list`" in words
    assert len(apps(world)) == 30
