"""`/line subnet import`: shown first, applied as shown, told by one message, safe to repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.flows.network import import_applying, liff_making
from bot.flows.network.import_applying import import_due
from bot.flows.network.subnets import fulfil_due
from sandbox.slack.model import Message, View
from sandbox.slack.seen import words_of
from storage.tables import Import, ImportRow, LoginChannel, Site
from tests.clock import Clock
from tests.menus.at_line import menu
from tests.world import ROOM, World, opened, words_in

TABLE = """name,site,address,service_phone,redemption_code,rich_menu,active
台北店,taipei,,02-2393,701,,yes
高雄店,kaohsiung,https://kaohsiung.example.com,07-311,702,,no
"""
CODE = "70142"


async def dry_run(world: World, table: str, **more: Any) -> str:
    """Submit a table; the words of the dry run, which stays in front."""
    return await compared(world, {"csv": table, **more})


async def compared(world: World, values: Mapping[str, Any]) -> str:
    seen = await world.submit(await world.form("subnet import"), values)
    assert seen.ok, (seen.failure, seen.errors)
    return await world.result()


def front(world: World) -> View:
    view = world.slack.front("lin")
    assert view is not None
    return view


async def apply(world: World) -> str:
    """Press Apply in the dry run in front, and let all be done."""
    assert front(world).callback_id == "subnet.import.apply"
    assert (await world.submit(front(world), {})).ok
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await done(world)
    return words


async def all_due(world: World) -> None:
    while await import_due(world.deps):
        pass


async def done(world: World) -> None:
    await all_due(world)
    await world.later(seconds=2)


async def imported(world: World, table: str, **more: Any) -> None:
    await dry_run(world, table, **more)
    await apply(world)


async def sites(world: World) -> dict[str, Site]:
    return {site.slug: site for site in await world.rows(Site) if not site.parent}


def messages(world: World) -> list[Message]:
    """The channel's messages about imports."""
    return [post for post in world.posts() if "Import" in words_of(post)]


def message(world: World) -> str:
    (one,) = messages(world)
    return words_of(one)


def table_of(count: int, **columns: str) -> str:
    """A table of so many sites."""
    heads = ["name", "site", *columns]
    rows = [[f"Store {n}", f"store-{n}", *columns.values()] for n in range(count)]
    return "\n".join(",".join(row) for row in [heads, *rows])


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


@pytest.mark.parametrize(
    ("where", "stored"), [("_carry_out", 2), ("_tell", 2), ("fulfil", 5), ("_finish", 5)]
)
async def test_a_crash_half_way_is_gone_on_from(
    database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch, where: str, stored: int
) -> None:
    """The process dies in the second lot of rows, before it is written down, or after all rows."""
    async with opened(database_url, clock=clock) as world:
        await world.bound()
        await dry_run(world, table_of(5))
        await world.submit(front(world), {})
        await world.result()
        monkeypatch.setattr(import_applying, "AT_A_TIME", 2)
        assert await import_due(world.deps) == 1

        async def dies(*_: object) -> None:
            raise SystemExit

        with monkeypatch.context() as patched:
            patched.setattr(import_applying, where, dies)
            with pytest.raises(SystemExit):
                await all_due(world)
        assert len(await sites(world)) == stored
        assert await import_due(world.deps) == 0  # its lease still runs
        world.clock.advance(minutes=4)
        await done(world)
        await _all_added(world)


