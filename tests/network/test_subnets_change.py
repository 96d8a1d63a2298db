"""`/line subnet list|edit|remove`: what is changed, what goes, and what stays."""

from __future__ import annotations

from storage.tables import Audit, Member, Proof, Site
from tests.menus.at_line import menu
from tests.network.shops import added, filled, site
from tests.world import ROOM, World, words_in

OWN = "https://taipei.example.com"


async def test_the_list_is_the_guides_store_table(world: World) -> None:
    await world.bound()
    menu(world, "春季")
    await added(world, service_phone="02-23930606", rich_menu="春季", redemption_code="001")
    words = await world.whisper("lin", ROOM, "subnet list")
    assert "台北店" in words
    assert "Phone 02-23930606 · redemption code set · rich menu 春季" in words
    assert "members 0 · tasks 0" in words


async def test_a_word_narrows_the_list_and_pages_hold_the_rest(world: World) -> None:
    await world.bound()
    await filled(world, 14)
    words = await world.whisper("lin", ROOM, "subnet list")
    assert "1 to 12 of 14" in words
    words = await world.whisper("lin", ROOM, "subnet list S03")
    assert "店 3" in words
    assert "店 4" not in words


async def test_an_edit_changes_what_differs_and_keeps_the_code(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await added(world, redemption_code="4711")
    before = (await site(world, "taipei")).redemption_code_box
    form = await world.form("subnet edit taipei")
    assert "4711" not in repr(form.blocks)
    assert (await world.submit(form, {"service_phone": "02-1"})).ok
    await world.result()
    row = await site(world, "taipei")
    assert (row.service_phone, row.redemption_code_box) == ("02-1", before)
    (entry,) = [one for one in await world.rows(Audit) if one.tag == "slack:site:changed"]
    assert (entry.old, entry.new) == ("service_phone: —", "service_phone: 02-1")


async def test_a_new_code_is_audited_as_changed_and_a_dash_takes_it_away(world: World) -> None:
    await world.bound()
    await added(world)
    for code in ("998877", "-"):
        form = await world.form("subnet edit taipei")
        assert (await world.submit(form, {"redemption_code": code})).ok
        await world.result()
        await world.slack.close("lin", everything=True)
        assert "998877" not in repr(await world.rows(Audit))
        assert ((await site(world, "taipei")).redemption_code_box is None) == (code == "-")


async def test_a_new_address_reaches_line_and_is_checked_afresh(world: World) -> None:
    await world.bound()
    await added(world)
    form = await world.form("subnet edit taipei")
    assert (await world.submit(form, {"address": OWN})).ok
    words = await world.result()
    assert f"{OWN}/login/callback" in words
    row = await site(world, "taipei")
    assert world.login.liff_apps[str(row.liff_id)].view["url"] == f"{OWN}/liff"
    assert row.address == OWN


async def test_removing_says_what_goes_and_takes_the_liff_app_with_it(
    stored_world: World,
) -> None:
    world = stored_world
    account = await world.bound()
    await world.line.send_text(world.chen, world.cafe, "嗨")
    await world.settle()
    await added(world, redemption_code="1")
    async with world.deps.database.transaction() as session:
        session.add(
            Proof(account_id=account.id, subject="site:taipei", name="callback-registered",
                  value="registered", at=world.clock())
        )  # fmt: skip
    form = await world.form("subnet remove taipei")
    assert "Members stay" in words_in(form)
    assert "its LIFF app" in words_in(form)
    assert (await world.submit(form, {})).ok
    assert "is removed, with its LIFF app" in await world.result()
    await world.settle()
    assert [row.slug for row in await world.rows(Site)] == [ROOM]
    assert len(world.login.liff_apps) == 1
    assert len(await world.rows(Member)) == 1
    assert [row for row in await world.rows(Proof) if row.subject == "site:taipei"] == []
    assert "slack:site:removed" in await world.deeds()
    await world.next_round()
    assert await world.open_checks() == set()


async def test_the_liff_app_is_left_when_chosen(world: World) -> None:
    await world.bound()
    await added(world)
    form = await world.form("subnet remove taipei")
    assert (await world.submit(form, {"keep_liff_app": ["yes"]})).ok
    assert "is left at LINE" in await world.result()
    assert len(world.login.liff_apps) == 2
    words = await world.whisper("lin", ROOM, "login-channel list")
    assert "1 by LIFF apps not made here" in words


async def test_nothing_is_removed_while_line_does_not_answer(world: World) -> None:
    await world.bound()
    await added(world)
    form = await world.form("subnet remove taipei")
    world.line.faults.add("/liff/v1/apps", method="DELETE", status=500)
    await world.submit(form, {})
    assert "out of order" in await world.result()
    assert (await site(world, "taipei")).liff_id in world.login.liff_apps


async def test_the_parent_site_is_not_removed(world: World) -> None:
    await world.bound()
    assert "parent site stays" in await world.whisper("lin", ROOM, f"subnet remove {ROOM}")
