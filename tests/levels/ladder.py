"""Levels, members and points, as a test sets them up."""

from __future__ import annotations

from collections.abc import Iterable

from bot.binding.levels import Threshold
from bot.flows.members.level_sweep import sweep_due
from bot.flows.members.leveling import settle_level
from bot.flows.members.levels import add_level
from storage.tables import Account, Level, Member, PointEntry
from storage.tables.base import new_id
from tests.world import World


async def with_levels(world: World, **levels: int) -> Account:
    """The café, bound, with these levels; everybody has theirs."""
    account = await world.bound()
    for name, points in levels.items():
        await add_level(world.deps, account, Threshold(name, points), by="U1")
    await swept(world)
    return account


async def swept(world: World) -> int:
    """All members looked at; how many batches with members it took."""
    batches = 0
    while await sweep_due(world.deps):
        batches += 1
    return batches


async def enrolled(
    world: World, account: Account, *names: str, level: str | None = None, fixed: bool = False
) -> list[Member]:
    """Members with these names and no points."""
    made = [
        Member(account_id=account.id, user_id=f"U{new_id()}", name=name, level=level,
               level_fixed=fixed, created_at=world.clock())
        for name in names
    ]  # fmt: skip
    async with world.deps.database.transaction() as session:
        session.add_all(made)
    return made


async def earns(world: World, member: Member, points: int, kind: str = "earn") -> str | None:
    """Points enter the ledger as the points flows do it; the member's level then."""
    async with world.deps.database.transaction() as session:
        session.add(entry(world, member, points, kind))
        return await settle_level(session, member.id)


def entry(world: World, member: Member, points: int, kind: str = "earn") -> PointEntry:
    """One line of a member's ledger."""
    return PointEntry(account_id=member.account_id, member_id=member.id, kind=kind, points=points,
                      once=new_id(), at=world.clock())  # fmt: skip


async def held(world: World, members: Iterable[Member]) -> list[str | None]:
    """The levels these members have now, in their order."""
    now = {one.id: one.level for one in await world.rows(Member)}
    return [now[one.id] for one in members]


async def level(world: World, name: str) -> Level:
    """One level's row."""
    (row,) = [one for one in await world.rows(Level) if one.name == name]
    return row