async def test_a_crash_between_line_and_our_rows_makes_no_second_app(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LINE has made five LIFF apps, and nothing of it is written down."""
    await world.bound()
    await dry_run(world, table_of(5))
    await world.submit(front(world), {})
    await world.result()

    async def dies(*_: object) -> None:
        raise RuntimeError("died")

    with monkeypatch.context() as patched:
        patched.setattr(liff_making, "_has", dies)
        with pytest.raises(RuntimeError, match="died"):
            await done(world)
    assert len(world.login.liff_apps) == 6
    assert not any(site.liff_id for site in (await sites(world)).values())
    world.clock.advance(minutes=4)
    await done(world)
    await _all_added(world)


async def _all_added(world: World) -> None:
    assert {row.outcome for row in await world.rows(ImportRow)} == {"added"}
    assert len(world.login.liff_apps) == 6
    assert "*Added*\n5" in message(world)


async def test_a_long_import_edits_its_one_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.bound()
    monkeypatch.setattr(import_applying, "AT_A_TIME", 2)
    await dry_run(world, table_of(5))
    await world.submit(front(world), {})
    await world.result()
    await world.settle()
    assert "0 of 5" in message(world)
    await import_due(world.deps)
    await world.settle()
    assert "0 of 5" in message(world)  # not more often than Slack likes
    await world.later(seconds=2)
    assert "2 of 5" in message(world)
    await done(world)
    assert "*Added*\n5" in message(world)


async def test_missing_login_channels_are_told_before_and_their_sites_wait(world: World) -> None:
    await world.bound()
    words = await dry_run(world, table_of(33))
    assert "Free LIFF slots: 29" in words
    assert "Login channels missing: 1" in words
    assert "4 sites will wait" in words
    await apply(world)
    assert "*Waiting for a LIFF slot*\n4" in message(world)
    assert len(world.login.liff_apps) == 30
    waiting = [slug for slug, site in (await sites(world)).items() if not site.login_channel_id]
    assert sorted(waiting) == ["store-29", "store-30", "store-31", "store-32"]


async def test_line_being_down_loses_no_site_and_raises_no_alarm(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await dry_run(world, TABLE)
    world.line.faults.add("/liff/v1/apps", method="POST", status=500)
    await apply(world)
    assert "*Added*\n2" in message(world)
    assert not any(site.liff_id for site in (await sites(world)).values())
    await world.next_round()
    assert "liff-app" not in await world.open_checks()
    world.line.faults.clear()
    world.clock.advance(minutes=6)
    await fulfil_due(world.deps)
    made = await sites(world)
    assert {site.liff_id for site in made.values()} < set(world.login.liff_apps)
    assert len(world.login.liff_apps) == 3


async def test_redemption_codes_are_sealed_and_shown_nowhere(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await imported(world, TABLE.replace("701", CODE))
    before = (await sites(world))["taipei"].redemption_code_box
    assert before
    await dry_run(world, TABLE.replace("701", f"{CODE}9"))
    assert "`redemption_code`: changed" in words_in(front(world))
    stored = await world.everything_stored()
    assert CODE not in str(stored)
    await apply(world)
    assert CODE not in str(await world.everything_stored())
    assert not any(row.redemption_code_box for row in await world.rows(ImportRow))
    assert CODE not in str([call.arguments for call in world.slack.calls])
    assert (await sites(world))["taipei"].redemption_code_box != before


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"csv": "taipei,台北店"}, "csv", "must name the columns"),
        ({}, "csv", "Paste a table"),
        ({"file": {"name": "a.csv", "content": b"\x89PNG\0\xff"}}, "file", "no text"),
        ({"csv": TABLE, "file": {"name": "a.csv", "content": TABLE}}, "csv", "not both"),
    ],
)
async def test_what_is_no_table_is_said_under_the_field(
    world: World, values: Mapping[str, Any], field: str, said: str
) -> None:
    await world.bound()
    seen = await world.submit(await world.form("subnet import"), values)
    assert said in seen.errors[field]
    assert not await world.rows(Import)


async def test_a_file_from_excel_is_taken_as_well(world: World) -> None:
    await world.bound()
    table = {"name": "stores.csv", "content": TABLE.replace("\n", "\r\n").encode("cp950")}
    slack_of_lin = world.slack.directory.user("lin")
    slack_of_lin.locale = "zh-TW"
    await compared(world, {"file": table})
    await apply(world)
    assert (await sites(world))["taipei"].name == "台北店"


async def test_an_export_comes_by_direct_message_without_secrets_and_goes_back_in(
    world: World,
) -> None:
    await world.bound()
    await imported(world, TABLE)
    words = await world.whisper("lin", ROOM, "subnet export")
    assert "2 sub-sites" in words
    ((name, content),) = [
        (one["name"], one["content"]) for one in world.slack.files.values() if one["content"]
    ]
    assert name == f"{ROOM}-sites.csv"
    text = content.decode("utf-8-sig")
    assert "高雄店,kaohsiung,https://kaohsiung.example.com,07-311,,,no" in text
    assert "701" not in text
    again = await dry_run(world, "", file={"name": name, "content": content})
    assert "2 the same already" in again


async def test_an_import_of_one_account_leaves_the_other_alone(world: World) -> None:
    await world.bound()
    await world.set_up_another("山城茶館", "line-tea")
    await imported(world, TABLE)
    form = await world.form("subnet import", room="line-tea")
    await world.submit(form, {"csv": TABLE})
    words = await world.result()
    assert "2 wrong" in words
    assert "already taken on this server" in words
    assert "台北店 is already there" not in words
    channels = {row.id: row.account_id for row in await world.rows(LoginChannel)}
    for site in (await sites(world)).values():
        assert channels[str(site.login_channel_id)] == site.account_id


async def test_tables_of_all_sites_are_not_for_store_managers(world: World) -> None:
    await world.bound()
    await imported(world, TABLE)
    alice = world.slack.directory.user("alice").id
    await world.whisper("lin", ROOM, f"role grant <@{alice}> store-manager taipei")
    for words in ("subnet export", "subnet import"):
        assert "“operator” or more" in await world.whisper("alice", ROOM, words)
    assert not world.slack.files


async def test_a_form_left_open_by_somebody_who_lost_their_role_changes_nothing(
    world: World,
) -> None:
    await world.bound()
    await dry_run(world, TABLE)
    shown = front(world).content
    alice = world.slack.directory.user("alice").id
    view = world.slack.surfaces.open(alice, shown)
    await world.submit(view, {}, "alice")
    assert "asks for a role" in await world.result("alice")
    await done(world)
    assert not await sites(world)


async def test_a_dry_run_that_is_not_applied_is_forgotten_with_its_codes(world: World) -> None:
    await world.bound()
    await dry_run(world, TABLE)
    await world.slack.close("lin", everything=True)
    world.clock.advance(hours=25)
    await dry_run(world, TABLE.replace("taipei", "tainan"))
    (made,) = await world.rows(Import)
    assert {row.import_id for row in await world.rows(ImportRow)} == {made.id}


async def test_somebody_without_a_role_imports_nothing(world: World) -> None:
    await world.bound()
    seen = await world.whisper("alice", ROOM, "subnet import")
    assert "asks for a role" in seen
