"""`/line subnet import`: shown first, applied as shown, told by one message, safe to repeat."""

from __future__ import annotations

from storage.tables import Import, Site
from tests.menus.at_line import menu
from tests.network.import_steps import (
    TABLE,
    apply,
    done,
    dry_run,
    front,
    imported,
    message,
    messages,
    sites,
)
from tests.world import World


async def test_a_dry_run_shows_what_each_row_would_do_and_changes_nothing(world: World) -> None:
    await world.bound()
    await imported(world, TABLE)
    changed = TABLE.replace("台北店", "台北車站店") + "台南店,tainan,,,,,\n壞店,bad name!,,,,,\n"
    before = len(world.line.calls)
    words = await dry_run(world, changed)
    assert "1 to add, 1 to change, 1 the same already, 1 wrong" in words
    assert "`name`: 台北店 → 台北車站店" in words
    assert "`tainan`" in words
    assert "small letters" in words
    assert "Free LIFF slots: 27" in words
    assert {call.method for call in world.line.calls[before:]} == {"GET"}
    assert set(await sites(world)) == {"taipei", "kaohsiung"}


async def test_what_was_shown_is_applied_and_one_message_tells_of_it(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await imported(world, TABLE)
    made = await sites(world)
    apps = {app.view["url"]: app.liff_id for app in world.login.liff_apps.values()}
    kaohsiung = made["kaohsiung"]
    assert apps["https://kaohsiung.example.com/liff"] == kaohsiung.liff_id
    assert apps[f"{world.trial.url}/s/taipei/liff"] == made["taipei"].liff_id
    assert (kaohsiung.name, kaohsiung.service_phone, kaohsiung.active) == (
        "高雄店",
        "07-311",
        False,
    )
    words = message(world)
    assert "Import finished" in words
    assert "*Added*\n2" in words
    assert "callback addresses" in words
    assert len(world.posts()) == 2  # the binding card, and this


async def test_a_rich_menu_line_does_not_have_is_wrong_before_anything_is_applied(
    world: World,
) -> None:
    await world.bound()
    menu(world, "早餐")
    words = await dry_run(world, "site,name,rich_menu\na,A,早餐\nb,B,晚餐\nc,C,\n")
    assert "2 to add, 0 to change, 0 the same already, 1 wrong" in words
    assert "rich_menu: LINE has no rich menu “晚餐”" in words
    await apply(world)
    assert {slug: site.rich_menu for slug, site in (await sites(world)).items()} == {
        "a": "早餐",
        "c": "",
    }
    words = await dry_run(world, "site,rich_menu\na,早餐\nc,晚餐\n")
    assert "0 to add, 0 to change, 1 the same already, 1 wrong" in words


async def test_while_line_does_not_tell_its_rich_menus_they_are_taken_as_they_are(
    world: World,
) -> None:
    await world.bound()
    world.line.faults.add("/v2/bot/richmenu/list", status=503)
    words = await dry_run(world, "site,name,rich_menu\na,A,早餐\nb,B,晚餐\n")
    assert "2 to add, 0 to change, 0 the same already, 0 wrong" in words
    assert "LINE could not be asked whether it has the rich menus" in words
    world.line.faults.clear()
    await apply(world)
    await world.every_turn()
    assert {one.subject for one in await world.alerts() if one.check == "rich-menu"} == {
        "site:a",
        "site:b",
    }


async def test_the_same_table_again_changes_nothing(world: World) -> None:
    await world.bound()
    await imported(world, TABLE)
    words = await dry_run(world, TABLE)
    assert "2 the same already" in words
    assert "nothing to apply" in words
    assert not front(world).callback_id


async def test_apply_pressed_twice_is_one_import(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await dry_run(world, TABLE)
    shown = front(world).content
    await apply(world)
    again = world.slack.surfaces.open(world.slack.directory.user("lin").id, shown)
    await world.submit(again, {})
    assert "has begun" in await world.result()
    await done(world)
    assert set(await sites(world)) == {"taipei", "kaohsiung"}
    assert len(messages(world)) == 1
    assert len(world.login.liff_apps) == 3


async def test_an_import_under_way_is_not_begun_again_by_the_same_table(world: World) -> None:
    await world.bound()
    await dry_run(world, TABLE)
    assert (await world.submit(front(world), {})).ok
    await world.result()
    await world.slack.close("lin", everything=True)
    assert "under way" in await dry_run(world, TABLE)
    await done(world)
    assert len(await world.rows(Import)) == 1


async def test_a_dry_run_the_sites_have_overtaken_is_refused_whole(world: World) -> None:
    await world.bound()
    await imported(world, TABLE)
    await dry_run(world, TABLE.replace("02-2393", "02-1111"))
    shown = front(world)
    async with world.deps.database.transaction() as session:
        site = await session.get_one(Site, (await sites(world))["taipei"].id)
        site.service_phone = "02-9999"
    await world.submit(shown, {})
    assert "nothing was applied" in await world.result()
    await done(world)
    assert (await sites(world))["taipei"].service_phone == "02-9999"
