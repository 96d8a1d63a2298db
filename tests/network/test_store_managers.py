"""A store manager sees and changes only their own sites."""

from __future__ import annotations

from sandbox.slack.seen import words_of
from storage.tables import Account, Site
from tests.network.store_managers import alert_of, broken_stores, managed, post_of
from tests.world import ROOM, World, words_in


async def test_a_store_manager_is_refused_what_is_the_accounts(world: World) -> None:
    await managed(world, "taipei")
    for command in ("setup", "set name X", "alerts here", "role list"):
        assert "is for administrators" in await world.whisper("alice", ROOM, command), command
    for command in ("inbox", "send 陳", "test"):
        assert "not for store managers" in await world.whisper("alice", ROOM, command), command


async def test_cards_of_a_store_manager_show_their_site_alone(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    for command in ("status", "verify", "status taipei"):
        words = await world.whisper("alice", ROOM, command)
        assert "Taipei" in words, command
        assert "/s/taipei/" in words
        assert "Tainan" not in words
        assert "/s/tainan/" not in words
        assert "/s/line-kojima/" not in words


async def test_another_store_does_not_exist_for_a_store_manager(world: World) -> None:
    await managed(world, "taipei")
    for command in ("status", "verify", "audit"):
        words = await world.whisper("alice", ROOM, f"{command} tainan")
        assert "has no site `tainan`" in words, command
        assert "Its sites: taipei." in words
    await world.slack.command("alice", ROOM, "repair tainan")
    assert "has no site `tainan`" in await world.result("alice")


async def test_a_store_manager_repairs_their_site_and_no_other(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    form = await world.form("repair", "alice")
    assert "Tainan" not in words_in(form)
    await world.submit(form, {}, "alice")
    words = await world.result("alice")
    assert "Tainan" not in words
    prompts = [app.bot_prompt for app in world.login.liff_apps.values()]
    assert sorted(prompts) == ["aggressive", "none", "none"]


async def test_of_several_stores_a_repair_needs_one_named(world: World) -> None:
    await managed(world, "taipei", "tainan")
    await world.slack.command("alice", ROOM, "repair")
    assert "Say which of your sites: tainan, taipei." in await world.result("alice")
    await world.slack.close("alice", everything=True)
    assert "/s/tainan/" not in await world.whisper("alice", ROOM, "status taipei")


async def test_a_plan_shown_before_the_role_changed_is_not_applied(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    form = await world.form("repair", "alice")
    await world.whisper("lin", ROOM, "role grant @alice store-manager tainan")
    await world.submit(form, {}, "alice")
    assert "has no site `taipei`" in await world.result("alice")
    assert {app.bot_prompt for app in world.login.liff_apps.values()} == {"none"}


async def test_alerts_of_other_stores_are_neither_listed_nor_quietened(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    listed = await world.whisper("alice", ROOM, "alerts")
    assert "Taipei" in listed
    assert "Tainan" not in listed
    assert "Alerts changed: 1" in await world.whisper("alice", ROOM, "alerts mute 4h")
    await world.settle()
    assert (await alert_of(world, "site:taipei")).muted_until
    other = await alert_of(world, "site:tainan")
    assert other.muted_until is None
    for action, choice in (("alerts.acknowledge", None), ("alerts.mute", "4 hours")):
        seen = await world.slack.press("alice", post_of(world, other), action, choice)
        assert "not about one of your sites" in seen.text, action
    seen = await world.slack.press("alice", post_of(world, other), "repair")
    assert "has no site `tainan`" in await world.result("alice")
    await world.slack.close("alice", everything=True)
    other = await alert_of(world, "site:tainan")
    assert (other.muted_until, other.acknowledged_at) == (None, None)


async def test_a_store_manager_confirms_no_step_of_another_site(world: World) -> None:
    await managed(world, "taipei")
    before = await world.deeds()
    card = next(post for post in world.posts() if "is bound" in words_of(post))
    buttons = [one for block in card.blocks if (one := block.get("accessory"))]
    foreign = next(one for one in buttons if "site:taipei" not in one["value"])
    seen = await world.slack.press("alice", card, foreign["action_id"], foreign["value"])
    assert "not about one of your sites" in seen.text
    assert await world.deeds() == before


async def test_the_audit_of_a_store_manager_tells_of_their_site(world: World) -> None:
    await managed(world, "taipei")
    broken_stores(world)
    await world.next_round()
    words = await world.whisper("alice", ROOM, "audit")
    assert "line:alert:opened" in words
    assert "site:taipei" in words
    assert "site:tainan" not in words
    assert "account:" not in words
    assert "site:tainan" in await world.whisper("lin", ROOM, "audit tainan")


async def test_a_site_that_is_removed_leaves_its_manager_with_nothing(world: World) -> None:
    await managed(world, "taipei")
    async with world.deps.database.transaction() as session:
        (site,) = [one for one in await world.rows(Site) if one.slug == "taipei"]
        await session.delete(await session.get_one(Site, site.id))
    words = await world.whisper("alice", ROOM, "alerts")
    assert "everything is well" in words
    (account,) = await world.rows(Account)
    assert "/s/" not in (await world.whisper("alice", ROOM, "status")).replace(account.slug, "")


async def test_the_store_table_of_a_store_manager_is_their_store(world: World) -> None:
    await managed(world, "taipei")
    words = await world.whisper("alice", ROOM, "subnet list")
    assert "Taipei" in words
    assert "Tainan" not in words
    table = world.slack.ephemerals("alice", ROOM)[-1]
    assert "subnet.edit" in repr(table.blocks)
    assert "subnet.add" not in repr(table.blocks)
    for command in ("subnet add", "subnet export", "subnet remove taipei", "liff list",
                    "login-channel list", "move taipei https://a.example"):  # fmt: skip
        assert "administrators" in await world.whisper("alice", ROOM, command), command
    assert world.slack.front("alice") is None


async def test_a_store_manager_edits_their_store_and_no_other(world: World) -> None:
    await managed(world, "taipei")
    assert "not one of your sites" in await world.whisper("alice", ROOM, "subnet edit tainan")
    form = await world.form("subnet edit taipei", "alice")
    await world.whisper("lin", ROOM, "role grant @alice store-manager tainan")
    seen = await world.submit(form, {"name": "Mine"}, "alice")
    assert "not one of your sites" in words_in(world.slack.surfaces.get(form)), seen.errors
    assert "Mine" not in {site.name for site in await world.rows(Site)}
    await world.slack.close("alice", everything=True)
    form = await world.form("subnet edit tainan", "alice")
    await world.submit(form, {"name": "Mine"}, "alice")
    await world.result("alice")
    assert "Mine" in {site.name for site in await world.rows(Site)}
