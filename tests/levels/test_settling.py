"""Members have the level their points reach, whatever happens to points and levels meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.binding.levels import Threshold
from bot.errors import InvalidForm, NotFound
from bot.flows.members.level_sweep import BATCH, sweep_due
from bot.flows.members.leveling import fix_level, settle_level
from bot.flows.members.levels import add_level, edit_level, remove_level
from storage import claims, levels, members
from storage.tables import Audit, LevelSweep, Member
from tests.levels.ladder import earns, enrolled, entry, held, level, swept, with_levels
from tests.world import World


async def test_points_lift_a_member_and_their_correction_lowers_them(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 銀卡=100, 金卡=500)
    (chen,) = await enrolled(world, account, "陳怡君")
    steps = [(99, "earn"), (1, "earn"), (-60, "spend"), (400, "earn"), (-10, "correct")]
    reached = [await earns(world, chen, points, kind) for points, kind in steps]
    assert reached == [None, "銀卡", "銀卡", "金卡", "銀卡"]
    assert await held(world, [chen]) == ["銀卡"]


async def test_entries_at_the_same_moment_are_both_seen(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 金卡=500)
    (chen,) = await enrolled(world, account, "陳怡君")
    await asyncio.gather(*(earns(world, chen, 50) for _ in range(10)))
    assert await held(world, [chen]) == ["金卡"]


async def test_a_fixed_level_is_left_alone_until_it_is_let_go(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 銀卡=100, 金卡=500)
    (chen,) = await enrolled(world, account, "陳怡君")
    async with world.deps.database.transaction() as session:
        await fix_level(session, chen.id, "金卡", by="U1", at=world.clock())
    assert await earns(world, chen, 100) == "金卡"
    async with world.deps.database.transaction() as session:
        assert await fix_level(session, chen.id, None, at=world.clock()) == "銀卡"
    told = [(row.who, row.old, row.new) for row in await world.rows(Audit) if "given" in row.tag]
    assert told == [("U1", "—", "金卡 (fixed)"), ("moorline", "金卡 (fixed)", "銀卡")]


async def test_nobody_is_given_a_level_there_is_not(world: World) -> None:
    account = await with_levels(world, 金卡=500)
    (chen,) = await enrolled(world, account, "陳怡君")
    with pytest.raises(NotFound):
        async with world.deps.database.transaction() as session:
            await fix_level(session, chen.id, "鑽石卡", at=world.clock())
    assert await held(world, [chen]) == [None]


async def test_a_new_level_finds_the_members_whose_points_reach_it(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world)
    people = await enrolled(world, account, "a", "b", "c")
    for member, points in zip(people, (0, 150, 900), strict=True):
        await earns(world, member, points)
    await add_level(world.deps, account, Threshold("銀卡", 100), by="U1")
    await swept(world)
    assert await held(world, people) == [None, "銀卡", "銀卡"]
    await edit_level(world.deps, account, (await level(world, "銀卡")).id, Threshold("銀卡", 200),
                     by="U1")  # fmt: skip
    await swept(world)
    assert await held(world, people) == [None, None, "銀卡"]


async def test_a_renamed_level_keeps_its_members_the_fixed_ones_too(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 銀卡=100, 金卡=500)
    by_points, by_word = await enrolled(world, account, "a", "b", level="金卡")
    async with world.deps.database.transaction() as session:
        session.add(entry(world, by_points, 600))
        await fix_level(session, by_word.id, "金卡", at=world.clock())
    gold = (await level(world, "金卡")).id
    for name in ("黃金卡", "Gold"):  # the second before anybody has followed the first
        await edit_level(world.deps, account, gold, Threshold(name, 500), by="U1")
    await swept(world)
    assert await held(world, [by_points, by_word]) == ["Gold", "Gold"]


async def test_a_removed_level_lets_everybody_follow_their_points(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 銀卡=100, 金卡=500)
    (by_points,) = await enrolled(world, account, "a", level="金卡")
    (by_word,) = await enrolled(world, account, "b", level="金卡", fixed=True)
    await earns(world, by_points, 600)
    await remove_level(world.deps, account, (await level(world, "金卡")).id, by="U1")
    await swept(world)
    assert await held(world, [by_points, by_word]) == ["銀卡", None]
    assert not any(row.level_fixed for row in await world.rows(Member))


async def test_a_name_still_being_taken_off_is_not_given_anew(world: World) -> None:
    account = await with_levels(world, 金卡=500)
    await enrolled(world, account, "b", level="金卡", fixed=True)
    gold = (await level(world, "金卡")).id
    await edit_level(world.deps, account, gold, Threshold("白金卡", 500), by="U1")
    with pytest.raises(InvalidForm) as refused:
        await add_level(world.deps, account, Threshold("金卡", 50), by="U1")
    assert set(refused.value.errors) == {"name"}
    await edit_level(world.deps, account, gold, Threshold("金卡", 500), by="U1")  # but back it may
    await swept(world)
    await edit_level(world.deps, account, gold, Threshold("白金卡", 500), by="U1")
    await swept(world)
    await add_level(world.deps, account, Threshold("金卡", 50), by="U1")


async def test_new_members_begin_at_the_level_of_no_points(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 一般會員=0, 銀卡=100)
    await world.line.send_text(world.chen, world.cafe, "你好")
    await world.settle()
    (chen,) = await world.rows(Member)
    assert chen.level == "一般會員"
    async with world.deps.database.transaction() as session:
        known = await members.enrol(session, account.id, [chen.user_id, "U2"], world.clock())
    assert [one.level for one in known.values()] == ["一般會員", "一般會員"]


async def test_many_members_follow_in_batches_and_others_write_in_between(
    stored_world: World,
) -> None:
    """Whoever dies on the way has lost one batch; a change on the way begins anew."""
    world = stored_world
    account = await with_levels(world)
    people = await enrolled(world, account, *(f"m{number}" for number in range(BATCH + 20)))
    await enrolled(world, account, "later")
    async with world.deps.database.transaction() as session:
        session.add_all(entry(world, member, 300) for member in people)
    await add_level(world.deps, account, Threshold("銀卡", 100), by="U1")
    assert await sweep_due(world.deps) == BATCH
    now = await held(world, people)
    assert now == ["銀卡"] * BATCH + [None] * 20
    assert await earns(world, people[-1], 1) == "銀卡"
    lease = timedelta(minutes=5)
    dead = await claims.claim(
        world.deps.database, LevelSweep, now=world.clock(), limit=1, lease=lease
    )
    assert len(dead) == 1
    assert await sweep_due(world.deps) == 0
    world.clock.advance(minutes=6)
    await add_level(world.deps, account, Threshold("金卡", 200), by="U1")
    assert await swept(world) == 2
    assert set(await held(world, people)) == {"金卡"}
    assert await swept(world) == 0


async def test_a_change_begins_with_the_first_member_again(stored_world: World) -> None:
    """However far the working out of the change before had come."""
    world = stored_world
    account = await with_levels(world, 銀卡=100)
    (chen,) = await enrolled(world, account, "陳怡君")
    await earns(world, chen, 300)
    async with world.deps.database.transaction() as session:
        sweep = await levels.hold(session, account.id, world.clock())
        sweep.after, sweep.due_at = chen.id, world.clock()
    world.clock.advance(seconds=1)
    await add_level(world.deps, account, Threshold("金卡", 200), by="U1")
    await swept(world)
    assert await held(world, [chen]) == ["金卡"]


async def test_two_accounts_levels_do_not_meet(stored_world: World) -> None:
    world = stored_world
    account = await with_levels(world, 金卡=500)
    await world.set_up_another("小島甜點", "line-dessert")
    dessert = await world.account("line-dessert")
    (theirs,) = await enrolled(world, dessert, "陳怡君")
    assert await earns(world, theirs, 900) is None
    with pytest.raises(NotFound):
        async with world.deps.database.transaction() as session:
            await fix_level(session, theirs.id, "金卡", at=world.clock())
    with pytest.raises(NotFound):
        await remove_level(world.deps, dessert, (await level(world, "金卡")).id, by="U1")
    async with world.deps.database.transaction() as session:
        assert await settle_level(session, theirs.id) is None
    assert [one.name for one in (await levels_of(world, account.id))] == ["金卡"]
    assert await levels_of(world, dessert.id) == []


async def levels_of(world: World, account_id: str) -> list[Threshold]:
    async with world.deps.database.reading() as session:
        return list(await levels.thresholds(session, account_id))
