"""Member levels of an account, and the points that lead to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.binding.levels import Entries, Threshold, earned, renamed
from storage.inserting import insert_new
from storage.tables import Account, Level, LevelSweep, Member, PointEntry


@dataclass(frozen=True)
class Holders:
    """How many members have a level, and how many of them by a person's or a task's word."""

    members: int = 0
    fixed: int = 0


async def hold(session: AsyncSession, account_id: str, now: datetime) -> LevelSweep:
    """Keep others from changing this account's levels, and from adding members, until the
    transaction ends; returns the account's sweep.

    The sweep is locked first: whoever holds members waits for neither of the two in turn.
    """
    await insert_new(session, LevelSweep(account_id=account_id, begun_at=now))
    sweep = await sweep_of(session, account_id)
    one = select(col(Account.id)).where(col(Account.id) == account_id)
    await session.execute(one.with_for_update())
    return sweep


async def of_account(session: AsyncSession, account_id: str) -> Sequence[Level]:
    """The levels, the lowest first."""
    mine = select_rows(Level).where(col(Level.account_id) == account_id)
    return (await session.scalars(mine.order_by(col(Level.threshold)))).all()


async def thresholds(session: AsyncSession, account_id: str) -> Sequence[Threshold]:
    """The levels as the rule takes them, the lowest first."""
    return [Threshold(one.name, one.threshold) for one in await of_account(session, account_id)]


async def first(session: AsyncSession, account_id: str) -> str | None:
    """The level a member has without any point, if there is one."""
    named = select(col(Level.name)).where(
        col(Level.account_id) == account_id, col(Level.threshold) == 0
    )
    name: str | None = await session.scalar(named)
    return name


async def lock(session: AsyncSession, account_id: str, name: str) -> Level | None:
    """The level of this name, which stays until the transaction ends; None when there is none."""
    named = select_rows(Level).where(col(Level.account_id) == account_id, col(Level.name) == name)
    found: Level | None = await session.scalar(named.with_for_update(key_share=True))
    return found


async def holders(session: AsyncSession, account_id: str) -> Mapping[str, Holders]:
    """Who has which level, by its name; "" for members without one."""
    fixed = func.sum(case((col(Member.level_fixed), 1), else_=0))
    rows = await session.execute(
        select(col(Member.level), func.count(), fixed)
        .where(col(Member.account_id) == account_id, col(Member.forgotten_at).is_(None))
        .group_by(col(Member.level))
    )
    return {name or "": Holders(count, by_word) for name, count, by_word in rows}


async def points_earned(session: AsyncSession, member_ids: Collection[str]) -> Mapping[str, int]:
    """Points earned in all by each of these members; who has no entry is left out."""
    purchase, ticket = (
        col(PointEntry.purchase_id).is_not(None),
        col(PointEntry.ticket_id).is_not(None),
    )
    kinds = (col(PointEntry.member_id), col(PointEntry.kind), purchase, ticket)
    rows = await session.execute(
        select(*kinds, func.sum(col(PointEntry.points)))
        .where(col(PointEntry.member_id).in_(member_ids))
        .group_by(*kinds)
    )
    entries: dict[str, list[Entries]] = defaultdict(list)
    for member_id, kind, of_purchase, of_ticket, points in rows:
        entries[member_id].append(Entries(kind, int(points), bool(of_purchase), bool(of_ticket)))
    return {member_id: earned(found) for member_id, found in entries.items()}


async def sweep_of(session: AsyncSession, account_id: str) -> LevelSweep:
    """The account's sweep, locked; with a `due_at` it is under way."""
    mine = select_rows(LevelSweep).where(col(LevelSweep.account_id) == account_id)
    fresh = mine.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one()


async def sweeping(session: AsyncSession, account_id: str) -> Mapping[str, str] | None:
    """The renamings that members are being brought up to date with; None when all of them are."""
    mine = select_rows(LevelSweep).where(col(LevelSweep.account_id) == account_id)
    sweep: LevelSweep | None = await session.scalar(mine)
    return dict(sweep.names or {}) if sweep and sweep.due_at else None


def begin(sweep: LevelSweep, now: datetime, *, old: str = "", new: str = "") -> None:
    """Have every member's level worked out anew, from the first member on.

    `old` was renamed to `new`, or removed when that is "".
    """
    names = dict(sweep.names or {}) if sweep.due_at else {}
    sweep.names = renamed(names, old, new) if old else names
    sweep.after, sweep.begun_at, sweep.due_at, sweep.attempts = "", now, now, 0


async def next_members(
    session: AsyncSession, account_id: str, after: str, limit: int
) -> Sequence[Member]:
    """The account's next members by id, locked in that order as everybody locks them; those who
    have left have no level.
    """
    some = (
        select_rows(Member)
        .where(
            col(Member.account_id) == account_id,
            col(Member.id) > after,
            col(Member.forgotten_at).is_(None),
        )
        .order_by(col(Member.id))
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return (await session.scalars(some)).all()
