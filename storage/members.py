"""Members: one per account and LINE user id, whatever the site."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import levels
from storage.inserting import insert_new
from storage.tables import Member, Message


async def known(
    session: AsyncSession, account_id: str, user_ids: Collection[str]
) -> Mapping[str, Member]:
    """Those of these LINE user ids that the account knows, by user id."""
    found = await session.scalars(_named(account_id, user_ids))
    return {member.user_id: member for member in found}


async def with_ids(
    session: AsyncSession, account_id: str, ids: Collection[str]
) -> Sequence[Member]:
    """Those of the account's members that these are the ids of."""
    mine = select(Member).where(col(Member.account_id) == account_id, col(Member.id).in_(ids))
    return (await session.scalars(mine)).all()


async def enrol(
    session: AsyncSession, account_id: str, user_ids: Collection[str], now: datetime
) -> dict[str, Member]:
    """The members with these user ids, created where they were missing, by user id.

    They are locked until the transaction ends, always in the same order, so that two processes
    that digest the same people neither overwrite nor deadlock each other.
    """
    locked = _named(account_id, user_ids).with_for_update(key_share=True)
    found = {member.user_id: member for member in await session.scalars(locked)}
    missing = sorted(set(user_ids) - set(found))
    if missing:
        new = [Member(account_id=account_id, user_id=one, created_at=now) for one in missing]
        added = await insert_new(session, *new)
        later = _named(account_id, missing).with_for_update(key_share=True)
        found |= {member.user_id: member for member in await session.scalars(later)}
        level = await levels.first(session, account_id)  # after the insert: see `levels.hold`
        for member in found.values():
            if level and member.id in added:
                member.level = level
    return found


def befriend(member: Member, friendship: str, at: datetime) -> None:
    """Take what an event says about the friendship, unless a newer event has spoken."""
    if member.friendship_at is None or member.friendship_at < at:
        member.friendship, member.friendship_at = friendship, at


async def find(
    session: AsyncSession, account_id: str, words: str, *, limit: int
) -> Sequence[Member]:
    """Members whose user id or name holds `words`; an exact one stands alone. Who has left is
    nobody.
    """
    mine = and_(col(Member.account_id) == account_id, col(Member.forgotten_at).is_(None))
    exact = or_(col(Member.user_id) == words, col(Member.name) == words)
    alike = or_(
        col(Member.name).icontains(words, autoescape=True),
        col(Member.user_id).istartswith(words, autoescape=True),
    )
    for wanted in (exact, alike):
        order = (col(Member.name), col(Member.id))
        found = await session.scalars(
            select(Member).where(mine, wanted).order_by(*order).limit(limit)
        )
        if members := found.all():
            return members
    return ()


async def group_of(session: AsyncSession, member_id: str) -> str | None:
    """The newest "group:C…" the member wrote in, for reading a profile there."""
    return await session.scalar(
        select(col(Message.conversation))
        .where(
            col(Message.member_id) == member_id,
            col(Message.conversation).startswith("group:", autoescape=True),
        )
        .order_by(col(Message.at).desc())
        .limit(1)
    )


def _named(account_id: str, user_ids: Collection[str]) -> SelectOfScalar[Member]:
    return (
        select(Member)
        .where(col(Member.account_id) == account_id, col(Member.user_id).in_(sorted(set(user_ids))))
        .order_by(col(Member.id))
    )


async def keep(session: AsyncSession, account_id: str, member_id: str) -> None:
    """Keep other writers from the member, as `lock` does, where what follows tells whether there is
    one. On SQLite nobody else writes during a transaction anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        await lock(session, account_id, member_id)


async def lock(session: AsyncSession, account_id: str, member_id: str) -> Member | None:
    """The member, kept from other writers until the transaction ends; None: not this account's.

    Whoever changes a member's points or tickets takes this first, of several in order of their
    ids, and only then locks of tickets and stores: so nobody waits in a circle.
    """
    one = select(Member).where(col(Member.id) == member_id, col(Member.account_id) == account_id)
    return await session.scalar(one.with_for_update(key_share=True))


async def present(session: AsyncSession, account_id: str, member_id: str) -> Member | None:
    """As `lock`, for what is given to a person; None also for who has left."""
    member = await lock(session, account_id, member_id)
    return None if member is None or member.forgotten_at is not None else member
