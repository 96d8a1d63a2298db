"""An import cut off, or before a silent LINE or full channels: nothing lost, nothing made twice."""

from __future__ import annotations

import pytest

from bot.flows.network import import_applying, liff_making
from bot.flows.network.import_applying import import_due
from bot.flows.network.subnets import fulfil_due
from storage.tables import ImportRow
from tests.clock import Clock
from tests.network.import_steps import (
    TABLE,
    all_due,
    apply,
    done,
    dry_run,
    front,
    message,
    sites,
    table_of,
)
from tests.world import World, opened


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
