"""Where no LIFF slot is left: sites wait, nothing is lost, and another channel serves them."""

from __future__ import annotations

import asyncio

from bot.flows.network.subnets import NewSite, add_site, fulfil, fulfil_due
from sandbox.slack.seen import words_of
from storage.tables import Account
from tests.network.shops import (
    added,
    another_channel,
    card_of,
    channel_added,
    channel_row,
    filled,
    foreign_apps,
    site,
)
from tests.world import World


async def test_a_site_without_a_slot_is_kept_waiting_with_the_checklist(world: World) -> None:
    await world.bound()
    foreign_apps(world, 29)
    await world.next_round()
    words = await added(world)
    row = await site(world, "taipei")
    assert (row.login_channel_id, row.liff_id) == (None, None)
    for shown in (words, words_of(card_of(world, "小島咖啡 台北店"))):
        assert "台北店 is waiting for a LIFF slot" in shown
        assert "same provider" in shown
        assert f"@{(await world.account()).oa_id}" in shown
        assert f"{world.trial.url}/s/taipei/login/callback" in shown
    assert len(world.login.liff_apps) == 30


async def test_adding_a_channel_serves_the_waiting_in_order_by_itself(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    await filled(world, 29)
    foreign = [*foreign_apps(world, 28, north := another_channel(world))]
    await added(world, name="甲", site="a")
    await added(world, name="乙", site="b")
    await added(world, name="丙", site="c")
    words = await channel_added(world, north)
    assert "2 sites that waited have their LIFF app now" in words
    assert "1 sites wait for a LIFF slot" in words
    row = await channel_row(world, north)
    assert [(await site(world, slug)).login_channel_id for slug in "abc"] == [row.id, row.id, None]
    assert len(north.liff_apps) == 30
    assert "waiting for a LIFF slot" not in words_of(card_of(world, "甲"))
    world.line.delete_liff_app(north, foreign[0])
    world.clock.advance(minutes=6)
    await fulfil_due(world.deps)
    assert (await site(world, "c")).liff_id in north.liff_apps


async def test_two_operators_adding_into_the_last_slot_one_waits(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    await filled(world, 28)
    account = await world.account()
    await asyncio.gather(
        *(add_site(world.deps, account, NewSite(slug, slug), by=slug) for slug in ("u1", "u2"))
    )
    await asyncio.gather(fulfil(world.deps, account.id), fulfil(world.deps, account.id))
    rows = [await site(world, slug) for slug in ("u1", "u2")]
    assert sorted(row.login_channel_id is None for row in rows) == [False, True]
    (lucky,) = [row for row in rows if row.login_channel_id]
    assert lucky.liff_id in world.login.liff_apps
    assert len(world.login.liff_apps) == 30


async def test_two_operators_submitting_their_forms_at_once_share_the_last_slot(
    world: World,
) -> None:
    await world.bound()
    await filled(world, 28)
    forms = {name: await world.form("subnet add", name) for name in ("lin", "tanaka")}
    seen = await asyncio.gather(
        *(
            world.submit(view, {"name": f"{name} 店", "site": f"by-{name}"}, name)
            for name, view in forms.items()
        )
    )
    assert all(one.ok for one in seen)
    said = [await world.result(name) for name in forms]
    assert sorted("waiting for a LIFF slot" in words for words in said) == [False, True]
    rows = [await site(world, f"by-{name}") for name in forms]
    assert sorted(row.liff_id is None for row in rows) == [False, True]
    assert len(world.login.liff_apps) == 30


async def test_lines_ambiguous_400_on_the_31st_app_moves_the_site_elsewhere(
    stored_world: World,
) -> None:
    """Foreign apps took the slots since LINE was last asked."""
    world = stored_world
    account = await world.bound()
    north = another_channel(world)
    await channel_added(world, north)
    foreign_apps(world, 29)
    await added(world)
    row = await site(world, "taipei")
    assert row.login_channel_id == (await channel_row(world, north)).id
    assert row.liff_id in north.liff_apps
    assert (await channel_row(world, world.login)).foreign_apps == 29
    assert account.id == row.account_id


async def test_a_400_that_came_between_the_list_and_the_making_is_understood(
    world: World,
) -> None:
    """The list still had room; the very next moment it had none."""
    await world.bound()
    world.line.faults.add("/liff/v1/apps", method="POST", latency=0.4, count=1)
    adding = asyncio.create_task(added(world))

    async def asked() -> bool:
        return any(call.method == "GET" for call in world.calls_to_line("/liff/v1/apps")[-1:])

    await world.eventually(asked)
    account = await world.account()
    await world.eventually(lambda: _stored(world, account))
    foreign_apps(world, 29)
    assert "waiting for a LIFF slot" in await adding
    assert (await site(world, "taipei")).login_channel_id is None


async def _stored(world: World, account: Account) -> bool:
    calls = world.calls_to_line("/liff/v1/apps", "POST")
    return len(calls) >= 1 and (await world.account()).claim is not None


async def test_sites_fill_one_channel_after_another(world: World) -> None:
    await world.bound()
    north = another_channel(world)
    await channel_added(world, north)
    await filled(world, 31)
    assert (len(world.login.liff_apps), len(north.liff_apps)) == (30, 2)


async def test_a_new_site_does_not_overtake_those_that_wait(world: World) -> None:
    account = await world.bound()
    foreign = foreign_apps(world, 29)
    await world.next_round()
    await added(world, name="甲", site="a")
    world.line.delete_liff_app(world.login, foreign[0])
    await world.next_round()
    await add_site(world.deps, account, NewSite("乙", "b"), by="U1")
    await fulfil(world.deps, account.id)
    assert (await site(world, "a")).liff_id
    assert (await site(world, "b")).liff_id is None


async def test_a_refusal_that_is_no_full_channel_is_told_by_its_check(world: World) -> None:
    await world.bound()
    world.line.faults.add("/liff/v1/apps", method="POST", status=400, body={"message": "no"})
    await added(world)
    assert "liff-app" in await world.open_checks()
    before = len(world.calls_to_line("/liff/v1/apps", "POST"))
    world.clock.advance(minutes=6)
    await fulfil_due(world.deps)
    assert len(world.calls_to_line("/liff/v1/apps", "POST")) == before


async def test_one_channel_out_of_order_does_not_hold_up_the_others(world: World) -> None:
    await world.bound()
    await filled(world, 29)
    north = another_channel(world)
    await channel_added(world, north)
    world.line.reissue_secret(world.login)
    await added(world, name="甲", site="a")
    assert (await site(world, "a")).liff_id in north.liff_apps
